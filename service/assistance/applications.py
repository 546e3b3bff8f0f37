"""Applications for policies: made by the worker or at the counter, decided by a second person."""

import hashlib
from dataclasses import replace
from datetime import date, datetime

from data.codes.law.exclusions import Exclusion, exclusions
from data.codes.law.policies import Policy, in_force
from data.records import applications, archive, rules
from data.records.applications import COUNTED, Application
from data.records.archive import ArchiveEvent
from data.records.assistance_events import Step, add_step
from data.store import Connection, Store, reading, transaction
from models.law.amounts import ends_on, most_fen
from models.law.excluding import excluded_by
from models.law.retirement import retires_on
from service.api.policy_forms import (
    ApplicationDecision,
    ApplicationForm,
    ApplicationList,
    ApplicationRequest,
)
from service.assistance.calculator import award_of, awards, rule_of
from service.assistance.facts import LawFacts, law_facts
from service.assistance.shaping import STATE_NAMES, application_form
from service.clock import local_day
from service.errors import Conflict, NotFound
from service.wording import yuan

OWN = "本人"


class Applications:
    """Takes and decides applications; the rules warn, a person decides."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def of_worker(self, worker_id: str) -> ApplicationList:
        """All applications of a worker."""
        with reading(self._store) as db:
            found = applications.of_worker(db, worker_id)
            return ApplicationList(applications=[_form(db, a) for a in found])

    def waiting(self) -> ApplicationList:
        """Applications that wait for a decision."""
        with reading(self._store) as db:
            found = applications.waiting(db)
            return ApplicationList(applications=[_form(db, a) for a in found])

    def apply(
        self, worker_id: str, policy_id: str, said: ApplicationRequest, *, by: str, at: datetime
    ) -> ApplicationForm:
        """Take an application; the same again on the same day is the same one."""
        today = local_day(at)
        with transaction(self._store) as db:
            law_facts(db, worker_id, today)
            policy = _in_force(db, policy_id, today)
            asked = _application(worker_id, policy, said, by=by, today=today)
            if applications.add_application(db, asked, at):
                _note(db, asked, _step(asked, None, "apply", by=by, on=today), at)
            return _form(db, _known(db, asked.application_id))

    def decide(
        self, application_id: str, said: ApplicationDecision, *, by: str, at: datetime
    ) -> ApplicationForm:
        """Approve or reject; an approval respects what the rules verified and what was had before."""
        today = local_day(at)
        with transaction(self._store) as db:
            asked = _known(db, application_id)
            if asked.state != "applied":
                raise Conflict(f"此申请{STATE_NAMES[asked.state]}，不能再审核。")
            if asked.applied_by == by:
                raise Conflict("审核人与受理人不能是同一人。")
            decided = replace(asked, state=said.decision, decided_on=today, decided_by=by)
            if said.decision == "approved":
                decided = _approved(db, decided, said, today)
            step = _step(decided, "applied", said.decision, by=by, on=today, reason=said.reason)
            _move(db, decided, ("applied",))
            _note(db, decided, replace(step, document=said.document), at)
            return _form(db, decided)

    def withdraw(
        self, application_id: str, reason: str, *, by: str, at: datetime, own: str | None = None
    ) -> ApplicationForm:
        """Take an undecided application back; with `own` only the worker's own."""
        return self._close(application_id, ("applied",), "withdrawn", reason, by=by, at=at, own=own)

    def end(self, application_id: str, reason: str, *, by: str, at: datetime) -> ApplicationForm:
        """Stop a granted subsidy before its day, for instance because the worker found a job."""
        return self._close(application_id, ("approved",), "ended", reason, by=by, at=at)

    def _close(
        self,
        application_id: str,
        from_states: tuple[str, ...],
        state: str,
        reason: str,
        *,
        by: str,
        at: datetime,
        own: str | None = None,
    ) -> ApplicationForm:
        today = local_day(at)
        with transaction(self._store) as db:
            asked = _known(db, application_id)
            if own is not None and asked.worker_id != own:
                raise _unknown(application_id)
            if asked.state not in from_states:
                raise Conflict(
                    f"此申请{STATE_NAMES[asked.state]}，不能改为“{STATE_NAMES[state]}”。"
                )
            closed = replace(asked, state=state)
            if state == "ended":
                last = max(today, asked.starts_on)
                closed = replace(closed, ends_on=min(last, asked.ends_on or last))
            _move(db, closed, from_states)
            step = _step(closed, asked.state, state, by=by, on=today, reason=reason)
            _note(db, closed, step, at)
            return _form(db, closed)


def _in_force(db: Connection, policy_id: str, on: date) -> Policy:
    for policy in in_force(rules.policies(db), on):
        if policy.policy_id == policy_id and policy.audience == "person":
            return policy
    raise NotFound(f"没有编号为“{policy_id}”且现行有效的个人政策。")


