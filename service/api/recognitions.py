"""API: recognition as hard to employ, step by step, for the office and for the worker."""

from flask import Response
from flask_openapi import APIBlueprint, Tag
from pydantic import BaseModel, Field

from models.law.recognition import Told
from service.api.case_forms import (
    CaseForm,
    CaseList,
    CaseRequest,
    CaseStepRequest,
    Comparison,
    DecisionRequest,
    ExitForm,
    Request,
    Text,
)
from service.api.guard import NEEDS_TOKEN, own_id, parts, who
from service.api.shared import PROBLEMS, answer
from service.api.workers import WorkerPath
from service.assistance.case_shaping import told_form
from service.assistance.recognition import OWN

api = APIBlueprint(
    "recognitions",
    __name__,
    url_prefix="/api/v1",
    abp_tags=[Tag(name="recognitions", description="Recognition: nine steps, decided by people")],
    abp_security=NEEDS_TOKEN,
    abp_responses=PROBLEMS,
)


class CasePath(BaseModel):
    """Which case."""

    case_id: str = Field(min_length=1, max_length=64)


class OwnStep(Request):
    """A worker's own step: completing papers, asking again, or taking the application back."""

    reason: Text | None = None


class OwnStepPath(CasePath):
    """Which step of which case of one's own."""

    action: str = Field(pattern="^(complete|ask_again|withdraw)$")


@api.post(
    "/workers/<worker_id>/recognitions", summary="Apply at the counter", responses={201: CaseForm}
)
def apply_for(path: WorkerPath, body: CaseRequest) -> Response:
    """Open a case for a worker; the pre-check is written beside it and stops nobody."""
    by, at = who().name, parts().clock()
    return answer(parts().assistance.recognition.apply(path.worker_id, body, by=by, at=at), 201)


@api.post("/me/recognitions", summary="Apply myself", responses={201: CaseForm})
def apply_myself(body: CaseRequest) -> Response:
    """The worker's own application."""
    found = parts().assistance.recognition.apply(own_id(), body, by=OWN, at=parts().clock())
    return answer(told_form(found), 201)


@api.get("/workers/<worker_id>/recognitions", summary="A worker's cases", responses={200: CaseList})
def of_worker(path: WorkerPath) -> Response:
    """All cases of a worker with their steps, oldest first."""
    return answer(parts().assistance.recognition.of_worker(path.worker_id, parts().today()))


@api.get("/me/recognitions", summary="My cases", responses={200: CaseList})
def mine() -> Response:
    """The worker's own."""
    found = parts().assistance.recognition.of_worker(own_id(), parts().today(), staff=False)
    return answer(found)


@api.get("/recognitions/<case_id>", summary="A case", responses={200: CaseForm})
def one(path: CasePath) -> Response:
    """A case with its steps, what is due, and what can be done next."""
    return answer(parts().assistance.recognition.one(path.case_id, parts().today()))


@api.get(
    "/recognitions/<case_id>/comparison",
    summary="What other offices say",
    responses={200: Comparison},
)
def comparison(path: CasePath) -> Response:
    """Every fact of another office's register beside the file's own."""
    return answer(parts().assistance.inspection.comparison(path.case_id, parts().today()))


@api.get("/recognitions/<case_id>/exits", summary="Grounds for an end", responses={200: ExitForm})
def exits(path: CasePath) -> Response:
    """What the registry knows of each ground; nothing ends by itself."""
    return answer(parts().assistance.inspection.exits(path.case_id, parts().today()))


@api.post("/recognitions/<case_id>/steps", summary="Take a step", responses={200: CaseForm})
def step(path: CasePath, body: CaseStepRequest) -> Response:
    """Take the next step of the procedure; a step that is not allowed says why."""
    told = Told(parts().today(), who().name, **body.model_dump(exclude={"action"}))
    found = parts().assistance.recognition.take(
        path.case_id, body.action, told, level="manage", at=parts().clock()
    )
    return answer(found)


@api.post(
    "/me/recognitions/<case_id>/<action>", summary="Take my own step", responses={200: CaseForm}
)
def own_step(path: OwnStepPath, body: OwnStep) -> Response:
    """Complete the papers, ask for a second look at a refusal, or take the application back."""
    told = Told(parts().today(), OWN, reason=body.reason)
    found = parts().assistance.recognition.take(
        path.case_id, path.action, told, level="own", at=parts().clock(), own=own_id()
    )
    return answer(told_form(found))


@api.post("/approvals/recognitions/<case_id>", summary="Decide a case", responses={200: CaseForm})
def decide(path: CasePath, body: DecisionRequest) -> Response:
    """The county's decision, by somebody who took none of the earlier steps."""
    told = Told(parts().today(), who().name, **body.model_dump(exclude={"action"}))
    found = parts().assistance.recognition.take(
        path.case_id, body.action, told, level="approve", at=parts().clock()
    )
    return answer(found)
