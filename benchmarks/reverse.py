"""A new vacancy's best hundred among everybody, and one worker's ten with reasons: milliseconds each."""

import argparse
import time
from collections.abc import Callable

import numpy as np
import pyarrow as pa

from benchmarks.drawn.market import AS_OF, draw, reaches
from benchmarks.report import Row, peak_gb
from models.matching import reference
from models.matching.columns import Ints
from models.matching.engine import Engine
from models.matching.explain import explain
from models.matching.market import Market, encode_vacancies
from models.matching.ranking import COLD_START
from models.matching.reverse import Workforce
from models.matching.seekers import UNKNOWN_PLACE, Seekers, encode_workers, rows_of


def arguments(parser: argparse.ArgumentParser) -> None:
    """Sizes; everybody in Xinzhou is --people 1910000."""
    parser.add_argument("--people", type=int, default=400_000)
    parser.add_argument("--vacancies", type=int, default=50_000)
    parser.add_argument("--rounds", type=int, default=300)


def run(options: argparse.Namespace) -> list[Row]:
    """Time single questions, one after another, and check a few against the reference."""
    rng = np.random.default_rng(2)
    drawn = draw(options.people, options.vacancies)
    market = encode_vacancies(drawn.vacancies, AS_OF)
    everybody = pa.concat_tables(list(drawn.parts))
    seekers = encode_workers(everybody, market, reaches=reaches)
    del everybody
    workforce = Workforce(seekers, market, COLD_START)
    asked = rng.choice(len(market), options.rounds, replace=False)
    workforce.best(int(asked[0]))
    task = f"best 100 of {options.people}"
    rows = timed(task, "songgang", lambda j: workforce.best(int(j)), asked)
    rows += timed(task, "numpy masks", lambda j: masks(seekers, market, int(j)), asked[:20])
    rows.append(Row(task, "songgang", "same_as_reference", agreement(workforce, seekers, market)))
    rows.append(Row(task, "songgang", "peak_gb", peak_gb()))
    return rows + one_worker(
        seekers, market, rng.choice(len(seekers), options.rounds, replace=False)
    )


def timed(task: str, system: str, ask: Callable[[int], object], questions: Ints) -> list[Row]:
    """Median and 99th percentile in milliseconds."""
    spent = []
    for question in questions:
        began = time.perf_counter()
        ask(question)
        spent.append(1000 * (time.perf_counter() - began))
    quantiles = {"p50_ms": 50, "p99_ms": 99}
    return [
        Row(task, system, name, float(np.percentile(spent, q))) for name, q in quantiles.items()
    ]


def one_worker(seekers: Seekers, market: Market, who: Ints) -> list[Row]:
    """A worker's ten with every reason, as a counselor sees them."""
    engine = Engine(market, COLD_START)
    for classes in seekers.classes:
        engine.zones(classes)
    people = [rows_of(seekers, np.array([i])) for i in who]

    def answer(t: int) -> object:
        rows = engine.top(people[t]).rows[0]
        return explain(people[t], 0, market, COLD_START, rows.tolist())

    answer(0)
    return timed(f"ten of {len(market)} with reasons", "songgang", answer, np.arange(len(people)))


def masks(s: Seekers, m: Market, j: int) -> Ints:
    """The hard rules over everybody as numpy masks, without any score: the least a peer must do."""
    classes = s.classes[s.home, m.place[j]]
    near = (classes <= s.reach) | (classes == UNKNOWN_PLACE)
    paid = (m.ceiling[j] >= s.floor) | bool(m.ceiling[j] < 0)
    learned = (s.education < 0) | (s.education >= m.min_education[j])
    grown = (s.age < 0) | (s.age >= m.min_age[j])
    held = ((m.papers[j] & ~s.papers) == 0).all(axis=1)
    hours = (s.hours & m.hours[j]) > 0
    allowed = ~(s.female & m.underground[j])
    return np.flatnonzero(near & paid & learned & grown & held & hours & allowed).astype(np.int64)


def agreement(workforce: Workforce, seekers: Seekers, market: Market) -> float:
    """Share of ten vacancies whose best ten among 100 workers are those of the reference."""
    some = np.arange(min(len(seekers), 100))
    few = rows_of(seekers, some)
    small = Workforce(few, market, workforce.ranking)
    shared = []
    for j in range(0, len(market), len(market) // 10):
        rows, _ = reference.candidates(j, few, market, workforce.ranking, k=10)
        shared.append(np.array_equal(rows, small.best(j, k=10).rows))
    return float(np.mean(shared))
