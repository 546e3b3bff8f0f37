"""How well a posting asks for its skills is held with it, and only where it is true of them."""

from datetime import timedelta
from pathlib import Path

import pytest

from data.canonical import contents
from data.importers.words import Reading
from data.records import corrections, planned, vacancies
from data.schema import VACANCY_COLUMNS
from data.store import Store, transaction
from tests import builders
from tests.builders import TODAY
from tests.data.offers import NOW, ListedWords, held, reasons, take, written


def test_how_well_a_skill_is_asked_for_is_kept_where_it_stands_as_it_was_read(
    store: Store, tmp_path: Path
) -> None:
    told = ("电焊:skilled", "钳工:expert", "车工:basic")
    read = Reading(None, 0.5, ("电焊", "车工"), ("钳工",), (), skill_levels=told)
    header = [
        "岗位编号",
        "来源",
        "岗位名称",
        "招聘单位",
        "招聘人数",
        "必备技能",
        "技能程度（技能:程度）",
    ]
    rows = [
        ["A", "柜台", "焊工", "甲", "1", "", ""],
        ["B", "柜台", "焊工", "甲", "1", "电焊;钳工", ""],
        ["C", "柜台", "焊工", "甲", "1", "电焊", "电焊：精通"],
        ["D", "柜台", "普工", "甲", "1", "", ""],
    ]
    path = written(tmp_path / "a.csv", header, rows)
    take(store, path, words=ListedWords({"焊工": read}))
    again = take(store, path, words=ListedWords({"焊工": read}))
    assert (again.changed, again.unchanged) == (0, 4)
    assert [v["skill_levels"] for v in held(store)] == [
        ["电焊:skilled", "车工:basic", "钳工:expert"],
        ["电焊:skilled", "钳工:expert"],
        ["电焊:expert"],
        None,
    ]


HEADER = [
    "岗位编号",
    "来源",
    "岗位名称",
    "招聘单位",
    "招聘人数",
    "必备技能",
    "技能程度（技能:程度）",
]
GIVEN = [
    ("", "电焊:熟练", ["焊接:skilled"]),
    ("", "电焊:熟练;焊接:熟练", ["焊接:skilled"]),
    ("", "CAD:了解", ["AutoCAD:basic"]),
    ("", "电焊:熟练;养蜂:精通", ["焊接:skilled"]),
    ("", "养蜂:精通", None),
    ("电焊", "焊接:精通", ["电焊:expert"]),
    ("焊接", "电焊:精通", ["焊接:expert"]),
]


@pytest.mark.parametrize(("skills", "level", "kept"), GIVEN)
def test_a_level_is_of_the_skill_under_whichever_of_its_names(
    sqlite_store: Store, tmp_path: Path, skills: str, level: str, kept: list[str] | None
) -> None:
    read = Reading(None, 0.5, ("焊接",), ("AutoCAD",))
    path = written(tmp_path / "a.csv", HEADER, [["A", "柜台", "焊工", "甲", "1", skills, level]])
    take(sqlite_store, path, words=ListedWords({"焊工": read}))
    assert [v["skill_levels"] for v in held(sqlite_store)] == [kept]


@pytest.mark.parametrize(("skills", "level"), [("电焊", "养蜂:精通"), ("", "电焊:熟练;焊接:了解")])
def test_a_level_of_no_skill_the_file_names_is_refused_and_two_of_one_too(
    sqlite_store: Store, tmp_path: Path, skills: str, level: str
) -> None:
    read = Reading(None, 0.5, ("焊接",))
    path = written(tmp_path / "a.csv", HEADER, [["A", "柜台", "焊工", "甲", "1", skills, level]])
    summary = take(sqlite_store, path, words=ListedWords({"焊工": read}))
    assert reasons(summary) == [("2", "技能程度（技能:程度）")]


def test_a_vacancy_without_levels_is_the_version_it_was_before_there_were_any() -> None:
    row = builders.vacancy()
    before = tuple(c for c in VACANCY_COLUMNS if c.name != "skill_levels")
    assert contents(row, VACANCY_COLUMNS).equals(contents(row, before))


def test_a_correction_leaves_a_level_only_to_what_it_does_not_move(sqlite_store: Store) -> None:
    post = builders.vacancy(
        required_skills=["焊接", "车工"],
        welcome_skills=["PLC", "钳工"],
        skill_levels=["PLC:basic", "焊接:skilled", "车工:expert", "钳工:expert"],
    )
    said = {"required_skills": ["PLC", "焊接"], "welcome_skills": ["钳工", "车工"]}
    with transaction(sqlite_store) as db:
        vacancies.store_rows(db, post, NOW)
        for name, skills in said.items():
            corrections.add(
                db, "V0001", name, value=skills, was=None, reason="核实", by="甲", at=NOW
            )
        assert vacancies.one(db, "V0001")["skill_levels"].to_pylist() == [
            ["焊接:skilled", "钳工:expert"]
        ]


def test_a_version_that_only_tells_levels_is_no_arrival(store: Store) -> None:
    long_ago, since, now = NOW - timedelta(days=30), NOW - timedelta(days=1), NOW
    post = {"welcome_skills": None, "expires_on": None}
    told = post | {"skill_levels": ["货车驾驶:skilled"]}
    old, new = [{"vacancy_id": id_} | post for id_ in ("V-old", "V-more")], {"vacancy_id": "V-new"}
    with transaction(store) as db:
        vacancies.store_rows(db, builders.vacancies(old), long_ago)
        vacancies.store_rows(db, builders.vacancy(**new, **post), now - timedelta(hours=2))
        assert planned.unmatched(db, since, TODAY) == (("V-new", 1),)
        later = [{"vacancy_id": "V-old"}, {"vacancy_id": "V-more", "places": 9}, new]
        vacancies.store_rows(db, builders.vacancies([told | row for row in later]), now)
        assert planned.unmatched(db, since, TODAY) == (("V-more", 2), ("V-new", 2))
        planned.note_matched(db, "V-more", 2, n_people=1, now=now)
        planned.note_matched(db, "V-new", 1, n_people=1, now=now)
        assert planned.unmatched(db, since, TODAY) == ()
        vacancies.store_rows(db, builders.vacancy(**new | told | {"places": 8}), now)
        assert planned.unmatched(db, since, TODAY) == (("V-new", 3),)
