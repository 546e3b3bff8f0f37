"""Use case: a list of people as an Excel file that says who took it, when and why."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from openpyxl import Workbook
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter

from data.records import audit
from data.records.audit import Act
from data.sheet_cells import as_file, harmless
from data.store import Store, transaction
from service.clock import XINZHOU

MOST_ROWS = 5000
LONGEST_HEADER = 240
"""Of a printed page; Excel calls a file with more than 255 letters there damaged."""
NOTICE = (
    "仅限本次事由使用，不得外传；用毕删除。指数只用于安排服务先后和增加帮助，不得用于拒绝服务。"
)


@dataclass(frozen=True, slots=True)
class Taker:
    """Who takes a list away, as what, and why."""

    actor: str
    name: str
    role: str
    reason: str


@dataclass(frozen=True, slots=True)
class Asked:
    """What the list was asked by, and how many people that is; the file may hold fewer."""

    filters: str
    n_all: int


def export(
    store: Store,
    heads: Sequence[str],
    rows: Sequence[Sequence[object]],
    taker: Taker,
    *,
    asked: Asked,
    at: datetime,
) -> bytes:
    """The file; that it was taken, by whom and why is written before it leaves."""
    facts = {"n": len(rows), "of": asked.n_all, "filters": asked.filters}
    with transaction(store) as db:
        audit.record(db, Act(taker.actor, "exported", "caseload", taker.reason, facts=facts), at)
    when = at.astimezone(XINZHOU).strftime("%Y-%m-%d %H:%M")
    mark = harmless(f"{taker.name}（{taker.role}）{when}导出，事由：{taker.reason}")
    cut = f"共 {asked.n_all} 人，本表只含前 {len(rows)} 人。" if asked.n_all > len(rows) else ""
    return _written(heads, rows, mark, cut)


def _written(heads: Sequence[str], rows: Sequence[Sequence[object]], mark: str, cut: str) -> bytes:
    book = Workbook()
    sheet = book.active or book.create_sheet()
    sheet.title = "服务对象"
    for text in (f"{cut}{mark}", NOTICE):
        sheet.append([harmless(text)])
    sheet.append(list(heads))
    for row in rows:
        sheet.append([harmless(value) if isinstance(value, str) else value for value in row])
    for cell in sheet[3]:
        cell.font = Font(bold=True)
    for place, head in enumerate(heads, 1):
        sheet.column_dimensions[get_column_letter(place)].width = max(10, 2 * len(head) + 4)
    sheet.freeze_panes = "A4"
    # On every printed page, so that a sheet taken from the printer still says whose it is.
    for part, text in ((sheet.oddHeader, mark), (sheet.oddFooter, NOTICE)):
        if part is not None:
            part.center.text = text.replace("&", "＆")[:LONGEST_HEADER]
    book.properties.creator = mark
    return as_file(book)
