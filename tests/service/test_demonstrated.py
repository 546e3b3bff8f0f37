"""A demonstration ends with the first row that nobody made up, and not before."""

from datetime import timedelta
from itertools import count
from pathlib import Path

import pytest
import sqlalchemy as sa

from data.importers.readers import UnreadableFile
from data.records import accounts, imports, workers
from data.records.counties import Home
from data.store import Store, reading, transaction
from service.access import samples
from service.auth import caller, create_token
from service.config import MARKER, Settings
from service.demonstrated import BY, ENDED, begin, is_demonstration
from service.importing import Intake, Kind, take
from service.night.running import Asked, run_night
from service.night.stages import STAGES
from tests.data.importing import people, write_csv
from tests.service.stocked import NOW

LISTED = {
    "单位名称": "忻州欠薪建筑有限公司",
    "统一社会信用代码": "",
    "名单": "经营异常名录",
    "列入日期": "2026-03-01",
    "移出日期": "",
    "公布机关": "忻州市人社局",
}
REFUSED = [row | {"birth_on": "不是日期"} for row in people(2)]


@pytest.fixture
def token(store: Store, tmp_path: Path) -> str:
    """A demonstration with its accounts and its token, which is given."""
    (tmp_path / MARKER).touch()
    begin(store, NOW)
    samples.add_samples(store, Home("1", "140981", None), now=NOW)
    with transaction(store) as db:
        return create_token(db, BY, frozenset({"read"}), now=NOW, days=1)


@pytest.fixture
def intake(store: Store, tmp_path: Path) -> Intake:
    return Intake(store, NOW.date(), NOW, tmp_path / "reports", lambda *_: None)


def test_a_file_that_cannot_be_read_ends_nothing(intake: Intake, token: str) -> None:
    bad = intake.reports.parent / "bad.csv"
    bad.write_text("a,b\n1,2\n", "utf-8")
    for kind in Kind:
        with pytest.raises(UnreadableFile):
            take(intake, kind, bad)
    assert_goes_on(intake.store, token)
    assert (bad.parent / MARKER).exists()


def test_a_file_whose_rows_are_all_refused_ends_nothing(intake: Intake, token: str) -> None:
    summary = take(intake, Kind.WORKERS, write_csv(intake.reports.parent / "a.csv", REFUSED))
    assert (summary.accepted, summary.notice) == (0, None)
    assert_goes_on(intake.store, token)


def test_a_single_row_of_somebody_ends_it_and_says_so_once(intake: Intake, token: str) -> None:
    file = write_csv(intake.reports.parent / "a.csv", [*REFUSED, people(3)[2]])
    assert take(intake, Kind.WORKERS, file).notice == ENDED
    assert_is_over(intake.store, token)
    assert take(intake, Kind.WORKERS, file).notice is None


def test_rows_of_another_kind_end_it_too(intake: Intake, token: str) -> None:
    take(intake, Kind.EMPLOYERS, write_csv(intake.reports.parent / "a.csv", [LISTED]))
    assert_is_over(intake.store, token)


def test_an_import_that_dies_takes_nobody_and_closes_nothing(intake: Intake, token: str) -> None:
    """The rows and the end of the demonstration are committed together or not at all."""
    store, file = intake.store, write_csv(intake.reports.parent / "a.csv", people(2))

    def die(_: object) -> None:
        raise KeyboardInterrupt

    sa.event.listen(store.engine, "commit", die)
    with pytest.raises(KeyboardInterrupt):
        take(intake, Kind.WORKERS, file)
    sa.event.remove(store.engine, "commit", die)
    with reading(store) as db:
        assert workers.count(db) == len(imports.latest(db)) == 0
    assert_goes_on(store, token)
    assert not (file.parent / MARKER).exists(), "the folder was about to hold somebody"
    take(intake, Kind.WORKERS, file)
    assert_is_over(store, token)


def test_a_night_rings_once_though_it_failed_after_the_file_that_ended_it(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("service.night.running.STAGES", STAGES[:1])
    begin(store, NOW)
    config, files = Settings(tmp_path / "home", store.shown), tmp_path / "files"
    files.mkdir()
    write_csv(files / f"workers-{NOW.date()}.csv", people(1))
    (files / f"spells-{NOW.date()}.csv").touch()
    minutes = count()

    def rung() -> list[str]:
        at = NOW + timedelta(minutes=next(minutes))
        asked = Asked(files, NOW.date(), 1)
        night = run_night(config, store, asked, lambda: at, lambda _: None)
        return [alarm.name for alarm in night.alarms]

    with pytest.raises(UnreadableFile):
        rung()
    (files / f"spells-{NOW.date()}.csv").unlink()
    assert [rung(), rung()] == [["演示结束"], []]


def assert_goes_on(store: Store, token: str) -> None:
    assert is_demonstration(store)
    with reading(store) as db:
        assert all(account.closed_at is None for account in accounts.everybody(db))
        assert caller(db, f"Bearer {token}", NOW)


def assert_is_over(store: Store, token: str) -> None:
    assert not is_demonstration(store)
    with reading(store) as db:
        assert all(account.closed_at for account in accounts.everybody(db))
        assert caller(db, f"Bearer {token}", NOW) is None
