"""Pages of applications for policies: which there are, what a decision looks at, and deciding, each by the API's use case."""

from collections.abc import Callable

from flask import Blueprint, Response, request, url_for

from data.codes.occupations import occupations
from data.reach import Reach, narrowed
from data.records import applications, caseload_lists, rules
from data.records.applications import Application
from data.store import reading
from service.access.gate import own_people, reach
from service.api.guard import parts, who
from service.api.policy_forms import ApplicationDecision, ApplicationEnd, ApplicationRequest
from service.assistance.applications import OWN
from service.assistance.reviewing import next_to_decide, reviewed
from service.assistance.shaping import STATE_NAMES
from service.console import asking, people_shown
from service.console.asking import PAGE, Pages
from service.console.filters import PEOPLE
from service.console.typed import read_form
from service.console.worker import worker_page
from service.errors import NotFound, Problem
from service.web.pages import go_to, page
from service.web.visitor import may
from service.wording import LEVELS, occupation_name

pages = Blueprint("console_applications", __name__)

LISTED = "/console/applications"
ONE = f"{LISTED}/<application_id>"
TONES = {"applied": "warn", "approved": "good", "rejected": "bad"}
AUDIENCES = {"person": "劳动者", "employer": "用人单位"}
STEPS = {
    "apply": "提出申请",
    "approved": "批准",
    "rejected": "不予批准",
    "withdrawn": "撤回申请",
    "ended": "停止享受",
}
LABELS = {
    "amount_fen": "金额",
    "document": "依据的文件或材料",
    "reason": "理由",
    "occupation": "职业",
    "level": "等级",
    "starts_on": "从哪天起",
}
DONE = {
    "applied": "已受理，等另一人审核。本人能在自己的页面上看到。",
    "approved": "已批准，已记入本人档案。",
    "rejected": "已登记不予批准，本人会在自己的页面上看到理由。",
    "withdrawn": "已撤回这件申请；需要时可以重新申请。",
    "ended": "已停止享受，已记入本人档案。",
}


@pages.get(LISTED)
def listed() -> Response:
    """Applications of one's own people, those that wait first; of employers only for the whole city."""
    state = request.args.get("state", "applied")
    state = state if state in STATE_NAMES else ""
    whole_city = reach().extent == "city"
    county = asking.choice("county", dict(asking.counties())) if whole_city else ""
    number = asking.page_number()
    with narrowed(parts().store, Reach("county", county) if county else reach()) as db:
        names = {policy.policy_id: policy.name for policy in rules.policies(db)}
        found, n = applications.page(
            db,
            state=state or None,
            audience=asking.choice("kind", AUDIENCES) or None,
            policy_id=asking.choice("policy", names) or None,
            limit=PAGE,
            offset=(number - 1) * PAGE,
        )
        people = caseload_lists.some(db, sorted({a.worker_id for a in found if a.worker_id}))
    return page(
        "console/applications.html",
        found=found,
        people=people,
        names=names,
        states=STATE_NAMES,
        state=state,
        audiences=AUDIENCES if whole_city else {},
        counties=asking.counties() if whole_city else [],
        tones=TONES,
        shown=people_shown,
        me=who().name,
        pages=Pages(number, n),
        asked=request.args,
    )


@pages.get(ONE)
def one(application_id: str) -> Response:
    """One application: what it is judged by, what happened, and what may be done with it."""
    return _page(application_id)


@pages.post(f"{ONE}/approval")
def decide(application_id: str) -> Response:
    """Approve or refuse, by somebody other than who took it in."""
    decision = request.form.get("decision", "")

    def act() -> str:
        said = read_form(ApplicationDecision, LABELS)
        use = parts().assistance.applications
        return use.decide(application_id, said, by=who().name, at=parts().clock()).state

    return _do(application_id, decision, act)


@pages.post(f"{ONE}/withdrawal")
def withdraw(application_id: str) -> Response:
    """Take back what nobody has decided yet, at the wish of whoever applied."""

    def act() -> str:
        said, use = read_form(ApplicationEnd, LABELS), parts().assistance.applications
        at = parts().clock()
        return use.withdraw(application_id, said.reason, by=who().name, at=at).state

    return _do(application_id, "withdrawn", act)


