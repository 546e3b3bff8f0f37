"""Use case: one worker's numbers in full, for a reason that is kept."""

from datetime import datetime, timedelta
from typing import Literal

from pydantic import BaseModel, Field, model_validator

from data.records import audit, workers
from data.records.audit import Act
from data.store import Store, transaction
from service.errors import Busy, NotFound

Reason = Literal["counter_check", "contact", "subsidy", "complaint", "other"]

MOST_A_DAY = 200
"""More than a counter sees in a day; a stolen token copies no registry."""

REASONS: dict[str, str] = {
    "counter_check": "窗口核验本人身份",
    "contact": "联系本人",
    "subsidy": "办理补贴或培训券",
    "complaint": "处理投诉举报",
    "other": "其他",
}


class RevealRequest(BaseModel):
    """Why somebody needs to see a whole number."""

    reason: Reason = Field(description="Code of the reason")
    note: str | None = Field(None, max_length=200, description="Needed with `other`; no numbers")

    @model_validator(mode="after")
    def _other_says_why(self) -> "RevealRequest":
        if self.reason == "other" and not (self.note or "").strip():
            raise ValueError("选择“其他”时须写明事由")
        return self


class IdentityForm(BaseModel):
    """Who a worker is, in full."""

    worker_id: str
    name: str
    id_number: str
    phone: str | None
    notice: str = "本次查看已记入审计日志，请勿截屏、转发。"


def reveal(
    store: Store, worker_id: str, said: RevealRequest, *, by: str, at: datetime
) -> IdentityForm:
    """Numbers in full; who looked, at whom, when and why is written in the same transaction.

    Raises NotFound when there is no such worker, Busy when somebody looked at too many in a day.
    """
    reason = "：".join(filter(None, (REASONS[said.reason], said.note)))
    with transaction(store) as db:
        seen = audit.count_since(db, by, "identity_revealed", at - timedelta(days=1))
        if seen >= MOST_A_DAY:
            raise Busy(f"24 小时内最多查看 {MOST_A_DAY} 人的完整信息，请联系安全管理员。")
        found = workers.whole(db, worker_id)
        if found is None:
            raise NotFound(f"登记中没有编号为“{worker_id}”的劳动者。")
        audit.record(db, Act(by, "identity_revealed", worker_id, reason), at)
    return IdentityForm(
        worker_id=worker_id, name=found.name, id_number=found.id_number, phone=found.phone
    )
