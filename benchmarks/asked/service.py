"""A service to ask: a market, everybody who asks with a way in, and `songgang serve` as it is run."""

import http.client
import os
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import pyarrow.parquet as pq

from benchmarks.held.extracts import next_day
from data.records import accounts
from data.records.accounts import Post
from data.store import Store, transaction
from data.synthetic import write_market
from service.access.sessions import open_staff_session, open_worker_session
from service.auth import create_token
from service.clock import local_day, utc_now
from service.config import Settings
from service.demo import Demo, noon, take_market
from service.importing import Intake
from service.measuring import Stopwatch

LIMIT_SECONDS = 300.0
NO_PASSWORD = "none"  # noqa: S105 - nobody signs in by it
ROOT = Path(__file__).parents[2]
SEED = 7
CHANGED = 0.1


@dataclass(frozen=True, slots=True)
class Ways:
    """Who may ask what: a token, a counselor's session, and sessions of workers by their ids."""

    token: str
    counselor: str
    workers: Sequence[str]
    sessions: Sequence[str]


def settle(config: Settings, store: Store, *, people: int, vacancies: int) -> None:
    """Make up a market of today, take it as an operator would, and let a night give out its places."""
    as_of = local_day(utc_now())
    demo = Demo(people, vacancies, SEED, as_of)
    market = write_market(config.home / "market", people, vacancies, seed=demo.seed, as_of=as_of)
    quiet = Intake(store, as_of, noon(as_of), config.reports, lambda *_: None)
    take_market(quiet, market, demo, Stopwatch())
    nothing_new = config.home / "nothing-new"
    nothing_new.mkdir()
    night = command("night", "--files", str(nothing_new))
    subprocess.run(night, env=environment(config), check=True, stdout=subprocess.DEVNULL)


def ways_in(config: Settings, store: Store, *, n_sessions: int) -> Ways:
    """Open a way in for everybody who will ask."""
    now = utc_now()
    files = sorted((config.home / "market").glob("workers-*.parquet"))
    # Somebody with several versions stands there several times: only the first of them asks for the first time.
    every = (id_ for file in files for id_ in pq.read_table(file)["worker_id"].to_pylist())
    ids = list(dict.fromkeys(every))
    counselor = _counselor(store, now)
    with transaction(store) as db:
        return Ways(
            create_token(db, f"bench {now}", frozenset({"read"}), now=now, days=1),
            counselor,
            ids,
            [open_worker_session(db, id_, now) for id_ in ids[:n_sessions]],
        )


def night_files(config: Settings, *, people: int, vacancies: int) -> Path:
    """The files of a night in which every tenth person and vacancy is another, with the day in their names."""
    as_of, files = local_day(utc_now()), config.home / "night"
    # Drawn again as they were settled: other people under the same ids would all be refused.
    market = write_market(files / "drawn", people, vacancies, seed=SEED, as_of=as_of)
    next_day(files, market, CHANGED, as_of=as_of)
    return files


@contextmanager
def serving(config: Settings, *, processes: int) -> Iterator[int]:
    """`songgang serve` on this home; its process is gone afterwards."""
    with (config.home / "serve.log").open("wb") as log:
        server = subprocess.Popen(
            command("serve", "--processes", str(processes)),
            env=environment(config),
            cwd=ROOT,
            stdout=log,
            stderr=log,
        )
        try:
            _until_ready(config.port, server)
            yield config.port
            server.terminate()
            server.wait(LIMIT_SECONDS)
        finally:
            server.kill()


def command(*words: str) -> list[str]:
    """A command of the product, as it is installed beside this Python."""
    return [str(Path(sys.executable).with_name("songgang")), *words]


def environment(config: Settings) -> dict[str, str]:
    """Where the home and the database are; nobody is slowed down."""
    return {
        **os.environ,
        "SONGGANG_HOME": str(config.home),
        "SONGGANG_DATABASE_URL": config.database_url,
        "SONGGANG_KEYS": str(config.keys),
        "SONGGANG_PORT": str(config.port),
        "SONGGANG_LIMIT_TOKEN": "0",
        "SONGGANG_LIMIT_ADDRESS": "0",
    }


def _counselor(store: Store, now: datetime) -> str:
    account_id = f"bench-{now.timestamp():.0f}"
    with transaction(store) as db:
        accounts.add(
            db,
            account_id,
            account_id,
            name=account_id,
            post=Post("counselor"),
            password_hash=NO_PASSWORD,
            must_change=False,
            at=now,
        )
        return open_staff_session(db, account_id, now, proved=True)


def _until_ready(port: int, server: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + LIMIT_SECONDS
    while time.monotonic() < deadline:
        if server.poll() is not None:
            raise RuntimeError(f"the service ended with {server.returncode}")
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=LIMIT_SECONDS)
        try:
            connection.request("GET", "/health/ready")
            if connection.getresponse().status == 200:
                return
        except OSError:
            time.sleep(0.1)
        finally:
            connection.close()
    raise RuntimeError("the service was not ready in time")
