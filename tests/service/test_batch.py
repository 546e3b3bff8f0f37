"""The batch scores everybody, resumes after a kill, and says of each worker what the API says."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
import pytest
import sqlalchemy as sa

from data.faults import Crash
from data.opening import open_with_keys
from data.records import caseload, caseload_lists, figures, vacancies, workers
from data.schema import arrow_schema
from data.store import Store, reading, transaction
from data.synthetic import write_market
from data.tables_caseload import caseload as caseload_rows
from data.tables_figures import indicator_figures, market_figures
from service.app import assemble
from service.batch import engines, manifest
from service.batch.columns import RECURRING
from service.batch.day import run_of, score_day, write_down
from service.batch.gainers import gainers_of
from service.batch.manifest import Manifest, Part
from service.config import Settings
from service.demo import noon
from service.errors import Problem
from service.importing import Intake, Kind, take
from tests.data.importing import quiet

AS_OF = date(2026, 11, 23)
N_WORKERS = 700


@pytest.fixture(scope="module")
def scored(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Settings, Store, Path]]:
    """A small synthetic market, imported and scored."""
    home = tmp_path_factory.mktemp("batch")
    config = Settings(home=home, database_url=f"sqlite:///{home / 'songgang.db'}")
    store = open_with_keys(config.database_url, config.keys, cipher=config.cipher, now=noon(AS_OF))
    market = write_market(home / "market", N_WORKERS, 300, seed=5, as_of=AS_OF)
    intake = Intake(store, AS_OF, noon(AS_OF), config.reports, quiet)
    take(intake, Kind.WORKERS, market.workers[0])
    take(intake, Kind.VACANCIES, market.vacancies)
    take(intake, Kind.PROGRAMMES, market.programmes)
    done = score_day(config, store, AS_OF, processes=1, report=quiet)
    assert (done.people, done.resumed_parts) == (N_WORKERS, 0)
    yield config, store, done.folder
    store.engine.dispose()


def test_everybody_has_an_index_with_reasons_that_sum(scored: tuple[Settings, Store, Path]) -> None:
    index = pq.read_table(scored[2] / "index")
    assert index.num_rows == N_WORKERS
    assert pc.count_distinct(index["worker_id"]).as_py() == N_WORKERS
    reasons = [name for name in index.column_names if name.startswith("reason_")]
    families = [name for name in index.column_names if name.startswith("family_")]
    by_reason = sum(index[name].to_numpy() for name in reasons)
    by_family = sum(index[name].to_numpy() for name in families)
    assert len(families) == 5
    assert abs(by_reason - by_family).max() < 1e-4


def test_only_what_recurs_is_listed_in_the_files_of_the_index(
    scored: tuple[Settings, Store, Path],
) -> None:
    for path in (scored[2] / "index").glob("*.parquet"):
        rows = pq.ParquetFile(path).metadata.row_group(0)
        columns = [rows.column(place) for place in range(rows.num_columns)]
        listed = [c.path_in_schema for c in columns if "RLE_DICTIONARY" in c.encodings]
        assert listed == list(RECURRING), path.name


def test_what_the_batch_says_is_what_the_api_says(scored: tuple[Settings, Store, Path]) -> None:
    config, store, folder = scored
    advisor = assemble(config, store, lambda: noon(AS_OF)).advisor
    vacancies = pq.read_table(folder / "vacancies")
    courses = pq.read_table(folder / "programmes")
    index = pq.read_table(folder / "index", columns=["worker_id", "index"])
    some = sorted(set(courses["worker_id"].to_pylist()))[:5]
    assert some
    for worker_id in some:
        answer = advisor.everything(worker_id, noon(AS_OF), limit=10)
        shown = [m for m in answer.vacancies.vacancies if not m.drawn]
        ids = column(vacancies, worker_id, "vacancy_id")[: len(shown)]
        assert ids == [m.vacancy.vacancy_id for m in shown]
        scores = column(vacancies, worker_id, "score")[: len(shown)]
        assert scores == pytest.approx([m.score for m in shown])
        assert column(courses, worker_id, "programme_id") == [
            m.programme.programme_id for m in answer.programmes.programmes
        ]
        assert column(index, worker_id, "index") == [answer.index.index]


def test_nobody_is_matched_who_refused_it(scored: tuple[Settings, Store, Path]) -> None:
    _, store, folder = scored
    with reading(store) as db:
        people = workers.as_known(db, AS_OF)
    refused = people.filter(pc.equal(people["consent"], False))["worker_id"].to_pylist()
    assert refused
    for kind in ("vacancies", "programmes"):
        assert not set(refused) & set(pq.read_table(folder / kind)["worker_id"].to_pylist())


def test_a_second_run_computes_nothing_again(scored: tuple[Settings, Store, Path]) -> None:
    config, store, folder = scored
    before = {p: p.stat().st_mtime_ns for p in folder.rglob("*.parquet") if "offers" not in p.parts}
    done = score_day(config, store, AS_OF, processes=1, report=quiet)
    assert done.resumed_parts == done.parts
    assert before == {p: p.stat().st_mtime_ns for p in before}


def test_a_damaged_part_is_computed_again(scored: tuple[Settings, Store, Path]) -> None:
    config, store, folder = scored
    path = sorted((folder / "index").glob("*.parquet"))[3]
    whole = path.read_bytes()
    path.write_bytes(whole[:100])
    done = score_day(config, store, AS_OF, processes=1, report=quiet)
    assert done.resumed_parts == done.parts - 1
    assert pq.read_table(path).num_rows > 0


def test_a_run_broken_off_goes_on_where_it_was(scored: tuple[Settings, Store, Path]) -> None:
    config, store, folder = scored
    (folder / "index.json").unlink()

    def break_off(done: int, total: int, step: str) -> None:
        if done == 4:
            raise Crash

    with pytest.raises(Crash):
        score_day(config, store, AS_OF, processes=1, report=break_off)
    done = score_day(config, store, AS_OF, processes=1, report=quiet)
    assert 4 <= done.resumed_parts < done.parts
    assert done.people == N_WORKERS


def test_a_manifest_of_other_things_does_not_count(tmp_path: Path) -> None:
    part = Part(
        "140902",
        3,
        {
            "index/140902.parquet": manifest.write_table(
                tmp_path / "index/140902.parquet", pa.table({"a": [1]})
            )
        },
    )
    manifest.write_manifest(tmp_path, Manifest({"bundle": "a"}).with_part(part))
    assert manifest.read_manifest(tmp_path, {"bundle": "a"}).parts == (part,)
    assert manifest.read_manifest(tmp_path, {"bundle": "b"}).parts == ()
    (tmp_path / manifest.NAME).write_text("{")
    assert manifest.read_manifest(tmp_path, {"bundle": "a"}).parts == ()


def column(table: pa.Table, worker_id: str, name: str) -> list[object]:
    """One worker's values in a result table, by rank where it has one."""
    rows = table.filter(pc.equal(table["worker_id"], worker_id))
    if "rank" in rows.column_names:
        rows = rows.sort_by("rank")
    values: list[object] = rows[name].to_pylist()
    return values


