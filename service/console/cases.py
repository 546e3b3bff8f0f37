"""Pages of recognition as hard to employ: a case opened, led through its nine steps, decided by a second person, ended."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from flask import Blueprint, Response, request, url_for

from data.codes.law.recognition import Step, procedure
from data.tables_cases import RUNNING_STATES
from models.law.periods import latest_review
from models.law.recognition import Told
from service.api.case_forms import (
    CaseForm,
    CaseRequest,
    CaseStepForm,
    CaseStepRequest,
    DecisionRequest,
    NextStep,
)
from service.api.guard import parts, who
from service.assistance.case_shaping import ACTION_NAMES, REASONS_TOLD
from service.assistance.recognition import LEVELS, OWN
from service.console.filters import PEOPLE
from service.console.typed import number_of, read_form
from service.console.worker import person_of, worker_page
from service.errors import NotFound, Problem
from service.web.pages import go_to
from service.web.visitor import may

pages = Blueprint("console_cases", __name__, url_prefix=f"{PEOPLE}/<worker_id>")

TONES = {
    "in_force": "good",
    "recognised": "good",
    "refused": "bad",
    "refused_finally": "bad",
    "returned": "warn",
    "objected": "warn",
    "ending": "warn",
    "withdrawn": "",
    "ended": "",
}
LABELS = {
    "category": "情形",
    "promised": "“本人已签《承诺书》”",
    "action": "步骤",
    "reason": "理由",
    "positive": "意见",
    "ground": "退出情形",
    "officer": "专人姓名",
    "review_on": "复查日",
    "document": "文书号",
}
STAGE_ACTIONS = frozenset(
    {
        "apply",
        "accept",
        "check",
        "post",
        "close_notice",
        "review",
        "compare",
        "recognise",
        "recognise_again",
        "notify",
    }
)
"""The steps that bring a case to one of the nine; any other leads back to it or leaves it there."""

MINE = {"manage": "people.manage", "approve": "approve"}
"""At which levels of the procedure people of the office act, by the permission it takes."""

HARD = frozenset({"return", "object", "refuse", "refuse_again", "propose_end", "end", "withdraw"})
"""Steps that take something from somebody or stop the case: their buttons look like it."""


@dataclass(frozen=True, slots=True)
class Stage:
    """One of the nine steps in a case: what the procedure says of it, and when and by whom it was done."""

    plan: Step
    done: CaseStepForm | None
    here: bool


@dataclass(frozen=True, slots=True)
class Open:
    """A step that can be taken from here by somebody with this permission; `refusal` says why not by this person."""

    step: NextStep
    refusal: str | None

    @property
    def is_decision(self) -> bool:
        """Whether it is the county's second person who takes it."""
        return self.step.level == "approve"


@pages.get("/recognition")
def ask(worker_id: str) -> Response:
    """The form by which the counter opens a case, with what the pre-check says of each category."""
    return _form(worker_id)


@pages.post("/recognition")
def apply(worker_id: str) -> Response:
    """Open a case; told twice it is one."""
    use, at = parts().assistance.recognition, parts().clock()
    try:
        promised = {"promised": True} if request.form.get("promised") else {}
        said = read_form(CaseRequest, LABELS, **promised)
        case = use.apply(worker_id, said, by=who().name, at=at)
    except Problem as fault:
        return _form(worker_id, int(fault.status), fault.detail)
    return go_to(url_for(".one", worker_id=worker_id, case_id=case.case_id, done=len(case.steps)))


@pages.get("/cases/<case_id>")
def one(worker_id: str, case_id: str) -> Response:
    """One case: the nine steps, what comes next, what other offices say, and what may be done."""
    return _page(worker_id, case_id)


@pages.post("/cases/<case_id>/steps")
def step(worker_id: str, case_id: str) -> Response:
    """Take the next step of the procedure."""

    def said() -> tuple[str, dict[str, object]]:
        asked = read_form(CaseStepRequest, LABELS)
        return asked.action, asked.model_dump(exclude={"action"})

    return _take(worker_id, case_id, "manage", said)


@pages.post("/cases/<case_id>/approval")
def decide(worker_id: str, case_id: str) -> Response:
    """The county's decision, by somebody who took none of the earlier steps."""

    def said() -> tuple[str, dict[str, object]]:
        asked = read_form(DecisionRequest, LABELS)
        return asked.action, asked.model_dump(exclude={"action"})

    return _take(worker_id, case_id, "approve", said)


