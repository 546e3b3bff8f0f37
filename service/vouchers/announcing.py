"""What a worker is told about a voucher: through the outbox, in the transaction of its cause."""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta

from data.records import outbox
from data.records.batches import Batch
from data.records.outbox import Message
from data.records.vouchers import Voucher
from data.store import Connection
from service.clock import XINZHOU
from service.wording import certificate_text, yuan

ISSUED = "您在本批培训券的发放名单中，符合发放条件。"
VOIDED = "您名下的培训券有变动，此消息与这张券有关。"
APPEALING = timedelta(days=60)


def announce_issue(db: Connection, batch: Batch, issued: Sequence[Voucher], now: datetime) -> int:
    """Tell everybody a voucher was made out to, and return how many; a pool is announced to nobody in person."""
    messages = [_issued(batch, v, v.worker_id) for v in issued if v.worker_id is not None]
    return outbox.enqueue_all(db, messages, now)


def announce_void(db: Connection, voucher: Voucher, now: datetime) -> None:
    """Tell the owner that a voucher is void and where to object; the reason itself is on the own page only."""
    if voucher.worker_id is None:
        return
    text = (
        f"您的{_what(voucher)}培训券已被作废。理由可在“我的—培训券”中查看；"
        "如有异议，可到就近的就业服务窗口提出，由工作人员复核。"
    )
    message = Message(
        key=f"voucher:{voucher.voucher_id}:voided",
        worker_id=voucher.worker_id,
        line="training",
        template="notice",
        reason=VOIDED,
        facts={"title": "一张培训券已作废", "text": text},
        targets=(("voucher", voucher.voucher_id),),
        expires_at=now + APPEALING,
    )
    outbox.enqueue(db, message, now)


def _issued(batch: Batch, voucher: Voucher, worker_id: str) -> Message:
    worth = (
        f"面值{yuan(voucher.value_fen)}元，抵用等额培训费"
        if batch.value_kind == "face"
        else f"凭券培训，按标准补贴，最高{yuan(voucher.value_fen)}元"
    )
    by = voucher.claim_by
    text = (
        f"已向您发放一张{_what(voucher)}培训券（{worth}）。请在{_day(by)}前到“我的—培训券”由本人领取，"
        f"有效期至{_day(voucher.valid_until)}。培训机构由您自己选；任何机构和个人不得代领。"
    )
    return Message(
        key=f"voucher:{voucher.voucher_id}:issued",
        worker_id=worker_id,
        line="training",
        template="notice",
        reason=ISSUED,
        facts={"title": f"培训券已发放，{by.month}月{by.day}日前领取", "text": text},
        targets=(("voucher", voucher.voucher_id),),
        expires_at=datetime.combine(by + timedelta(days=1), time(), XINZHOU),
    )


def _what(voucher: Voucher) -> str:
    return certificate_text(f"{voucher.occupation}:{voucher.level}")


def _day(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"
