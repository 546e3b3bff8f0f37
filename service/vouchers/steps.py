"""One step of a voucher, written down whole: its new state, the step, the moves, the line in the archive."""

from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from data.codes.law.voucher_rules import VoucherRules, voucher_rules_on
from data.records import (
    archive,
    batches,
    enrolments,
    flags,
    ledger,
    training_classes,
    vouchers,
    workers,
)
from data.records.archive import ArchiveEvent
from data.records.batches import Batch
from data.records.certificates import Certificate
from data.records.enrolments import Enrolment
from data.records.vouchers import Voucher, VoucherEvent
from data.store import Connection
from models.vouchers.books import moves_of
from models.vouchers.situation import Situation
from models.vouchers.states import EVENT_NAMES, Effect, Event, Role, State
from models.vouchers.stepping import NotAllowed, after, step_of
from service.clock import local_day
from service.errors import Conflict, NotFound, Unavailable
from service.vouchers.history import past_of
from service.wording import certificate_text, yuan

SOURCE = "职业技能电子培训券"
ASKS_FOR_THE_PERSON = frozenset({Event.CLAIM, Event.ISSUE})
ASKS_FOR_THE_PAST = frozenset({Event.CLAIM, Event.ISSUE, Event.SUBMIT, Event.SETTLE})
LOOKED_OVER = {
    Event.SETTLE: (Event.ENROL, Event.CERTIFY, Event.SUBMIT),
    Event.CLAW_BACK: (Event.SETTLE,),
}
"""Whose earlier steps a second person must not have made: enrolling records the real name."""
UNSPOKEN = frozenset({Event.FREEZE, Event.EXTEND, Event.CLEAR, Event.THAW})
"""A suspicion that may be cleared tomorrow has no place in somebody's file for life."""


@dataclass(frozen=True, slots=True)
class Actor:
    """Who acts, in which role, when; `worker_id` is whose own token it is."""

    role: Role
    by: str
    now: datetime
    worker_id: str | None = None

    @property
    def today(self) -> date:
        """The calendar day in Xinzhou."""
        return local_day(self.now)


@dataclass(frozen=True, slots=True)
class Said:
    """What comes with a step: a reason, a day, an amount, a bank slip, an enrolment or a certificate."""

    reason: str = ""
    until: date | None = None
    amount_fen: int | None = None
    bank_no: str | None = None
    enrolment: Enrolment | None = None
    certificate: Certificate | None = None


NOTHING_SAID = Said()


def held(db: Connection, voucher_id: str) -> Voucher:
    """The voucher, held until the transaction ends."""
    voucher = vouchers.hold(db, voucher_id)
    if voucher is None:
        raise NotFound(f"没有编号为“{voucher_id}”的培训券。")
    return voucher


def rules_for(today: date) -> VoucherRules:
    """The rules of the day; without any nothing is decided."""
    rules = voucher_rules_on(today)
    if rules is None:
        raise Unavailable(f"{today}没有生效的培训券规则，不能办理。")
    return rules


def step(
    db: Connection, voucher: Voucher, event: Event, actor: Actor, said: Said = NOTHING_SAID
) -> Voucher:
    """Make one step in the caller's transaction, or raise Conflict with the sentence that says why not."""
    if event is Event.CLAIM and actor.worker_id is not None:
        # Two claims of one worker at once would both find the caps kept.
        workers.hold(db, [actor.worker_id])
    case = situation(db, voucher, event, actor, said)
    try:
        row = step_of(case, event)
    except NotAllowed as refusal:
        raise Conflict(str(refusal)) from refusal
    new = after(case, row)
    if not vouchers.replace(db, voucher, new):
        raise Conflict("这张券刚刚被他人办理过，请刷新后再试。")
    event_id = vouchers.add_event(db, _event(case, voucher, new, event, actor.now))
    amount = said.amount_fen or 0
    moves = moves_of(row.effect, voucher, amount)
    ledger.post(
        db,
        moves,
        batch_id=voucher.batch_id,
        cause=event.value,
        at=actor.now,
        voucher_id=voucher.voucher_id,
        event_id=event_id,
    )
    if event not in UNSPOKEN and new.worker_id is not None:
        archive.append(db, [_archived(new, event, actor, row.effect, amount)], actor.now)
    return new


