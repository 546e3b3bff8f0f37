"""Applications for policies: made by the worker or at the counter, decided by a second person."""

import hashlib
from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime

from stdnum.cn import uscc

from data.codes.law.policies import Policy, in_force
from data.reach import EVERYBODY, Reach, narrowed
from data.records import applications, archive, rules, workers
from data.records.applications import Application
from data.records.archive import ArchiveEvent
from data.records.assistance_events import Step, add_step, steps_of
from data.store import Connection, Store, reading, transaction
from models.law.periods import months_later
from service.api.policy_forms import (
    ApplicationDecision,
    ApplicationForm,
    ApplicationList,
    ApplicationRequest,
    EmployerApplication,
)
from service.assistance.announcing import announce_application
from service.assistance.calculator import rule_of
from service.assistance.facts import law_facts
from service.assistance.granting import against_deciding, approved, doubts
from service.assistance.shaping import STATE_NAMES, application_form
from service.clock import local_day
from service.errors import Conflict, NotFound
from service.wording import yuan

OWN = "本人"
TOLD = ("rejected", "withdrawn", "ended")
"""States of which the worker reads the reason."""

MONTHS_BACK, MONTHS_AHEAD = 120, 12
"""A first day further away is a slip of the pen."""

MOST = 200
"""So many waiting applications are listed at once."""


class Applications:
    """Takes and decides applications; the rules warn, a person decides."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def of_worker(self, worker_id: str, *, staff: bool = True) -> ApplicationList:
        """All applications of a worker; the note to an approval is for staff alone."""
        with reading(self._store) as db:
            forms = [_form(db, a) for a in applications.of_worker(db, worker_id)]
        if not staff:
            forms = [f if f.state in TOLD else f.model_copy(update={"reason": None}) for f in forms]
        return ApplicationList(applications=forms)

    def waiting(self, reach: Reach = EVERYBODY) -> ApplicationList:
        """The oldest applications that wait for a decision, of everybody and every employer or of these people."""
        with narrowed(self._store, reach) as db:
            found = applications.waiting(db, MOST + 1)
        with reading(self._store) as db:
            listed = [_form(db, a) for a in found[:MOST]]
        return ApplicationList(applications=listed, more=len(found) > MOST)

    def apply(
        self, worker_id: str, policy_id: str, said: ApplicationRequest, *, by: str, at: datetime
    ) -> ApplicationForm:
        """Take an application; the same again on the same day is the same one while it waits."""
        today = local_day(at)
        with transaction(self._store) as db:
            law_facts(db, worker_id, today)
            workers.hold(db, [worker_id])
            policy = _in_force(db, policy_id, today, "person")
            asked = _application(worker_id, policy, said, by=by, today=today)
            asked = _waiting_or_next(db, asked)
            if applications.add_application(db, asked, at):
                _note(db, asked, _step(asked, None, "apply", by=by, on=today), at)
            return _form(db, _known(db, asked.application_id))

    def apply_as_employer(
        self,
        employer: str,
        policy_id: str,
        said: EmployerApplication,
        *,
        by: str,
        at: datetime,
    ) -> ApplicationForm:
        """Take an employer's application with what it says of itself; the number is its USCC."""
        today = local_day(at)
        if not uscc.is_valid(employer):
            raise Conflict("统一社会信用代码不正确，请核对。")
        with transaction(self._store) as db:
            policy = _in_force(db, policy_id, today, "employer")
            plain = ApplicationRequest(starts_on=said.starts_on)
            told = said.facts.model_dump(exclude_none=True)
            asked = _application(employer, policy, plain, by=by, today=today, facts=told)
            asked = _waiting_or_next(db, replace(asked, worker_id=None, employer=employer))
            if applications.add_application(db, asked, at):
                step = _step(asked, None, "apply", by=by, on=today)
                _note(db, asked, replace(step, facts={"said": told}), at)
            return _form(db, _known(db, asked.application_id))

    def decide(
        self, application_id: str, said: ApplicationDecision, *, by: str, at: datetime
    ) -> ApplicationForm:
        """Approve or reject; an approval respects what the rules verified and what was had before."""
        today = local_day(at)
        with transaction(self._store) as db:
            asked = _held(db, application_id)
            if refusal := against_deciding(asked, by):
                raise Conflict(refusal)
            decided = replace(asked, state=said.decision, decided_on=today, decided_by=by)
            if said.decision == "approved":
                decided = approved(db, decided, said, today)
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
                    f"此申请现为“{STATE_NAMES[asked.state]}”，不能改为“{STATE_NAMES[state]}”。"
                )
            closed = replace(asked, state=state)
            if state == "ended":
                last = max(today, asked.starts_on)
                closed = replace(closed, ends_on=min(last, asked.ends_on or last))
            _move(db, closed, from_states)
            step = _step(closed, asked.state, state, by=by, on=today, reason=reason)
            _note(db, closed, step, at)
            return _form(db, closed)


