"""Who registers while a night that failed waits for its second try hears the same day what the day has for them."""

from datetime import timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa

from benchmarks.held.extracts import first_day
from data.faults import Crash
from data.store import Store, reading
from data.tables_push import outbox
from service.demo import noon
from service.importing import Intake, Kind, take
from service.night.running import Asked, Progress, run_night
from tests.data.importing import people, write_csv
from tests.service.night_trials import AS_OF, opened


def test_who_registers_before_the_second_try_is_planned_the_same_day(
    migrated_sqlite: bytes, tmp_path: Path
) -> None:
    folder = tmp_path / "files"
    first_day(folder, 60, 60, seed=5, as_of=AS_OF)
    (tmp_path / "songgang.db").write_bytes(migrated_sqlite)
    config, store = opened(tmp_path)

    def fails(far: Progress) -> None:
        # As late as can be: what everybody is told has been chosen, and kept.
        if far.step == "写入发件箱":
            raise Crash

    with pytest.raises(Crash):
        run_night(config, store, Asked(folder, AS_OF, 1), lambda: noon(AS_OF), fails)
    since = AS_OF - timedelta(days=3)
    by_page, by_folder = people(2, registered_on=since, valid_on=since, household_id=None)
    intake = Intake(store, AS_OF, noon(AS_OF), config.reports, lambda *_: None)
    take(intake, Kind.WORKERS, write_csv(tmp_path / "page.csv", [by_page]))
    write_csv(folder / f"workers-{AS_OF}-2.csv", [by_folder])
    newcomers = [by_page["worker_id"], by_folder["worker_id"]]
    assert told(store, newcomers) == set()
    run_night(config, store, Asked(folder, AS_OF, 1), lambda: noon(AS_OF), lambda _: None)
    assert told(store, newcomers) == {(newcomer, "vacancies") for newcomer in newcomers}
    store.engine.dispose()


def told(store: Store, worker_ids: list[object]) -> set[tuple[str, str]]:
    """Who of them hears of which line."""
    both = outbox.c.worker_id, outbox.c.line
    with reading(store) as db:
        rows = db.execute(sa.select(*both).where(outbox.c.worker_id.in_(worker_ids)))
        return {(row.worker_id, row.line) for row in rows}