def situation(
    db: Connection, voucher: Voucher, event: Event, actor: Actor, said: Said
) -> Situation:
    """What is known when somebody wants to do this; only what its guards may ask for is looked up."""
    batch = batches.one(db, voucher.batch_id)
    if batch is None:
        raise NotFound("没有这张券的批次。")
    worker_id = actor.worker_id if event is Event.CLAIM else voucher.worker_id
    known = _of_the_person(db, worker_id, event, actor.today)
    if event not in ASKS_FOR_THE_PERSON:
        enrolment = said.enrolment or enrolments.of_voucher(db, voucher.voucher_id)
        known |= _of_the_class(db, enrolment)
    if event is Event.SETTLE:
        known["n_open_flags"] = flags.count_undecided(db, voucher.voucher_id)
    if event in LOOKED_OVER:
        known["hands"] = _hands(db, voucher, LOOKED_OVER[event])
    if event is Event.REPAY:
        own = ledger.balances_of_voucher(db, voucher.voucher_id)
        known["receivable_fen"] = own.get("receivable", 0)
    return Situation(
        voucher=voucher,
        batch=batch,
        rules=rules_for(actor.today),
        day=actor.today,
        role=actor.role,
        by=actor.by,
        asker=actor.worker_id,
        reason=said.reason,
        until=said.until,
        amount_fen=said.amount_fen,
        bank_no=said.bank_no,
        certificate=said.certificate,
        **known,
    )


def born(batch: Batch, number: int, worker_id: str | None, today: date) -> Voucher:
    """The voucher of a number in a batch, still in its draft."""
    return Voucher(
        voucher_id=f"{batch.batch_id}-{number:05d}",
        batch_id=batch.batch_id,
        worker_id=worker_id,
        occupation=batch.occupation,
        level=batch.level,
        value_fen=batch.value_fen,
        state=State.DRAFT.value,
        n_events=0,
        claim_by=batch.claim_by,
        valid_until=batch.valid_until,
        issued_on=today,
    )


def issue_all(db: Connection, drafts: list[Voucher], actor: Actor) -> tuple[Voucher, ...]:
    """Let drafts that were found right become vouchers, all in a few statements."""
    issued = [replace(d, state=State.ISSUED.value, n_events=1) for d in drafts]
    version = rules_for(actor.today).version
    vouchers.add(db, issued)
    births = [
        VoucherEvent(
            voucher_id=new.voucher_id,
            seq=1,
            event=Event.ISSUE.value,
            from_state=State.DRAFT.value,
            to_state=new.state,
            at=actor.now,
            by=actor.by,
            role=actor.role.value,
            reason=None,
            rules=version,
        )
        for new in issued
    ]
    vouchers.add_births(db, births)
    named = [v for v in issued if v.worker_id is not None]
    lines = [_archived(v, Event.ISSUE, actor, Effect.NOTHING, 0) for v in named]
    archive.append(db, lines, actor.now)
    return tuple(issued)


def _of_the_person(
    db: Connection, worker_id: str | None, event: Event, today: date
) -> dict[str, Any]:
    known: dict[str, Any] = {}
    if worker_id is None:
        return known
    if event in ASKS_FOR_THE_PERSON:
        found = workers.one(db, worker_id, today).to_pylist()
        known["person"] = found[0] if found else None
    if event in ASKS_FOR_THE_PAST:
        known["past"] = past_of(db, worker_id)
    return known


def _hands(db: Connection, voucher: Voucher, made: tuple[Event, ...]) -> frozenset[str]:
    return frozenset(e.by for e in vouchers.events_of(db, voucher.voucher_id) if e.event in made)


def _of_the_class(db: Connection, enrolment: Enrolment | None) -> dict[str, Any]:
    if enrolment is None:
        return {}
    found = training_classes.one(db, enrolment.class_id)
    return {"enrolment": enrolment, "training_class": found}


def _event(
    case: Situation, before: Voucher, new: Voucher, event: Event, at: datetime
) -> VoucherEvent:
    return VoucherEvent(
        voucher_id=new.voucher_id,
        seq=new.n_events,
        event=event.value,
        from_state=before.state,
        to_state=new.state,
        at=at,
        by=case.by,
        role=case.role.value,
        reason=case.reason.strip() or None,
        rules=case.rules.version,
    )


def _archived(
    voucher: Voucher, event: Event, actor: Actor, effect: Effect, amount: int
) -> ArchiveEvent:
    money = f"，{yuan(amount)}元" if effect in (Effect.SETTLE, Effect.DEMAND, Effect.REPAY) else ""
    what = certificate_text(f"{voucher.occupation}:{voucher.level}")
    facts: dict[str, object] = {
        "voucher_id": voucher.voucher_id,
        "event": event.value,
        "state": voucher.state,
        "occupation": voucher.occupation,
        "level": voucher.level,
        "value_fen": voucher.value_fen,
    }
    return ArchiveEvent(
        worker_id=voucher.worker_id or "",
        kind="voucher",
        happened_on=actor.today,
        known_on=actor.today,
        source=SOURCE,
        recorded_by=actor.by,
        key=f"voucher:{voucher.voucher_id}:{voucher.n_events}",
        text=f"{what}培训券：{EVENT_NAMES[event]}{money}",
        facts=facts | ({"amount_fen": amount} if money else {}),
    )
