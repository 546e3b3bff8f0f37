"""No place is ever sold twice: not by two at once, not by a process that dies, not by any order of steps."""

import threading
from collections.abc import Callable
from datetime import date, datetime, timedelta
from pathlib import Path

import numpy as np
import pytest
import sqlalchemy as sa

from data.faults import crash_at
from data.records import recommendations, referrals
from data.records.referrals import Referral
from data.store import Connection, Store, StoreBusy, reading, transaction
from data.tables_referral import CLOSING_REASONS, REFERRAL_STATES, VIAS
from data.tables_referral import referral_events as events
from data.tables_referral import referrals as table
from models.referring.steps import TRANSITIONS
from service.errors import Conflict
from service.referrals.lapsing import lapse
from service.referrals.steps import begin, go_on, locked, not_reached
from tests.service.referring_world import (
    NOW,
    PER_OPENING,
    TODAY,
    check,
    everything,
    pair,
    recommended,
    refer,
    said,
    settle,
    take,
    worker,
)

Deed = Callable[[], object]


def at_once(deeds: list[Deed]) -> list[str]:
    """Do all at the same moment in threads of their own; tells of each whether it was done or refused."""
    gate, outcomes = threading.Barrier(len(deeds)), []

    def run(deed: Deed) -> None:
        gate.wait()
        try:
            deed()
        except Conflict:
            outcomes.append("refused")
        else:
            outcomes.append("done")

    threads = [threading.Thread(target=run, args=(deed,)) for deed in deeds]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sorted(outcomes)


def test_two_who_race_for_the_last_place_do_not_both_get_it(store: Store, tmp_path: Path) -> None:
    settle(store, tmp_path, n_people=8, places=(1, 1, 1, 1))
    for round_ in range(4):
        first, second = (refer(store, 2 * round_ + i, f"V{round_}") for i in range(2))
        deeds: list[Deed] = [
            lambda r=r: take(store, r.referral_id, "placed") for r in (first, second)
        ]
        assert at_once(deeds) == ["done", "refused"]
        check(store)


def test_four_who_race_for_two_referrals_get_two(store: Store, tmp_path: Path) -> None:
    settle(store, tmp_path, n_people=4)
    deeds: list[Deed] = [lambda i=i: refer(store, i) for i in range(4)]
    assert at_once(deeds) == ["done", "done", "refused", "refused"]
    check(store)


def test_one_person_placed_twice_at_once_keeps_one_referral_open(
    store: Store, tmp_path: Path
) -> None:
    settle(store, tmp_path, places=(1, 1))
    both = [refer(store, 0, vacancy_id) for vacancy_id in ("V0", "V1")]
    deeds: list[Deed] = [lambda r=r: take(store, r.referral_id, "placed") for r in both]
    assert at_once(deeds) == ["done", "refused"]
    check(store)
    with reading(store) as db:
        states = sorted(r.state for r in referrals.of_worker(db, worker(0)))
    assert states == ["closed", "placed"]


@pytest.mark.parametrize(("hours", "other"), [("full", "closed"), ("part", "referred")])
def test_who_found_part_of_a_days_work_may_look_for_the_other_part(
    store: Store, tmp_path: Path, hours: str, other: str
) -> None:
    settle(store, tmp_path, places=(1, 1), hours=hours)
    both = [refer(store, 0, vacancy_id) for vacancy_id in ("V0", "V1")]
    take(store, both[0].referral_id, "placed")
    with reading(store) as db:
        left = referrals.one(db, both[1].referral_id)
    assert left is not None
    assert left.state == other
    check(store)


def test_the_database_itself_refuses_a_place_that_is_taken(store: Store, tmp_path: Path) -> None:
    settle(store, tmp_path, places=(2,))
    first, second = (take(store, refer(store, i).referral_id, "placed") for i in range(2))
    assert (first.place, second.place) == (1, 2)
    double = sa.update(table).where(table.c.referral_id == second.referral_id).values(place=1)
    with pytest.raises(sa.exc.IntegrityError), transaction(store) as db:
        db.execute(double)


