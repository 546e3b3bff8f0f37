"""What comes back from outside: receipts of the providers, and workers who answer that they want no more."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from data.records import choices, messages, receipts
from data.records.choices import Choice
from data.records.receipts import Receipt
from data.store import Connection, Store, reading, transaction
from data.tables_push import CHANNELS

STOP_WORDS = frozenset({"r", "t", "td", "n", "退订", "拒收", "0000"})
"""What a text message says that wants no more of them; spaces and case do not matter."""

PHONE_LENGTH = 11


@dataclass(frozen=True, slots=True)
class Delivery:
    """A provider's word on one message: its own name for it, whether it arrived, and the provider's code."""

    reference: str
    arrived: bool
    code: str


def take_deliveries(
    store: Store, channel: str, deliveries: Sequence[Delivery], now: datetime
) -> int:
    """Keep what a provider reports; how many were news. What never arrived becomes a dead letter."""
    n_new = 0
    with transaction(store) as db:
        known = receipts.with_reference(db, channel, [each.reference for each in deliveries])
        for each in deliveries:
            if each.reference in known:
                n_new += _take(db, known[each.reference], each, now)
    return n_new


def take_reply(store: Store, phone: str, words: str, now: datetime) -> int:
    """A text message from a worker: of everybody reached by its number, how many now get none any more."""
    if words.strip().lower() not in STOP_WORDS:
        return 0
    with transaction(store) as db:
        reached = choices.with_phone(db, phone[-PHONE_LENGTH:])
        for worker_id in reached:
            choices.say(
                db, _off(worker_id, None, "sms", proof=f"短信回复“{words.strip()}”", now=now)
            )
    return len(reached)


def switch_off(store: Store, message_id: int, now: datetime) -> str | None:
    """Switch the line of a message off for its worker, as the link in it asks; the line, or None."""
    with transaction(store) as db:
        message = messages.one(db, message_id)
        if message is None:
            return None
        said = choices.of_workers(db, [message.worker_id]).get(message.worker_id, ())
        # The link says the whole line: one channel that is still on is reason enough to keep the word.
        if any(choices.allowed(said, message.line, channel) for channel in CHANNELS):
            proof = f"消息 {message_id} 中的退订链接"
            off = _off(message.worker_id, message.line, None, proof=proof, now=now, source="link")
            choices.say(db, off)
    return message.line


def line_of(store: Store, message_id: int) -> str | None:
    """The line of a message."""
    with reading(store) as db:
        message = messages.one(db, message_id)
    return message.line if message else None


def aliyun_deliveries(reports: Sequence[Mapping[str, object]]) -> list[Delivery]:
    """What Alibaba Cloud pushes as `SmsReport`; the numbers in it are not looked at."""
    return [
        Delivery(str(r.get("biz_id", "")), r.get("success") is True, str(r.get("err_code", "")))
        for r in reports
    ]


def tencent_deliveries(reports: Sequence[Mapping[str, object]]) -> list[Delivery]:
    """What Tencent Cloud pushes as the state of texts; the numbers in it are not looked at."""
    return [
        Delivery(
            str(r.get("sid", "")), r.get("report_status") == "SUCCESS", str(r.get("errmsg", ""))
        )
        for r in reports
    ]


def _take(db: Connection, message_id: int, said: Delivery, now: datetime) -> bool:
    what = "delivered" if said.arrived else "failed"
    new = receipts.add_receipt(db, Receipt(message_id, what, said.code, now), now)
    if new and not said.arrived:
        receipts.not_delivered(db, message_id, f"运营商未送达（{said.code}）", by="回执", now=now)
    return new


def _off(
    worker_id: str,
    line: str | None,
    channel: str | None,
    *,
    proof: str,
    now: datetime,
    source: str = "sms_reply",
) -> Choice:
    return Choice(
        worker_id=worker_id,
        line=line,
        channel=channel,
        wanted=False,
        source=source,
        proof=proof,
        said_by="本人",
        said_at=now,
    )
