"""Use cases about the lifelong archive: one worker's whole life at work, and corrections to it."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import cast

from data.records import archive, workers
from data.records.archive import ArchiveEvent, Kept
from data.store import Connection, Store, reading, transaction
from models.income_gain import Earned, income_gain
from service.api.archive_forms import (
    KINDS,
    ArchiveForm,
    CorrectionRequest,
    EventForm,
    IncomeForm,
    IncomeGainForm,
)
from service.clock import local_day
from service.errors import Conflict, NotFound
from service.wording import whole_yuan, yuan


class Archivist:
    """Answers what the archive says; events are added, never changed."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def of(self, worker_id: str, as_of: date) -> ArchiveForm:
        """Everything known on a day, oldest first, with the income gain of each training."""
        with reading(self._store) as db:
            _known(db, worker_id)
            history = archive.history_of(db, worker_id, as_of=as_of)
        replaced = {kept.event.corrects for kept in history}
        return ArchiveForm(
            worker_id=worker_id,
            as_of=as_of,
            events=[_form(kept, corrected=kept.event.key in replaced) for kept in history],
            income_gains=_gains(_valid(history)),
        )

    def report_income(
        self, worker_id: str, said: IncomeForm, *, by: str, source: str, at: datetime
    ) -> ArchiveForm:
        """Add what was earned in a month; the same source telling it again adds nothing.

        Another amount of the same source corrects what that source told before.
        """
        today = local_day(at)
        with transaction(self._store) as db:
            _known(db, worker_id)
            workers.hold(db, [worker_id])
            history = archive.history_of(db, worker_id)
            before = _last_told(history, said.month, source)
            if before is None or before.facts["income_fen"] != said.income_fen:
                start = f"income:{worker_id}:{said.month:%Y-%m}:{source}/"
                event = ArchiveEvent(
                    worker_id=worker_id,
                    kind="income",
                    happened_on=said.month,
                    known_on=today,
                    source=source,
                    recorded_by=by,
                    key=f"{start}{1 + sum(k.event.key.startswith(start) for k in history)}",
                    text=f"{said.month:%Y年%m月}收入{yuan(said.income_fen)}元",
                    facts={"income_fen": said.income_fen},
                    corrects=before.key if before else None,
                )
                archive.append(db, [event], at)
        return self.of(worker_id, today)

    def correct(
        self, worker_id: str, key: str, said: CorrectionRequest, *, by: str, at: datetime
    ) -> ArchiveForm:
        """Replace an event by a new one, or by nothing; both stay readable.

        Raises NotFound when the worker has no such event, Conflict when it was replaced before.
        """
        today = local_day(at)
        with transaction(self._store) as db:
            history = archive.history_of(db, worker_id)
            old = next((k.event for k in history if k.event.key == key), None)
            if old is None:
                raise NotFound("档案中没有这一条记录。")
            if any(kept.event.corrects == key for kept in history):
                raise Conflict("这一条记录已被更正，请更正最新的一条。")
            archive.append(db, [_correction(old, said, by=by, today=today)], at)
        return self.of(worker_id, today)


def _correction(
    old: ArchiveEvent, said: CorrectionRequest, *, by: str, today: date
) -> ArchiveEvent:
    return replace(
        old,
        happened_on=said.happened_on or old.happened_on,
        known_on=today,
        source=said.source,
        recorded_by=by,
        key=f"{old.key}/更正",
        text=said.text or old.text,
        facts={**old.facts, **said.facts, "reason": said.reason},
        corrects=old.key,
        withdrawn=said.withdrawn,
    )


def _known(db: Connection, worker_id: str) -> None:
    if not workers.exists(db, worker_id):
        raise NotFound(f"登记中没有编号为“{worker_id}”的劳动者。")


def _valid(history: Sequence[Kept]) -> list[ArchiveEvent]:
    """What nothing replaced or took back, in the order in which it was written down."""
    replaced = {kept.event.corrects for kept in history}
    told = sorted(history, key=lambda kept: kept.recorded_at)
    return [k.event for k in told if k.event.key not in replaced and not k.event.withdrawn]


def _last_told(history: Sequence[Kept], month: date, source: str) -> ArchiveEvent | None:
    """The income of a month that stands as this source told it last."""
    for event in reversed(_valid(history)):
        same_month = (event.happened_on.year, event.happened_on.month) == (month.year, month.month)
        if event.kind == "income" and event.source == source and same_month:
            return event
    return None


def _gains(events: list[ArchiveEvent]) -> list[IncomeGainForm]:
    earned = [
        Earned(e.happened_on, cast("int", e.facts["income_fen"]))
        for e in events
        if e.kind == "income"
    ]
    return [_gain(e, earned) for e in events if e.kind == "training" and "started_on" in e.facts]


def _gain(training: ArchiveEvent, earned: list[Earned]) -> IncomeGainForm:
    started = date.fromisoformat(str(training.facts["started_on"]))
    ended = date.fromisoformat(str(training.facts.get("ended_on", training.happened_on)))
    found = income_gain(started, ended, earned)
    return IncomeGainForm(
        training=training.text,
        started_on=started,
        ended_on=ended,
        before_fen=found.before_fen,
        after_fen=found.after_fen,
        gain_fen=found.gain_fen,
        months_before=found.months_before,
        months_after=found.months_after,
        sentence=_sentence(found.before_fen, found.after_fen),
    )


def _sentence(before: int | None, after: int | None) -> str:
    if before is None or after is None:
        return "培训前后各需至少 3 个月的收入记录，目前不足，无法计算增收。"
    word = "增加" if after >= before else "减少"
    return (
        f"培训前月均收入{whole_yuan(before)}元，培训后{whole_yuan(after)}元，"
        f"月均{word}{whole_yuan(abs(after - before))}元。"
    )


def _form(kept: Kept, *, corrected: bool) -> EventForm:
    event = kept.event
    return EventForm(
        key=event.key,
        kind=event.kind,
        label=KINDS[event.kind],
        happened_on=event.happened_on,
        known_on=event.known_on,
        source=event.source,
        recorded_by=event.recorded_by,
        recorded_at=kept.recorded_at,
        text=event.text,
        facts=dict(event.facts),
        corrects=event.corrects,
        corrected=corrected,
        withdrawn=event.withdrawn,
    )
