"""A night after a day on which a part has changed: what is taken over gives what doing all of it gives."""

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pyarrow.parquet as pq

from benchmarks.held.extracts import first_day, next_day
from data.records import caseload_lists
from data.records.caseload_lists import Listed, Wanted
from data.store import open_store, reading
from service.demo import noon
from service.night.record import NightRecord
from service.night.running import Asked, run_night
from tests.service.night_trials import opened

TODAY = date(2026, 11, 23)
TOMORROW = TODAY + timedelta(days=1)
EQUAL = ("snapshots/{}", "scores/{}/offers", "scores/{}/index", "scores/{}/candidates")
NEAR_OPTIMAL = 0.001


def test_a_second_night_gives_what_one_night_with_all_files_gives(
    migrated_sqlite: bytes, tmp_path: Path
) -> None:
    files = tmp_path / "files"
    market = first_day(files, 300, 100, seed=5, as_of=TODAY)
    next_day(files, market, 0.1, as_of=TOMORROW)
    nights = {}
    for name, days in (("by day", (TODAY, TOMORROW)), ("at once", (TOMORROW,))):
        home = tmp_path / name
        home.mkdir()
        (home / "songgang.db").write_bytes(migrated_sqlite)
        nights[name] = [_night(home, files, day) for day in days][-1]
    by_day, at_once = nights["by day"], nights["at once"]
    assert by_day.counts["import.files"] == 2
    assert by_day.counts["import.workers_changed"] + by_day.counts["import.workers_new"] == 30
    for folder in (*EQUAL, "scores/{}/openings"):
        parts = sorted((tmp_path / "by day" / folder.format(TOMORROW)).glob("*.parquet"))
        assert parts
        for part in parts:
            other = tmp_path / "at once" / part.relative_to(tmp_path / "by day")
            assert _rows(part) == _rows(other), part.name
    listed = [_listed(tmp_path / name) for name in nights]
    assert listed[0] == listed[1]
    assert len(listed[0]) == 300
    # Yesterday's prices begin the auction, so another allocation of the same worth may come out.
    assert by_day.counts["allocation.gap"] < NEAR_OPTIMAL > at_once.counts["allocation.gap"]
    assert by_day.counts["allocation.referred"] > 0


def _night(home: Path, files: Path, day: date) -> NightRecord:
    config, store = opened(home)
    found = run_night(config, store, Asked(files, day, 1), lambda: noon(day), lambda _: None)
    store.engine.dispose()
    return found


def _listed(home: Path) -> list[Listed]:
    """The lists' lines; since when a night says what it says is no two nights' own."""
    store = open_store(f"sqlite:///{home / 'songgang.db'}")
    with reading(store) as db:
        lines = caseload_lists.page(db, Wanted(seeking=False), "name", limit=1000)
    store.engine.dispose()
    return [replace(line, judged_on=None) for line in lines]


def _rows(path: Path) -> list[dict[str, object]]:
    rows = pq.read_table(path).to_pylist()
    return sorted(rows, key=repr)
