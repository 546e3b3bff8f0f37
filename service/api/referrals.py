"""API: referrals for the office, from the first word to six months at work."""

from datetime import date
from typing import Literal

from flask import Response, make_response
from flask_openapi import APIBlueprint, Tag
from pydantic import BaseModel, Field

from service.api.counties import reach_of
from service.api.funnel_forms import FunnelForm
from service.api.guard import NEEDS_TOKEN, parts, who
from service.api.referral_forms import (
    ConsentForm,
    ConsentRequest,
    DueForm,
    FollowUpRequest,
    InterviewRequest,
    LetterForm,
    LinkForm,
    ReferralForm,
    ReferralPage,
    ReferRequest,
    State,
    StepRequest,
)
from service.api.shared import PROBLEMS, Query, answer
from service.api.vacancies import VacancyPath
from service.api.workers import WorkerPath

api = APIBlueprint(
    "referrals",
    __name__,
    url_prefix="/api/v1",
    abp_tags=[Tag(name="referrals", description="Referrals: places held, consent, letters, work")],
    abp_security=NEEDS_TOKEN,
    abp_responses=PROBLEMS,
)
FIRST_DAY, LAST_DAY = date(2000, 1, 1), date(2100, 12, 31)
"""Between these a day can have a night before and a month after it."""


class ReferralPath(BaseModel):
    """Which referral."""

    referral_id: str = Field(min_length=1, max_length=64)


class ReferralQuery(Query):
    """A page, of one state if asked: what comes after `after`, in the order of ids."""

    state: State | None = None
    after: str = Field("", max_length=64)
    limit: int = Field(50, ge=1, le=200)


class FunnelQuery(Query):
    """Referrals begun in this time, both days included."""

    since: date = Field(ge=FIRST_DAY, le=LAST_DAY)
    until: date = Field(ge=FIRST_DAY, le=LAST_DAY)
    by: Literal["county", "occupation", "both"] = "county"


@api.post("/referrals", summary="Refer a worker", responses={201: ReferralForm})
def refer(body: ReferRequest) -> Response:
    """From a recommendation, or by a counselor's own choice; holds one of the vacancy's referrals."""
    found = parts().referrals.refer(body, by=who().name, at=parts().clock())
    return answer(found, 201)


@api.get("/referrals", summary="Referrals", responses={200: ReferralPage})
def page(query: ReferralQuery) -> Response:
    """A page of referrals, without names."""
    states = [query.state] if query.state else None
    return answer(
        parts().referrals.page(states, query.after, limit=query.limit, reach=reach_of(who()))
    )


@api.get("/referrals/due", summary="Follow-ups due", responses={200: DueForm})
def due() -> Response:
    """Who is to be asked whether they are still at work, the longest due first."""
    return answer(parts().referrals.due(parts().today(), reach_of(who())))


@api.get("/referrals/funnel", summary="From recommended to retained", responses={200: FunnelForm})
def funnel(query: FunnelQuery) -> Response:
    """How many came how far, by county or occupation; small counts are left out."""
    return answer(
        parts().funnels.report(query.since, query.until, by=query.by, reach=reach_of(who()))
    )


@api.get("/referrals/<referral_id>", summary="A referral", responses={200: ReferralForm})
def one(path: ReferralPath) -> Response:
    """A referral with every step, the consent and the letters."""
    return answer(parts().referrals.one(path.referral_id, parts().today()))


@api.get(
    "/workers/<worker_id>/referrals", summary="A worker's referrals", responses={200: ReferralPage}
)
def of_worker(path: WorkerPath) -> Response:
    """Newest first."""
    return answer(parts().referrals.of_worker(path.worker_id))


@api.post(
    "/referrals/<referral_id>/steps", summary="Write down a step", responses={201: ReferralForm}
)
def step(path: ReferralPath, body: StepRequest) -> Response:
    """Applied, interviewed, offered, placed, retained, or closed with a coded reason."""
    by, at = who().name, parts().clock()
    return answer(parts().referrals.step(path.referral_id, body, by=by, at=at), 201)


@api.post(
    "/referrals/<referral_id>/interviews", summary="Set an interview", responses={201: ReferralForm}
)
def interview(path: ReferralPath, body: InterviewRequest) -> Response:
    """Tell the worker when and where, and remind the day before."""
    by, at = who().name, parts().clock()
    return answer(parts().referrals.invite(path.referral_id, body, by=by, at=at), 201)


@api.post("/referrals/<referral_id>/follow-ups", summary="Follow up", responses={201: ReferralForm})
def follow_up(path: ReferralPath, body: FollowUpRequest) -> Response:
    """Still there, left with a reason, or nobody reached."""
    by, at = who().name, parts().clock()
    return answer(parts().referrals.follow_up(path.referral_id, body, by=by, at=at), 201)


@api.post(
    "/referrals/<referral_id>/consent", summary="Consent on paper", responses={201: ConsentForm}
)
def consent(path: ReferralPath, body: ConsentRequest) -> Response:
    """Ask for consent, or write down the worker's signed answer with the sheet's number."""
    by, at = who().name, parts().clock()
    found = parts().consents.tell(path.referral_id, body.answer, paper=body.paper, by=by, at=at)
    return answer(found, 201)


@api.post("/referrals/<referral_id>/letters", summary="Issue a letter", responses={201: LetterForm})
def letter(path: ReferralPath) -> Response:
    """A letter of introduction; while one is valid it is the same one."""
    found = parts().letters.issue(path.referral_id, by=who().name, at=parts().clock())
    return answer(found, 201)


@api.delete(
    "/referrals/<referral_id>/letters", summary="Withdraw the letters", responses={204: None}
)
def withdraw(path: ReferralPath) -> Response:
    """The letters open nothing any more; whoever checks one is told so."""
    parts().letters.withdraw(path.referral_id, at=parts().clock())
    return make_response("", 204)


@api.get("/referrals/<referral_id>/letter.pdf", summary="The letter as PDF")
def letter_pdf(path: ReferralPath) -> Response:
    """The valid letter, one page to print."""
    return pdf(parts().letters.pdf(path.referral_id, parts().today()))


@api.post(
    "/referrals/<referral_id>/links", summary="A link to answer by", responses={201: LinkForm}
)
def answer_link(path: ReferralPath) -> Response:
    """A link by which the employer answers about this person; shown this once."""
    return answer(parts().employers.answer_link(path.referral_id, at=parts().clock()), 201)


@api.post(
    "/vacancies/<vacancy_id>/links", summary="A link to see who comes", responses={201: LinkForm}
)
def look_link(path: VacancyPath) -> Response:
    """A link by which the employer sees how many were referred, and who agreed to be shown."""
    return answer(parts().employers.look_link(path.vacancy_id, at=parts().clock()), 201)


def pdf(page_: bytes) -> Response:
    """A page to print; its name tells nothing."""
    response = make_response(page_)
    response.mimetype = "application/pdf"
    response.headers["Content-Disposition"] = 'inline; filename="letter.pdf"'
    return response
