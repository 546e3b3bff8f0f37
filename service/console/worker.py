"""Pages about one worker: overview, vacancies and courses, file, policies and vouchers, record, print."""

from collections.abc import Mapping
from datetime import timedelta

from flask import Blueprint, Response, request

from data.codes.law.tags import tag_rule
from data.reach import narrowed
from data.records import caseload_lists, recommendations, referral_places, rules, vouchers
from data.records.caseload_lists import Listed
from data.records.recommendations import Opinion
from data.store import reading
from data.tables_cases import RUNNING_STATES
from models.law.periods import latest_review, months_later
from models.referring.overriding import ABSOLUTE
from service.access.gate import reach
from service.api.guard import parts, who
from service.api.offers import VacancyAnswer, VacancyForm
from service.assistance.helping import OUTCOMES
from service.console import people_shown
from service.console.charts import curve_chart
from service.console.choices import (
    CHANNELS,
    DISMISSALS_BY_KIND,
    MEASURES,
    VERDICTS,
    endings,
)
from service.console.filters import PEOPLE
from service.errors import NotFound
from service.filing import file_of
from service.previewing import preview
from service.revealing import REASONS as REVEAL_REASONS
from service.vouchers.shaping import voucher_form
from service.web.pages import page
from service.web.visitor import may

pages = Blueprint("console_worker", __name__, url_prefix=f"{PEOPLE}/<worker_id>")

FIRST = 5
ALL = 15
CALLED = 10
SAID = {
    "referred": "已介绍。介绍有误可以立即撤销。",
    "undone": "已撤销这次介绍，名额已释放。",
    "judged": "已记录反馈；推荐从现在起按它排除或保留。",
    "taken_back": "已撤销反馈，就当没有记过。",
    "contact": "已记录联系。",
    "measure": "已加入帮扶方案。",
    "closed": "已登记措施结果。",
    "followup": "已登记回访。",
    "step": "已登记。",
    "tagged": "已确认标注，到复核日会再提醒。",
    "tag_kept": "已保留标注，到新的复核日会再提醒。",
    "tag_ended": "已结束标注；法定的政策和服务不受影响。",
    "placed": "已登记就业。登记有误可以撤销：这次介绍随之结束，本人其他介绍不会自动恢复。",
}


@pages.get("")
def overview(worker_id: str) -> Response:
    """Who it is, how hard it is and why, what the law may say, and the best vacancies."""
    return overview_page(worker_id)


def overview_page(
    worker_id: str, status: int = 200, *, fault: str = "", faulty: str = ""
) -> Response:
    """The page; after a form that could not be taken, with the reason beside it and what was typed."""
    today = parts().today()
    index = parts().advisor.index_of(worker_id, today)
    statutory = parts().advisor.statutory_of(worker_id, today)
    widest = max((abs(r.contribution) for r in index.reasons), default=1.0) or 1.0
    return worker_page(
        "overview",
        worker_id,
        status,
        index=index,
        curve=curve_chart(index.curve),
        widest=widest,
        family_widest=max((abs(f.contribution) for f in index.families), default=1.0) or 1.0,
        statutory=statutory,
        file=file_of(parts().store, worker_id, today),
        tags=parts().assistance.tagging.beside(statutory, index.index),
        review_on=months_later(today, tag_rule().review_months),
        tomorrow=today + timedelta(days=1),
        latest_review=latest_review(today),
        fault=fault,
        faulty=faulty,
        typed=request.form,
    )


@pages.get("/vacancies")
def best_vacancies(worker_id: str) -> Response:
    """The best vacancies: the part of the overview that is put in when it is ready."""
    at = parts().clock()
    found = parts().advisor.vacancies_for(worker_id, at, limit=FIRST)
    if not found.vacancies:
        found = parts().advisor.vacancies_for(worker_id, at, limit=FIRST, refused=True)
    standing = _referred(worker_id)
    return page(
        "console/worker_vacancies.html",
        worker_id=worker_id,
        list=found,
        matches=found.vacancies,
        referred=standing,
        kept=_kept(worker_id, standing),
        me=who().name,
        dismissals=DISMISSALS_BY_KIND,
        brief=True,
    )


@pages.get("/offers")
def offers(worker_id: str) -> Response:
    """All recommended vacancies and courses, and the answer to "why not this one?"."""
    at, today = parts().clock(), parts().today()
    vacancies = parts().advisor.vacancies_for(worker_id, at, limit=ALL, refused=True)
    programmes = parts().advisor.programmes_for(worker_id, at, limit=5)
    asked, words = request.args.get("vacancy", ""), request.args.get("words", "").strip()
    answer = parts().advisor.why(worker_id, asked, today) if asked else None
    standing = _referred(worker_id)
    return worker_page(
        "offers",
        worker_id,
        list=vacancies,
        matches=vacancies.vacancies,
        programmes=programmes,
        referred=standing,
        kept=_kept(worker_id, standing),
        me=who().name,
        turned_down=_judged(worker_id, "dismissed"),
        dismissals=DISMISSALS_BY_KIND,
        answer=answer,
        never=_never(answer),
        words=words,
        called=parts().marketplace.called(words, today, limit=CALLED) if words else (),
    )


@pages.get("/file")
def file(worker_id: str) -> Response:
    """Every field with its source and day, and all versions."""
    return worker_page(
        "file",
        worker_id,
        file=file_of(parts().store, worker_id, parts().today()),
        identity=parts().advisor.file_of(worker_id, parts().today()),
        reveal_reasons=REVEAL_REASONS,
    )


