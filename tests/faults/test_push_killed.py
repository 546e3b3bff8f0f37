"""`songgang push --loop` killed at random moments loses nothing; the benchmark `push_kills` does it at length."""

import argparse
import time
from pathlib import Path

import pytest
import sqlalchemy as sa

from benchmarks.push_kills import killed
from benchmarks.pushed.receiver import receiving
from data.store import Store, reading, transaction
from data.tables_push import outbox
from service.clock import utc_now

pytestmark = pytest.mark.faults

OPTIONS = argparse.Namespace(messages=40, kills=2, processes=2, seed=3)


def leases_end(store: Store) -> None:
    """As if the lease were over of what dead processes had under way; the living keep theirs."""
    o = outbox
    with transaction(store) as db:
        under_way = sa.select(o.c.message_id, o.c.claimed_by).where(o.c.state == "sending")
        dead = [id_ for id_, by in db.execute(under_way) if not is_alive(by)]
        db.execute(sa.update(o).where(o.c.message_id.in_(dead)).values(next_at=utc_now()))
    time.sleep(0.2)


def is_alive(name: str) -> bool:
    """Whether the process lives that holds its claims by this name."""
    return Path(f"/proc/{name.rpartition('-')[2]}").exists()


def test_nothing_is_lost_and_only_what_was_under_way_at_a_kill_comes_twice(
    store: Store, tmp_path: Path
) -> None:
    with receiving() as receiver:
        rows = killed(store, tmp_path, receiver, OPTIONS, "test", until_leases_end=leases_end)
    found = {row.metric: row.value for row in rows}
    assert (found["lost"], found["unknown"], found["sent_twice_without_excuse"]) == (0, 0, 0)
    with reading(store) as db:
        assert set(db.scalars(sa.select(outbox.c.state))) == {"sent"}
