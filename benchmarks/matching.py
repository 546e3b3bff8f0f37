"""Everybody's ten best vacancies: ours under all rules and criteria, next to peers, most of which do less."""

import argparse
import itertools
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from benchmarks.drawn import peers
from benchmarks.drawn.market import AS_OF, draw, reaches
from benchmarks.report import Row, peak_gb
from models.matching import reference
from models.matching.columns import Ints
from models.matching.engine import Engine
from models.matching.market import Market, encode_vacancies
from models.matching.ranking import COLD_START
from models.matching.seekers import Seekers, encode_workers, rows_of

K = 10
CANDIDATES = 200
"""How many of a cosine's best are tried under the rules: more than any list shows."""

TRIES = 3
N_TRUE, N_SLOW, N_NEIGHBOURS, N_BATCH, N_COSINE = 100, 20, 5_400, 1_000, 20_000
"""Neighbours are asked for in two ways, both warm: for two of the full pieces scikit-learn cuts everybody
into, a gigabyte each, and in one plain call for a batch of a thousand, as an office would ask."""


def arguments(parser: argparse.ArgumentParser) -> None:
    """Sizes; the defaults are everybody in Xinzhou on two cores."""
    parser.add_argument("--people", type=int, default=1_910_000)
    parser.add_argument("--vacancies", type=int, default=50_000)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--no-peers", action="store_true", help="time ours alone")


@dataclass(frozen=True, slots=True)
class Ground:
    """The market, the workers, and the true lists of a sample of them."""

    market: Market
    seekers: Seekers
    sample: Seekers
    truth: Ints


def run(options: argparse.Namespace) -> list[Row]:
    """Time ours over everybody and the peers over as many as they can; recall against the reference."""
    drawn = draw(options.people, options.vacancies)
    market = encode_vacancies(drawn.vacancies, AS_OF)
    people = next(drawn.parts)
    seekers = encode_workers(people, market, reaches=reaches)
    sample = rows_of(seekers, np.arange(min(N_TRUE, len(seekers))))
    truth = reference.top(sample, market, COLD_START, k=K).rows.astype(np.int64)
    ground = Ground(market, seekers, sample, truth)
    rows = ours(ground, itertools.chain([people], drawn.parts), options)
    if not options.no_peers:
        rows += cosine_peers(ground) + definition_peers(ground)
        rows += ratios(rows)
    return rows


def ours(ground: Ground, parts: Iterable[pa.Table], options: argparse.Namespace) -> list[Row]:
    """Ours over everybody, part by part, from tables to lists; compiled beforehand, drawing not timed.

    Every part is searched twice: by all threads for how long everybody takes, and by one thread, as the
    peers are, for what one core does.
    """
    Engine(ground.market, COLD_START).top(ground.sample, k=K)
    clock = Clock()
    with clock.on("search"):
        engine = Engine(ground.market, COLD_START)
    tops = []
    for people in parts:
        with clock.on("read"):
            seekers = encode_workers(people, ground.market, reaches=reaches)
        with clock.on("search"):
            tops.append(engine.top(seekers, k=K, threads=options.threads))
        with clock.on("alone"):
            engine.top(seekers, k=K)
    figures = {
        "recall_at_10": recall_at(tops[0].rows[: len(ground.truth)].astype(np.int64), ground.truth),
        "workers_per_second": options.people / clock.core_seconds["alone"],
        "seconds": clock.seconds["search"],
        "core_seconds": clock.core_seconds["search"],
        "core_seconds_of_one_thread": clock.core_seconds["alone"],
        "seconds_reading_people": clock.seconds["read"],
        "peak_gb": peak_gb(),
    }
    return [Row("top_ten", "songgang", metric, figure) for metric, figure in figures.items()]


class Clock:
    """Adds up the seconds and the core seconds spent on named parts of the work."""

    def __init__(self) -> None:
        self.seconds: dict[str, float] = {}
        self.core_seconds: dict[str, float] = {}

    @contextmanager
    def on(self, name: str) -> Iterator[None]:
        """Count what happens inside under `name`."""
        began, worked = time.perf_counter(), time.process_time()
        yield
        self.seconds[name] = self.seconds.get(name, 0.0) + time.perf_counter() - began
        spent = time.process_time() - worked
        self.core_seconds[name] = self.core_seconds.get(name, 0.0) + spent