@pages.get("/policies")
def policies(worker_id: str) -> Response:
    """What policies the worker may have, what was asked for, and the vouchers."""
    with reading(parts().store) as db:
        held = [voucher_form(v) for v in vouchers.of_worker(db, worker_id)]
        names = {policy.policy_id: policy.name for policy in rules.policies(db)}
    cases = parts().assistance.recognition.of_worker(worker_id, parts().today()).cases
    return worker_page(
        "policies",
        worker_id,
        policy_names=names,
        calculated=parts().assistance.calculator.of_worker(worker_id, parts().today()),
        applications=parts().assistance.applications.of_worker(worker_id).applications,
        cases=cases,
        running=[c for c in cases if c.state in RUNNING_STATES],
        vouchers=held,
    )


@pages.get("/record")
def record(worker_id: str) -> Response:
    """What was done and what happened: referrals, plan, contacts, messages, the lifelong archive."""
    today = parts().today()
    lines = parts().referrals.of_worker(worker_id).referrals
    return worker_page(
        "record",
        worker_id,
        referrals=[parts().referrals.one(line.referral_id, today) for line in lines[:20]],
        endings=endings,
        help=parts().assistance.helping.of_worker(worker_id, today),
        archive=parts().archivist.of(worker_id, today),
        messages=parts().mailbox.page(worker_id, before=None, limit=10).messages,
        channels=CHANNELS,
        outcomes=OUTCOMES,
        measures=MEASURES,
    )


@pages.get("/message")
def message(worker_id: str) -> Response:
    """What the next message about vacancies would say, word for word; nothing is sent."""
    at = parts().clock()
    found = parts().advisor.vacancies_for(worker_id, at, limit=3)
    choices = parts().mailbox.choices(worker_id, at)
    return page("console/worker_message.html", text=preview(found), choices=choices)


@pages.get("/refer")
def refer(worker_id: str) -> Response:
    """The first click: what is going to be done, to be confirmed by the second."""
    shown = parts().verdicts.recommendation(request.args.get("recommendation_id", ""))
    if shown.worker_id != worker_id or shown.kind != "vacancy":
        raise NotFound("没有这条岗位推荐。")
    answer = parts().advisor.why(worker_id, shown.target_id, parts().today())
    return page(
        "console/worker_refer.html",
        worker_id=worker_id,
        recommendation_id=shown.recommendation_id,
        answer=answer,
        never=_never(answer),
    )


@pages.get("/print")
def printed(worker_id: str) -> Response:
    """What is handed to the worker: the advice on paper, in words for the worker."""
    at = parts().clock()
    advice = parts().advisor.everything(worker_id, at, limit=FIRST, courses=3)
    calculated = parts().assistance.calculator.of_worker(worker_id, parts().today(), staff=False)
    return worker_page("print", worker_id, advice=advice, calculated=calculated)


def person_of(worker_id: str) -> Listed:
    """Whose page it is; NotFound for everybody beyond one's reach."""
    with narrowed(parts().store, reach()) as db:
        found = caseload_lists.some(db, [worker_id])
    if worker_id not in found:
        raise NotFound("没有找到，或不在您负责的范围内。")
    return found[worker_id]


def worker_page(
    name: str, worker_id: str, status: int = 200, *, tab: str = "", **facts: object
) -> Response:
    """A page of a worker with the head and the tabs that all of them share."""
    with narrowed(parts().store, reach()) as db:
        at_work = bool(referral_places.at_work(db, [worker_id]))
    return page(
        f"console/worker_{name}.html",
        status,
        tab=tab or name,
        person=person_of(worker_id),
        worker_id=worker_id,
        shown=people_shown,
        at_work=at_work,
        said=SAID.get(request.args.get("done", ""), ""),
        undo=request.args.get("referral_id", "") if may("people.judge") else "",
        verdicts=VERDICTS,
        **facts,
    )


def _referred(worker_id: str) -> dict[str, str]:
    """To which vacancies somebody was referred already, with the state in words."""
    lines = parts().referrals.of_worker(worker_id).referrals
    return {line.vacancy_id: line.label for line in reversed(lines) if line.state != "closed"}


def _kept(worker_id: str, referred: Mapping[str, str]) -> list[tuple[Opinion, VacancyForm]]:
    """What counselors keep for a worker, as long as it is open and nothing has come of it."""
    kept = _judged(worker_id, "accepted")
    return [(each, form) for each, form in kept if each.vacancy_id not in referred]


def _judged(worker_id: str, verdict: str) -> list[tuple[Opinion, VacancyForm]]:
    """Open vacancies of which this was said last for a worker, the last one said first."""
    with narrowed(parts().store, reach()) as db:
        found = [o for o in recommendations.opinions(db, worker_id) if o.verdict == verdict]
    forms = parts().marketplace.still_open([o.vacancy_id for o in found], parts().today())
    return [(o, forms[o.vacancy_id]) for o in found if o.vacancy_id in forms]


def _never(answer: VacancyAnswer | None) -> list[str]:
    """Grounds that no reason sets aside."""
    if answer is None:
        return []
    return list(dict.fromkeys(ABSOLUTE[r.rule] for r in answer.refusals if r.rule in ABSOLUTE))