def _take(
    worker_id: str, case_id: str, level: str, said: Callable[[], tuple[str, dict[str, object]]]
) -> Response:
    """Take a step on the case as it was seen; a refusal stands beside its form with what was typed."""
    _case(worker_id, case_id)
    seen = number_of(request.form.get("seen", ""))
    try:
        action, given = said()
        case = parts().assistance.recognition.take(
            case_id,
            action,
            Told(parts().today(), who().name, **given),  # type: ignore[arg-type]
            level=level,
            at=parts().clock(),
            seen=seen,
        )
    except Problem as fault:
        faulty = request.form.get("action", "")
        return _page(worker_id, case_id, int(fault.status), fault=fault.detail, faulty=faulty)
    done = len(case.steps)
    return go_to(url_for(".one", worker_id=worker_id, case_id=case_id, done=done))


def _case(worker_id: str, case_id: str) -> CaseForm:
    found = parts().assistance.recognition.one(case_id, parts().today())
    if found.worker_id != worker_id:
        raise NotFound(f"没有编号为“{case_id}”的认定。")
    person_of(worker_id)
    return found


def _page(
    worker_id: str, case_id: str, status: int = 200, *, fault: str = "", faulty: str = ""
) -> Response:
    case, today = _case(worker_id, case_id), parts().today()
    inspection = parts().assistance.inspection
    statutory = parts().advisor.statutory_of(worker_id, today)
    stages = stages_of(case)
    return worker_page(
        "case",
        worker_id,
        status,
        tab="policies",
        case=case,
        stages=stages,
        tomorrow=today + timedelta(days=1),
        latest_review=latest_review(today),
        here=next((stage for stage in stages if stage.here), None),
        open=_open(case, today),
        others_turn=_others_turn(case),
        compared=inspection.comparison(case_id, today).facts,
        exits=inspection.exits(case_id, today),
        categories=[(c.code, c.name) for c in statutory.categories],
        checked=next((c for c in statutory.categories if c.code == case.category), None),
        running=case.state in RUNNING_STATES,
        tones=TONES,
        hard=HARD,
        reasons_told=REASONS_TOLD,
        names=ACTION_NAMES,
        own=OWN,
        procedure=procedure(),
        fault=fault,
        faulty=faulty,
        typed=request.form,
        told=_told(case, request.args.get("done", "")) if not fault else "",
    )


def stages_of(case: CaseForm) -> list[Stage]:
    """The nine steps in their order, each with the last time it was done; what a state is kept by is not it."""
    reached = {s.to_state: s for s in case.steps if s.action in STAGE_ACTIONS}
    return [Stage(s, reached.get(s.state), s.state == case.state) for s in procedure().steps]


def _open(case: CaseForm, today: date) -> Sequence[Open]:
    """What this person may do from here, the way onward first, what stops the case last."""
    use = parts().assistance.recognition
    refusals = use.refusals(case.case_id, by=who().name, today=today)
    found = [Open(s, refusals.get(s.action)) for s in case.next if _may(s)]
    return sorted(found, key=lambda each: (each.step.action in HARD, each.step.level == "own"))


def _may(step: NextStep) -> bool:
    mine = [level for level, needed in MINE.items() if may(needed)]
    return any(level in LEVELS[step.level] for level in mine)


def _others_turn(case: CaseForm) -> bool:
    """Whether it waits for the county's decision, which this visitor has no part in."""
    return any(s.level == "approve" for s in case.next) and not may("approve")


def _told(case: CaseForm, done: str) -> str:
    """What was just done, while it is still the last step of the case."""
    if done != str(len(case.steps)):
        return ""
    last = case.steps[-1]
    return f"已办理“{last.name}”，此件现为“{case.state_name}”。"


def _form(worker_id: str, status: int = 200, fault: str = "") -> Response:
    today = parts().today()
    cases = parts().assistance.recognition.of_worker(worker_id, today).cases
    return worker_page(
        "recognition",
        worker_id,
        status,
        tab="policies",
        statutory=parts().advisor.statutory_of(worker_id, today),
        running=[c for c in cases if c.state in RUNNING_STATES],
        fault=fault,
        typed=request.form,
    )
