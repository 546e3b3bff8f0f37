"""Use cases about misuse: the rules look, what they notice freezes the voucher, and a person decides."""

from dataclasses import replace
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
from data.records.vouchers import Voucher
from data.store import Connection, Store, transaction
from models.vouchers.guards_claiming import excluded
from models.vouchers.risks import Finding, Job, Learner, findings
from models.vouchers.states import Event, Role, State
from service.vouchers.classes import found
from service.vouchers.steps import NOTHING_SAID, Actor, held, rules_for, situation, step

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


def look(db: Connection, voucher_id: str, now: datetime) -> tuple[Finding, ...]:
    """Let every rule look at a voucher; what is new is written down and freezes it for a person to decide."""
    actor = Actor(Role.CLOCK, RISKS, now)
    voucher = held(db, voucher_id)
    enrolment = enrolments.of_voucher(db, voucher_id)
    if voucher.state not in LOOKED_AT or enrolment is None or voucher.worker_id is None:
        return ()
    said = findings(learner_of(db, voucher, enrolment, actor))
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
    after, n_frozen = "", 0
    while True:
        with transaction(store) as db:
            some = vouchers.open_ones(db, after=after, limit=at_once)
            for voucher in some:
                look(db, voucher.voucher_id, now)
                if voucher.state != State.FROZEN:
                    n_frozen += held(db, voucher.voucher_id).state == State.FROZEN
        if len(some) < at_once:
            return n_frozen
        after = some[-1].voucher_id


def learner_of(db: Connection, voucher: Voucher, enrolment: Enrolment, actor: Actor) -> Learner:
    """All that is known for the rules of whoever uses a voucher in a class."""
    worker_id, day = enrolment.worker_id, actor.today
    known = workers.one(db, worker_id, day).to_pylist()
    case = situation(db, voucher, Event.SETTLE, actor, NOTHING_SAID)
    kind = {"occupation": voucher.occupation, "level": voucher.level}
    proofs = certificates.of_worker(db, worker_id, **kind)
    return Learner(
        rules=rules_for(day),
        day=day,
        chosen=found(db, enrolment.class_id),
        person=known[0] if known else None,
        check_ins=enrolments.check_ins_of(db, enrolment.enrolment_id),
        learners_by_device=suspicions.learners_by_device(db, enrolment.enrolment_id),
        people_with_phone=suspicions.people_with_phone_of(db, worker_id),
        minutes_a_day=suspicions.minutes_a_day(db, worker_id),
        trainer_elsewhere=training_classes.trainer_elsewhere(db, enrolment.class_id),
        certificate=proofs[0] if proofs else None,
        subsidised=tuple(f"{e.text}：{b.on}已享受{e.name}" for e, b in excluded(case)),
        company_officer=suspicions.company_officer(db, worker_id, day),
        jobs=_jobs(db, worker_id),
    )


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
