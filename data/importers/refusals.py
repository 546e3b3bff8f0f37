"""The report of what was not taken: one line for each refused value, as CSV and as XLSX."""

import csv
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from openpyxl import Workbook

from data.masking import mask_numbers
from data.sheet_cells import as_file, harmless

HEADINGS = ("行号", "列名", "原值", "未接收原因")
SHEET_ROWS = 100_000
"""A sheet with more lines than this opens for nobody; the CSV beside it is always complete."""

LONGEST_CELL = 1000
STEM_CHARACTERS = 50
"""Of Chinese characters, 85 fill a file name."""


@dataclass(frozen=True, slots=True)
class Refusal:
    """One value that was not taken; `row` counts as a person sees it, the header is row 1."""

    row: int
    column: str
    value: str
    reason: str


def write_report(refusals: Sequence[Refusal], folder: Path, stem: str) -> Path | None:
    """Write `refusals-<stem>-<n>.csv` with an XLSX beside it; None, and nothing written, without refusals.

    Each appears complete or not at all, and where one of them finds no room none does. Id and telephone
    numbers are masked, formulas defused.
    """
    if not refusals:
        return None
    folder.mkdir(parents=True, exist_ok=True)
    path = _free_path(folder, stem)
    sheet = path.with_suffix(".xlsx")
    ordered = sorted(refusals, key=lambda r: r.row)
    drafts = {whole: whole.with_name(f"{whole.name}.part") for whole in (path, sheet)}
    try:
        drafts[sheet].write_bytes(_sheet(ordered[:SHEET_ROWS], len(ordered)))
        _write_csv(ordered, drafts[path])
        for whole, draft in drafts.items():
            draft.replace(whole)
    finally:
        for draft in drafts.values():
            draft.unlink(missing_ok=True)
    return path


def _free_path(folder: Path, stem: str) -> Path:
    n = 1
    while (path := folder / f"refusals-{stem[:STEM_CHARACTERS]}-{n}.csv").exists():
        n += 1
    return path


def _cells(refusal: Refusal) -> list[str | int]:
    return [
        refusal.row,
        harmless(refusal.column, LONGEST_CELL),
        harmless(mask_numbers(refusal.value), LONGEST_CELL),
        harmless(refusal.reason, LONGEST_CELL),
    ]


def _write_csv(refusals: Sequence[Refusal], path: Path) -> None:
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(HEADINGS)
        writer.writerows(_cells(r) for r in refusals)


def _sheet(refusals: Sequence[Refusal], n_all: int) -> bytes:
    book = Workbook(write_only=True)
    sheet = book.create_sheet("未接收")
    sheet.append(HEADINGS)
    for refusal in refusals:
        sheet.append(_cells(refusal))
    if n_all > len(refusals):
        sheet.append(
            ["", "", "", f"共 {n_all} 条，此处只列前 {len(refusals)} 条，全部见同名 CSV 文件。"]
        )
    return as_file(book)
