"""The report of refusals is complete, harmless in a spreadsheet and shows no whole id number."""

import csv
from pathlib import Path

import openpyxl
import pytest

from data.importers import refusals
from data.importers.refusals import Refusal, write_report
from data.importers.summary import ImportSummary
from data.masking import mask_numbers


def lines(path: Path) -> list[list[str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.reader(file))


def test_without_refusals_nothing_is_written(tmp_path: Path) -> None:
    assert write_report([], tmp_path / "reports", "岗位") is None
    assert not (tmp_path / "reports").exists()


def test_refusals_are_listed_by_row_in_both_forms(tmp_path: Path) -> None:
    found = [Refusal(9, "工资", "三千", "不是金额"), Refusal(2, "姓名", "", "必须填写姓名")]
    path = write_report(found, tmp_path, "岗位")
    assert path == tmp_path / "refusals-岗位-1.csv"
    assert path.read_bytes().startswith(b"\xef\xbb\xbf")
    expected = [["2", "姓名", "", "必须填写姓名"], ["9", "工资", "三千", "不是金额"]]
    assert lines(path)[1:] == expected
    sheet = openpyxl.load_workbook(path.with_suffix(".xlsx")).worksheets[0]
    assert [[str(c or "") for c in row] for row in sheet.values][1:] == expected
    assert sorted(p.name for p in tmp_path.iterdir()) == [
        "refusals-岗位-1.csv",
        "refusals-岗位-1.xlsx",
    ]


def test_every_report_has_a_name_of_its_own(tmp_path: Path) -> None:
    names = [write_report([Refusal(2, "a", "b", "c")], tmp_path, "x") for _ in range(3)]
    assert [p.name for p in names if p] == [f"refusals-x-{n}.csv" for n in (1, 2, 3)]


def test_the_longest_file_name_has_a_report(tmp_path: Path) -> None:
    path = write_report([Refusal(2, "a", "b", "c")], tmp_path, "workers-" + "名" * 80)
    assert path is not None
    assert path.exists()


@pytest.mark.parametrize(
    "value", ["=1+1", "+cmd", "-2", "@SUM(A1)", "\tx", "\r=1", "＝1+1", "＠x", " =1+1", "\x00=1+1"]
)
def test_formulas_are_defused(value: str, tmp_path: Path) -> None:
    path = write_report([Refusal(2, value, value, value)], tmp_path, "x")
    assert path is not None
    row = lines(path)[1]
    assert all(cell.startswith("'") for cell in row[1:])
    sheet = openpyxl.load_workbook(path.with_suffix(".xlsx")).worksheets[0]
    assert all(cell.data_type != "f" for cells in sheet.iter_rows() for cell in cells)


def test_characters_that_no_sheet_can_hold_are_left_out(tmp_path: Path) -> None:
    path = write_report([Refusal(2, "a", "x\x00\x0b\ufffe\uffffy", "c")], tmp_path, "x")
    assert path is not None
    assert lines(path)[1][2] == "xy"
    sheet = openpyxl.load_workbook(path.with_suffix(".xlsx")).worksheets[0]
    assert sheet["C2"].value == "xy"


def test_a_sheet_says_that_the_csv_has_more(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(refusals, "SHEET_ROWS", 2)
    path = write_report([Refusal(n, "a", "b", "c") for n in range(2, 7)], tmp_path, "x")
    assert path is not None
    assert len(lines(path)) == 6
    rows = list(openpyxl.load_workbook(path.with_suffix(".xlsx")).worksheets[0].values)
    assert len(rows) == 4
    assert "共 5 条" in str(rows[-1][3])


MASKED = """
140902198305170011   1409**********0011
14090219830517001X   1409**********001X
13800000001          138****0001
138000000012         1380****0012
电话13800000001。    电话138****0001。
4500                 4500
CC813553990J405      CC813553990J405
138-0000-00001       1380****0001
0350-3030303         035****0303
1409021990010110021  1409***********0021
140902-19900101-002x 1409**********002x
2024-01-31           2024-01-31
6-18-02-04:4         6-18-02-04:4
"""


@pytest.mark.parametrize("line", MASKED.strip().splitlines())
def test_numbers_that_tell_who_somebody_is_show_their_ends_only(line: str) -> None:
    text, shown = line.split()
    assert mask_numbers(text) == shown


def test_a_summary_is_a_plain_object_in_a_fixed_order() -> None:
    summary = ImportSummary(9, 5, 3, 1, 1, 2, 2, "r.csv")
    assert list(summary.as_dict()) == [
        "read", "accepted", "new", "changed", "unchanged", "refused", "duplicates", "report",
        "notice",
    ]  # fmt: skip
    assert summary.accepted == summary.new + summary.changed + summary.unchanged
