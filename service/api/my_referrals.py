"""API: a worker's own referrals, consent and letters; the token says whose."""

from flask import Response
from flask_openapi import APIBlueprint, Tag

from service.api.guard import NEEDS_TOKEN, own_id, parts
from service.api.referral_forms import (
    ConsentForm,
    OwnConsentRequest,
    OwnStepRequest,
    ReferralForm,
    ReferralPage,
)
from service.api.referrals import ReferralPath, pdf
from service.api.shared import PROBLEMS, answer

api = APIBlueprint(
    "my_referrals",
    __name__,
    url_prefix="/api/v1/me/referrals",
    abp_tags=[Tag(name="me", description="A worker's own pages")],
    abp_security=NEEDS_TOKEN,
    abp_responses=PROBLEMS,
)


@api.get("", summary="My referrals", responses={200: ReferralPage})
def mine() -> Response:
    """Where I was referred and how it stands, newest first."""
    return answer(parts().referrals.of_worker(own_id()))


@api.get("/<referral_id>", summary="One of my referrals", responses={200: ReferralForm})
def one(path: ReferralPath) -> Response:
    """With every step and who said it."""
    found = parts().referrals.one_of(path.referral_id, own_id(), parts().today())
    return answer(found)


@api.post("/<referral_id>/steps", summary="I applied, or I give up", responses={201: ReferralForm})
def step(path: ReferralPath, body: OwnStepRequest) -> Response:
    """A worker's own word: applied, or closed with a reason."""
    at = parts().clock()
    return answer(parts().referrals.own_step(path.referral_id, own_id(), body, at=at), 201)


@api.post("/<referral_id>/consent", summary="Agree or refuse", responses={201: ConsentForm})
def consent(path: ReferralPath, body: OwnConsentRequest) -> Response:
    """Whether the employer may see my résumé; refusing costs nothing, and yes can be taken back."""
    at = parts().clock()
    found = parts().consents.answer(path.referral_id, own_id(), body.answer, at=at)
    return answer(found, 201)


@api.get("/<referral_id>/letter.pdf", summary="My letter as PDF")
def letter_pdf(path: ReferralPath) -> Response:
    """The valid letter, one page to print or to show."""
    today = parts().today()
    return pdf(parts().letters.pdf(path.referral_id, today, worker_id=own_id()))
