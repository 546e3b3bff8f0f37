"""Recognition as hard to employ: the nine steps, each checked, recorded and put into the archive."""

import hashlib
from dataclasses import replace
from datetime import date, datetime

from data.codes.law.recognition import procedure
from data.codes.law.statutory import regulation_on
from data.records import archive, recognition, workers
from data.records.archive import ArchiveEvent
from data.records.assistance_events import Step, add_step, steps_of
from data.records.recognition import Case
from data.store import Connection, Store, reading, transaction
from models.law.recognition import (
    STATE_NAMES,
    IllegalStep,
    Standing,
    Told,
    Transition,
    actions_from,
    allowed,
    due_on,
    notice_until,
    refusal,
    review_day,
)
from models.law.statutory import check
from service.api.case_forms import CaseForm, CaseList, CaseRequest
from service.assistance.announcing import announce_case
from service.assistance.case_shaping import ACTION_NAMES, case_form, category_name, told_form
from service.assistance.facts import LawFacts, law_facts
from service.assistance.helping import plan_after_recognition
from service.clock import local_day
from service.errors import Conflict, NotFound

OWN = "本人"
LEVELS = {"own": ("own", "manage"), "manage": ("manage",), "approve": ("approve",)}
"""Who may take a step of which level: what a worker may do alone, the counter may do for the worker."""


