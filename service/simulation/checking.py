"""The rehearsal's inspector: reads what happened from the store alone and names everything that must not be."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from datetime import date, datetime, time, timedelta

from data.codes.workdays import in_holiday
from data.records import inspection, ledger, vouchers
from data.records.inspection import SentMessage
from data.store import Connection
from service.clock import XINZHOU

OPENS, CLOSES = time(8, 30), time(20, 30)
HELD = ("reserved", "committed", "settled", "released")
DAY_CAP, WEEK_CAP, LINE_CAP = 3, 7, 4
WEEK = timedelta(days=7)

Word = tuple[str | None, str | None, bool, datetime]


def violations(db: Connection, per_opening: int) -> tuple[str, ...]:
    """A sentence for each rule that was broken; none where all held."""
    sent = tuple(inspection.sent_messages(db))
    return (
        *_books(db),
        *(
            f"岗位 {id_} 的介绍或录用超过名额"
            for id_ in inspection.oversold_vacancies(db, per_opening)
        ),
        *(f"班级 {id_} 的名额与在册人数不符" for id_ in inspection.oversold_classes(db)),
        *(f"消息 {m.message_id} 在静默时段或节假日发出" for m in sent if _quiet(m.ended_at)),
        *_beyond_caps(sent),
        *_unwanted(db, sent),
    )


def _books(db: Connection) -> Iterator[str]:
    for batch_id, kept in ledger.kept_balances(db).items():
        counted = ledger.balances_of_batch(db, batch_id)
        if sum(kept[name] for name in HELD) != kept["budget"]:
            yield f"批次 {batch_id} 的账目不平"
        if any(kept[name] != counted.get(name, 0) for name in HELD):
            yield f"批次 {batch_id} 的余额与分录不符"
    for voucher_id in vouchers.steps_out_of_step(db):
        yield f"培训券 {voucher_id} 的状态与最后一步不符"


def _quiet(sent_at: datetime) -> bool:
    local = sent_at.astimezone(XINZHOU)
    return not OPENS <= local.time() < CLOSES or in_holiday(local.date())


def _beyond_caps(sent: Sequence[SentMessage]) -> Iterator[str]:
    days: dict[str, list[date]] = defaultdict(list)
    of_line: dict[tuple[str, str], list[date]] = defaultdict(list)
    for message in sent:
        days[message.worker_id].append(message.counts_on)
        of_line[message.worker_id, message.line].append(message.counts_on)
    for worker_id, on in days.items():
        if max(Counter(on).values()) > DAY_CAP:
            yield f"{worker_id} 一天收到的消息超过{DAY_CAP}条"
        if _more_in_a_week(on, WEEK_CAP):
            yield f"{worker_id} 七天内收到的消息超过{WEEK_CAP}条"
    for (worker_id, line), on in of_line.items():
        if _more_in_a_week(on, LINE_CAP):
            yield f"{worker_id} 七天内收到的{line}类消息超过{LINE_CAP}条"


def _more_in_a_week(days: Sequence[date], most: int) -> bool:
    on = sorted(days)
    return any(late - early < WEEK for early, late in zip(on, on[most:], strict=False))


def _unwanted(db: Connection, sent: Sequence[SentMessage]) -> Iterator[str]:
    words: dict[str, list[Word]] = defaultdict(list)
    for worker_id, line, channel, wanted, at in inspection.wishes(db):
        words[worker_id].append((line, channel, wanted, at))
    refused: dict[str, list[tuple[bool, datetime]]] = defaultdict(list)
    for worker_id, wanted, at in inspection.refusals_of_advice(db):
        refused[worker_id].append((wanted, at))
    for message in sent:
        if not _wanted(message, words[message.worker_id]):
            yield f"消息 {message.message_id} 发给了已关闭此类消息的人"
        said = [wanted for wanted, at in refused[message.worker_id] if at <= message.ended_at]
        if message.personalised and said and not said[-1]:
            yield f"消息 {message.message_id} 按个人情况挑选，而本人已拒绝"


def _wanted(message: SentMessage, words: Sequence[Word]) -> bool:
    """The last word about this line and channel before it was sent; outside the mailbox there must be one."""
    covering = [
        wanted
        for line, channel, wanted, at in words
        if line in (None, message.line)
        and channel in (None, message.channel)
        and at <= message.ended_at
    ]
    return covering[-1] if covering else message.channel == "mailbox"
