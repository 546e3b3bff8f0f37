"""Personal help: the plan of each worker, contacts, and follow-ups that come due by themselves."""

import hashlib
from datetime import date, datetime

from data.codes.law.recognition import procedure
from data.codes.workdays import add_workdays, next_workday
from data.reach import EVERYBODY, Reach, narrowed
from data.records import archive, helping, recognition, tags, workers
from data.records.archive import ArchiveEvent
from data.records.assistance_events import Step, add_step, steps_of
from data.records.helping import Contact, Followup, Measure
from data.records.recognition import Case
from data.store import Connection, Store, reading, transaction
from models.law.periods import months_later
from models.law.serving import service_hints
from service.api.case_forms import (
    ContactRequest,
    FollowupEnd,
    HelpDueForm,
    HelpForm,
    MeasureEnd,
    MeasureRequest,
)
from service.assistance.case_shaping import (
    case_form,
    contact_form,
    followup_form,
    measure_form,
    tag_form,
)
from service.clock import local_day
from service.errors import Conflict, NotFound

OUTCOMES = {
    "reached": "已联系上",
    "not_reached": "未联系上",
    "accepted_offer": "接受服务",
    "refused_offer": "未接受推荐",
    "no_show": "约好未到",
}
PLAN_TEXT = "与本人商定一人一策帮扶方案"


class Helping:
    """Keeps plans, contacts and follow-ups; nothing here changes anybody's place in a list."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def of_worker(self, worker_id: str, today: date) -> HelpForm:
        """All personal help for one worker."""
        with reading(self._store) as db:
            return _help(db, worker_id, today)

    def plan(self, worker_id: str, said: MeasureRequest, *, by: str, at: datetime) -> HelpForm:
        """Add a measure to a worker's plan."""
        today = local_day(at)
        if said.due_on < today:
            raise Conflict("措施的完成日不能早于今天。")
        with transaction(self._store) as db:
            measure = _measure(worker_id, said.kind, said.text, by=by, on=today, due_on=said.due_on)
            _known(db, worker_id)
            _add_measure(db, measure, at)
            return _help(db, worker_id, today)

    def close(self, measure_id: str, said: MeasureEnd, *, by: str, at: datetime) -> HelpForm:
        """Note what became of a measure."""
        today = local_day(at)
        with transaction(self._store) as db:
            measure = helping.one_measure(db, measure_id)
            if measure is None:
                raise NotFound(f"没有编号为“{measure_id}”的措施。")
            if not helping.close_measure(db, measure_id, said.state, said.outcome, today):
                raise Conflict("此措施已经结束。")
            add_step(
                db,
                Step(
                    "measure", measure_id, "close", "planned", said.state, today, by, said.outcome
                ),
                at,
            )
            _archive(db, measure.worker_id, f"measure:{measure_id}:{said.state}", by=by, at=at,
                     text=f"帮扶措施“{measure.text}”：{said.outcome}")  # fmt: skip
            return _help(db, measure.worker_id, today)

    def contact(self, worker_id: str, said: ContactRequest, *, by: str, at: datetime) -> HelpForm:
        """Write a contact down."""
        today = local_day(at)
        parts = (worker_id, str(today), said.channel, said.outcome, said.about, by)
        with transaction(self._store) as db:
            _known(db, worker_id)
            contact = Contact(
                contact_id=_id("C", *parts),
                worker_id=worker_id,
                happened_on=today,
                channel=said.channel,
                outcome=said.outcome,
                about=said.about,
                done_by=by,
            )
            if helping.add_contact(db, contact, at):
                text = f"联系记录：{OUTCOMES[said.outcome]}，{said.about}"
                _archive(db, worker_id, f"contact:{contact.contact_id}", by=by, at=at, text=text)
            return _help(db, worker_id, today)

    def follow_up(self, followup_id: str, said: FollowupEnd, *, by: str, at: datetime) -> HelpForm:
        """Note that a follow-up was made, and how the worker was doing."""
        today = local_day(at)
        with transaction(self._store) as db:
            planned = helping.one_followup(db, followup_id)
            if planned is None:
                raise NotFound(f"没有编号为“{followup_id}”的回访。")
            if not helping.close_followup(db, followup_id, said.outcome, today):
                raise Conflict("此次回访已经完成。")
            add_step(
                db,
                Step("followup", followup_id, "done", "due", "done", today, by, said.outcome),
                at,
            )
            _archive(db, planned.worker_id, f"followup:{followup_id}", by=by, at=at,
                     text=f"{planned.months}个月回访：{said.outcome}")  # fmt: skip
            return _help(db, planned.worker_id, today)

    def due(self, until: date, reach: Reach = EVERYBODY) -> HelpDueForm:
        """What is to be done by a day, over everybody or these people, the most overdue first."""
        with narrowed(self._store, reach) as db:
            cases = recognition.due(db, until)
            held, planned = tags.due(db, until), helping.due_measures(db, until)
            visits = helping.due_followups(db, until)
        # Steps are kept of many things in one table, which a county's reach never opens.
        with reading(self._store) as db:
            told = [case_form(c, steps_of(db, "recognition", c.case_id), until) for c in cases]
        return HelpDueForm(
            until=until,
            cases=told,
            tags=[tag_form(tag) for tag in held],
            measures=[measure_form(m) for m in planned],
            followups=[followup_form(f) for f in visits],
        )


