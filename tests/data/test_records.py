"""What goes into the store comes out of it: offers with their versions, recommendations, verdicts, tokens."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pyarrow as pa
import pytest
import sqlalchemy as sa

from data import tables_market
from data.keys import make_ring
from data.records import (
    figures,
    imports,
    judgements,
    programmes,
    recommendations,
    tokens,
    vacancies,
)
from data.records.figures import ALL, IndicatorFigure, MarketFigure
from data.records.imports import Import
from data.records.recommendations import Recommendation, Verdict
from data.sealing import Vault
from data.store import Store, reading, transaction, vault_of
from data.tables import workers
from tests import builders
from tests.builders import TODAY

NOW = datetime(2026, 11, 23, 8, tzinfo=UTC)
LATER = NOW + timedelta(days=1)
HASH = "h"


def test_a_vacancy_comes_back_as_it_was_taken(store: Store) -> None:
    whole = builders.vacancy(description='两行\n"引号"，逗号,', welcome_skills=[])
    bare = builders.vacancy(
        vacancy_id="V0002", description="", required_skills=None, occupation=None, posted_on=None
    )
    with transaction(store) as db:
        vacancies.store_rows(db, whole, NOW)
        vacancies.store_rows(db, bare, NOW)
    with reading(store) as db:
        assert vacancies.one(db, "V0001").equals(sorted_lists(whole))
        assert vacancies.one(db, "V0002").equals(sorted_lists(bare))
        assert vacancies.some(db, ["V0002", "V0001", "V0009"]).num_rows == 2
        assert vacancies.one(db, "V0009").num_rows == 0


def test_an_unchanged_vacancy_leaves_no_trace_and_a_changed_one_adds_a_version(
    store: Store,
) -> None:
    first = builders.vacancies([{}, {"vacancy_id": "V0002"}])
    second = builders.vacancies([{"places": 1}, {"vacancy_id": "V0002"}, {"vacancy_id": "V0003"}])
    with transaction(store) as db:
        assert vacancies.store_rows(db, first, NOW) == vacancies.Stored(2, 0, 0)
        assert vacancies.store_rows(db, first, LATER) == vacancies.Stored(0, 0, 2)
        assert vacancies.store_rows(db, second, LATER) == vacancies.Stored(1, 1, 1)
    with reading(store) as db:
        versions = tables_market.vacancy_versions
        seen = db.execute(
            sa.select(versions.c.vacancy_id, versions.c.revision, versions.c.places).order_by(
                versions.c.vacancy_id, versions.c.revision
            )
        )
        assert [tuple(row) for row in seen] == [
            ("V0001", 1, 3),
            ("V0001", 2, 1),
            ("V0002", 1, 3),
            ("V0003", 1, 3),
        ]


def test_the_last_of_two_rows_with_one_key_counts(store: Store) -> None:
    twice = builders.vacancies([{"places": 1}, {"places": 2}])
    with transaction(store) as db:
        assert vacancies.store_rows(db, twice, NOW) == vacancies.Stored(1, 0, 0)
        assert vacancies.one(db, "V0001")["places"].to_pylist() == [2]


@pytest.mark.parametrize(
    ("facts", "is_open"),
    [
        ({}, True),
        ({"status": None}, True),
        ({"posted_on": None, "expires_on": None}, True),
        ({"posted_on": TODAY, "expires_on": TODAY}, True),
        ({"status": "closed"}, False),
        ({"places": 0}, False),
        ({"posted_on": TODAY + timedelta(days=1)}, False),
        ({"expires_on": TODAY - timedelta(days=1)}, False),
    ],
)
def test_a_vacancy_is_open_while_people_can_apply(
    store: Store, facts: dict[str, object], is_open: bool
) -> None:
    with transaction(store) as db:
        vacancies.store_rows(db, builders.vacancy(**facts), NOW)
        assert vacancies.open_on(db, TODAY).num_rows == is_open
        assert vacancies.count_open(db, TODAY) == is_open
        assert vacancies.count(db) == 1


@pytest.mark.parametrize(
    ("facts", "is_open"),
    [
        ({}, True),
        ({"starts_on": None}, True),
        ({"starts_on": TODAY}, True),
        ({"starts_on": TODAY - timedelta(days=1)}, False),
        ({"seats": 0}, False),
        ({"status": "closed"}, False),
    ],
)
def test_a_programme_is_open_while_people_can_join(
    store: Store, facts: dict[str, object], is_open: bool
) -> None:
    taken = builders.programme(**facts)
    with transaction(store) as db:
        programmes.store_rows(db, taken, NOW)
        assert programmes.open_on(db, TODAY).num_rows == is_open
        assert programmes.count_open(db, TODAY) == is_open
        assert programmes.some(db, ["P0001"]).equals(taken)
        assert programmes.one(db, "P0001").equals(taken)
        assert programmes.count(db) == 1


@pytest.mark.parametrize("facts", [{"hours": "sometimes"}, {"places": -1}, {"title": None}])
def test_the_database_itself_refuses_what_the_words_forbid(
    store: Store, facts: dict[str, object]
) -> None:
    wrong = builders.vacancy(**facts)
    with pytest.raises(sa.exc.IntegrityError), transaction(store) as db:
        vacancies.store_rows(db, wrong, NOW)


def test_what_was_shown_can_be_replayed(store: Store) -> None:
    with transaction(store) as db:
        add_worker(db)
        (first,) = recommendations.record(db, [shown()], NOW)
    with reading(store) as db:
        assert recommendations.one(db, first) == shown()
        assert recommendations.one(db, "unknown") is None


def test_the_same_answer_twice_is_one_recommendation_and_another_answer_is_another(
    store: Store,
) -> None:
    with transaction(store) as db:
        add_worker(db)
        first = recommendations.record(db, [shown(), shown(rank=2, target_id="V2")], NOW)
        again = recommendations.record(db, [shown(), shown(rank=3, target_id="V3")], LATER)
        assert recommendations.record(db, [], LATER) == ()
    assert again[0] == first[0]
    assert again[1] not in first
    with reading(store) as db:
        found = recommendations.of_worker(db, "W0001", as_of=TODAY, kind="vacancy")
        assert sorted(each.rank for each in found) == [1, 2, 3]
        assert recommendations.of_worker(db, "W0001", kind="programme") == ()
        assert recommendations.of_worker(db, "W0002") == ()


def test_the_latest_verdict_counts_and_none_is_lost(store: Store) -> None:
    with transaction(store) as db:
        add_worker(db)
        first, _ = recommendations.record(db, [shown(), shown(rank=2, target_id="V2")], NOW)
        recommendations.add_verdict(db, Verdict(first, "accepted", None, "counselor-7", NOW, None))
        recommendations.add_verdict(
            db, Verdict(first, "rejected", "already_filled", "counselor-7", LATER, "岗位已满")
        )
    with reading(store) as db:
        assert [v.verdict for v in recommendations.verdicts_on(db, first)] == [
            "accepted",
            "rejected",
        ]
        (row,) = judgements.judged(db).to_pylist()
    assert row["recommendation_id"] == first
    assert (row["verdict"], row["reason"], row["rank"]) == ("rejected", "already_filled", 1)


def test_a_verdict_taken_back_is_as_if_it_had_never_been_given(store: Store) -> None:
    with transaction(store) as db:
        add_worker(db)
        first, second = recommendations.record(db, [shown(), shown(rank=2, target_id="V2")], NOW)
        for word in ("accepted", "dismissed"):
            recommendations.add_verdict(db, Verdict(first, word, None, "a", NOW, None))
        recommendations.add_verdict(db, Verdict(second, "dismissed", "hours", "a", NOW, None))
        for id_ in (first, second):
            recommendations.withdraw(db, recommendations.verdicts_on(db, id_)[-1], by="a", at=LATER)
    with reading(store) as db:
        assert [v.withdrawn_at for v in recommendations.verdicts_on(db, first)] == [None, LATER]
        assert recommendations.finished_by_worker(db, ["dismissed"]) == {}
        (row,) = judgements.judged(db).to_pylist()
        lists = judgements.judged_lists(db, TODAY).to_pylist()
    assert (row["recommendation_id"], row["verdict"]) == (first, "accepted")
    assert {each["recommendation_id"]: each["verdict"] for each in lists} == {
        first: "accepted",
        second: None,
    }


def test_all_who_are_done_with_a_vacancy_are_found_by_it(store: Store) -> None:
    with transaction(store) as db:
        people = ("W0001", "W0002", "W0003")
        db.execute(sa.insert(workers), builders.kept_workers(vault_of(db), people, NOW))
        for worker_id in people:
            lists = (shown(), shown(rank=2, target_id="V2"))
            mine = [replace(each, worker_id=worker_id) for each in lists]
            first, second = recommendations.record(db, mine, NOW)
            word = "accepted" if worker_id == "W0003" else "dismissed"
            recommendations.add_verdict(db, Verdict(first, word, None, "a", NOW, None))
        recommendations.add_verdict(db, Verdict(second, "dismissed", None, "a", NOW, None))
    with reading(store) as db:
        found = {v: recommendations.finished_with(db, v, ["dismissed"]) for v in ("V1", "V2", "V3")}
    assert found == {"V1": {"W0001", "W0002"}, "V2": {"W0003"}, "V3": set()}


def test_the_ids_of_a_list_lie_side_by_side(vault: Vault) -> None:
    days, ranks = (TODAY, TODAY + timedelta(days=1)), (1, 2, 3)
    lists = [[replace(shown(rank), as_of=day) for rank in ranks] for day in days]
    ids = sorted(id_ for mine in lists for id_ in recommendations.ids_of(vault, mine))
    assert [id_[:10] == ids[0][:10] for id_ in ids] == [True] * 3 + [False] * 3
    assert len(set(ids)) == 6


def test_whose_an_id_is_cannot_be_tried_without_the_keys(vault: Vault, tmp_path: Path) -> None:
    make_ring(tmp_path / "elsewhere.json", "aes-256-gcm", NOW)
    (id_,) = recommendations.ids_of(vault, [shown()])
    (elsewhere,) = recommendations.ids_of(Vault(tmp_path / "elsewhere.json"), [shown()])
    assert id_[:10] != elsewhere[:10]
    assert id_[10:] != elsewhere[10:]


def test_nobody_judges_what_was_never_shown(store: Store) -> None:
    with pytest.raises(sa.exc.IntegrityError), transaction(store) as db:
        recommendations.add_verdict(db, Verdict("none", "accepted", None, "a", NOW, None))


def test_a_token_is_found_used_and_revoked_once(store: Store) -> None:
    with transaction(store) as db:
        tokens.add_token(
            db,
            token_hash=HASH,
            name="五台县人社局",
            scopes=["judge", "read"],
            created_at=NOW,
            expires_at=LATER,
        )
        tokens.touch(db, "h", NOW)
        found = tokens.find_token(db, "h")
        assert found is not None
        assert (found.scopes, found.expires_at, found.revoked_at, found.last_used_at) == (
            ("judge", "read"),
            LATER,
            None,
            NOW,
        )
        assert tokens.revoke(db, "h", NOW)
        assert not tokens.revoke(db, "h", LATER)
        assert tokens.find_token(db, "x") is None
        assert [t.revoked_at for t in tokens.all_tokens(db)] == [NOW]


def test_imports_are_listed_newest_first(store: Store) -> None:
    taken = Import(
        "workers", "test", "a.csv", "0" * 64, NOW, 1.5, 10, 9, 5, 2, 2, refused=1, duplicates=0
    )
    with transaction(store) as db:
        imports.add_import(db, taken)
        assert imports.latest(db) == (taken,)
        assert imports.latest(db, "spells") == ()


def shown(rank: int = 1, target_id: str = "V1") -> Recommendation:
    return Recommendation(
        worker_id="W0001",
        kind="vacancy",
        target_id=target_id,
        as_of=date(2026, 11, 23),
        rank=rank,
        score=0.1 + 0.2,
        hire_chance=0.3,
        worth=1234.5,
        price=None,
        evidence='{"原因": ["驾照B2"], "weights": {"skills": 0.4}}',
        bundle="2026-11-01",
    )


def add_worker(db: sa.Connection) -> None:
    db.execute(sa.insert(workers), builders.kept_workers(vault_of(db), ["W0001"], NOW))


def sorted_lists(table: pa.Table) -> pa.Table:
    """Lists are sets to the store: it keeps them sorted."""
    rows = table.to_pylist()
    for row in rows:
        row.update({k: sorted(v) for k, v in row.items() if isinstance(v, list)})
    return pa.Table.from_pylist(rows, schema=table.schema)


def test_figures_of_a_day_replace_those_of_the_same_day(store: Store) -> None:
    def market(day: date, n: int) -> MarketFigure:
        return MarketFigure(day, "140902", "4-02", n, n, 0, 7, False, 1, 2, 3, None)

    before, share = TODAY - timedelta(days=1), IndicatorFigure(TODAY, ALL, "skilled", 3, None, 0)
    with transaction(store) as db:
        figures.record_market(db, before, [market(before, 1)])
        figures.record_market(db, TODAY, [market(TODAY, 2)])
        figures.record_market(db, TODAY, [market(TODAY, 5)])
        figures.record_indicators(db, TODAY, [share])
    with reading(store) as db:
        assert figures.newest_market_day(db, TODAY) == TODAY
        assert figures.newest_market_day(db, before) == before
        assert figures.newest_indicator_day(db, before) is None
        assert figures.market_of_day(db, TODAY) == (market(TODAY, 5),)
        seen = figures.market_over_time(db, "140902", "4-02", since=before)
        assert [f.n_places for f in seen] == [1, 5]
        assert figures.indicators_of_day(db, TODAY) == (share,)
        assert figures.indicators_over_time(db, "skilled", since=TODAY) == (share,)
