"""The batch on a real Spark session: index and candidates as on one machine, places as good, a killed run goes on."""

import importlib
import os
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from data.snapshot import parts
from service.batch.engines import SPARK, Engine, Processes, Where, opened
from service.batch.placing import give_places
from service.batch.prices import NAME, read_prices
from service.batch.score import Run, score_registry
from service.errors import Problem
from tests.data.importing import quiet
from tests.service.scarce import AS_OF, POLICY, scarce_night

pytestmark = pytest.mark.spark

REQUIRED = bool(os.environ.get("SONGGANG_REQUIRE_SPARK") or os.environ.get("CI"))


@dataclass(frozen=True)
class World:
    """A small market where places are scarce, scored on this machine; the same may be scored on Spark."""

    local: Run
    spark: Run
    engine: Engine

    @property
    def names(self) -> list[str]:
        return [path.stem for path in parts(self.local.snapshot)]


@pytest.fixture(scope="module")
def engine() -> Iterator[Engine]:
    """One session for all tests; where Spark is required it must be there."""
    try:
        importlib.import_module(SPARK)
    except ModuleNotFoundError:
        if REQUIRED:
            pytest.fail("Spark is required here: uv sync --locked --extra spark")
        pytest.skip("no PySpark: uv sync --extra spark")
    with opened(Where.SPARK, processes=1, master="local[2]") as found:
        yield found


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory, engine: Engine) -> World:
    home = tmp_path_factory.mktemp("spark")
    config, store, folder = scarce_night(home)
    store.engine.dispose()
    local = Run(
        folder=folder,
        snapshot=config.snapshots / AS_OF.isoformat(),
        bundle=None,
        as_of=AS_OF,
        shown=config.shown,
        policy=POLICY,
    )
    return World(local, with_offers(local, home / "spark" / AS_OF.isoformat()), engine)


def with_offers(run: Run, folder: Path) -> Run:
    """The same run in another folder, nothing scored yet."""
    other = replace(run, folder=folder)
    for source, path in (
        (run.vacancies, other.vacancies),
        (run.programmes, other.programmes),
        (run.finished, other.finished),
        (run.hired, other.hired),
    ):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(source.read_bytes())
    return other


@pytest.fixture(scope="module")
def scored(world: World) -> World:
    """After index and matching on Spark, and places given out in rounds."""
    done = score_registry(world.spark, engine=world.engine, report=quiet)
    assert (done.people, done.resumed_parts) == (1_200, 0)
    assert give_places(world.spark, world.names, world.engine, quiet)
    return world


@pytest.mark.parametrize("kind", ["index", "candidates", "openings"])
def test_every_row_is_the_row_of_one_machine(scored: World, kind: str) -> None:
    for name in scored.names:
        here = pq.ParquetFile(scored.local.folder / kind / f"{name}.parquet").read()
        there = pq.ParquetFile(scored.spark.folder / kind / f"{name}.parquet").read()
        assert there.schema.equals(here.schema, check_metadata=True)
        assert there.equals(here)


@pytest.mark.parametrize(
    ("kind", "key", "places"),
    [("vacancies", "vacancy_id", "places"), ("programmes", "programme_id", "seats")],
)
def test_places_are_given_out_as_well_and_never_twice(
    scored: World, kind: str, key: str, places: str
) -> None:
    here, there = (
        read_prices(run.folder / NAME).measured[kind] for run in (scored.local, scored.spark)
    )
    assert there["value"] >= here["value"] * (1 - 1e-3)
    assert there["gap"] <= 1e-3
    assert there["people"] == here["people"]
    lists = pq.read_table(scored.spark.folder / kind)
    given = lists.filter(lists["referred"]).group_by(key).aggregate([([], "count_all")])
    offers = pq.read_table(scored.spark.folder / "offers" / f"{kind}.parquet")
    room = dict(zip(offers[key].to_pylist(), offers[places].to_pylist(), strict=True))
    sent = dict(zip(given[key].to_pylist(), given["count_all"].to_pylist(), strict=True))
    assert sent
    assert all(n <= room[target] for target, n in sent.items())
    assert lists.schema.equals(pq.read_table(scored.local.folder / kind).schema)


def test_what_is_done_is_not_done_again_and_what_is_damaged_is(scored: World) -> None:
    n_parts = len(scored.names)
    again = score_registry(scored.spark, engine=scored.engine, report=quiet)
    assert again.resumed_parts == n_parts
    assert not give_places(scored.spark, scored.names, scored.engine, quiet)
    path = scored.spark.folder / "index" / f"{scored.names[2]}.parquet"
    path.write_bytes(path.read_bytes()[:100])
    mended = score_registry(scored.spark, engine=scored.engine, report=quiet)
    assert mended.resumed_parts == n_parts - 1
    assert pq.read_table(path).num_rows > 0
    assert not list(scored.spark.folder.rglob(".*")), "no draft is left"


def test_either_engine_goes_on_where_the_other_stopped(scored: World) -> None:
    run = with_offers(scored.local, scored.spark.folder.parent / "2026-11-23-mixed")
    (run.folder / "index").mkdir()
    done = score_registry(run, engine=Processes(), report=quiet)
    assert done.resumed_parts == 0
    (run.folder / "openings" / f"{scored.names[0]}.parquet").unlink()
    assert score_registry(run, engine=scored.engine, report=quiet).resumed_parts == done.parts - 1


def test_a_task_that_fails_says_so_and_leaves_what_was_done(world: World) -> None:
    run = with_offers(world.local, world.spark.folder.parent / "2026-11-23-failing")
    hidden = run.snapshot / f"{world.names[1]}.parquet"
    aside = hidden.with_suffix(".aside")
    hidden.rename(aside)
    try:
        with pytest.raises(Problem, match="重新运行即可继续"):
            score_registry(run, engine=world.engine, report=quiet)
    finally:
        aside.rename(hidden)
    assert score_registry(run, engine=world.engine, report=quiet).people == 1_200
    assert (run.folder / "openings.json").is_file()
