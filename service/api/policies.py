"""API: policies and applications, for the office, for the worker, and for employers' facts."""

from datetime import date
from typing import Literal

from flask import Response
from flask_openapi import APIBlueprint, Tag
from pydantic import BaseModel, Field

from service.api.counties import reach_of
from service.api.forms import Moment
from service.api.guard import NEEDS_TOKEN, own_id, parts, who
from service.api.policy_forms import (
    ApplicationDecision,
    ApplicationEnd,
    ApplicationForm,
    ApplicationList,
    ApplicationRequest,
    Calculation,
    EmployerApplication,
    EmployerRequest,
    PolicyList,
)
from service.api.shared import PROBLEMS, Query, answer
from service.api.workers import WorkerPath
from service.assistance.applications import OWN
from service.errors import Problem

api = APIBlueprint(
    "policies",
    __name__,
    url_prefix="/api/v1",
    abp_tags=[Tag(name="policies", description="Policies: who may have what, and applications")],
    abp_security=NEEDS_TOKEN,
    abp_responses=PROBLEMS,
)


class PolicyPath(BaseModel):
    """Which policy."""

    policy_id: str = Field(min_length=1, max_length=20, description="政策编号，如 P01")


class WorkerPolicyPath(WorkerPath, PolicyPath):
    """Which worker and which policy."""


class EmployerPolicyPath(PolicyPath):
    """Which employer, by its unified social credit code, and which policy."""

    uscc: str = Field(pattern="^[0-9A-Z]{18}$", description="统一社会信用代码")


class ApplicationPath(BaseModel):
    """Which application."""

    application_id: str = Field(min_length=1, max_length=64)


class DayQuery(Query):
    """As of which day, and by the rules as known at which moment."""

    as_of: date | None = Field(None, description="Today unless said; not in the future")
    known_at: Moment | None = Field(None, description="Rules as they were known at this moment")


class StateQuery(Query):
    """Which applications."""

    state: Literal["applied"] = "applied"


@api.get("/policies", summary="The catalogue of policies", responses={200: PolicyList})
def catalogue() -> Response:
    """Every version of every policy; those in force today come first."""
    return answer(parts().assistance.calculator.catalogue(parts().today()))


@api.get("/policies/<policy_id>", summary="The versions of a policy", responses={200: PolicyList})
def versions(path: PolicyPath) -> Response:
    """Every version of one policy with its days and document."""
    return answer(parts().assistance.calculator.versions_of(path.policy_id, parts().today()))


@api.get(
    "/workers/<worker_id>/policies",
    summary="Policies for a worker",
    responses={200: Calculation},
)
def of_worker(path: WorkerPath, query: DayQuery) -> Response:
    """The policy calculator: verdict, evidence, what is missing; ask of a past day and it is as then."""
    on = _day(query)
    found = parts().assistance.calculator.of_worker(path.worker_id, on, known_at=query.known_at)
    return answer(found)


@api.get("/me/policies", summary="My policies", responses={200: Calculation})
def mine() -> Response:
    """The same for the worker whose token it is, without figures that nobody verified."""
    return answer(parts().assistance.calculator.of_worker(own_id(), parts().today(), staff=False))


@api.post("/policies/employer", summary="Policies for an employer", responses={200: Calculation})
def of_employer(body: EmployerRequest, query: DayQuery) -> Response:
    """The policy calculator for employers, by what the employer says; nothing is kept."""
    return answer(parts().assistance.calculator.of_employer(body, _day(query)))


@api.get(
    "/workers/<worker_id>/policies/applications",
    summary="A worker's applications",
    responses={200: ApplicationList},
)
def applications_of(path: WorkerPath) -> Response:
    """All applications for policies, oldest first."""
    return answer(parts().assistance.applications.of_worker(path.worker_id))


@api.get("/me/policies/applications", summary="My applications", responses={200: ApplicationList})
def my_applications() -> Response:
    """The worker's own."""
    return answer(parts().assistance.applications.of_worker(own_id(), staff=False))


@api.post(
    "/workers/<worker_id>/policies/<policy_id>/applications",
    summary="Apply for a policy at the counter",
    responses={201: ApplicationForm},
)
def apply_for(path: WorkerPolicyPath, body: ApplicationRequest) -> Response:
    """Take the worker's application; what the rules say is shown, a second person decides."""
    by, at = who().name, parts().clock()
    found = parts().assistance.applications.apply(
        path.worker_id, path.policy_id, body, by=by, at=at
    )
    return answer(found, 201)


@api.post(
    "/me/policies/<policy_id>/applications",
    summary="Apply for a policy myself",
    responses={201: ApplicationForm},
)
def apply_myself(path: PolicyPath, body: ApplicationRequest) -> Response:
    """The worker's own application."""
    at = parts().clock()
    found = parts().assistance.applications.apply(own_id(), path.policy_id, body, by=OWN, at=at)
    return answer(found, 201)


@api.post(
    "/employers/<uscc>/policies/<policy_id>/applications",
    summary="Apply as an employer",
    responses={201: ApplicationForm},
)
def apply_as_employer(path: EmployerPolicyPath, body: EmployerApplication) -> Response:
    """Take an employer's application; a second person decides, within verified amounts."""
    by, at = who().name, parts().clock()
    found = parts().assistance.applications.apply_as_employer(
        path.uscc, path.policy_id, body, by=by, at=at
    )
    return answer(found, 201)


@api.get("/policy-applications", summary="Applications to decide", responses={200: ApplicationList})
def waiting(query: StateQuery) -> Response:
    """The 200 oldest applications that nobody has decided yet; `more` says that others wait, too."""
    del query
    return answer(parts().assistance.applications.waiting(reach_of(who())))


@api.post(
    "/approvals/policy-applications/<application_id>",
    summary="Decide an application",
    responses={200: ApplicationForm},
)
def decide(path: ApplicationPath, body: ApplicationDecision) -> Response:
    """Approve or reject, by somebody other than who took it in."""
    by, at = who().name, parts().clock()
    return answer(parts().assistance.applications.decide(path.application_id, body, by=by, at=at))


@api.post(
    "/policy-applications/<application_id>/withdrawal",
    summary="Withdraw an application",
    responses={200: ApplicationForm},
)
def withdraw(path: ApplicationPath, body: ApplicationEnd) -> Response:
    """Take an undecided application back at the worker's wish."""
    by, at = who().name, parts().clock()
    return answer(
        parts().assistance.applications.withdraw(path.application_id, body.reason, by=by, at=at)
    )


@api.post(
    "/me/policy-applications/<application_id>/withdrawal",
    summary="Withdraw my application",
    responses={200: ApplicationForm},
)
def withdraw_mine(path: ApplicationPath, body: ApplicationEnd) -> Response:
    """Take back one's own undecided application."""
    own, at = own_id(), parts().clock()
    found = parts().assistance.applications.withdraw(
        path.application_id, body.reason, by=OWN, at=at, own=own
    )
    return answer(found)


@api.post(
    "/policy-applications/<application_id>/end",
    summary="End a granted subsidy",
    responses={200: ApplicationForm},
)
def end(path: ApplicationPath, body: ApplicationEnd) -> Response:
    """Stop a granted subsidy before its day."""
    by, at = who().name, parts().clock()
    return answer(
        parts().assistance.applications.end(path.application_id, body.reason, by=by, at=at)
    )


def _day(query: DayQuery) -> date:
    today = parts().today()
    if query.as_of is not None and query.as_of > today:
        raise Problem("不能查询未来的日期。")
    return query.as_of or today
