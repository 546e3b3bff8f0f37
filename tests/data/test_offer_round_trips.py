"""What is exported and imported again is the same; programmes are read and refused as vacancies are."""

from datetime import date
from pathlib import Path
from typing import cast

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from data.codes.skill_levels import LEVEL_WORDS, kept
from data.importers.mapping import Mapping
from data.records import programmes, vacancies
from data.schema import PROGRAMME_COLUMNS, VACANCY_COLUMNS
from data.store import Store, reading, transaction
from tests import builders
from tests.builders import TODAY
from tests.data.offers import exported, reasons, take, written

WORDS = st.text("甲乙丙丁焊电货车 ab1", min_size=1, max_size=12).map(str.strip).filter(bool)


def levels_of_required(row: dict[str, object]) -> dict[str, object]:
    """The row with its levels given to as many of its required skills."""
    levels, skills = (
        cast("list[str]", row.get(n) or []) for n in ("skill_levels", "required_skills")
    )
    found = [kept(s, level) for s, level in zip(dict.fromkeys(skills), levels, strict=False)]
    return row | {"skill_levels": found if row.get("skill_levels") is not None else None}


VACANCIES = st.fixed_dictionaries(
    {},
    optional={
        "description": st.none() | WORDS,
        "occupation": st.sampled_from([None, "4-10", "6-18-02-04"]),
        "occupation_confidence": st.none() | st.floats(0, 1).map(lambda x: round(x, 6)),
        "wage_low_fen": st.none() | st.integers(0, 400_000),
        "wages_per_year": st.none() | st.integers(12, 20),
        "region": st.sampled_from([None, "140902", "330200"]),
        "min_education": st.none() | st.integers(0, 7),
        "required_skills": st.none() | st.lists(WORDS, max_size=3),
        "skill_levels": st.none() | st.lists(st.sampled_from([*LEVEL_WORDS]), max_size=3),
        "required_licences": st.none() | st.lists(st.sampled_from(["C1", "健康证"]), max_size=2),
        "underground": st.sampled_from([None, True, False]),
        "hours": st.sampled_from([None, "full", "part"]),
        "posted_on": st.none() | st.dates(date(2020, 1, 1), TODAY),
        "expires_on": st.none() | st.dates(TODAY, date(2030, 1, 1)),
        "status": st.sampled_from([None, "open"]),
    },
).map(levels_of_required)
PROGRAMMES = st.fixed_dictionaries(
    {},
    optional={
        "gives_licences": st.none() | st.lists(st.sampled_from(["C1", "健康证"]), max_size=2),
        "gives_skills": st.none() | st.lists(WORDS, max_size=3),
        "cost_fen": st.none() | st.integers(0, 10_000_00),
        "starts_on": st.none() | st.dates(date(2020, 1, 1), date(2030, 1, 1)),
        "status": st.sampled_from([None, "open", "closed"]),
    },
)
IN_TEMPORARY_FOLDER = settings(
    suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=25, deadline=None
)


@IN_TEMPORARY_FOLDER
@given(st.lists(VACANCIES, min_size=1, max_size=4), st.sampled_from(["a.csv", "a.parquet"]))
def test_vacancies_exported_and_imported_again_are_the_same(
    sqlite_store: Store, tmp_path: Path, rows: list[dict[str, object]], name: str
) -> None:
    numbered = [{"vacancy_id": f"V{i}", **row} for i, row in enumerate(rows)]
    empty(sqlite_store)
    take(sqlite_store, exported(builders.vacancies(numbered), tmp_path / name, VACANCY_COLUMNS))
    with reading(sqlite_store) as db:
        first = vacancies.some(db, [f"V{i}" for i in range(len(rows))])
    again = take(sqlite_store, exported(first, tmp_path / name, VACANCY_COLUMNS))
    assert (again.unchanged, again.changed, again.new) == (len(rows), 0, 0)
    expected = [unfilled(row) for row in builders.vacancies(numbered).to_pylist()]
    assert first.to_pylist() == expected


@IN_TEMPORARY_FOLDER
@given(st.lists(PROGRAMMES, min_size=1, max_size=4), st.sampled_from(["a.csv", "a.parquet"]))
def test_programmes_exported_and_imported_again_are_the_same(
    sqlite_store: Store, tmp_path: Path, rows: list[dict[str, object]], name: str
) -> None:
    numbered = [{"programme_id": f"P{i}", **row} for i, row in enumerate(rows)]
    table = builders.programmes(numbered)
    take(sqlite_store, exported(table, tmp_path / name, PROGRAMME_COLUMNS), "programmes")
    with reading(sqlite_store) as db:
        first = programmes.some(db, [f"P{i}" for i in range(len(rows))])
    assert first.to_pylist() == [sorted_lists(row) for row in table.to_pylist()]


def unfilled(row: dict[str, object]) -> dict[str, object]:
    """The row as it is held: unknown lists filled by words that know nothing."""
    blank: dict[str, object] = {
        "required_skills": [], "welcome_skills": [], "required_licences": [], "underground": False,
    }  # fmt: skip
    filled = {name: blank.get(name) if value is None else value for name, value in row.items()}
    return sorted_lists(filled)


def sorted_lists(row: dict[str, object]) -> dict[str, object]:
    return {k: sorted(set(v)) if isinstance(v, list) else v for k, v in row.items()}


def empty(store: Store) -> None:
    with transaction(store) as db:
        for table in ("vacancy_versions", "vacancies"):
            db.exec_driver_sql(f"DELETE FROM {table}")  # noqa: S608 - two fixed names


def test_a_programme_is_read_with_its_place_and_education(store: Store, tmp_path: Path) -> None:
    mapping = Mapping(
        name="学校",
        kind="programmes",
        columns={
            "编号": "programme_id", "名称": "title", "地点": "place", "要求": "education",
            "名额": "seats", "费用": "cost_fen", "发证": "gives_certificate",
            "职业": "occupation", "级": "level",
        },
        values={"level": {"四级": "4"}},
        constants={"source": "school", "institution": "忻州技师学院"},
        yuan=frozenset({"费用"}),
    )  # fmt: skip
    header = list(mapping.columns)
    rows = [
        ["P1", "焊工", "忻府", "初中及以下", "30", "1800", "6-18-02-04:4", "6-18-02-04", "四级"],
        ["P2", "焊工", "火星", "", "30", "", "", "", ""],
        ["P3", "焊工", "代县", "名校", "30", "", "", "", ""],
        ["P4", "焊工", "代县", "", "", "", "", "", ""],
        ["P5", "焊工", "代县", "", "30", "", "6-18-02-04:3", "6-18-02-04", "四级"],
    ]
    summary = take(store, written(tmp_path / "a.csv", header, rows), mapping)
    assert reasons(summary) == [("3", "地点"), ("4", "要求"), ("5", "名额"), ("6", "发证")]
    with reading(store) as db:
        (programme,) = programmes.one(db, "P1").to_pylist()
    assert (programme["region"], programme["min_education"]) == ("140902", 0)
    assert (programme["cost_fen"], programme["level"]) == (180_000, "4")
