"""The service over HTTP: requests a second and p50/p99 beside an endpoint that does nothing, also during a night."""

import argparse
import re
import socket
import subprocess
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from http.client import HTTPConnection
from pathlib import Path

from benchmarks.asked.connections import Told, ask, question
from benchmarks.asked.service import (
    Ways,
    command,
    environment,
    night_files,
    serving,
    settle,
    ways_in,
)
from benchmarks.pushed.databases import opened
from benchmarks.report import Row
from data.opening import open_with_keys
from data.store import Store
from service.clock import utc_now
from service.config import Settings

FEW, MANY = 4, 16
NICE = "/usr/bin/nice"
AGAIN = 50
"""Workers asked about again and again."""


def arguments(parser: argparse.ArgumentParser) -> None:
    """How large a market on which database, for how long each question is asked, and whether a night runs."""
    parser.add_argument("--people", type=int, default=50_000)
    parser.add_argument("--vacancies", type=int, default=50_000)
    parser.add_argument("--database", choices=["sqlite", "postgres"], default="sqlite")
    parser.add_argument(
        "--home",
        type=Path,
        help="a home with a market, kept and used again: on another day, or first lists are not the first",
    )
    parser.add_argument("--processes", type=int, default=2)
    parser.add_argument("--seconds", type=float, default=10.0)
    parser.add_argument("--night", action="store_true", help="ask once more while a night runs")


