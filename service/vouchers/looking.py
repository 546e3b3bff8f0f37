"""Use cases about misuse: the rules look, what they notice freezes the voucher, and a person decides."""

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from data.records import (
    archive,
    certificates,
    enrolments,
    flags,
    suspicions,
    training_classes,
    vouchers,
    workers,
)
from data.records.enrolments import Enrolment
from data.records.training_classes import TrainingClass
from data.records.vouchers import Voucher
from data.store import Connection, Store, transaction
from models.vouchers.guards_claiming import excluded
from models.vouchers.risks import Finding, Job, Learner, findings
from models.vouchers.states import Event, Role, State
from service.vouchers.classes import found
from service.vouchers.history import past_of
from service.vouchers.steps import NOTHING_SAID, Actor, held, rules_for, step

RISKS = "风险规则"
LOOKED_AT = (
    State.ENROLLED,
    State.IN_TRAINING,
    State.COMPLETED,
    State.CERTIFIED,
    State.REVIEWING,
    State.FAILED,
    State.FROZEN,
)


@dataclass(frozen=True, slots=True)
class Schooling:
    """What a class tells the rules, the same for everybody in it."""

    chosen: TrainingClass
    trainer_elsewhere: tuple[tuple[str, date, str], ...]


Known = dict[str, Schooling]
"""Classes that were read for somebody before, by id."""


def looks_at(voucher: Voucher, enrolment: Enrolment | None) -> bool:
    """Whether the rules look at a voucher as it stands: it is used in a class, and not at an end."""
    return enrolment is not None and voucher.state in LOOKED_AT


def look(
    db: Connection, voucher_id: str, now: datetime, *, known: Known | None = None
) -> tuple[Finding, ...]:
    """Let every rule look at a voucher; what is new is written down and freezes it for a person to decide."""
    actor = Actor(Role.CLOCK, RISKS, now)
    voucher = held(db, voucher_id)
    enrolment = enrolments.of_voucher(db, voucher_id)
    if enrolment is None or not looks_at(voucher, enrolment):
        return ()
    school = _schooling(db, enrolment.class_id, {} if known is None else known)
    said = findings(learner_of(db, voucher, enrolment, school=school, day=actor.today))
    new = [
        f
        for f in said
        if f.evidence and flags.raise_flag(db, voucher_id, f.rule, f.evidence, at=now)
    ]
    if new and voucher.state != State.FROZEN:
        reason = "；".join(f"{f.sentence.rstrip('。')}（{f.evidence}）" for f in new)
        until = actor.today + timedelta(days=rules_for(actor.today)["freeze_days"])
        step(db, voucher, Event.FREEZE, actor, replace(NOTHING_SAID, reason=reason, until=until))
    return said


def look_at_all(store: Store, now: datetime, *, at_once: int = 200) -> int:
    """Let the rules look at everybody's vouchers that are in use; returns how many are newly frozen."""
    after, n_frozen, in_use = "", 0, [state.value for state in LOOKED_AT]
    while True:
        with transaction(store) as db:
            some = vouchers.open_ones(db, states=in_use, after=after, limit=at_once)
            known: Known = {}
            for voucher in some:
                look(db, voucher.voucher_id, now, known=known)
                if voucher.state != State.FROZEN:
                    n_frozen += held(db, voucher.voucher_id).state == State.FROZEN
        if len(some) < at_once:
            return n_frozen
        after = some[-1].voucher_id


def learner_of(
    db: Connection, voucher: Voucher, enrolment: Enrolment, *, school: Schooling, day: date
) -> Learner:
    """All that is known for the rules of whoever uses a voucher in a class."""
    worker_id, rules = enrolment.worker_id, rules_for(day)
    known = workers.one(db, worker_id, day).to_pylist()
    had = excluded(voucher, past_of(db, worker_id), rules=rules, day=day)
    kind = {"occupation": voucher.occupation, "level": voucher.level}
    proofs = certificates.of_worker(db, worker_id, **kind)
    return Learner(
        rules=rules,
        day=day,
        chosen=school.chosen,
        person=known[0] if known else None,
        check_ins=enrolments.check_ins_of(db, enrolment.enrolment_id),
        learners_by_device=suspicions.learners_by_device(db, enrolment.enrolment_id),
        people_with_phone=suspicions.people_with_phone_of(db, worker_id),
        minutes_a_day=suspicions.minutes_a_day(db, worker_id),
        trainer_elsewhere=school.trainer_elsewhere,
        certificate=proofs[0] if proofs else None,
        subsidised=tuple(f"{e.text}：{b.on}已享受{e.name}" for e, b in had),
        company_officer=suspicions.company_officer(db, worker_id, day),
        jobs=_jobs(db, worker_id),
    )


def _schooling(db: Connection, class_id: str, known: Known) -> Schooling:
    if class_id not in known:
        elsewhere = training_classes.trainer_elsewhere(db, class_id)
        known[class_id] = Schooling(found(db, class_id), elsewhere)
    return known[class_id]


def _jobs(db: Connection, worker_id: str) -> tuple[Job, ...]:
    kept = archive.of_worker(db, worker_id, kind="employment")
    return tuple(
        Job(
            k.event.happened_on,
            _day(k.event.facts.get("ended_on")),
            _text(k.event.facts.get("region")),
        )
        for k in kept
    )


def _day(value: object) -> date | None:
    return date.fromisoformat(value) if isinstance(value, str) else None


def _text(value: object) -> str | None:
    return value if isinstance(value, str) else None
