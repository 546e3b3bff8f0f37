"""The demonstration: the way from registry files to one worker's advice, every step measured."""

import shutil
from collections.abc import Callable
from dataclasses import asdict, dataclass, replace
from datetime import date, datetime, time, timedelta
from pathlib import Path

import pyarrow.compute as pc
import pyarrow.parquet as pq

from data.records.counties import county_behind
from data.store import Store, reading
from data.synthetic import WrittenMarket, write_market
from service.api.offers import AdviceForm
from service.app import assemble
from service.batch.day import score_day
from service.batch.score import Scored
from service.clock import XINZHOU
from service.config import MARKER, Settings
from service.demonstrated import begin
from service.demonstrated_applications import N_PEOPLE as N_APPLYING
from service.demonstrated_applications import add_applications
from service.demonstrated_vouchers import N_PEOPLE, add_vouchers
from service.importing import Intake, Kind, take
from service.measuring import Step, Stopwatch
from service.training import run_training

Report = Callable[[int, int, str], None]

HIGH = 40.0
"""An index worth showing the reasons of."""


class NotADemo(Exception):
    """The demonstration cannot be given here; the text says why."""


@dataclass(frozen=True, slots=True)
class Demo:
    """How large a market, from which seed, on which day."""

    workers: int
    vacancies: int
    seed: int
    as_of: date


@dataclass(frozen=True, slots=True)
class DemoResult:
    """One worker's advice, what training said, and what each step cost."""

    advice: AdviceForm
    training: dict[str, object]
    steps: tuple[Step, ...]

    def as_dict(self) -> dict[str, object]:
        """The same as plain values, for `--json`."""
        return {
            **self.advice.model_dump(mode="json"),
            "training": self.training,
            "steps": [{**asdict(s), "rows_per_second": s.rows_per_second} for s in self.steps],
        }


def prepare(home: Path) -> None:
    """Make the demonstration's folder empty; NotADemo when it holds somebody else's things."""
    if home.exists() and any(home.iterdir()) and not (home / MARKER).exists():
        raise NotADemo(f"文件夹 {home} 不是演示所建，未作改动；请用 --folder 另选。")
    shutil.rmtree(home, ignore_errors=True)
    home.mkdir(parents=True)
    (home / MARKER).touch()


def run_demo(
    config: Settings, store: Store, demo: Demo, report: Report, *, now: datetime | None = None
) -> DemoResult:
    """Synthesise, import, train, score everybody, let people of a county have vouchers and apply, and advise one of them.

    All of it happens at midday of its day, or `now` where midday is still to come.
    """
    at = no_later_than(now, noon(demo.as_of))
    watch = Stopwatch()
    with watch.step("synthesise", demo.workers):
        market = write_market(
            config.home / "market",
            demo.workers,
            demo.vacancies,
            seed=demo.seed,
            as_of=demo.as_of,
            progress=report,
        )
    intake = Intake(store, demo.as_of, at, config.reports, report)
    take_market(intake, market, demo, watch)
    with watch.step("train", demo.workers):
        report(0, 1, "训练（约一分钟）")
        training = run_training(config, demo.as_of)
    with watch.step("score", demo.workers):
        scored = score_day(config, store, demo.as_of, processes=1, report=report)
    worker_id = chosen(scored)
    # What people did, they did until the noon of yesterday: today may have only begun.
    until = demo.as_of - timedelta(days=1)
    with watch.step("vouchers", N_PEOPLE):
        add_vouchers(store, _county_of(store, worker_id), until)
    with watch.step("applications", N_APPLYING):
        add_applications(store, _county_of(store, worker_id), until)
    with watch.step("advise", 1):
        given = advise(config, store, worker_id, at)
    return DemoResult(given, training, tuple(watch.steps))


def take_market(intake: Intake, market: WrittenMarket, demo: Demo, watch: Stopwatch) -> None:
    """Import every file of the market as an operator would; the database is told that they are made up."""
    begin(intake.store, intake.recorded_at)
    intake = replace(intake, made_up=True)
    files = {
        Kind.WORKERS: (market.workers, demo.workers),
        Kind.SPELLS: (market.spells, demo.workers),
        Kind.VACANCIES: ((market.vacancies,), demo.vacancies),
        Kind.PROGRAMMES: ((market.programmes,), 1),
    }
    for kind, (paths, rows) in files.items():
        with watch.step(f"import {kind.value}", rows):
            for path in paths:
                take(intake, kind, path)


def advise(config: Settings, store: Store, worker_id: str, at: datetime) -> AdviceForm:
    """Everything there is to say to one worker, as the API would answer."""
    return assemble(config, store, lambda: at).advisor.everything(worker_id, at, limit=3, courses=1)


def chosen(scored: Scored) -> str:
    """The jobseeker of some difficulty with three vacancies, a course, and the best first vacancy.

    Read from the batch's own tables, as a counselor's list would be.
    """
    index = pq.read_table(scored.folder / "index", columns=["worker_id", "index", "in_spell"])
    vacancies = pq.read_table(scored.folder / "vacancies")
    programmes = pq.read_table(scored.folder / "programmes", columns=["worker_id"])
    hard = index.filter(pc.and_(index["in_spell"], pc.greater_equal(index["index"], HIGH)))
    third = vacancies.filter(pc.equal(vacancies["rank"], 3))["worker_id"]
    first = vacancies.filter(pc.equal(vacancies["rank"], 1))
    able = [hard["worker_id"], third, programmes["worker_id"]]
    for ids in able:
        first = first.filter(pc.is_in(first["worker_id"], value_set=ids.combine_chunks()))
    if first.num_rows == 0:
        raise NotADemo("市场太小，没有合适的人选；请增加 --workers 或 --vacancies。")
    best = first.sort_by([("hire_chance", "descending"), ("worker_id", "ascending")])
    return str(best["worker_id"][0])


def _county_of(store: Store, worker_id: str) -> str:
    with reading(store) as db:
        return county_behind(db, "worker_id", worker_id) or ""


def no_later_than(now: datetime | None, moment: datetime) -> datetime:
    """The moment, or now where it is still to come: a clock would seem to go wrong."""
    return moment if now is None else min(moment, now)


def noon(day: date) -> datetime:
    """Midday in Xinzhou, so that a demonstration of a day happens on that day."""
    return datetime.combine(day, time(12), XINZHOU)
