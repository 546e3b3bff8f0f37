"""The day in memory: what a process answers from while a new one is loaded, waited for, or cannot be had."""

from collections.abc import Iterator
from contextlib import nullcontext
from datetime import date, timedelta
from pathlib import Path

import pytest

from data.records import referral_places
from data.store import Store
from models.advice import Day
from service.app import create_app
from service.batch.prices import Said, write_prices
from service.days import Days
from service.operating.freshness import look_once, one_at_a_time
from tests.data.importing import write_csv
from tests.service import stocked
from tests.service.stocked import NOW, TODAY


@pytest.fixture(scope="module")
def market(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """One market for all of these; nothing is written into it."""
    folder = tmp_path_factory.mktemp("days")
    store = stocked.opened(folder)
    stocked.stock(store, folder)
    yield store
    store.engine.dispose()


@pytest.fixture
def days(market: Store, tmp_path: Path) -> Days:
    """A day that somebody keeps watch over."""
    found = Days(market, tmp_path / "bundles", tmp_path / "scores")
    assert found.look(TODAY) == "loaded"
    return found


def offering(days: Days) -> tuple[Day, frozenset[str]]:
    return days.offering(TODAY)


def change(days: Days) -> None:
    """A night has ended."""
    folder = days.scores / TODAY.isoformat()
    folder.mkdir(parents=True)
    write_prices(folder / "prices.json", Said())


def fill(monkeypatch: pytest.MonkeyPatch, *vacancy_ids: str) -> None:
    monkeypatch.setattr(referral_places, "unavailable", lambda *_: frozenset(vacancy_ids))


def test_who_waits_for_its_turn_to_load_still_sees_what_is_full(
    days: Days, monkeypatch: pytest.MonkeyPatch
) -> None:
    change(days)
    before, _ = offering(days)
    fill(monkeypatch, "V-driver")
    assert days.look(TODAY, nullcontext(False)) == "not our turn"
    assert offering(days) == (before, {"V-driver"})
    fill(monkeypatch)
    assert days.look(TODAY, nullcontext(False)) == "not our turn"
    assert offering(days) == (before, frozenset())
    assert days.look(TODAY, nullcontext(True)) == "loaded"
    assert days.look(TODAY, nullcontext(False)) == "same", (
        "no turn is asked for where nothing has changed"
    )
    assert offering(days)[0] is not before


def test_a_day_comes_into_place_together_with_what_is_full_of_it(
    days: Days, monkeypatch: pytest.MonkeyPatch
) -> None:
    change(days)
    monkeypatch.setattr(Days, "_changed_since", lambda *_: frozenset({"V-welder"}))
    fill(monkeypatch, "V-driver")
    seen: list[tuple[Day, frozenset[str]]] = []
    load = Days._load

    def looked_at_meanwhile(self: Days, as_of: object) -> Day:
        seen.append(offering(days))
        return load(self, TODAY)

    monkeypatch.setattr(Days, "_load", looked_at_meanwhile)
    before, _ = offering(days)
    days.look(TODAY)
    after = offering(days)
    assert seen == [(before, {"V-driver", "V-welder"})], "the old day without what has changed"
    assert after[0] is not before
    assert after[1] == {"V-driver"}, "the new day has what changed as it is now"


def test_one_process_loads_at_a_time_and_nobody_waits(tmp_path: Path) -> None:
    turn = tmp_path / "turn"
    with one_at_a_time(turn) as first, one_at_a_time(turn) as second:
        assert (first, second) == (True, False)
    with one_at_a_time(turn) as next_:
        assert next_


def test_a_day_that_cannot_be_loaded_is_told_and_the_old_one_answers(
    market: Store, tmp_path: Path
) -> None:
    clock = [NOW]
    app = create_app(stocked.settings(tmp_path, market), market, clock=lambda: clock[0])
    days: Days = app.extensions["songgang"].advisor.days
    turn = tmp_path / "turn"
    look_once(days, lambda: clock[0], turn)

    def freshness() -> dict[str, object]:
        answer = app.test_client().get("/health/ready")
        assert answer.status_code == 200, "the old day answers"
        (part,) = (part for part in answer.json["parts"] if part["name"] == "freshness")
        return dict(part)

    assert freshness()["well"]
    (tmp_path / "bundles").mkdir()
    (tmp_path / "bundles" / "CURRENT").write_text("gone")
    look_once(days, lambda: clock[0], turn)
    clock[0] += timedelta(hours=3)
    with one_at_a_time(turn):
        look_once(days, lambda: clock[0], turn)
    assert not freshness()["well"], "another process tries: this one has not learnt that it could"
    look_once(days, lambda: clock[0], turn)
    assert freshness() == {
        "name": "freshness",
        "well": False,
        "found": "当天数据已有 180 分钟未能更新，目前仍按旧数据应答",
    }
    (tmp_path / "bundles" / "CURRENT").unlink()
    clock[0] += timedelta(minutes=1)
    look_once(days, lambda: clock[0], turn)
    assert freshness()["well"]


def test_what_eases_an_index_is_weighed_on_one_day_while_the_old_one_still_answers(
    tmp_path: Path,
) -> None:
    """Who has been without work for three months tomorrow is not eased by the night's passing."""
    store = stocked.opened(tmp_path)
    stocked.stock(store, tmp_path)
    learner = stocked.PEOPLE[1] | {"registered_on": date(2026, 8, 24)}
    stocked.take_workers(store, write_csv(tmp_path / "learner.csv", [learner]))
    app = create_app(stocked.settings(tmp_path, store), store, clock=lambda: NOW)
    advisor = app.extensions["songgang"].advisor
    advisor.days.look(TODAY)
    eased = advisor.index_of("W-learner", TODAY).levers
    assert eased
    assert advisor.index_of("W-learner", TODAY + timedelta(1)).levers == eased


def test_a_clock_set_back_over_midnight_does_not_take_the_day_back(days: Days) -> None:
    before, _ = offering(days)
    yesterday = TODAY - timedelta(1)
    assert days.look(yesterday, soon=TODAY) == "same"
    assert days.get(yesterday) is before
    assert days.offering(yesterday)[0] is before
    assert days.date_of(yesterday) == TODAY
    change(days)
    assert days.look(yesterday, soon=TODAY) == "loaded", (
        "what has changed is loaded, for the same day"
    )
    assert days.get(yesterday).as_of == TODAY


def test_a_clock_that_was_a_day_ahead_at_noon_is_followed_back(days: Days, tmp_path: Path) -> None:
    look_once(days, lambda: NOW - timedelta(1), tmp_path / "turn")
    assert days.get(TODAY - timedelta(1)).as_of == TODAY - timedelta(1)


def test_a_clock_that_was_far_ahead_is_followed_back(days: Days) -> None:
    last_week = TODAY - timedelta(7)
    assert days.look(last_week) == "loaded"
    assert days.get(last_week).as_of == last_week