def plan_after_recognition(db: Connection, case: Case, on: date, *, by: str, at: datetime) -> None:
    """Let the plan and the follow-ups of somebody newly recognised come due by themselves."""
    rules = procedure()
    due_on = add_workdays(on, rules.plan_workdays)
    _add_measure(db, _measure(case.worker_id, "other", PLAN_TEXT, by=by, on=on, due_on=due_on), at)
    plan_followups(db, case.worker_id, "recognition", case.case_id, since=on, at=at)


def plan_followups(
    db: Connection, worker_id: str, cause: str, cause_id: str, *, since: date, at: datetime
) -> int:
    """Plan the follow-ups after a cause, each on a working day; planned twice they are still three."""
    planned = [
        Followup(
            followup_id=_id("F", cause, cause_id, str(months)),
            worker_id=worker_id,
            cause=cause,
            cause_id=cause_id,
            months=months,
            due_on=next_workday(months_later(since, months)),
            state="due",
        )
        for months in procedure().followup_months
    ]
    return helping.add_followups(db, planned, at)


def _measure(worker_id: str, kind: str, text: str, *, by: str, on: date, due_on: date) -> Measure:
    return Measure(
        measure_id=_id("M", worker_id, kind, text, str(on), str(due_on)),
        worker_id=worker_id,
        kind=kind,
        text=text,
        state="planned",
        planned_on=on,
        planned_by=by,
        due_on=due_on,
    )


def _add_measure(db: Connection, measure: Measure, at: datetime) -> None:
    if not helping.add_measure(db, measure, at):
        return
    planned = Step(
        "measure",
        measure.measure_id,
        "plan",
        None,
        "planned",
        measure.planned_on,
        measure.planned_by,
        facts={"due_on": measure.due_on},
    )
    add_step(db, planned, at)
    text = f"帮扶方案：{measure.text}，{measure.due_on}前完成"
    _archive(db, measure.worker_id, f"measure:{measure.measure_id}:planned",
             by=measure.planned_by, at=at, text=text)  # fmt: skip


def _help(db: Connection, worker_id: str, today: date) -> HelpForm:
    _known(db, worker_id)
    contacts = helping.contacts_of(db, worker_id)
    case = recognition.recognised_case(db, worker_id, today)
    hints = service_hints(contact.outcome for contact in contacts)
    return HelpForm(
        worker_id=worker_id,
        officer=case.officer if case else None,
        measures=[measure_form(m) for m in helping.measures_of(db, worker_id)],
        contacts=[contact_form(c) for c in contacts],
        followups=[followup_form(f) for f in helping.followups_of(db, worker_id)],
        hints=[f"{hint.because}：{hint.text}" for hint in hints],
    )


def _archive(db: Connection, worker_id: str, key: str, *, by: str, at: datetime, text: str) -> None:
    day = local_day(at)
    event = ArchiveEvent(worker_id, "service", day, day, "帮扶服务", by, key, text, {})
    archive.append(db, [event], at)


def _known(db: Connection, worker_id: str) -> None:
    if not workers.exists(db, worker_id):
        raise NotFound(f"登记中没有编号为“{worker_id}”的劳动者。")


def _id(kind: str, *parts: str) -> str:
    return kind + hashlib.sha256("|".join(parts).encode()).hexdigest()[:20]
