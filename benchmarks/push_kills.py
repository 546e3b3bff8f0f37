"""`songgang push --loop` under `kill -9`: nothing lost, nothing twice but a send that was under way."""

import argparse
import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import sqlalchemy as sa

from benchmarks.pushed.databases import opened
from benchmarks.pushed.people import write_to
from benchmarks.pushed.receiver import Receiver, receiving
from benchmarks.report import Row
from data.store import Store, reading
from data.tables_push import outbox
from service.push.channels.channel import outer_name

LEASE_SECONDS = 30
SETTINGS = """
lease_seconds = {lease}
[hours]
opens = "00:00"
closes = "23:59:59.999"
rests_on_holidays = false
[webhook]
url = "{url}"
secret = "whsec_MDEyMzQ1Njc4OWFiY2RlZg=="
"""


def arguments(parser: argparse.ArgumentParser) -> None:
    """Sizes; the promise is made for the defaults."""
    parser.add_argument("--messages", type=int, default=20_000)
    parser.add_argument("--kills", type=int, default=200)
    parser.add_argument("--processes", type=int, default=3)
    parser.add_argument("--database", choices=("sqlite", "postgres", "both"), default="both")
    parser.add_argument("--seed", type=int, default=1)


def run(options: argparse.Namespace) -> list[Row]:
    """Kill away on one database or on both."""
    kinds = ("sqlite", "postgres") if options.database == "both" else (options.database,)
    rows: list[Row] = []
    for kind in kinds:
        with opened(kind) as (store, folder), receiving() as receiver:
            rows += killed(store, folder, receiver, options, kind)
    return rows


def killed(
    store: Store,
    folder: Path,
    receiver: Receiver,
    options: argparse.Namespace,
    kind: str,
    *,
    until_leases_end: Callable[[Store], None] = lambda _: time.sleep(0.5),
) -> list[Row]:
    """The figures of one run: what was lost, what came twice, and what of that had no excuse."""
    write_to(store, options.messages, datetime.now(UTC), channel="webhook")
    (folder / "push.toml").write_text(SETTINGS.format(url=receiver.url, lease=LEASE_SECONDS))
    began = time.monotonic()
    with looping(store, folder, options.processes) as parent:
        in_doubt = kill_away(store, parent, options.kills, random.Random(options.seed))  # noqa: S311
        wait_for_the_rest(store, until_leases_end)
    seconds = time.monotonic() - began
    expected = {outer_name(f"benchmark:W{i:07d}") for i in range(options.messages)}
    twice = {name for name, n in receiver.arrived.items() if n > 1}
    figures = {
        "messages": options.messages,
        "kills": options.kills,
        "lost": len(expected - receiver.arrived.keys()),
        "unknown": len(receiver.arrived.keys() - expected),
        "sent_twice": len(twice),
        "sent_twice_without_excuse": len(twice - in_doubt),
        "under_way_at_a_kill": len(in_doubt),
        "seconds": seconds,
    }
    return [Row(kind, "songgang", name, float(value)) for name, value in figures.items()]


@contextmanager
def looping(store: Store, folder: Path, processes: int) -> Iterator[subprocess.Popen[bytes]]:
    """`songgang push --loop` with its children, told to stop at the end."""
    environment = os.environ | {"SONGGANG_HOME": str(folder), "SONGGANG_DATABASE_URL": store.url}
    command = [sys.executable, "-c", "from service.cli.main import main; main()", "push", "--loop"]
    log = (folder / "push.log").open("wb")
    parent = subprocess.Popen(
        [*command, "--processes", str(processes)], env=environment, stdout=log, stderr=log
    )
    try:
        yield parent
    finally:
        parent.terminate()
        parent.wait(timeout=60)
        log.close()


def kill_away(
    store: Store, parent: subprocess.Popen[bytes], kills: int, chance: random.Random
) -> set[str]:
    """Kill random children at random moments; the outer names of what each had under way."""
    in_doubt: set[str] = set()
    while n_open(store) and not children(parent.pid):
        time.sleep(0.05)
    for _ in range(kills):
        time.sleep(chance.random() * 0.6)
        alive = children(parent.pid)
        while not alive:
            time.sleep(0.01)
            alive = children(parent.pid)
        victim = chance.choice(alive)
        os.kill(victim, signal.SIGKILL)
        in_doubt |= under_way(store, victim)
    return in_doubt


def under_way(store: Store, pid: int) -> set[str]:
    """What a dead process had begun and not settled; nobody else touches it before its lease ends."""
    held = sa.select(outbox.c.key).where(
        outbox.c.state == "sending", outbox.c.claimed_by.like(f"push-%-{pid}")
    )
    with reading(store) as db:
        return {outer_name(key) for key in db.scalars(held)}


def wait_for_the_rest(store: Store, until_leases_end: Callable[[Store], None]) -> None:
    """Until nothing is open any more."""
    while n_open(store):
        until_leases_end(store)


def n_open(store: Store) -> int:
    """How many messages have not come to an end."""
    with reading(store) as db:
        counted = sa.select(sa.func.count()).where(outbox.c.next_at.is_not(None))
        return db.scalar(counted) or 0


def children(pid: int) -> Sequence[int]:
    """The living children of a process, as Linux tells them."""
    found = Path(f"/proc/{pid}/task/{pid}/children").read_text()
    return [int(child) for child in found.split()]
