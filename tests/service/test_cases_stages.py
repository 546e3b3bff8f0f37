"""The nine steps of a case show when each was done, not what came back to its state later."""

from datetime import date, timedelta
from typing import Any

from service.api.case_forms import CaseForm, CaseStepForm
from service.console.cases import stages_of

DONE = (
    ("apply", "applied"),
    ("return", "returned"),
    ("complete", "applied"),
    ("accept", "accepted"),
    ("post", "posted"),
    ("object", "objected"),
    ("settle", "posted"),
    ("notify", "in_force"),
    ("renew", "in_force"),
    ("reassign", "in_force"),
    ("keep", "in_force"),
)


def test_a_stage_is_told_by_its_own_step() -> None:
    first = date(2026, 1, 1)
    steps: list[dict[str, Any]] = [
        {"action": action, "to_state": state, "happened_on": first + timedelta(day)}
        for day, (action, state) in enumerate(DONE)
    ]
    case: dict[str, Any] = {
        "state": "in_force",
        "steps": [CaseStepForm.model_construct(**each) for each in steps],
    }
    stages = stages_of(CaseForm.model_construct(**case))
    told = {s.plan.state: s.done.action for s in stages if s.done}
    assert told == {
        "applied": "apply",
        "accepted": "accept",
        "posted": "post",
        "in_force": "notify",
    }
