"""Pages: what is done for several people at once, each time looked at before; and lists taken away."""

from collections.abc import Sequence
from datetime import date

from flask import Blueprint, Response, make_response, request
from pydantic import ValidationError

from data.reach import narrowed
from data.records import caseload_lists
from data.records.caseload_lists import Listed
from service import exporting
from service.access.gate import reach
from service.api.case_forms import ContactRequest, MeasureRequest
from service.api.guard import parts, who
from service.assistance.helping import OUTCOMES
from service.console import people_shown
from service.console.choices import CHANNELS, MEASURES, told
from service.console.filters import PEOPLE, read_filters
from service.errors import Problem, validation_sentence
from service.exporting import Asked, Taker
from service.web.pages import page, sealed
from service.web.visitor import visitor

pages = Blueprint("console_bulk", __name__, url_prefix=PEOPLE)

AT_ONCE = 100
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
HEADS = (
    "姓名", "个人编号", "年龄", "现住地", "职业", "就业状态", "失业登记日期", "就业难度指数", "法定情形预检", "档案更新",
)  # fmt: skip
PLANS: dict[str, type[ContactRequest | MeasureRequest]] = {
    "contact": ContactRequest,
    "measure": MeasureRequest,
}


@pages.post("/bulk")
def preview() -> Response:
    """Who was picked and what is going to be written, before anything is."""
    return _preview(_action(), _picked())


@pages.post("/bulk/done")
def done() -> Response:
    """Write it for each of them."""
    action, people = _action(), _picked()
    try:
        said = PLANS[action].model_validate(told(request.form, PLANS[action]))
    except ValidationError as wrong:
        return _preview(action, people, status=422, fault=validation_sentence(wrong))
    able, _ = _able(people)
    for person in able:
        _write(person.worker_id, said)
    return page("console/bulk_done.html", people=able, action=action)


@pages.post("/export")
def export_list() -> Response:
    """The list as an Excel file, for a reason; who took it is kept for good."""
    filters, reason = read_filters(request.form), request.form.get("reason", "").strip()
    if not 4 <= len(reason) <= 200:
        raise Problem("请写明导出事由（4–200字），事由将记入审计日志。")
    today, seen = parts().today(), visitor()
    wanted = filters.wanted(today)
    with narrowed(parts().store, reach()) as db:
        people = caseload_lists.page(db, wanted, filters.order, limit=exporting.MOST_ROWS)
        n_all = caseload_lists.count_all(db, wanted)
    rows = [_row(person, today) for person in people]
    taker = Taker(who().actor, seen.name, seen.role, reason)
    asked = Asked("、".join(text for text, _ in filters.said()), n_all)
    file = exporting.export(parts().store, HEADS, rows, taker, asked=asked, at=parts().clock())
    response = make_response(file)
    response.mimetype = XLSX
    response.headers["Content-Disposition"] = f'attachment; filename="caseload-{today}.xlsx"'
    return sealed(response)


def _write(worker_id: str, said: ContactRequest | MeasureRequest) -> None:
    helping, by, at = parts().assistance.helping, who().name, parts().clock()
    if isinstance(said, ContactRequest):
        helping.contact(worker_id, said, by=by, at=at)
    else:
        helping.plan(worker_id, said, by=by, at=at)


def _preview(
    action: str, people: Sequence[Listed], *, status: int = 200, fault: str = ""
) -> Response:
    able, unable = _able(people)
    return page(
        "console/bulk.html",
        status,
        action=action,
        able=able,
        unable=unable,
        fault=fault,
        shown=people_shown,
        form=request.form,
        channels=CHANNELS,
        outcomes=OUTCOMES,
        measures=MEASURES,
    )


def _able(people: Sequence[Listed]) -> tuple[list[Listed], list[Listed]]:
    able = [p for p in people if p.employment_status != "deceased"]
    return able, [p for p in people if p not in able]


def _action() -> str:
    action = request.form.get("action", "")
    if action not in PLANS:
        raise Problem("没有这种批量操作。")
    return action


def _picked() -> list[Listed]:
    ids = list(dict.fromkeys(request.form.getlist("worker_id")))
    if not 1 <= len(ids) <= AT_ONCE:
        raise Problem(f"请选择 1–{AT_ONCE} 人。")
    with narrowed(parts().store, reach()) as db:
        found = caseload_lists.some(db, ids)
    return [found[worker_id] for worker_id in ids if worker_id in found]


def _row(person: Listed, today: date) -> list[object]:
    return [
        person.name,
        person.worker_id,
        people_shown.age_of(person, today),
        people_shown.place_of(person),
        people_shown.work_of(person),
        people_shown.status_of(person),
        person.registered_on,
        None if person.index is None else round(person.index),
        "待确认" if person.suggested else None,
        person.valid_on,
    ]
