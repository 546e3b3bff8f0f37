"""Messages a second through the mailbox with every rule on, beside a loop that locks and sends one by one."""

import argparse
import multiprocessing
import secrets
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from datetime import time as clock_time
from random import Random

import sqlalchemy as sa

from benchmarks.pushed.databases import opened
from benchmarks.pushed.people import write_to
from benchmarks.report import Row
from data.store import Store, open_store, reading, transaction
from data.tables_push import outbox
from service.clock import local_day, utc_now
from service.push.admission import Gate
from service.push.hours import Hours
from service.push.rules import Caps
from service.push.sending import Sender

ALWAYS = Hours(clock_time.min, clock_time.max, rests_on_holidays=False)
PEER_SHARE = 10
"""The peer gets so many times fewer messages: it would take minutes otherwise."""

Work = Callable[[str], None]


def arguments(parser: argparse.ArgumentParser) -> None:
    """Sizes; the promise is made for PostgreSQL and two processes."""
    parser.add_argument("--messages", type=int, default=50_000)
    parser.add_argument("--processes", type=int, default=2)
    parser.add_argument("--database", choices=("sqlite", "postgres"), default="postgres")


def run(options: argparse.Namespace) -> list[Row]:
    """Both systems, each on a database of its own."""
    systems: dict[str, tuple[Work, int]] = {
        "songgang": (songgang, options.messages),
        "one by one": (one_by_one, options.messages // PEER_SHARE),
    }
    task = f"mailbox, {options.database}, {options.processes} processes"
    rows = []
    for system, (work, n) in systems.items():
        with opened(options.database) as (store, _):
            write_to(store, n, datetime.now(UTC) - timedelta(minutes=1), channel=None)
            store.engine.dispose()
            seconds = timed(work, store.url, options.processes)
            rows.append(Row(task, system, "messages_per_second", n / seconds))
            rows.append(Row(task, system, "sent", float(n_sent(store))))
    return rows


def timed(work: Work, url: str, processes: int) -> float:
    """Seconds until every process finds the outbox empty."""
    context = multiprocessing.get_context("fork")
    workers = [context.Process(target=work, args=(url,)) for _ in range(processes)]
    began = time.perf_counter()
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    return time.perf_counter() - began


def songgang(url: str) -> None:
    """Claim, let through by every rule, put in words, deliver."""
    sender = Sender(
        store=open_store(url),
        name=f"benchmark-{secrets.token_hex(4)}",
        clock=utc_now,
        gate=Gate(ALWAYS, Caps(), frozenset({"mailbox"})),
        channels={},
        links=lambda _: None,
        chance=Random(1),  # noqa: S311 - waits of failures that do not come
    )
    while sender.push_some():
        pass


def one_by_one(url: str) -> None:
    """What a first attempt looks like: lock the next one, look nothing up, mark it sent, commit."""
    store = open_store(url)
    o = outbox
    due = sa.select(o.c.message_id, o.c.facts).where(o.c.next_at.is_not(None))
    due = due.order_by(o.c.next_at, o.c.message_id).limit(1).with_for_update()
    while True:
        now = datetime.now(UTC)
        with transaction(store) as db:
            row = db.execute(due).first()
            if row is None:
                # A lock that was waited for can come back without the row: look whether all is done.
                if not n_open(db):
                    return
                continue
            words = {"title": "题", "body": row.facts, "channel": "mailbox"}
            ended = {"state": "sent", "next_at": None, "ended_at": now, "counts_on": local_day(now)}
            sent = sa.update(o).where(o.c.message_id == row.message_id)
            db.execute(sent.values(words | ended))


def n_open(db: sa.Connection) -> int:
    """How many messages wait."""
    counted = sa.select(sa.func.count()).where(outbox.c.next_at.is_not(None))
    return db.scalar(counted) or 0


def n_sent(store: Store) -> int:
    """How many messages arrived."""
    with reading(store) as db:
        return db.scalar(sa.select(sa.func.count()).where(outbox.c.state == "sent")) or 0
