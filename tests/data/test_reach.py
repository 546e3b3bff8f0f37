"""Whoever may see one county's people is shown no others, however the question is put."""

import importlib
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

import data
from data.columns import metadata
from data.reach import (
    EVERYBODY,
    NOBODY,
    OPAQUE,
    NotNarrowed,
    Reach,
    leads_to_a_person,
    narrow,
    narrowed,
)
from data.records import audit
from data.records import workers as people
from data.records.audit import Act
from data.records.counties import LEADS_TO_A_PERSON, Home
from data.store import Store, reading, transaction
from data.tables import spells, worker_versions, workers
from data.tables_audit import audit_acts
from data.tables_caseload import caseload
from data.tables_referral import referral_events, referrals
from tests.builders import id_number, registry_row
from tests.data.importing import take_workers, write_csv

HERE, THERE = "140902", "140922"
COUNTY, TOWNSHIP = Reach("county", HERE), Reach("township", "140902001")
PEOPLE = [
    registry_row(worker_id="W-1", region=HERE, township="140902001"),
    registry_row(
        worker_id="W-2",
        id_number=id_number(sequence=3),
        region=HERE,
        township="140902002",
        household_id="H2",
    ),
    registry_row(
        worker_id="W-3",
        id_number=id_number(sequence=5),
        region=THERE,
        township=None,
        household_id="H3",
    ),
]
NOW = datetime(2026, 11, 23, 4, tzinfo=UTC)
v, w, s = worker_versions, workers, spells


@pytest.fixture
def three(store: Store, tmp_path: Path) -> Store:
    """Two people here, in two townships, and one elsewhere."""
    take_workers(store, write_csv(tmp_path / "people.csv", PEOPLE))
    return store


def shown(
    store: Store, reach: Reach, statement: sa.Select[Any] | sa.CompoundSelect[Any]
) -> list[str]:
    with narrowed(store, reach) as db:
        return sorted(str(row[0]) for row in db.execute(statement))


other = w.alias("other")
beside = w.alias("beside")
cte = sa.select(v.c.worker_id).where(v.c.region != "").cte("known")
QUESTIONS: dict[str, sa.Select[Any] | sa.CompoundSelect[Any]] = {
    "a table": sa.select(w.c.worker_id),
    "its columns in another order": sa.select(w.c.name, w.c.worker_id).with_only_columns(w.c.worker_id),
    "an alias": sa.select(other.c.worker_id),
    "an alias of an alias": sa.select(other.alias("again").c.worker_id),
    "a join within a join": sa.select(w.c.worker_id).select_from(
        w.join(v.join(beside, beside.c.worker_id == v.c.worker_id), v.c.worker_id == w.c.worker_id)
    ),
    "versions": sa.select(v.c.worker_id),
    "a join": sa.select(w.c.worker_id).join(v, v.c.worker_id == w.c.worker_id),
    "a FROM without a join": sa.select(w.c.worker_id).where(v.c.worker_id == w.c.worker_id),
    "an outer join": sa.select(w.c.worker_id).outerjoin(s, s.c.worker_id == w.c.worker_id),
    "a subquery": sa.select(sa.select(w.c.worker_id).subquery().c.worker_id),
    "a common table expression": sa.select(cte.c.worker_id),
    "a union": sa.union(sa.select(w.c.worker_id), sa.select(v.c.worker_id)),
    "a window": sa.select(w.c.worker_id, sa.func.row_number().over(order_by=w.c.name)),
    "a limit": sa.select(w.c.worker_id).order_by(w.c.worker_id.desc()).limit(3),
    "a correlated exists": sa.select(w.c.worker_id).where(
        sa.select(v.c.worker_id).where(v.c.worker_id == w.c.worker_id).exists()
    ),
    "an IN": sa.select(w.c.worker_id).where(w.c.worker_id.in_(sa.select(v.c.worker_id))),
    "an OR that is always true": sa.select(w.c.worker_id).where(sa.or_(sa.true(), w.c.name == "")),
    "a group": sa.select(v.c.worker_id).group_by(v.c.worker_id).having(sa.func.count() > 0),
}  # fmt: skip


