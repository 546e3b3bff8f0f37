"""A template explains itself, and what it offers is what the importers read."""

from datetime import date
from pathlib import Path

import pytest
from openpyxl import load_workbook

from data.importers.mapping import KINDS
from data.importers.template import write_template
from data.importers.template_words import MAPPING_OF, Entry, entries
from data.records import programmes, spells, vacancies, workers
from data.store import Store, reading
from tests.builders import TODAY, id_number
from tests.data import offers
from tests.data.importing import report_of, take_spells, take_workers, template_of_somebody

WORKER = "SHILI-0001"


@pytest.mark.parametrize("kind", MAPPING_OF)
def test_a_template_has_every_column_explained(kind: str, tmp_path: Path) -> None:
    book = load_workbook(write_template(kind, tmp_path / "t.xlsx"))
    sheet = book.worksheets[0]
    labels = [column.label for column in KINDS[kind]]
    assert [cell.value for cell in sheet[1]] == labels
    assert [row[0].value for row in list(book["填写说明"])[1 : len(labels) + 1]] == labels
    assert all(row[2].value for row in list(book["填写说明"])[1 : len(labels) + 1])
    offered = {entry.column.name for entry in entries(kind) if entry.choices}
    assert len(sheet.data_validations.dataValidation) == len(offered)
    assert {column.name for column in KINDS[kind] if column.codes} <= offered


def test_the_examples_of_all_templates_import_cleanly(store: Store, tmp_path: Path) -> None:
    paths = {kind: template_of_somebody(kind, tmp_path) for kind in MAPPING_OF}
    for summary in (
        take_workers(store, paths["workers"]),
        take_spells(store, paths["spells"]),
        offers.take(store, paths["vacancies"]),
        offers.take(store, paths["programmes"], "programmes"),
    ):
        assert (report_of(summary), summary.read, summary.new) == ([], 1, 1)
    with reading(store) as db:
        (person,) = workers.one(db, WORKER, TODAY).to_pylist()
        assert (person["sex"], person["region"], person["township"]) == ("2", "140902", "140902001")
        assert (person["last_wage_fen"], person["reach"], person["willing"]) == (
            320000,
            "city",
            True,
        )
        assert person["wish_occupations"] == ["4-10-01-05", "4-10-01-06"]
        assert spells.of_worker(db, WORKER)["exit_reason"].to_pylist() == ["stable_work"]
        (vacancy,) = vacancies.one(db, "SHILI-GW-0001").to_pylist()
        assert (vacancy["wage_low_fen"], vacancy["required_licences"]) == (300000, ["健康证"])
        (course,) = programmes.one(db, "SHILI-PX-0001").to_pylist()
        assert (course["cost_fen"], course["level"]) == (180000, "4")


def test_every_choice_of_a_worker_s_list_is_read(store: Store, tmp_path: Path) -> None:
    """One row a choice: whatever the drop-down offers, the importer takes."""
    columns = entries("workers")
    rows = max(len(entry.choices) for entry in columns)
    path = write_template("workers", tmp_path / "t.xlsx")
    book = load_workbook(path)
    sheet = book.worksheets[0]
    for place, entry in enumerate(columns, start=1):
        for i in range(rows):
            sheet.cell(2 + i, place, cell_of(entry, i))
    book.save(path)
    summary = take_workers(store, path)
    assert report_of(summary) == []
    assert summary.new == rows


def cell_of(entry: Entry, i: int) -> str | int | date | None:
    """Another person in each row, and in each row the next choice of every list."""
    own = {
        "worker_id": f"SHILI-{i:04d}",
        "id_number": id_number(date(1990, 1, 1 + i % 28), sequence=2 * (1 + i // 28)),
        # These three must agree with the number, so the number alone speaks.
        "birth_on": None,
        "sex": None,
        "retire_track": None,
    }
    if entry.column.name in own:
        return own[entry.column.name]
    return entry.choices[i % len(entry.choices)] if entry.choices else entry.example


def test_there_is_no_template_for_unknown_kinds(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="没有“houses”的模板"):
        write_template("houses", tmp_path / "t.xlsx")
