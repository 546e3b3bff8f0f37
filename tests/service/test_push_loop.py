"""Jobs are done by one process at a time, a failing one keeps no message back, and a stop is heard at once."""

import subprocess
import sys
from datetime import UTC, datetime, timedelta

import pytest

from data.records import jobs
from data.store import Store, reading, transaction
from service.push.jobs import next_plan
from service.push.loop import Job, Loop, every
from tests.data.pushed import NOW, message, people, put, states
from tests.service.pushed import Clock, sender

LEASE = timedelta(minutes=2)


def take(store: Store, by: str, at: datetime = NOW) -> bool:
    with transaction(store) as db:
        return jobs.take(db, "plan", by=by, now=at, lease=LEASE)


def test_of_many_processes_one_takes_a_job(store: Store) -> None:
    assert [take(store, by) for by in ("p", "q", "r")] == [True, False, False]


def test_a_job_is_due_again_when_it_says_so_or_when_its_holder_died(store: Store) -> None:
    take(store, "p")
    assert not take(store, "q", NOW + LEASE - timedelta(seconds=1))
    assert take(store, "q", NOW + LEASE)
    with transaction(store) as db:
        assert not jobs.done(db, "plan", by="p", next_at=NOW)
        assert jobs.done(db, "plan", by="q", next_at=NOW + timedelta(days=1))
    assert not take(store, "p", NOW + timedelta(hours=23))
    assert take(store, "p", NOW + timedelta(days=1))


def test_what_a_dead_process_had_in_hand_is_taken_at_once(store: Store) -> None:
    take(store, "dead")
    with transaction(store) as db:
        assert jobs.let_go(db, by="dead", now=NOW) == 1
    assert take(store, "q")
    with reading(store) as db:
        assert [turn.held_by for turn in jobs.all_turns(db)] == ["q"]


def test_a_job_that_fails_keeps_no_message_back_and_is_tried_again(store: Store) -> None:
    people(store, "W1")
    put(store, message())
    clock, done = Clock(), []

    def fails(now: datetime) -> int:
        done.append(now)
        raise ValueError("a person's data")

    job = Job("broken", fails, every(timedelta(minutes=1)))
    loop = Loop(store, sender(store, clock=clock), [job], clock)
    loop.once()
    clock.now += timedelta(minutes=2)
    loop.once()
    assert len(done) == 2
    with reading(store) as db:
        assert states(db) == {"k": "sent"}


@pytest.mark.parametrize(
    ("now", "due"),
    [
        (datetime(2026, 11, 22, 20, tzinfo=UTC), datetime(2026, 11, 22, 22, 30, tzinfo=UTC)),
        (NOW, datetime(2026, 11, 23, 22, 30, tzinfo=UTC)),
    ],
)
def test_the_day_is_planned_before_messages_may_leave(now: datetime, due: datetime) -> None:
    assert next_plan(now) == due


TOLD_AGAIN = """
import faulthandler, signal, sys
from itertools import count
from service.push.loop import Loop

faulthandler.dump_traceback_later(20, exit=True)
loop, told = Loop(None, None, (), None), count()

def tell(frame, event, _):
    hears = frame.f_code.co_name == "_leave" or frame.f_code.co_filename.endswith("threading.py")
    if event == "line" and hears and next(told) < 50:
        signal.raise_signal(signal.SIGTERM)
    return tell

signal.signal(signal.SIGTERM, loop._leave)
sys.settrace(tell)
signal.raise_signal(signal.SIGTERM)
sys.settrace(None)
assert next(told) > 1, "it was told again while it heard"
"""


def test_a_stop_is_heard_also_while_another_is_heard() -> None:
    # Whoever stops a service tells its whole group, and a parent its children once more.
    assert subprocess.run([sys.executable, "-c", TOLD_AGAIN], check=False).returncode == 0