def test_however_one_asks(three: Store) -> None:
    for name, asked in QUESTIONS.items():
        assert shown(three, EVERYBODY, asked) == ["W-1", "W-2", "W-3"], name
        assert shown(three, COUNTY, asked) == ["W-1", "W-2"], name
        assert shown(three, TOWNSHIP, asked) == ["W-1"], name
        assert shown(three, NOBODY, asked) == [], name


def test_numbers_are_those_of_ones_own_people(three: Store) -> None:
    count = sa.select(sa.func.count()).select_from(w)
    scalar = sa.select(count.scalar_subquery())
    for asked in (count, scalar, sa.select(sa.func.count(w.c.worker_id))):
        assert shown(three, COUNTY, asked) == ["2"]
        assert shown(three, NOBODY, asked) == ["0"]


def test_an_outer_join_adds_nobody_else_and_loses_nobody(three: Store) -> None:
    pairs = (
        sa.select(v.c.worker_id, beside.c.worker_id)
        .select_from(v)
        .outerjoin(beside, beside.c.worker_id != v.c.worker_id)
    )
    same = sa.select(v.c.worker_id, beside.c.worker_id).select_from(
        sa.outerjoin(v, beside, beside.c.worker_id != v.c.worker_id)
    )
    for asked in (pairs, same):
        with narrowed(three, COUNTY) as db:
            assert sorted(tuple(row) for row in db.execute(asked)) == [
                ("W-1", "W-2"),
                ("W-2", "W-1"),
            ]
        with narrowed(three, TOWNSHIP) as db:
            assert [tuple(row) for row in db.execute(asked)] == [("W-1", None)]


def test_a_join_within_an_outer_join_adds_nobody_else(three: Store) -> None:
    pair = v.join(beside, beside.c.worker_id == v.c.worker_id)
    asked = sa.select(w.c.worker_id, beside.c.worker_id).select_from(
        w.outerjoin(pair, v.c.worker_id != w.c.worker_id)
    )
    with narrowed(three, COUNTY) as db:
        assert sorted(tuple(row) for row in db.execute(asked)) == [("W-1", "W-2"), ("W-2", "W-1")]


def test_who_moved_is_the_new_countys_with_all_that_was(three: Store, tmp_path: Path) -> None:
    moved = PEOPLE[0] | {"region": THERE, "township": None, "valid_on": "2026-11-22"}
    take_workers(three, write_csv(tmp_path / "moved.csv", [moved]))
    versions = sa.select(v.c.worker_id).distinct()
    assert shown(three, COUNTY, versions) == ["W-2"]
    assert shown(three, Reach("county", THERE), versions) == ["W-1", "W-3"]


NOT_READ: list[Any] = [
    sa.text("SELECT worker_id FROM workers"),
    sa.select(sa.text("worker_id")).select_from(sa.text("workers")),
    sa.select(sa.literal_column("(SELECT max(name) FROM workers)")),
    sa.select(sa.table("workers", sa.column("worker_id")).c.worker_id),
    sa.select(w.c.worker_id).where(sa.text("1 = 1 OR 1 = 1")),
    sa.insert(w).values(worker_id="W-9"),
    sa.update(w).values(name="x"),
    sa.delete(w),
]
OF_UNKNOWN_ORIGIN: list[sa.Select[Any]] = [
    sa.select(w.c.worker_id).outerjoin(v, v.c.worker_id == w.c.worker_id, full=True),
    sa.select(sa.func.json_each("[]").table_valued("value").c.value),
    sa.select(sa.tablesample(w, 5).c.worker_id),
]


def test_what_could_get_round_it_is_not_asked(store: Store) -> None:
    for statement in NOT_READ:
        for reach in (EVERYBODY, COUNTY, NOBODY):
            with pytest.raises(NotNarrowed), narrowed(store, reach) as db:
                db.execute(statement)