def _in_force(db: Connection, policy_id: str, on: date, audience: str) -> Policy:
    for policy in in_force(rules.policies(db), on):
        if (policy.policy_id, policy.audience) == (policy_id, audience):
            return policy
    whom = {"person": "个人", "employer": "单位"}[audience]
    raise NotFound(f"没有编号为“{policy_id}”且现行有效的{whom}政策。")


def _application(
    subject: str,
    policy: Policy,
    said: ApplicationRequest,
    *,
    by: str,
    today: date,
    facts: Mapping[str, object] | None = None,
) -> Application:
    starts_on = said.starts_on or today
    first, last = months_later(today, -MONTHS_BACK), months_later(today, MONTHS_AHEAD)
    if not first <= starts_on <= last:
        raise Conflict(f"从哪天起应在{first}到{last}之间，请核对年份。")
    parts = (subject, policy.policy_id, today, said.occupation, said.level, said.short_trade)
    told = "|".join(str(part) for part in (*parts, starts_on, sorted((facts or {}).items())))
    digest = hashlib.sha256(told.encode()).hexdigest()[:20]
    return Application(
        application_id=f"A{digest}",
        policy_id=policy.policy_id,
        rule_from=policy.effective_from,
        worker_id=subject,
        employer=None,
        state="applied",
        applied_on=today,
        applied_by=by,
        occupation=said.occupation,
        level=said.level,
        short_trade=said.short_trade,
        starts_on=starts_on,
    )


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
    """The step itself, its line in the worker's archive, and what the worker is told."""
    add_step(db, step, at)
    if asked.worker_id is None:
        return
    name = rule_of(db, asked).name
    granted = asked.amount_fen if asked.state == "approved" else None
    paid = f"，金额{yuan(granted)}元" if granted else ""
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
    if (step.action, step.done_by) != ("withdrawn", OWN):
        announce_application(db, asked, name, at)


def _waiting_or_next(db: Connection, asked: Application) -> Application:
    """The same application where it still waits; else this one, numbered after those of its day that ended.

    The number is part of the id: what was withdrawn or decided stays, and somebody may apply anew.
    """
    number = 1
    found = applications.one(db, asked.application_id)
    while found is not None and found.state != "applied":
        number += 1
        found = applications.one(db, f"{asked.application_id}-{number}")
    numbered = asked.application_id if number == 1 else f"{asked.application_id}-{number}"
    return found or replace(asked, application_id=numbered)


def _held(db: Connection, application_id: str) -> Application:
    """An application of somebody about whom nobody else decides until the transaction ends."""
    seen = _known(db, application_id)
    if seen.worker_id is None:
        return seen
    workers.hold(db, [seen.worker_id])
    return _known(db, application_id)


def _known(db: Connection, application_id: str) -> Application:
    found = applications.one(db, application_id)
    if found is None:
        raise _unknown(application_id)
    return found


def _unknown(application_id: str) -> NotFound:
    return NotFound(f"没有编号为“{application_id}”的申请。")


def _form(db: Connection, asked: Application) -> ApplicationForm:
    if asked.state == "applied":
        return application_form(asked, doubts(db, asked, rule_of(db, asked)))
    steps = steps_of(db, "policy", asked.application_id)
    return application_form(asked, [], reason=steps[-1].reason if steps else None)