@pytest.mark.parametrize("after", ["applied", "placed", "closed"])
def test_a_step_that_dies_between_any_two_writes_leaves_nothing(
    store: Store, tmp_path: Path, after: str
) -> None:
    settle(store, tmp_path, places=(1, 2))
    mine, others = refer(store, 0), refer(store, 1)
    refer(store, 0, "V1")
    reason = "worker_family" if after == "closed" else None
    before = everything(store)
    n, burnt = 0, True
    while burnt:
        n += 1
        with crash_at(store, n) as fuse:
            take(store, mine.referral_id, after, reason=reason)
        burnt = fuse.burnt
        if burnt:
            assert everything(store) == before
        check(store)
    assert n > (8 if after == "placed" else 3)
    with reading(store) as db:
        left = referrals.one(db, others.referral_id)
    assert left is not None
    assert left.closed_because == ("vacancy_filled" if after == "placed" else None)


def test_a_referral_that_dies_as_it_begins_holds_nothing(store: Store, tmp_path: Path) -> None:
    settle(store, tmp_path)
    with transaction(store) as db:
        shown = recommended(db, worker(0), "V0")
    before = everything(store)
    n, burnt = 0, True
    while burnt:
        n += 1
        with crash_at(store, n) as fuse, transaction(store) as db:
            begin(db, pair(worker(0), "V0", shown), said(), per_opening=PER_OPENING)
        burnt = fuse.burnt
        assert not burnt or everything(store) == before
    assert n == 5, "referral, step, verdict, archive: each of them can be the last"
    with reading(store) as db:
        (verdict,) = recommendations.verdicts_on(db, shown)
    assert verdict.verdict == "accepted"


@pytest.mark.faults
@pytest.mark.parametrize("seed", range(3))
def test_any_order_of_steps_with_crashes_sells_no_place_twice(
    store: Store, tmp_path: Path, seed: int
) -> None:
    settle(store, tmp_path, n_people=6, places=(1, 2, 3))
    rng, day, done = np.random.default_rng(seed), TODAY, 0
    for _ in range(100):
        day += timedelta(int(rng.choice((0, 0, 0, 1, 2, 5))))
        if rng.random() < 0.25:
            with crash_at(store, int(rng.integers(1, 9))):
                done += attempt(store, rng, day)
        else:
            done += attempt(store, rng, day)
        if rng.random() < 0.2:
            check(store)
    check(store)
    assert done > 20
    with reading(store) as db:
        reached = set(db.scalars(sa.select(events.c.after).distinct()))
    assert {"applied", "placed", "closed"} <= reached


def test_many_at_once_wait_for_each_other_but_never_in_a_circle(
    store: Store, tmp_path: Path
) -> None:
    settle(store, tmp_path, n_people=6, places=(1, 2, 3))
    failures: list[str] = []

    def work(seed: int) -> None:
        rng = np.random.default_rng(seed)
        try:
            for _ in range(20):
                attempt(store, rng, TODAY)
        except StoreBusy as failure:
            failures.append(str(failure.orig))

    threads = [threading.Thread(target=work, args=(seed,)) for seed in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    check(store)


def attempt(store: Store, rng: np.random.Generator, day: date) -> bool:
    """One thing that somebody might try, sensible or not; True when it was allowed."""
    at = NOW + timedelta((day - TODAY).days)
    try:
        with transaction(store) as db:
            ids = db.scalars(sa.select(table.c.referral_id).order_by(table.c.referral_id)).all()
            kind = rng.random()
            if not ids or kind < 0.25:
                wanted = pair(worker(int(rng.integers(6))), f"V{rng.integers(3)}")
                begin(db, wanted, said(at=at), per_opening=PER_OPENING)
            elif kind < 0.35:
                not_reached(db, locked(db, str(rng.choice(ids))), said(at=at))
            else:
                step(db, rng, locked(db, str(rng.choice(ids))), at)
    except Conflict:
        return False
    if rng.random() < 0.1:
        lapse(store, at, per_opening=PER_OPENING)
    return True


def step(db: Connection, rng: np.random.Generator, found: Referral, at: datetime) -> None:
    """A step that the table knows, or any other."""
    known = [t for t in TRANSITIONS if t.before == found.state]
    if rng.random() < 0.7:
        known = [t for t in known if t.after != "closed"] or known
    if known and rng.random() < 0.8:
        allowed = known[int(rng.integers(len(known)))]
        after, via = allowed.after, str(rng.choice(allowed.vias))
    else:
        after, via = str(rng.choice(REFERRAL_STATES)), str(rng.choice(VIAS))
    reason = str(rng.choice(CLOSING_REASONS)) if after == "closed" else None
    told = said(via, at, reason=reason)
    go_on(db, found.referral_id, after, told, per_opening=PER_OPENING)