def _application(
    worker_id: str, policy: Policy, said: ApplicationRequest, *, by: str, today: date
) -> Application:
    parts = (worker_id, policy.policy_id, str(today), str(said.occupation), str(said.level))
    digest = hashlib.sha256("|".join(parts).encode()).hexdigest()[:20]
    return Application(
        application_id=f"A{digest}",
        policy_id=policy.policy_id,
        rule_from=policy.effective_from,
        worker_id=worker_id,
        employer=None,
        state="applied",
        applied_on=today,
        applied_by=by,
        occupation=said.occupation,
        level=said.level,
        short_trade=said.short_trade,
        starts_on=said.starts_on or today,
    )


def _approved(
    db: Connection, asked: Application, said: ApplicationDecision, today: date
) -> Application:
    policy = rule_of(db, asked)
    if asked.worker_id is None:
        raise Conflict("单位申请须线下审核。")
    facts = law_facts(db, asked.worker_id, today)
    certain = [e for e in _exclusions(db, asked, policy) if e.certainty != "unverified"]
    if certain:
        raise Conflict(f"不能批准：{certain[0].sentence}")
    _check_amount(policy, asked, said, facts)
    last = _last_day(db, policy, asked, facts, today)
    return replace(asked, amount_fen=said.amount_fen, ends_on=last)


def _check_amount(
    policy: Policy, asked: Application, said: ApplicationDecision, facts: LawFacts
) -> None:
    if said.amount_fen is None:
        raise Conflict("批准时须填写金额。")
    if not policy.amount.verified and not said.document:
        raise Conflict("此政策的金额尚未核实，批准时须填写所依据的现行文件。")
    most = most_fen(policy.amount, {**facts.person, "level": asked.level})
    if most is not None and said.amount_fen > most:
        raise Conflict(f"金额超过规定上限{yuan(most)}元。")


def _last_day(
    db: Connection, policy: Policy, asked: Application, facts: LawFacts, today: date
) -> date | None:
    """The last day by the span of the policy, counted from the first time it was granted."""
    granted = [
        a
        for a in applications.of_worker(db, facts.worker_id)
        if a.policy_id == asked.policy_id and a.state in {"approved", "ended"}
    ]
    if policy.duration is None:
        return date(asked.starts_on.year, 12, 31)
    person = facts.person
    last = ends_on(
        policy.duration,
        min((a.starts_on for a in granted), default=asked.starts_on),
        first_approved_on=min((a.decided_on for a in granted if a.decided_on), default=today),
        retirement=retires_on(person["birth_on"], person["retire_track"], person["sex"]),
        insured_months=person["ui_months"],
    )
    if last is not None and last < asked.starts_on:
        raise Conflict(f"此政策的享受期限已于{last}届满。")
    return last


def _exclusions(db: Connection, asked: Application, policy: Policy) -> tuple[Exclusion, ...]:
    if asked.worker_id is None:
        return ()
    others = [
        a
        for a in applications.of_worker(db, asked.worker_id)
        if a.application_id != asked.application_id and a.state in COUNTED
    ]
    return excluded_by(award_of(asked, policy), awards(others, rules.policies(db)), exclusions())


def _move(db: Connection, asked: Application, from_states: tuple[str, ...]) -> None:
    names = ("state", "ends_on", "amount_fen", "decided_on", "decided_by")
    values = {name: getattr(asked, name) for name in names}
    if not applications.move(db, asked.application_id, from_states, values):
        raise Conflict("此申请刚被别人处理，请刷新后再看。")


def _step(
    asked: Application,
    from_state: str | None,
    action: str,
    *,
    by: str,
    on: date,
    reason: str | None = None,
) -> Step:
    return Step(
        "policy",
        asked.application_id,
        action,
        from_state,
        asked.state,
        on,
        by,
        reason=reason,
        rule=f"{asked.policy_id}@{asked.rule_from.isoformat()}",
        facts={"amount_fen": asked.amount_fen, "ends_on": asked.ends_on},
    )


def _note(db: Connection, asked: Application, step: Step, at: datetime) -> None:
    """The step itself, and its line in the worker's archive."""
    add_step(db, step, at)
    if asked.worker_id is None:
        return
    name = rule_of(db, asked).name
    paid = (
        f"，金额{yuan(asked.amount_fen)}元"
        if asked.state == "approved" and asked.amount_fen
        else ""
    )
    event = ArchiveEvent(
        worker_id=asked.worker_id,
        kind="policy",
        happened_on=step.happened_on,
        known_on=step.happened_on,
        source="政策申领",
        recorded_by=step.done_by,
        key=f"policy:{asked.application_id}:{asked.state}",
        text=f"“{name}”{STATE_NAMES[asked.state]}{paid}",
        facts={
            "policy_id": asked.policy_id,
            "rule": step.rule,
            "state": asked.state,
            "amount_fen": asked.amount_fen,
        },
    )
    archive.append(db, [event], at)


def _known(db: Connection, application_id: str) -> Application:
    found = applications.one(db, application_id)
    if found is None:
        raise _unknown(application_id)
    return found


def _unknown(application_id: str) -> NotFound:
    return NotFound(f"没有编号为“{application_id}”的申请。")


def _form(db: Connection, asked: Application) -> ApplicationForm:
    against = _exclusions(db, asked, rule_of(db, asked)) if asked.state == "applied" else ()
    return application_form(asked, [rule.sentence for rule in against])
