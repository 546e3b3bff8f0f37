"""Pages about vacancies: the list, and one with its demands as understood, findings, places, people, referrals."""

from flask import Blueprint, Response, request, url_for

from service.access.gate import reach
from service.api.guard import parts, who
from service.console.asking import OfferFilters, Pages, choice, page_number
from service.correcting import BadCorrection
from service.errors import NotFound
from service.web.pages import go_to, page
from service.web.visitor import may

pages = Blueprint("console_vacancies", __name__, url_prefix="/console/vacancies")

FILTERS = OfferFilters(
    states={"open": "招聘中", "closed": "已结束", "all": "全部"},
    columns=("posted_on", "expires_on", "title", "employer", "places"),
    usual="-posted_on",
)
DONE = {
    "corrected": "已更正。推荐从现在起按更正后的要求计算；来源再次导入也不会覆盖。",
    "undone": "已撤销更正，恢复为此前的理解。",
}
EDUCATIONS = ("不限", "初中", "高中", "大专", "本科", "硕士", "博士")
HOURS = ("全日制", "非全日制", "夜班", "都可以")
HINTS = {
    "occupation": "职业分类大典（2022年版）的代码或名称，如 焊工",
    "region": "地名或六位代码，如 原平市",
    "wage_low_fen": "元/月",
    "wage_high_fen": "元/月",
    "min_experience_months": "月数，如 12",
    "required_skills": "用顿号或分号分开；没有就留空",
    "welcome_skills": "用顿号或分号分开；没有就留空",
    "required_licences": "如 B2、低压电工证；没有就留空",
    "required_certificate": "职业代码:等级，如 6-18-02-04:4",
    "min_age": "周岁；法律没有要求就留空",
}
CHOICES = {"min_education": EDUCATIONS, "hours": HOURS, "underground": ("是", "否")}


@pages.get("")
def listed() -> Response:
    """Vacancies by words, county, group of occupations and state; filters and order are in the address."""
    only_unlawful = bool(choice("finding", ("unlawful",)))
    today, catalogue = parts().today(), parts().catalogue
    sought = FILTERS.sought(catalogue.unlawful(today) if only_unlawful else None)
    found = catalogue.vacancies(sought, FILTERS.part, today)
    return page(
        "console/vacancies.html",
        sought=sought,
        filters=FILTERS,
        only_unlawful=only_unlawful,
        vacancies=found.rows,
        pages=Pages(page_number(), found.n),
    )


@pages.get("/<vacancy_id>")
def one(vacancy_id: str) -> Response:
    """One vacancy with all about it."""
    return _sheet(vacancy_id, said=DONE.get(request.args.get("done", ""), ""))


@pages.post("/<vacancy_id>/corrections")
def correct(vacancy_id: str) -> Response:
    """Keep what somebody reads instead, and why."""
    form = request.form
    field, written, reason = (form.get(name, "") for name in ("field", "written", "reason"))
    try:
        parts().corrections.correct(
            vacancy_id, field, written, reason=reason, by=who().name, now=parts().clock()
        )
    except BadCorrection as fault:
        return _sheet(vacancy_id, 422, fault=fault.detail, typed=(field, written, reason))
    return go_to(url_for(".one", vacancy_id=vacancy_id, done="corrected"))


@pages.post("/<vacancy_id>/corrections/undo")
def undo(vacancy_id: str) -> Response:
    """Take the standing correction of one demand back."""
    field = request.form.get("field", "")
    parts().corrections.undo(vacancy_id, field, by=who().name, now=parts().clock())
    return go_to(url_for(".one", vacancy_id=vacancy_id, done="undone"))


@pages.get("/<vacancy_id>/candidates")
def candidates(vacancy_id: str) -> Response:
    """The best people for it within one's reach: a part of its page that comes after the rest."""
    today = parts().today()
    try:
        found = parts().catalogue.suited(vacancy_id, today, reach())
    except NotFound as closed:
        return page("console/vacancy_candidates.html", suited=[], closed=closed.detail)
    return page("console/vacancy_candidates.html", suited=found, closed="")


def _sheet(
    vacancy_id: str,
    status: int = 200,
    *,
    said: str = "",
    fault: str = "",
    typed: tuple[str, str, str] = ("", "", ""),
) -> Response:
    today = parts().today()
    sheet = parts().catalogue.vacancy(vacancy_id, today)
    return page(
        "console/vacancy.html",
        status,
        vacancy=sheet.form,
        sheet=sheet,
        demands=parts().corrections.demands(vacancy_id),
        history=parts().corrections.history(vacancy_id),
        sent=parts().catalogue.sent(vacancy_id, reach()) if may("people.read") else None,
        hints=HINTS,
        choices=CHOICES,
        said=said,
        fault=fault,
        typed=typed,
    )