def recall_at(found: Ints, truth: Ints) -> float:
    """Share of the true lists that the found ones hold."""
    pairs = zip(found, truth, strict=True)
    hits = [len(set(f[f >= 0].tolist()) & set(t[t >= 0].tolist())) for f, t in pairs]
    return float(sum(hits) / max(1, (truth >= 0).sum()))


def timed(work: Callable[[], object], n: int) -> float:
    """Workers a second of one core: the median of a few tries.

    A first call also pays for memory that later ones find ready: nearest neighbours take three times as
    long, which would flatter us as much.
    """
    rates = []
    for _ in range(TRIES):
        began = time.process_time()
        work()
        rates.append(n / (time.process_time() - began))
    return float(np.median(rates))


def cosine_peers(ground: Ground) -> list[Row]:
    """Peers that compute a bare cosine of skills: their rate without rules, their recall with them."""
    people, vacancies = peers.skill_vectors(ground.seekers, ground.market)
    turned = vacancies.T.tocsr()
    some, few, batch = people[:N_COSINE], people[:N_NEIGHBOURS], people[:N_BATCH]
    rates = {
        "sparse_dot_topn": timed(lambda: peers.cosine_top(some, turned, K), some.shape[0]),
        "nearest_neighbors": timed(lambda: peers.neighbours_top(few, vacancies, K), few.shape[0]),
        "nearest_neighbors_in_batches": timed(
            lambda: peers.neighbours_top(batch, vacancies, K), batch.shape[0]
        ),
    }
    sample = people[: len(ground.truth)]
    best = peers.neighbours_top(sample, vacancies, CANDIDATES)
    rows = []
    for name, rate in rates.items():
        rows.append(Row("top_ten", name, "workers_per_second", rate))
        rows.append(
            Row("top_ten", name, "recall_at_10", recall_at(ruled(best, ground), ground.truth))
        )
    return rows


def ruled(candidates: Ints, ground: Ground) -> Ints:
    """The ten best of each sampled worker's candidates once rules and all criteria count."""
    found = np.full((len(candidates), K), -1, np.int64)
    for i, near in enumerate(candidates):
        scored = reference.score(ground.sample, i, ground.market, COLD_START)
        tried = np.zeros(len(ground.market), np.bool_)
        tried[near] = True
        rows = reference.best(scored.score, scored.eligible & tried, ground.market.employer, K)
        found[i, : len(rows)] = rows
    return found


def definition_peers(ground: Ground) -> list[Row]:
    """Peers that compute the whole definition, each on as many workers as it can be waited for."""
    few = rows_of(ground.sample, np.arange(min(N_SLOW, len(ground.sample))))
    truth = ground.truth[: len(few)]
    frames = peers.pandas_frame(ground.market)
    sql = peers.InSql(few, ground.market)
    found: dict[str, Ints] = {}

    def loop() -> None:
        lists = [peers.pandas_top(frames, few, i, K) for i in range(len(few))]
        found["pandas_loop"] = padded(lists)

    def query() -> None:
        by_worker = sql.top(few, K)
        found["duckdb_sql"] = padded(
            [np.array(by_worker.get(i, []), np.int64) for i in range(len(few))]
        )

    def plain() -> None:
        found["numpy_reference"] = reference.top(few, ground.market, COLD_START, k=K).rows.astype(
            np.int64
        )

    rows = []
    for name, work in (("pandas_loop", loop), ("duckdb_sql", query), ("numpy_reference", plain)):
        rows.append(Row("top_ten", name, "workers_per_second", timed(work, len(few))))
        rows.append(Row("top_ten", name, "recall_at_10", recall_at(found[name], truth)))
    return rows


def padded(lists: list[Ints]) -> Ints:
    """Lists of any length as rows of ten, -1 where they end."""
    found = np.full((len(lists), K), -1, np.int64)
    for i, rows in enumerate(lists):
        found[i, : len(rows)] = rows
    return found


def ratios(rows: list[Row]) -> list[Row]:
    """How many times faster ours is than each peer, per core."""
    rate = {r.system: r.value for r in rows if r.metric == "workers_per_second"}
    return [
        Row("top_ten", "songgang", f"ratio_to_{name}", rate["songgang"] / other)
        for name, other in rate.items()
        if name != "songgang"
    ]