def test_rows_of_unknown_origin_are_not_asked(store: Store) -> None:
    for asked in OF_UNKNOWN_ORIGIN:
        with pytest.raises(NotNarrowed), narrowed(store, COUNTY) as db:
            db.execute(asked)


def test_the_drivers_own_door_is_shut(store: Store) -> None:
    with pytest.raises(NotNarrowed), narrowed(store, COUNTY) as db:
        db.exec_driver_sql("SELECT worker_id FROM workers")


def test_other_connections_are_as_wide_as_ever(three: Store) -> None:
    with narrowed(three, NOBODY), reading(three) as db:
        assert people.exists(db, "W-3")


def test_a_table_that_says_where_people_live_is_taken_at_its_word(three: Store) -> None:
    asked = sa.select(caseload.c.worker_id)
    assert shown(three, COUNTY, asked) == ["W-1", "W-2"]
    assert shown(three, TOWNSHIP, asked) == ["W-1"]
    assert shown(three, NOBODY, asked) == []
    assert "worker_versions" not in str(narrow(asked, COUNTY))


def test_named_questions_are_narrowed_as_they_are(three: Store) -> None:
    with narrowed(three, COUNTY) as db:
        assert people.exists(db, "W-1")
        assert not people.exists(db, "W-3")


def test_every_table_about_people_is_known_as_one() -> None:
    for file in Path(data.__file__).parent.glob("tables*.py"):
        importlib.import_module(f"data.{file.stem}")
    about_nobody = {name for name, t in metadata.tables.items() if leads_to_a_person(t) is None}
    assert about_nobody == ABOUT_NOBODY
    assert about_nobody > OPAQUE
    assert {column.table.name for column in LEADS_TO_A_PERSON.values()}.isdisjoint(about_nobody)


ABOUT_NOBODY = {
    "accounts",
    "administrator_requests",
    "assistance_events",
    "audit_acts",
    "campaigns",
    "class_sessions",
    "demonstrations",
    "employer_listings",
    "imports",
    "indicator_figures",
    "ledger_balances",
    "market_figures",
    "past_passwords",
    "policy_rules",
    "programme_versions",
    "programmes",
    "push_jobs",
    "push_stops",
    "recovery_codes",
    "register_lists",
    "saved_views",
    "sealing_keys",
    "sign_on_identities",
    "training_class_versions",
    "training_classes",
    "vacancies",
    "vacancies_matched",
    "vacancy_corrections",
    "vacancy_versions",
    "voucher_batches",
    "voucher_funds",
}
"""A new table belongs here, has a `worker_id`, or refers to one that does."""


def test_what_hangs_on_a_persons_row_is_that_persons(store: Store) -> None:
    column = leads_to_a_person(referral_events)
    assert column is referral_events.c.referral_id
    assert leads_to_a_person(referrals) is referrals.c.worker_id
    asked = sa.select(referral_events.c.referral_id)
    with narrowed(store, COUNTY) as db:
        assert db.execute(asked).all() == []


def test_what_names_people_in_many_ways_is_the_whole_citys(store: Store) -> None:
    with transaction(store) as db:
        audit.record(db, Act("cli", "identity_revealed", "W-3"), NOW)
    acts = sa.select(audit_acts.c.subject)
    assert [shown(store, reach, acts) for reach in (EVERYBODY, COUNTY, NOBODY)] == [["W-3"], [], []]


def test_whom_a_reach_covers() -> None:
    home = Home("W-1", HERE, "140902001")
    nowhere = Home("W-2", THERE, None)
    rows = [
        (EVERYBODY, True, True),
        (COUNTY, True, False),
        (TOWNSHIP, True, False),
        (NOBODY, False, False),
    ]
    for reach, here, there in rows:
        assert (reach.covers(home), reach.covers(nowhere), reach.covers(None)) == (
            here,
            there,
            False,
        )
