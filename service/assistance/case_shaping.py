"""How cases, tags and personal help are shown: forms out of records and rules."""

from datetime import date
from functools import cache
from typing import cast

from data.codes.law.recognition import procedure
from data.codes.law.statutory import regulations
from data.codes.law.tags import TAG_NAMES
from data.records.assistance_events import Step
from data.records.helping import Contact, Followup, Measure
from data.records.recognition import Case
from data.records.tags import Tag
from models.law.recognition import (
    STATE_NAMES,
    TRANSITIONS,
    actions_from,
    due_words,
)
from service.api.case_forms import (
    CaseForm,
    CaseStepForm,
    ContactForm,
    FollowupForm,
    MeasureForm,
    NextStep,
    TagForm,
)

ACTION_NAMES = {"apply": "申请", **{t.action: t.name for t in TRANSITIONS}}

REASONS_TOLD = frozenset(
    {"return", "complete", "refuse", "ask_again", "refuse_again", "propose_end", "end", "withdraw"}
)
"""Steps of which the worker reads the reason, the own ones among them; what others said in between stays inside."""


def told_form(form: CaseForm) -> CaseForm:
    """A case as its worker sees it: without the reasons and opinions that are not told."""
    return form.model_copy(update={"steps": [_told_step(step) for step in form.steps]})


def _told_step(step: CaseStepForm) -> CaseStepForm:
    reason = step.reason if step.action in REASONS_TOLD else None
    facts = {name: value for name, value in step.facts.items() if name != "positive"}
    return step.model_copy(update={"reason": reason, "facts": facts})


def case_form(case: Case, steps: tuple[Step, ...], today: date) -> CaseForm:
    """A case as it stands, with its steps and what can be done next."""
    return CaseForm.model_validate(
        {
            **_plain(case),
            "state_name": STATE_NAMES[case.state],
            "category_name": category_name(case.category),
            "due": due_words(procedure(), case.state, case.due_on),
            "overdue": case.due_on is not None and case.due_on < today,
            "steps": [_step_form(step) for step in steps],
            "next": [
                NextStep.model_validate(
                    {"action": t.action, "name": t.name, "level": t.level, "asks": list(t.asks)}
                )
                for t in actions_from(case.state)
            ],
        }
    )


@cache
def category_name(code: str) -> str:
    """What the regulation calls a category."""
    names = {c.code: c.name for rule in regulations() for c in rule.categories}
    return f"{names[code]}，{code}"


def tag_form(tag: Tag) -> TagForm:
    """A tag as confirmed."""
    names = ("tag_id", "worker_id", "tag", "state", "reason", "document", "rule")
    days = ("confirmed_by", "confirmed_on", "review_on", "ended_on")
    values = {name: getattr(tag, name) for name in (*names, *days)}
    return TagForm.model_validate({**values, "name": TAG_NAMES[tag.tag]})


def measure_form(measure: Measure) -> MeasureForm:
    """A measure of the plan."""
    fields = MeasureForm.model_fields
    return MeasureForm.model_validate({name: getattr(measure, name) for name in fields})


def contact_form(contact: Contact) -> ContactForm:
    """A contact as written down."""
    fields = ContactForm.model_fields
    return ContactForm.model_validate({name: getattr(contact, name) for name in fields})


def followup_form(followup: Followup) -> FollowupForm:
    """A follow-up, made or to be made."""
    fields = FollowupForm.model_fields
    return FollowupForm.model_validate({name: getattr(followup, name) for name in fields})


def _plain(case: Case) -> dict[str, object]:
    shown = CaseForm.model_fields.keys() & Case.__dataclass_fields__.keys()
    return {name: getattr(case, name) for name in shown}


def _step_form(step: Step) -> CaseStepForm:
    return CaseStepForm(
        action=step.action,
        name=ACTION_NAMES[step.action],
        to_state=step.to_state,
        happened_on=step.happened_on,
        done_by=step.done_by,
        reason=step.reason,
        document=step.document,
        facts=cast("dict[str, object]", step.facts),
    )