def test_the_night_counts_figures_and_who_gains_most(
    scored: tuple[Settings, Store, Path],
) -> None:
    config, store, folder = scored
    with reading(store) as db:
        people = workers.as_known(db, AS_OF)
        found = {(f.region, f.indicator): f for f in figures.indicators_of_day(db, AS_OF)}
        market = {(f.region, f.occupation): f for f in figures.market_of_day(db, AS_OF)}
        n_open = vacancies.open_on(db, AS_OF).num_rows
    certified = pc.sum(pc.greater(pc.list_value_length(people["certificates"]), 0)).as_py()
    assert 0 < found["", "skilled"].numerator <= certified
    inside = [f.n_jobseekers for (region, group), f in market.items() if region and not group]
    assert market["", ""].n_jobseekers == sum(inside)
    assert market["", ""].n_vacancies <= n_open
    lists = pq.read_table(folder / "programmes", columns=["programme_id", "n_opened"])
    course = lists["programme_id"][0].as_py()
    night, gainers = gainers_of(config.scores, course, AS_OF) or (None, None)
    assert night == AS_OF
    opened = gainers["n_opened"].to_pylist()
    assert opened == sorted(opened, reverse=True)
    of_course = lists.filter(pc.equal(lists["programme_id"], course))
    assert opened[0] == pc.max(of_course["n_opened"]).as_py()


def test_lists_say_the_index_to_the_last_bit_as_a_page_computes_it(
    scored: tuple[Settings, Store, Path],
) -> None:
    _, store, folder = scored
    index = pq.read_table(folder / "index", columns=["worker_id", "in_spell", "index"])
    found = index.filter(index["in_spell"]).slice(0, 50)
    ids, values = found["worker_id"].to_pylist(), found["index"].to_pylist()
    with reading(store) as db:
        lines = caseload_lists.some(db, ids)
    said = [lines[id_].index for id_ in ids]
    assert said == values
    assert any(value is not None for value in said)


def test_two_threads_write_down_what_one_writes(scored: tuple[Settings, Store, Path]) -> None:
    config, store, _ = scored
    tables = (market_figures, indicator_figures, caseload_rows)

    def rows() -> list[list[str]]:
        with reading(store) as db:
            return [sorted(repr(row) for row in db.execute(sa.select(t))) for t in tables]

    by_one = rows()
    with transaction(store) as db:
        figures.record_market(db, AS_OF, ())
        figures.record_indicators(db, AS_OF, ())
        nobody = arrow_schema(caseload.JUDGED).empty_table()
        caseload.keep_judged(db, caseload.judged_otherwise(db, nobody, AS_OF))
    assert all(now != then for now, then in zip(rows(), by_one, strict=True))
    write_down(store, run_of(config, AS_OF), 2)
    assert rows() == by_one


def test_spark_that_is_not_installed_is_said_in_one_sentence(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(engines, "SPARK", "service.batch.not_there")
    with (
        pytest.raises(Problem, match="uv sync --extra spark"),
        engines.opened(engines.Where.SPARK, processes=1, master=None),
    ):
        pass
