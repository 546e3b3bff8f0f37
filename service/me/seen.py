"""Who looked at a worker's whole numbers, or was given them: from the audit trail, as its owner may read it."""

from dataclasses import dataclass
from datetime import datetime

from data.records import audit
from data.store import Connection

LOOKS = {
    "identity_revealed": "就业服务工作人员查看了您的完整身份证号和电话",
    "identity_provided": "按您的同意，把您的姓名和电话提供给了招聘单位",
}
"""Acts about somebody's identity; who it was is the office's matter, that it was and why is the owner's."""

MOST_SHOWN = 200


@dataclass(frozen=True, slots=True)
class Look:
    """One look at a worker's numbers."""

    at: datetime
    what: str
    reason: str


def looks(db: Connection, worker_id: str) -> tuple[Look, ...]:
    """Every look, newest first."""
    acts = audit.acts(db, subject=worker_id, limit=MOST_SHOWN)
    return tuple(
        Look(each.acted_at, LOOKS[each.act.action], each.act.reason or "")
        for each in acts
        if each.act.action in LOOKS and each.act.succeeded
    )
