"""The XLSX templates: Chinese headers, drop-down lists, one example row, and a sheet that explains it all."""

import errno
import os
from collections.abc import Sequence
from pathlib import Path

from openpyxl import Workbook
from openpyxl.comments import Comment
from openpyxl.styles import Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from data.importers.template_words import Entry, entries
from data.schema_law import REGISTER_NAMES
from data.sheet_cells import as_file

SHEETS = {
    "workers": "劳动者",
    "spells": "失业登记",
    "vacancies": "岗位",
    "programmes": "培训项目",
    "classes": "培训班级",
    "certificates": "证书",
    **REGISTER_NAMES,
    "employers": "失信与欠薪单位",
}
NOTES_SHEET, LISTS_SHEET = "填写说明", "选项"
LAST_ROW = 20_000
"""As far as lists and formats reach; longer files are better sent as CSV."""

REQUIRED = PatternFill("solid", fgColor="FCE4D6")
OPTIONAL = PatternFill("solid", fgColor="DDEBF7")
EXAMPLE = Font(italic=True, color="808080")


def write_template(kind: str, path: Path) -> Path:
    """Write the template for workers, spells, vacancies or programmes; raises ValueError for another, OSError where it cannot.

    The mapping that ships for the kind reads it back; the example row is not taken where it was left as it is.
    """
    columns = entries(kind)
    if path.is_dir():
        raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR), str(path))
    book = Workbook()
    sheet, lists = book.worksheets[0], book.create_sheet(LISTS_SHEET)
    sheet.title = SHEETS[kind]
    for place, entry in enumerate(columns, start=1):
        _write_column(sheet, place, entry)
        if entry.choices:
            _write_choices(book, lists, place, entry)
            _offer_choices(sheet, place, entry)
    sheet.freeze_panes = "B2"
    _write_notes(book.create_sheet(NOTES_SHEET, 1), columns)
    lists.sheet_state = "hidden"
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f".{path.name}.draft")
    draft.write_bytes(as_file(book))
    draft.replace(path)
    return path


def _write_column(sheet: Worksheet, place: int, entry: Entry) -> None:
    letter = get_column_letter(place)
    head = sheet.cell(1, place, entry.column.label)
    head.font = Font(bold=True)
    head.fill = REQUIRED if entry.required else OPTIONAL
    head.comment = Comment(entry.note, "送岗", height=120, width=280)
    sheet.column_dimensions[letter].width = max(12, 2 * len(entry.column.label) + 2)
    # Long numbers typed into a cell that is no text lose their last digits.
    number_format = {"date": "yyyy-mm-dd", "text": "@", "code": "@", "list": "@"}
    form = number_format.get(entry.column.kind)
    if form is not None:
        sheet.column_dimensions[letter].number_format = form
    cell = sheet.cell(2, place)
    if form is not None:
        cell.number_format = form
    cell.value = entry.example
    cell.font = EXAMPLE


def _write_choices(book: Workbook, lists: Worksheet, place: int, entry: Entry) -> None:
    letter = get_column_letter(place)
    lists.cell(1, place, entry.column.label)
    for row, choice in enumerate(entry.choices, start=2):
        lists.cell(row, place, choice).number_format = "@"
    cells = f"'{LISTS_SHEET}'!${letter}$2:${letter}${len(entry.choices) + 1}"
    book.defined_names[_list_name(entry)] = DefinedName(_list_name(entry), attr_text=cells)


def _offer_choices(sheet: Worksheet, place: int, entry: Entry) -> None:
    # A warning, not a stop: codes that the list does not show are read as well.
    rule = DataValidation(
        type="list", formula1=f"={_list_name(entry)}", allow_blank=True, errorStyle="warning"
    )
    rule.error, rule.errorTitle = "不在下拉选项中，导入时可能被退回。", "请核对"
    rule.prompt, rule.promptTitle = entry.note[:250], entry.column.label[:30]
    rule.showErrorMessage = rule.showInputMessage = True
    letter = get_column_letter(place)
    rule.add(f"{letter}2:{letter}{LAST_ROW}")
    sheet.add_data_validation(rule)


def _list_name(entry: Entry) -> str:
    return f"list_{entry.column.name}"


def _write_notes(sheet: Worksheet, columns: Sequence[Entry]) -> None:
    sheet.append(["列名", "必填", "怎么填", "可选值", "示例"])
    for cell in sheet[1]:
        cell.font = Font(bold=True)
    for entry in columns:
        shown = "、".join(entry.choices[:40]) + ("……" if len(entry.choices) > 40 else "")
        example = "" if entry.example is None else str(entry.example)
        required = "必填" if entry.required else ""
        sheet.append([entry.column.label, required, entry.note, shown, example])
    sheet.append([])
    sheet.append(
        [
            "灰色斜体的第 2 行是示例，正式填报前请删除；没有改动的示例行不会导入。列的顺序可以改变，选填的列可以整列删除。"
        ]
    )
    for letter, width in zip("ABCDE", (26, 8, 60, 60, 24), strict=True):
        sheet.column_dimensions[letter].width = width
