"""What sealing costs: how much of an import it is, a change of keys, and one look at who somebody is."""

import argparse
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path

import pyarrow as pa

from benchmarks.pushed.databases import opened
from benchmarks.report import Row
from data.importers.concealing import concealed
from data.records import keyrings, workers
from data.sealing import Vault
from data.store import Store, reading
from data.synthetic import write_market
from service.importing import Intake, Kind, take

AS_OF = date(2026, 11, 23)
NOW = datetime(2026, 11, 23, 4, tzinfo=UTC)
LOOKS = 2_000


def arguments(parser: argparse.ArgumentParser) -> None:
    """How many people, on which database, sealed by what."""
    parser.add_argument("--people", type=int, default=100_000)
    parser.add_argument("--database", choices=["sqlite", "postgres"], default="sqlite")
    parser.add_argument("--cipher", default="aes-256-gcm", help="what the new key seals with")


def run(options: argparse.Namespace) -> list[Row]:
    """Seconds of the import, of the sealing alone, of a rotation; microseconds of one look."""
    with tempfile.TemporaryDirectory() as name, opened(options.database) as (store, _):
        market = write_market(Path(name), options.people, 100, seed=7, as_of=AS_OF)
        found = {
            "import": _timed(lambda: _import(store, market.workers, Path(name))),
            "sealing": _timed(lambda: _sealed(store.vault, options.people)),
            "rotation": _timed(lambda: _rotated(store, options.cipher)),
        }
        rows = [Row(step, "songgang", "seconds", seconds) for step, seconds in found.items()]
        look = _timed(lambda: _looked(store)) / LOOKS * 1e6
    return [*rows, Row("look", "songgang", "us", look)]


def _import(store: Store, paths: tuple[Path, ...], folder: Path) -> None:
    intake = Intake(store, AS_OF, NOW, folder / "reports", lambda *_: None)
    for path in paths:
        take(intake, Kind.WORKERS, path)


def _sealed(vault: Vault, n: int) -> None:
    """As many as were imported, in pieces of the size an import has."""
    for start in range(0, n, 100_000):
        here = range(start, min(start + 100_000, n))
        texts = {
            "worker_id": [f"W{i:08d}" for i in here],
            "id_number": [f"1409021983{i:08d}" for i in here],
            "phone": [f"138{i:08d}" for i in here],
        }
        concealed(vault, pa.table(texts))


def _rotated(store: Store, cipher: str) -> None:
    keyrings.bind(store, store.vault.ring(), NOW)
    keyrings.seal_anew(store, keyrings.renew(store, cipher, NOW), lambda _: None)


def _looked(store: Store) -> None:
    with reading(store) as db:
        for who in workers.find(db, limit=LOOKS):
            workers.find(db, worker_id=who.worker_id)


def _timed(work: Callable[[], None]) -> float:
    started = time.perf_counter()
    work()
    return time.perf_counter() - started