@pages.post(f"{ONE}/end")
def end(application_id: str) -> Response:
    """Stop a granted subsidy before its day."""

    def act() -> str:
        said, use = read_form(ApplicationEnd, LABELS), parts().assistance.applications
        return use.end(application_id, said.reason, by=who().name, at=parts().clock()).state

    return _do(application_id, "ended", act)


@pages.get(f"{PEOPLE}/<worker_id>/policies/<policy_id>/apply")
def ask(worker_id: str, policy_id: str) -> Response:
    """The form by which the counter takes an application in, with what the rules say of it."""
    return _form(worker_id, policy_id)


@pages.post(f"{PEOPLE}/<worker_id>/policies/<policy_id>/apply")
def apply(worker_id: str, policy_id: str) -> Response:
    """Take it in; the same told twice is one application."""
    use, at = parts().assistance.applications, parts().clock()
    try:
        typed = request.form.get("occupation", "")
        more = {"occupation": _trade(typed)} if typed.strip() else {}
        said = read_form(ApplicationRequest, LABELS, **more)
        new = use.apply(worker_id, policy_id, said, by=who().name, at=at)
    except Problem as fault:
        return _form(worker_id, policy_id, int(fault.status), fault.detail)
    return go_to(url_for(".one", application_id=new.application_id, done="applied"))


def _do(application_id: str, name: str, act: Callable[[], str]) -> Response:
    """Do it; a refusal stands beside the form with what was typed, on the page as it is by now."""
    _found(application_id)
    try:
        state = act()
    except Problem as fault:
        return _page(application_id, int(fault.status), fault=fault.detail, faulty=name)
    return go_to(url_for(".one", application_id=application_id, done=state))


def _found(application_id: str) -> Application:
    with own_people() as db:
        found = applications.one(db, application_id)
    if found is None:
        raise NotFound(f"没有编号为“{application_id}”的申请。")
    return found


def _page(application_id: str, status: int = 200, *, fault: str = "", faulty: str = "") -> Response:
    asked, by = _found(application_id), who().name
    done = "" if fault else request.args.get("done", "")
    with reading(parts().store) as db:
        seen = reviewed(db, asked, by)
    onward = None
    with own_people() as db:
        people = caseload_lists.some(db, [asked.worker_id] if asked.worker_id else [])
        if done in {"approved", "rejected"}:
            onward = next_to_decide(db, by)
    return page(
        "console/application.html",
        status,
        seen=seen,
        a=asked,
        person=people.get(asked.worker_id or ""),
        shown=people_shown,
        state=STATE_NAMES[asked.state],
        tones=TONES,
        steps=STEPS,
        trade=occupation_name(asked.occupation),
        levels=LEVELS,
        may_decide=may("approve") and asked.state == "applied",
        own=OWN,
        onward=onward,
        fault=fault,
        faulty=faulty,
        typed=request.form,
        said=DONE.get(done, "") if done == asked.state else "",
    )


def _form(worker_id: str, policy_id: str, status: int = 200, fault: str = "") -> Response:
    calculated = parts().assistance.calculator.of_worker(worker_id, parts().today())
    chosen = next((e for e in calculated.entitlements if e.policy_id == policy_id), None)
    if chosen is None:
        raise NotFound(f"没有编号为“{policy_id}”且现行有效的个人政策。")
    listed = parts().assistance.applications.of_worker(worker_id).applications
    return worker_page(
        "apply",
        worker_id,
        status,
        tab="policies",
        e=chosen,
        waiting=[a for a in listed if a.policy_id == policy_id and a.state == "applied"],
        levels=LEVELS,
        trades=sorted(o.name for o in occupations().values() if o.level == 4),
        fault=fault,
        typed=request.form,
    )


def _trade(typed: str) -> str:
    """The code of an occupation that was typed by name or code; Problem where there is none."""
    text = typed.strip()
    if text in occupations():
        return text
    named = [o.code for o in occupations().values() if o.level == 4 and o.name == text]
    if not named:
        raise Problem(f"没有名为“{text[:30]}”的职业，请从列表中选择，例如“焊工”。")
    return named[0]
