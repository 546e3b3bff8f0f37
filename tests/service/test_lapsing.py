"""The clock gives back what nobody took up: holds, posts that closed, people nobody could reach."""

from datetime import date, timedelta
from pathlib import Path

import pytest

from data.faults import crash_at
from data.records import referral_places, referrals, vacancies
from data.store import Store, reading, transaction
from service.days import Days
from service.push.jobs import Office, push_jobs
from service.referrals.lapsing import lapse
from service.referrals.steps import locked, not_reached
from tests import builders
from tests.service.referring_world import NOW, PER_OPENING, check, refer, said, settle, take, worker


def closed_because(store: Store, referral_id: str) -> str | None:
    with reading(store) as db:
        found = referrals.one(db, referral_id)
    assert found is not None
    return found.closed_because


@pytest.mark.parametrize(
    ("state", "kept_days", "reason"),
    [
        ("referred", 7, "hold_lapsed"),
        ("applied", 14, "employer_no_answer"),
        ("interviewed", 14, "employer_no_answer"),
        ("offered", 30, "employer_no_answer"),
    ],
)
def test_a_hold_ends_the_day_after_its_last(
    store: Store, tmp_path: Path, state: str, kept_days: int, reason: str
) -> None:
    settle(store, tmp_path)
    mine = refer(store, 0)
    if state != "referred":
        take(store, mine.referral_id, state)
    last = NOW + timedelta(kept_days)
    assert lapse(store, last, per_opening=PER_OPENING).lapsed == 0
    assert lapse(store, last + timedelta(1), per_opening=PER_OPENING).lapsed == 1
    assert lapse(store, last + timedelta(1), per_opening=PER_OPENING).lapsed == 0
    assert closed_because(store, mine.referral_id) == reason
    refer(store, 1, at=last)
    refer(store, 2, at=last)
    check(store)


def test_a_post_that_closed_lets_go_only_who_has_not_applied(store: Store, tmp_path: Path) -> None:
    settle(store, tmp_path, places=(2,))
    waiting, applied = refer(store, 0), refer(store, 1)
    take(store, applied.referral_id, "applied")
    with transaction(store) as db:
        shut = builders.vacancy(vacancy_id="V0", places=2, expires_on=None, status="closed")
        vacancies.store_rows(db, shut, NOW)
    assert lapse(store, NOW, per_opening=PER_OPENING).vacancy_closed == 1
    assert closed_because(store, waiting.referral_id) == "vacancy_closed"
    assert closed_because(store, applied.referral_id) is None


def test_a_post_the_employer_called_filled_lets_the_waiting_go(
    store: Store, tmp_path: Path
) -> None:
    settle(store, tmp_path, places=(2,))
    asked, waiting = refer(store, 0), refer(store, 1)
    take(store, asked.referral_id, "closed", via="employer", reason="vacancy_filled")
    with reading(store) as db:
        assert vacancies.count_open(db, date(2026, 11, 23)) == 0
    assert lapse(store, NOW, per_opening=PER_OPENING).vacancy_closed == 1
    assert closed_because(store, waiting.referral_id) == "vacancy_closed"


def test_somebody_nobody_reaches_keeps_the_place_but_leaves_the_list(
    store: Store, tmp_path: Path
) -> None:
    settle(store, tmp_path)
    mine = refer(store, 0)
    take(store, mine.referral_id, "placed", on=date(2026, 11, 23))
    month = NOW + timedelta(31)
    with transaction(store) as db:
        put_off = not_reached(db, locked(db, mine.referral_id), said(at=month))
    assert put_off.follow_up_on == date(2026, 12, 31)
    last = NOW + timedelta((date(2027, 7, 22) - date(2026, 11, 23)).days)
    assert lapse(store, last, per_opening=PER_OPENING).follow_up_lost == 0
    assert lapse(store, last + timedelta(1), per_opening=PER_OPENING).follow_up_lost == 1
    assert closed_because(store, mine.referral_id) == "follow_up_lost"
    with reading(store) as db:
        assert referral_places.taken(db, "V0").places == {1}
        assert referrals.due(db, date(2099, 1, 1), limit=10) == ()


def test_a_clock_that_dies_goes_on_where_it_stopped(store: Store, tmp_path: Path) -> None:
    settle(store, tmp_path, places=(3,))
    for i in range(4):
        refer(store, i)
    at = NOW + timedelta(8)
    with crash_at(store, 9) as fuse:
        lapse(store, at, per_opening=PER_OPENING)
    assert fuse.burnt
    check(store)
    assert 0 < lapse(store, at, per_opening=PER_OPENING).lapsed < 4
    with reading(store) as db:
        assert referral_places.taken(db, "V0").holds == frozenset()


def test_places_that_are_taken_are_no_longer_on_offer(store: Store, tmp_path: Path) -> None:
    settle(store, tmp_path, places=(1, 2))
    for vacancy_id in ("V0", "V1"):
        take(store, refer(store, int(vacancy_id[1]), vacancy_id).referral_id, "placed")
    with reading(store) as db:
        offered = vacancies.open_on(db, date(2026, 11, 23)).to_pylist()
        assert [(row["vacancy_id"], row["places"]) for row in offered] == [("V1", 1)]
        assert vacancies.count_open(db, date(2026, 11, 23)) == 1
        assert referral_places.unavailable(db, PER_OPENING) == {"V0"}
        done = referral_places.done(db)
    assert referral_places.Done(worker(0), "V0") in done
    for i in (2, 3):
        refer(store, i, "V1")
    with reading(store) as db:
        assert referral_places.unavailable(db, PER_OPENING) == {"V0", "V1"}


def test_the_push_lets_go_by_the_hour_what_lapsed(store: Store, tmp_path: Path) -> None:
    settle(store, tmp_path)
    mine = refer(store, 0)
    days = Days(store, tmp_path / "bundles", tmp_path / "scores")
    office = Office(store, days, referrals_per_place=PER_OPENING, line_week=2)
    job = next(job for job in push_jobs(office, name="test") if job.name == "lapse")
    assert job.run(NOW + timedelta(7)) == 0
    assert job.run(NOW + timedelta(8)) == 1
    assert closed_because(store, mine.referral_id) == "hold_lapsed"
