"""Pages: what is done for one worker, each by the use case that the API has."""

from typing import TypeVar

from flask import Blueprint, Response, request, url_for
from pydantic import BaseModel, ValidationError

from models.referring.reasons import UNDONE
from service.api.case_forms import ContactRequest, FollowupEnd, MeasureEnd, MeasureRequest
from service.api.guard import parts, who
from service.api.offers import VerdictRequest
from service.api.referral_forms import FollowUpRequest, ReferRequest, StepRequest
from service.console.choices import told
from service.console.filters import PEOPLE
from service.errors import NotFound, Problem, validation_sentence
from service.revealing import RevealRequest, reveal
from service.web.pages import go_to, page

pages = Blueprint("console_worker_acts", __name__, url_prefix=f"{PEOPLE}/<worker_id>")

Asked = TypeVar("Asked", bound=BaseModel)


@pages.post("/refer")
def refer(worker_id: str) -> Response:
    """The second click: refer, by the recommendation or by one's own choice with its reason."""
    asked = _told(
        ReferRequest, worker_id="" if request.form.get("recommendation_id") else worker_id
    )
    if asked.recommendation_id is not None:
        shown = parts().verdicts.recommendation(asked.recommendation_id)
        if shown.worker_id != worker_id:
            raise NotFound("没有这条岗位推荐。")
    new = parts().referrals.refer(asked, by=who().name, at=parts().clock())
    return go_to(
        url_for(
            "console_worker.record",
            worker_id=worker_id,
            done="referred",
            referral_id=new.referral_id,
        )
    )


@pages.post("/referrals/<referral_id>/undo")
def undo(worker_id: str, referral_id: str) -> Response:
    """Take a referral back that should not have been."""
    _own_referral(worker_id, referral_id)
    said = StepRequest(state="closed", reason=UNDONE)
    parts().referrals.step(referral_id, said, by=who().name, at=parts().clock())
    return _back(worker_id, "undone")


@pages.post("/referrals/<referral_id>/steps")
def step(worker_id: str, referral_id: str) -> Response:
    """Write down how a referral went on."""
    _own_referral(worker_id, referral_id)
    said = _told(StepRequest)
    parts().referrals.step(referral_id, said, by=who().name, at=parts().clock())
    if said.state != "placed":
        return _back(worker_id, "step")
    return _back(worker_id, "placed", referral_id=referral_id)


@pages.post("/referrals/<referral_id>/follow-up")
def follow_up_work(worker_id: str, referral_id: str) -> Response:
    """Write down whether somebody is still at work."""
    _own_referral(worker_id, referral_id)
    said = _told(FollowUpRequest)
    parts().referrals.follow_up(referral_id, said, by=who().name, at=parts().clock())
    return _back(worker_id, "followup")


@pages.post("/verdicts")
def judge(worker_id: str) -> Response:
    """Pin or dismiss a recommendation, with a coded reason; said again it is another verdict."""
    recommendation_id = request.form.get("recommendation_id", "")
    if parts().verdicts.recommendation(recommendation_id).worker_id != worker_id:
        raise NotFound("没有这条推荐。")
    said = _told(VerdictRequest)
    if said.verdict == "dismissed" and said.reason is None:
        raise Problem("请选择不合适的原因：推荐会据此改进。")
    at = parts().clock()
    kept = parts().verdicts.judge(recommendation_id, said, by=who().name, at=at)
    if request.headers.get("HX-Request") == "true":
        return page("console/worker_judged.html", worker_id=worker_id, verdict=kept)
    return go_to(url_for("console_worker.offers", worker_id=worker_id, done="judged"))


@pages.post("/verdicts/take-back")
def take_back(worker_id: str) -> Response:
    """As if nothing had been said: it teaches nothing, and the list is again as it would have been."""
    recommendation_id = request.form.get("recommendation_id", "")
    if parts().verdicts.recommendation(recommendation_id).worker_id != worker_id:
        raise NotFound("没有这条推荐。")
    kept = parts().verdicts.take_back(recommendation_id, by=who().name, at=parts().clock())
    if request.headers.get("HX-Request") == "true":
        return page("console/worker_judged.html", worker_id=worker_id, verdict=kept)
    return go_to(url_for("console_worker.offers", worker_id=worker_id, done="taken_back"))


@pages.post("/contacts")
def contact(worker_id: str) -> Response:
    """Write a contact down."""
    said = _told(ContactRequest)
    parts().assistance.helping.contact(worker_id, said, by=who().name, at=parts().clock())
    return _back(worker_id, "contact")


@pages.post("/measures")
def plan(worker_id: str) -> Response:
    """Add a measure to the plan."""
    said = _told(MeasureRequest)
    parts().assistance.helping.plan(worker_id, said, by=who().name, at=parts().clock())
    return _back(worker_id, "measure")


@pages.post("/measures/<measure_id>/end")
def end(worker_id: str, measure_id: str) -> Response:
    """Note what became of a measure."""
    said = _told(MeasureEnd)
    parts().assistance.helping.close(measure_id, said, by=who().name, at=parts().clock())
    return _back(worker_id, "closed")


@pages.post("/followups/<followup_id>/done")
def follow_up(worker_id: str, followup_id: str) -> Response:
    """Note that a look was taken, and how the worker was doing."""
    said = _told(FollowupEnd)
    parts().assistance.helping.follow_up(followup_id, said, by=who().name, at=parts().clock())
    return _back(worker_id, "followup")


@pages.post("/identity")
def identity(worker_id: str) -> Response:
    """Whole numbers, for a reason that is kept."""
    said = _told(RevealRequest)
    at = parts().clock()
    found = reveal(parts().store, worker_id, said, by=who().actor, at=at)
    return page("console/worker_identity.html", identity=found)


def _told(request_type: type[Asked], **more: str) -> Asked:
    """A form of a page as the request that the use case takes; Problem says which field is wrong."""
    given = told(request.form, request_type) | {k: v for k, v in more.items() if v}
    try:
        return request_type.model_validate(given)
    except ValidationError as wrong:
        raise Problem(validation_sentence(wrong)) from wrong


def _own_referral(worker_id: str, referral_id: str) -> None:
    if parts().referrals.one(referral_id, parts().today()).worker_id != worker_id:
        raise NotFound(f"没有编号为“{referral_id}”的介绍。")


def _back(worker_id: str, done: str, referral_id: str | None = None) -> Response:
    # Without an id nothing of it is in the address.
    return go_to(
        url_for("console_worker.record", worker_id=worker_id, done=done, referral_id=referral_id)
    )
