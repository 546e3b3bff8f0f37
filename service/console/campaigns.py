"""Pages of campaigns: composed with a count of whom they reach, looked at, approved by a second person, called off."""

from collections.abc import Mapping
from datetime import datetime, time

from flask import Blueprint, Response, request, url_for
from pydantic import ValidationError

from data.codes.education import education_codes, education_name
from data.codes.fact_words import FACT_WORDS
from data.codes.regions import regions, townships
from data.reach import Reach
from data.records.campaigns import Campaign, Draft
from data.schema import EMPLOYMENT_STATUSES, POPULATIONS
from service.access.gate import reach
from service.api.guard import parts, who
from service.api.push_forms import CampaignRequest
from service.clock import XINZHOU
from service.console import asking
from service.errors import Conflict, NotFound, Problem, validation_sentence
from service.push.campaigns import form_of
from service.push.lines import LINES
from service.web.pages import go_to, page
from service.web.visitor import may

pages = Blueprint("console_campaigns", __name__, url_prefix="/console/campaigns")

STATES = {
    "drafted": ("待审批", "warn"),
    "approved": ("已审批，等待入箱", "accent"),
    "enqueued": ("已放入发件箱", "good"),
    "cancelled": ("已撤销", ""),
}
EDUCATIONS = ("10", "20", "30", "40", "60", "70", "80", "90")
"""The groups of the code list; choosing one means every finer code of it."""

CHOICES: Mapping[str, Mapping[str, str]] = {
    "population": {key: FACT_WORDS["population"][key] for key in POPULATIONS},
    "employment_status": {
        key: FACT_WORDS["employment_status"][key]
        for key in EMPLOYMENT_STATUSES
        if key != "deceased"
    },
}
LABELS = {
    "region": "现住县区",
    "township": "现住乡镇街道",
    "population": "建档类别",
    "education": "文化程度",
    "employment_status": "就业状态",
    "startup_wish": "有创业意愿",
}
DONE = {
    "drafted": "草稿已保存，尚未发送。请另一位有复核权限的同事核对内容和人数后审批。",
    "approved": "已审批。推送进程会把消息放入发件箱，仍按每个人的选择、时段和频次规则发送。",
    "cancelled": "已撤销，尚未发出的不会再发。",
}


@pages.get("")
def listed() -> Response:
    """The campaigns whose people are within one's reach, newest first."""
    shown = [c for c in parts().campaigns.latest() if _is_within(c, reach())]
    return page("console/campaigns.html", campaigns=shown, states=STATES, lines=LINES)


@pages.get("/new")
def compose() -> Response:
    """The form; people are chosen by place and kind only, nothing sensitive."""
    return _form({})


@pages.post("")
def draft() -> Response:
    """Keep a draft with the number of people it would reach; nothing is sent."""
    form = request.form
    try:
        asked = CampaignRequest.model_validate(_asked())
        kept = Draft(**asked.model_dump(), n_people=0)
        found = parts().campaigns.draft(kept, by=who().name, now=parts().clock())
    except ValidationError as fault:
        return _form(form.to_dict(), validation_sentence(fault))
    except (Problem, ValueError) as fault:
        return _form(form.to_dict(), getattr(fault, "detail", str(fault)))
    return go_to(url_for(".one", campaign_id=found.campaign_id, done="drafted"))


@pages.get("/<int:campaign_id>")
def one(campaign_id: int) -> Response:
    """The message as it will be read, whom it reaches, and what may be done with it."""
    campaign = _found(campaign_id)
    return page(
        "console/campaign.html",
        campaign=form_of(campaign),
        reason=campaign.reason,
        audience=_in_words(campaign.audience),
        state=STATES[campaign.state],
        lines=LINES,
        is_own=campaign.created_by == who().name,
        may_approve=may("approve") and campaign.state == "drafted",
        may_cancel=may("people.manage") and campaign.state != "cancelled",
        said=DONE.get(request.args.get("done", ""), ""),
    )


@pages.post("/<int:campaign_id>/approval")
def approve(campaign_id: int) -> Response:
    """Approve it for the number of people that was seen."""
    _found(campaign_id)
    seen = request.form.get("n_people", "")
    if not seen.isdecimal():
        raise Conflict("请刷新页面，核对人数后再审批。")
    parts().campaigns.approve(campaign_id, by=who().name, now=parts().clock(), n_people=int(seen))
    return go_to(url_for(".one", campaign_id=campaign_id, done="approved"))


@pages.post("/<int:campaign_id>/cancel")
def cancel(campaign_id: int) -> Response:
    """Call it off: what is not sent yet will not be."""
    _found(campaign_id)
    parts().campaigns.cancel(campaign_id, actor=who().actor, now=parts().clock())
    return go_to(url_for(".one", campaign_id=campaign_id, done="cancelled"))


def _found(campaign_id: int) -> Campaign:
    campaign = parts().campaigns.one(campaign_id)
    if not _is_within(campaign, reach()):
        raise NotFound("没有找到，或不在您负责的范围内。")
    return campaign


def _is_within(campaign: Campaign, mine: Reach) -> bool:
    """Whether all of its people are of this reach, as its audience itself says."""
    if mine.extent == "city":
        return True
    column = "region" if mine.extent == "county" else "township"
    return mine.extent != "nobody" and campaign.audience.get(column) == [mine.code]


def _asked() -> dict[str, object]:
    """What was filled in; whoever works for one county or township can only choose its people."""
    form, mine = request.form, reach()
    audience: dict[str, object] = {
        name: form.getlist(name)
        for name in ("region", "population", "employment_status")
        if form.getlist(name)
    }
    if groups := form.getlist("education"):
        heads = {group[:1] for group in groups}
        audience["education"] = [code for code in education_codes() if code[0] in heads]
    if form.get("startup_wish"):
        audience["startup_wish"] = [True]
    if mine.extent == "county":
        audience["region"] = [mine.code]
    elif mine.extent == "township":
        audience["township"] = [mine.code]
    day = datetime.strptime(form.get("expires_on", ""), "%Y-%m-%d").date()  # noqa: DTZ007 a day
    names = ("name", "line", "title", "text", "reason")
    return {n: form.get(n, "") for n in names} | {
        "audience": audience,
        "expires_at": datetime.combine(day, time(20), XINZHOU),
    }


def _form(typed: Mapping[str, str], fault: str = "") -> Response:
    mine = reach()
    return page(
        "console/campaign_form.html",
        422 if fault else 200,
        typed=typed,
        picked={name: request.form.getlist(name) for name in LABELS},
        fault=fault,
        lines=LINES,
        counties=asking.counties() if mine.extent == "city" else [],
        choices=CHOICES,
        educations=[(code, education_name(code)) for code in EDUCATIONS],
        labels=LABELS,
    )


def _in_words(audience: Mapping[str, object]) -> list[tuple[str, str]]:
    if not audience:
        return [("受众", "全市登记的所有人")]
    return [(LABELS[name], _values(name, values)) for name, values in audience.items()]


def _values(name: str, values: object) -> str:
    every = [str(v) for v in (values if isinstance(values, list) else [values])]
    if name == "region":
        return "、".join(regions()[v].name if v in regions() else v for v in every)
    if name == "township":
        return "、".join(townships()[v].name if v in townships() else v for v in every)
    if name == "education":
        heads = {v[:1] for v in every}
        return "、".join(education_name(g) or g for g in EDUCATIONS if g[0] in heads)
    if name == "startup_wish":
        return "是"
    return "、".join(FACT_WORDS[name].get(v, v) for v in every)
