"""The example row of a template is nobody: left as it is, it is not taken, and whoever brings it is told."""

from datetime import date
from pathlib import Path

import pytest
from openpyxl import load_workbook

from data.importers.template import write_template
from data.importers.template_words import MAPPING_OF
from data.store import Store
from service.importing import Intake, Kind, take
from tests.builders import TODAY, id_number
from tests.data.importing import NOW, quiet, report_of, take_workers


@pytest.mark.parametrize("kind", sorted(set(MAPPING_OF) - {"spells"}))
def test_an_example_left_as_it_is_is_not_taken_and_told(
    kind: str, store: Store, tmp_path: Path
) -> None:
    path = write_template(kind, tmp_path / "t.xlsx")
    summary = take(Intake(store, TODAY, NOW, tmp_path, quiet), Kind(kind), path)
    assert (summary.read, summary.new, summary.refused) == (1, 0, 1)
    (line,) = report_of(summary)
    assert (line[0], line[3]) == ("2", "模板自带的示例行，没有导入")


@pytest.mark.parametrize(
    ("changed", "taken"),
    [
        ({}, 0),
        ({"手机号码": "13900000001", "原月收入": 4500}, 0),
        ({"姓名": "李四"}, 1),
        ({"个人编号": "XF-17"}, 1),
        ({"公民身份号码": id_number(date(1990, 1, 1), sequence=2)}, 1),
    ],
)
def test_whoever_made_the_example_row_somebody_s_is_taken(
    changed: dict[str, str | int], taken: int, store: Store, tmp_path: Path
) -> None:
    path = write_template("workers", tmp_path / "t.xlsx")
    book = load_workbook(path)
    sheet = book.worksheets[0]
    labels = [cell.value for cell in sheet[1]]
    for label, said in changed.items():
        sheet.cell(2, labels.index(label) + 1).value = said
    book.save(path)
    assert take_workers(store, path).new == taken
