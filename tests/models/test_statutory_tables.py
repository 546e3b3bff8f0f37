"""The tables of law are read strictly, agree with the code lists and stand apart from the index."""

import ast
from datetime import date
from pathlib import Path

import pyarrow as pa
import pytest

import models.law
from data.codes.law.retirement import retirement_table
from data.codes.law.statutory import FOLDER, read_regulation, regulation_on
from data.codes.tables import rows
from models.law.cases import person_table
from models.law.periods import latest_start
from models.law.predicates import PREDICATES, Case

SHANXI = FOLDER / "statutory_shanxi_2024.toml"


def _changed(tmp_path: Path, old: str, new: str) -> Path:
    text = SHANXI.read_text(encoding="utf-8")
    assert old in text
    path = tmp_path / "changed.toml"
    path.write_text(text.replace(old, new), encoding="utf-8")
    return path


def test_the_regulation_carries_its_number_and_its_days() -> None:
    rule = regulation_on(date(2026, 3, 1))
    assert rule is not None
    assert rule.doc_no == "晋政办发〔2024〕33号"
    assert (rule.effective_from, rule.effective_to) == (date(2024, 7, 1), date(2029, 6, 30))
    assert rule.sources
    assert all(c.certainty in {"official", "mirror", "unverified"} for c in rule.categories)
    assert retirement_table().effective_from == date(2025, 1, 1)


def test_the_categories_are_those_of_the_code_list() -> None:
    rule = regulation_on(date(2026, 3, 1))
    assert rule is not None
    assert [c.code for c in rule.categories] == [
        r["code"] for r in rows("statutory_categories.csv")
    ]


def test_a_city_fills_in_its_own_list_without_code(tmp_path: Path) -> None:
    path = _changed(tmp_path, '{ is = "listed_by_city" }', '{ is = "insured_months", months = 1 }')
    (own,) = next(c for c in read_regulation(path).categories if c.code == "D9").every
    assert (own.predicate, own.parameters) == ("insured_months", {"months": 1})


def test_a_word_that_nobody_reads_stops_the_table(tmp_path: Path) -> None:
    with pytest.raises(TypeError):
        read_regulation(_changed(tmp_path, "title =", 'colour = "red"\ntitle ='))


def test_conditions_that_are_no_list_stop_the_table(tmp_path: Path) -> None:
    path = _changed(tmp_path, 'all = [{ is = "listed_by_city" }]', 'all = "everybody"')
    with pytest.raises(TypeError, match="D9"):
        read_regulation(path)


@pytest.mark.parametrize(
    ("predicate", "asked"),
    [("insured_months", {"months": "six"}), ("low_income_of", {"kinds": "urban"})],
)
def test_a_parameter_of_the_wrong_kind_is_refused(predicate: str, asked: dict[str, str]) -> None:
    nothing = pa.nulls(1, pa.bool_())
    case = Case(person_table([{}]), date(2026, 3, 1), nothing, nothing)
    with pytest.raises(TypeError):
        PREDICATES[predicate].holds(case, asked)


@pytest.mark.parametrize(
    ("as_of", "months", "latest"),
    [
        (date(2026, 3, 1), 12, date(2025, 3, 1)),
        (date(2025, 2, 28), 6, date(2024, 8, 31)),
        (date(2025, 2, 27), 6, date(2024, 8, 27)),
        (date(2025, 2, 28), 12, date(2024, 2, 29)),
        (date(2026, 3, 31), 1, date(2026, 2, 28)),
        (date(2026, 3, 30), 1, date(2026, 2, 28)),
        (date(2026, 1, 15), 24, date(2024, 1, 15)),
    ],
)
def test_a_period_ends_on_the_same_day_or_the_last_of_the_month(
    as_of: date, months: int, latest: date
) -> None:
    assert latest_start(as_of, months) == latest


def test_the_law_knows_no_index() -> None:
    for path in Path(models.law.__path__[0]).glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ImportFrom):
                assert not (node.module or "").startswith("models.index")