class Recognition:
    """Leads cases through the procedure; the pre-check advises, people decide."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def apply(self, worker_id: str, said: CaseRequest, *, by: str, at: datetime) -> CaseForm:
        """Open a case; what the pre-check says is written beside it and stops nobody."""
        today = local_day(at)
        with transaction(self._store) as db:
            facts = law_facts(db, worker_id, today)
            running = recognition.running_of(db, worker_id)
            again = (said.category, today, by)
            if running is not None and again == (
                running.category,
                running.applied_on,
                running.applied_by,
            ):
                return _form(db, running, today)
            if running is not None:
                raise Conflict(f"本人已有一件认定：{STATE_NAMES[running.state]}。")
            case = _opened(db, facts, said, by=by, today=today)
            recognition.add_case(db, case, at)
            _note(
                db,
                case,
                None,
                "apply",
                Told(today, by),
                facts=_precheck(facts, said.category),
                at=at,
            )
            return _form(db, case, today)

    def take(
        self,
        case_id: str,
        action: str,
        told: Told,
        *,
        level: str,
        at: datetime,
        own: str | None = None,
        seen: int | None = None,
    ) -> CaseForm:
        """Take one step; `own` lets a worker reach his or her own case only.

        With `seen`, how many steps there were when the case was looked at: one taken since is told, and
        nothing is done.
        """
        with transaction(self._store) as db:
            workers.hold(db, [_known(db, case_id, own).worker_id])
            case = _known(db, case_id, own)
            if seen is not None:
                _check_unmoved(db, case, seen)
            standing = _standing(db, case)
            try:
                step = allowed(standing, action, told)
            except IllegalStep as error:
                raise Conflict(str(error)) from error
            if action == "end":
                told = replace(told, ground=standing.proposed_ground)
            if action == "withdraw" and told.by != OWN and not told.reason:
                raise Conflict("不是本人撤回的，须填写理由。")
            if level not in LEVELS[step.level]:
                raise Conflict(f"“{step.name}”须由{_office(step)}办理。")
            moved = _moved(case, step, told)
            names = Case.__dataclass_fields__.keys() - {"case_id", "worker_id"}
            values = {name: getattr(moved, name) for name in names}
            if not recognition.move(db, case_id, case.state, values):
                raise Conflict("此件刚被别人办理，请刷新后再看。")
            _note(db, moved, case.state, action, told, facts=_said(told), at=at)
            if action == "notify":
                plan_after_recognition(db, moved, told.on, by=told.by, at=at)
            return _form(db, moved, told.on)

    def one(self, case_id: str, today: date, own: str | None = None) -> CaseForm:
        """A case with its steps and what can be done next."""
        with reading(self._store) as db:
            return _form(db, _known(db, case_id, own), today)

    def refusals(self, case_id: str, *, by: str, today: date) -> dict[str, str]:
        """Of the steps from where a case is, those that somebody of this name cannot take today, and why."""
        with reading(self._store) as db:
            case = _known(db, case_id, None)
            standing, told = _standing(db, case), Told(today, by)
        found = {t.action: refusal(standing, t, told) for t in actions_from(case.state)}
        return {action: against for action, against in found.items() if against}

    def of_worker(self, worker_id: str, today: date, *, staff: bool = True) -> CaseList:
        """All cases of a worker, oldest first; the worker reads the reasons of some steps only."""
        with reading(self._store) as db:
            cases = [_form(db, case, today) for case in recognition.of_worker(db, worker_id)]
        return CaseList(cases=cases if staff else [told_form(case) for case in cases])


def _check_unmoved(db: Connection, case: Case, seen: int) -> None:
    steps = steps_of(db, "recognition", case.case_id)
    if len(steps) == seen:
        return
    last = steps[-1]
    raise Conflict(
        f"您打开页面之后，{last.done_by}已办理“{ACTION_NAMES[last.action]}”，此件现为"
        f"“{STATE_NAMES[case.state]}”。您刚才的操作没有执行，请看过现在的情况再办。"
    )


def _opened(db: Connection, facts: LawFacts, said: CaseRequest, *, by: str, today: date) -> Case:
    home = facts.person["household_id"] if said.category == "D4" else None
    if home and (other := recognition.applicant_of(db, home)) and other != facts.worker_id:
        raise Conflict("本户已有其他人按零就业家庭申请，每户限一人。")
    rules = procedure()
    n = len(recognition.of_worker(db, facts.worker_id))
    digest = hashlib.sha256(f"{facts.worker_id}|{today}|{n}".encode()).hexdigest()[:20]
    return Case(
        case_id=f"R{digest}",
        worker_id=facts.worker_id,
        state="applied",
        category=said.category,
        household_id=home,
        region=facts.person["region"],
        township=facts.person["township"],
        rule=rules.version,
        applied_on=today,
        applied_by=by,
        due_on=due_on(rules, "applied", today),
    )


def _moved(case: Case, step: Transition, told: Told) -> Case:
    """The case after a step, with the days that follow from it."""
    rules = procedure()
    moved = replace(case, state=step.target, due_on=due_on(rules, step.target, told.on))
    if step.target == "posted":
        # A settled objection does not shorten the notice: it runs on, or begins anew if it was over.
        until = notice_until(rules, told.on)
        moved = replace(moved, notice_until=max(until, case.notice_until or until), due_on=until)
    if step.action in {"recognise", "recognise_again"}:
        moved = replace(
            moved,
            category=told.category or case.category,
            decided_on=told.on,
            decided_by=told.by,
            document=told.document,
            valid_from=told.on,
        )
    if step.action in {"refuse", "refuse_again"}:
        moved = replace(moved, decided_on=told.on, decided_by=told.by, document=told.document)
    if step.action == "notify":
        day = told.review_on or review_day(rules, case.valid_from or told.on)
        moved = replace(moved, officer=told.officer, review_on=day)
    if step.action == "reassign":
        moved = replace(moved, officer=told.officer)
    if step.action == "renew":
        moved = replace(moved, review_on=told.review_on or review_day(rules, told.on))
    if step.action == "end":
        moved = replace(moved, ended_on=told.on, end_ground=told.ground)
    return moved


def _standing(db: Connection, case: Case) -> Standing:
    steps = steps_of(db, "recognition", case.case_id)
    proposed = [s for s in steps if s.action == "propose_end"]
    return Standing(
        state=case.state,
        applied_by=case.applied_by,
        reached_on=steps[-1].happened_on,
        notice_until=case.notice_until,
        decided_by=case.decided_by,
        proposed_by=proposed[-1].done_by if proposed else None,
        proposed_ground=str(proposed[-1].facts["ground"]) if proposed else None,
        doers=frozenset(s.done_by for s in steps),
    )


def _precheck(facts: LawFacts, category: str) -> dict[str, object]:
    checked = check(facts.person, facts.as_of, household=facts.household)
    found = next((c for c in checked.categories if c.code == category), None)
    rule = regulation_on(facts.as_of)
    return {
        "promised": True,
        "precheck": found.verdict.value if found else "unknown",
        "sentence": found.sentence if found else checked.notice,
        "regulation": rule.doc_no if rule else None,
    }


def _said(told: Told) -> dict[str, object]:
    names = ("positive", "ground", "officer", "review_on", "category")
    return {n: getattr(told, n) for n in names if getattr(told, n) is not None}


def _note(
    db: Connection,
    case: Case,
    from_state: str | None,
    action: str,
    told: Told,
    *,
    facts: dict[str, object],
    at: datetime,
) -> None:
    n = len(steps_of(db, "recognition", case.case_id))
    step = Step(
        "recognition",
        case.case_id,
        action,
        from_state,
        case.state,
        told.on,
        told.by,
        reason=told.reason,
        document=told.document,
        rule=case.rule,
        facts=facts,
    )
    add_step(db, step, at)
    event = ArchiveEvent(
        worker_id=case.worker_id,
        kind="recognition",
        happened_on=told.on,
        known_on=told.on,
        source="就业困难人员认定",
        recorded_by=told.by,
        key=f"recognition:{case.case_id}:{n}",
        text=f"就业困难人员认定（{category_name(case.category)}）：{STATE_NAMES[case.state]}",
        facts={"category": case.category, "state": case.state, "document": told.document},
    )
    archive.append(db, [event], at)
    if (action, told.by) != ("withdraw", OWN):
        announce_case(db, case, action, n, at)


def _office(step: Transition) -> str:
    return {"approve": "有审批权限的人", "own": "本人", "manage": "经办人"}[step.level]


def _known(db: Connection, case_id: str, own: str | None) -> Case:
    case = recognition.one(db, case_id)
    if case is None or (own is not None and case.worker_id != own):
        raise NotFound(f"没有编号为“{case_id}”的认定。")
    return case


def _form(db: Connection, case: Case, today: date) -> CaseForm:
    return case_form(case, steps_of(db, "recognition", case.case_id), today)