def run(options: argparse.Namespace) -> list[Row]:
    """Rows by question; `share of a trivial answer` is requests a second divided by those of nothing at all."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    if options.home:
        home = options.home.absolute()
        config = Settings(home=home, database_url=f"sqlite:///{home / 'songgang.db'}", port=port)
        cipher = config.cipher
        store = open_with_keys(config.database_url, config.keys, cipher=cipher, now=utc_now())
        return _measured(config, store, options)
    with opened(options.database) as (store, folder), tempfile.TemporaryDirectory() as name:
        config = Settings(
            home=Path(name), database_url=store.url, port=port, key_file=folder / "keys.json"
        )
        return _measured(config, store, options)


def failed(rows: list[Row]) -> bool:
    """Whether an answer was anything but 200."""
    return any(row.metric == "failed" and row.value for row in rows)


def _measured(config: Settings, store: Store, options: argparse.Namespace) -> list[Row]:
    if not (config.home / "market").is_dir():
        settle(config, store, people=options.people, vacancies=options.vacancies)
    ways = ways_in(config, store, n_sessions=AGAIN)
    files = None
    if options.night:
        files = night_files(config, people=options.people, vacancies=options.vacancies)
    with serving(config, processes=options.processes) as port:
        # Nobody asks for the first time twice: one asked for again is answered without being kept once more.
        fresh = Fresh(_lists(port, ways, ways.workers[AGAIN:]))
        rows = list(_quiet(port, ways, fresh, options.seconds))
        if files:
            rows += list(_during_a_night(config, port, ways, fresh, files))
    return rows


@dataclass
class Fresh:
    """Lists that nobody has asked for yet."""

    left: Sequence[bytes]

    def ask(self, port: int, *, connections: int, seconds: float) -> Told:
        """Ask for the next of them."""
        told = ask(port, self.left, connections=connections, seconds=seconds)
        # One more a connection may be under way when the time is over.
        n_asked = len(told.milliseconds) + len(told.failures) + connections
        if n_asked > len(self.left):
            raise RuntimeError("too few people for so many questions; ask of more --people")
        self.left = self.left[n_asked:]
        return told


def _quiet(port: int, ways: Ways, fresh: Fresh, seconds: float) -> Iterator[Row]:
    trivial = [question("/health/live", port=port)]
    again = _lists(port, ways, ways.workers[:AGAIN])
    ask(port, again, connections=FEW, seconds=2 * seconds)
    told = {
        "alive, which asks nothing": ask(port, trivial, connections=FEW, seconds=seconds),
        "health, which asks the database": ask(
            port, [question("/api/v1/health", port=port)], connections=FEW, seconds=seconds
        ),
        "recommendation asked for again": ask(port, again, connections=FEW, seconds=seconds),
        "recommendation asked for first": fresh.ask(port, connections=FEW, seconds=seconds),
    }
    nothing = told["alive, which asks nothing"].a_second
    for name, found in told.items():
        yield from _rows(f"{name}, {FEW} connections", found)
        share = found.a_second / nothing
        yield Row(f"{name}, {FEW} connections", "songgang", "share of a trivial answer", share)
    for name, found in _of_many(port, ways, fresh, seconds):
        yield from _rows(f"{name}, {MANY} connections", found)


def _during_a_night(
    config: Settings, port: int, ways: Ways, fresh: Fresh, files: Path
) -> Iterator[Row]:
    """The same questions in turn for as long as the night takes."""
    found: dict[str, list[Told]] = {}
    with (config.home / "night.log").open("wb") as log:
        night = subprocess.Popen(
            # As the sample of its unit has it: the service comes first.
            [NICE, "-n", "10", *command("night", "--files", str(files))],
            env=environment(config),
            stdout=log,
            stderr=log,
        )
        try:
            while night.poll() is None:
                for name, told in _of_many(port, ways, fresh, 5.0):
                    found.setdefault(name, []).append(told)
        finally:
            night.kill()
    for name, several in found.items():
        yield from _rows(f"{name}, {MANY} connections, during a night", _together(several))
    yield Row("the night itself", "songgang", "exit code", float(night.returncode))


def _lists(port: int, ways: Ways, workers: Sequence[str]) -> list[bytes]:
    told = {"Authorization": f"Bearer {ways.token}"}
    return [question(f"/api/v1/workers/{id_}/vacancies", port=port, **told) for id_ in workers]


def _of_many(port: int, ways: Ways, fresh: Fresh, seconds: float) -> Iterator[tuple[str, Told]]:
    """Asked over many connections: lists of vacancies, searches by surname, workers' own pages, and a counselor's."""
    cookie = f"songgang-staff={ways.counselor}"
    csrf = _csrf(port, cookie)
    searches = [
        question(
            "/console/people/search",
            port=port,
            method="POST",
            body=f"csrf={csrf}&q={surname}",
            Cookie=cookie,
            HX_Request="true",
        )
        for surname in "王李张刘陈杨赵黄周吴"
    ]
    own = [
        question("/me/jobs", port=port, Cookie=f"songgang-worker={session}")
        for session in ways.sessions
    ]
    looked_at = [
        question(f"/console/people/{id_}", port=port, Cookie=cookie) for id_ in ways.workers[:AGAIN]
    ]
    yield "recommendation", fresh.ask(port, connections=MANY, seconds=seconds)
    for name, questions in {
        "search by surname": searches,
        "worker's own page": own,
        "worker in the console": looked_at,
    }.items():
        yield name, ask(port, questions, connections=MANY, seconds=seconds)


def _csrf(port: int, cookie: str) -> str:
    connection = HTTPConnection("127.0.0.1", port, timeout=120)
    connection.request("GET", "/console/people", headers={"Cookie": cookie})
    page = connection.getresponse().read().decode()
    connection.close()
    found = re.search(r'name="csrf" value="([^"]+)"', page)
    if found is None:
        raise RuntimeError("the list of people came without its form")
    return found[1]


def _together(several: Sequence[Told]) -> Told:
    return replace(
        several[0],
        milliseconds=sorted(ms for each in several for ms in each.milliseconds),
        failures=[failure for each in several for failure in each.failures],
        seconds=sum(each.seconds for each in several),
    )


def _rows(task: str, told: Told) -> Iterator[Row]:
    yield Row(task, "songgang", "requests a second", told.a_second)
    yield Row(task, "songgang", "p50 ms", told.at(0.5))
    yield Row(task, "songgang", "p99 ms", told.at(0.99))
    yield Row(task, "songgang", "longest ms", told.at(1.0))
    yield Row(task, "songgang", "failed", float(len(told.failures)))
