"""The day's batch: snapshot and offers written to disk, then everybody scored from there."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from data.records import imports, programmes, referral_places, vacancies
from data.snapshot import BadSnapshot, parts, verify, write_snapshot
from data.store import Connection, Store, reading
from models.bundle import current
from models.matching.allotment import Policy
from service.batch.engines import Engine, Processes
from service.batch.figures import record_figures
from service.batch.gainers import NAME as GAINERS
from service.batch.gainers import write_gainers
from service.batch.judging import keep_judged
from service.batch.manifest import write_table
from service.batch.placing import give_places
from service.batch.score import Run, Scored, score_registry
from service.config import Settings
from service.finished import finished_by_worker

Report = Callable[[int, int, str], None]


def score_day(
    config: Settings,
    store: Store,
    as_of: date,
    *,
    processes: int,
    report: Report,
    policy: Policy | None = None,
    engine: Engine | None = None,
) -> Scored:
    """Score everybody as known on a day, give places out by `policy`, and count the day's figures.

    The work is done by `engine`, by `processes` of this machine where none is given.
    Run again after a kill, it goes on with what is missing.
    """
    engine = engine or Processes(processes)
    snapshot_of(config, store, as_of, report, threads=engine.threads)
    run = run_of(config, as_of, policy)
    write_offers(store, run, config.referrals_per_opening)
    scored = score_registry(run, engine=engine, report=report)
    place_everybody(run, engine, report)
    write_down(store, run, engine.threads)
    return scored


def run_of(config: Settings, as_of: date, policy: Policy | None = None) -> Run:
    """A day's run: where its files are and what it rests on."""
    return Run(
        folder=config.scores / as_of.isoformat(),
        snapshot=config.snapshots / as_of.isoformat(),
        bundle=current(config.bundles),
        as_of=as_of,
        shown=config.shown,
        policy=policy or Policy(per_place=config.referrals_per_opening),
    )


def write_offers(store: Store, run: Run, per_opening: int) -> None:
    """Freeze what is on offer, and what does not come back to whom, into the run's folder."""
    with reading(store) as db:
        full = referral_places.unavailable(db, per_opening)
        offered = vacancies.open_on(db, run.as_of)
        write_table(run.offered, offered)
        write_table(run.vacancies, without(offered, full))
        write_table(run.programmes, programmes.open_on(db, run.as_of))
        write_table(run.finished, finished_table(db))
        found_work = pa.array(sorted(referral_places.hired(db)), pa.string())
        write_table(run.hired, pa.table({"worker_id": found_work}))


def place_everybody(run: Run, engine: Engine, report: Report) -> bool:
    """Give places out, and cut out who gains most from each course; False where it is done already."""
    anew = give_places(run, [path.stem for path in parts(run.snapshot)], engine, report)
    if anew or not (run.folder / GAINERS).is_file():
        write_gainers(run.folder, engine.threads)
    return anew


def write_down(store: Store, run: Run, threads: int = 1) -> None:
    """Write into the database what pages read: the day's figures, and what lists are sorted by.

    Neither needs the other, and most of both is Arrow's and the database's work.
    """
    offered = pq.read_table(run.offered)
    with ThreadPoolExecutor(threads) as crew:
        counted = crew.submit(record_figures, store, run.snapshot, offered, run.as_of)
        judged = crew.submit(keep_judged, store, run)
        for each in (counted, judged):
            each.result()


def finished_table(db: Connection) -> pa.Table:
    """What does not come back to whom, one row a worker."""
    found = finished_by_worker(db)
    return pa.table(
        {
            "worker_id": pa.array(found.keys(), pa.string()),
            "targets": pa.array(found.values(), pa.list_(pa.string())),
        }
    )


def without(offered: pa.Table, full: frozenset[str]) -> pa.Table:
    """The vacancies to which somebody can still be referred."""
    gone = pc.is_in(offered["vacancy_id"], pa.array(sorted(full), pa.string()))
    return offered.filter(pc.invert(gone))


def snapshot_of(
    config: Settings, store: Store, as_of: date, report: Report, *, threads: int = 1
) -> Path:
    """The day's snapshot: the one on disk if it is whole and nothing was imported since, else a new one."""
    folder, stamp = config.snapshots / as_of.isoformat(), config.snapshots / f"{as_of}.stamp"
    with reading(store) as db:
        last = imports.latest(db, limit=1)
    now = f"{last[0].sha256} {last[0].recorded_at.isoformat()}" if last else "nothing imported"
    if stamp.is_file() and stamp.read_bytes() == now.encode() and _is_whole(folder):
        return folder
    stamp.unlink(missing_ok=True)
    write_snapshot(store, as_of, config.snapshots, report, threads=threads)
    stamp.write_text(now, encoding="utf-8")
    return folder


def _is_whole(folder: Path) -> bool:
    try:
        verify(folder)
    except BadSnapshot:
        return False
    return True


def results(folder: Path) -> dict[str, str]:
    """Where a run's tables are, by kind, as patterns that Parquet readers take."""
    return {kind: str(folder / kind) for kind in ("index", "vacancies", "programmes")}
