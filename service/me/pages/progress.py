"""Pages of referrals: how each application stands, whether the employer may see the résumé, the letter."""

from collections.abc import Mapping

from flask import Response

from models.referring.reasons import REASONS, WORKER
from models.referring.steps import is_open
from service.api.guard import own_id, parts
from service.api.referral_forms import OwnStepRequest
from service.api.referrals import pdf
from service.errors import NotFound
from service.me.pages.sheet import back, form, pages, show
from service.referrals.messages import PROVIDED

GIVING_UP: Mapping[str, str] = {
    reason.code: reason.label.removeprefix("本人放弃：")
    for reason in REASONS
    if WORKER in reason.said_by and reason.phase == "before"
}


@pages.get("/referrals")
def referrals() -> Response:
    """Where the worker was referred, newest first."""
    return show("referrals", found=parts().referrals.of_worker(own_id()).referrals)


@pages.get("/referrals/<referral_id>")
def referral(referral_id: str) -> Response:
    """One of them: what happened, consent, letter, and what can be said."""
    found = parts().referrals.one_of(referral_id, own_id(), parts().today())
    return show(
        "referral",
        referral=found,
        is_open=is_open(found.state),
        provided=PROVIDED,
        reasons=GIVING_UP,
    )


@pages.post("/referrals/<referral_id>/consent")
def consent(referral_id: str) -> Response:
    """Agree that the employer sees the résumé, refuse, or take a yes back."""
    at, said = parts().clock(), form("answer")
    if said == "given":
        parts().consents.answer(referral_id, own_id(), "given", at=at)
    elif said == "withdrawn":
        parts().consents.answer(referral_id, own_id(), "withdrawn", at=at)
    else:
        parts().consents.answer(referral_id, own_id(), "refused", at=at)
    words = "consented" if said == "given" else "refused"
    return back("referral", words, referral_id=referral_id)


@pages.post("/referrals/<referral_id>/step")
def step(referral_id: str) -> Response:
    """A worker's own word: applied, or given up with a reason."""
    if form("state") == "applied":
        told = OwnStepRequest(state="applied", reason=None)
    elif form("reason") in GIVING_UP:
        told = OwnStepRequest(state="closed", reason=form("reason"))
    else:
        raise NotFound("请从给出的原因里选一个。")
    parts().referrals.own_step(referral_id, own_id(), told, at=parts().clock())
    return back("referral", "step", referral_id=referral_id)


@pages.get("/referrals/<referral_id>/letter.pdf")
def letter(referral_id: str) -> Response:
    """The valid letter, to print or to show."""
    return pdf(parts().letters.pdf(referral_id, parts().today(), worker_id=own_id()))
