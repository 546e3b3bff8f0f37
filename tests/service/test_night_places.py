"""For whom a night keeps places: said in the plan beside the day's files, kept to after a kill, told at the end."""

import shutil
from pathlib import Path

import pytest

from data.faults import Crash
from data.importers.readers import UnreadableFile
from service.batch.prices import NAME as PRICES
from service.batch.prices import read_prices
from service.cli.nightly import sentence
from service.night.extracts import read_plan
from service.night.record import NightRecord, newest_finished
from tests.service.night_trials import AS_OF, one_night

KEPT = "[places]\nreferrals = 2\nfloor_share = 0.25\nkeep = {140932 = 0.1}\n"


def with_plan(files: Path, home: Path, text: str) -> Path:
    folder = home / "files"
    shutil.copytree(files, folder, dirs_exist_ok=True)
    (folder / "night.toml").write_text(text, "utf-8")
    return folder


def finished(home: Path) -> NightRecord:
    night = newest_finished(home / "nights")
    assert night is not None
    return night


def test_a_night_keeps_places_for_whom_its_plan_says_also_after_a_kill(
    files: Path, migrated_sqlite: bytes, tmp_path: Path
) -> None:
    (tmp_path / "songgang.db").write_bytes(migrated_sqlite)
    folder = with_plan(files, tmp_path, KEPT)

    def killed_when_messages_are_chosen() -> None:
        if (tmp_path / "scores" / str(AS_OF) / PRICES).is_file():
            raise Crash

    with pytest.raises(Crash):
        one_night(tmp_path, folder, killed_when_messages_are_chosen)
    one_night(tmp_path, folder, lambda: None)
    night = finished(tmp_path)
    assert night.starts == 2
    policy = read_prices(tmp_path / "scores" / str(AS_OF) / PRICES).policy
    assert (policy.referrals, policy.floor_share) == (2, 0.25)
    assert policy.counties == (("140932", 0.1),)
    told = sentence(night.step("allocation"))
    assert told.endswith("，为指数达到 70 的人保留 25%，为偏关县的人保留 10%")


def test_a_plan_that_keeps_places_for_others_gives_them_out_anew(
    files: Path, migrated_sqlite: bytes, tmp_path: Path
) -> None:
    (tmp_path / "songgang.db").write_bytes(migrated_sqlite)
    for text, kept in ((KEPT, True), ("", False)):
        one_night(tmp_path, with_plan(files, tmp_path, text), lambda: None)
        told = sentence(finished(tmp_path).step("allocation"))
        assert ("保留" in told) is kept


@pytest.mark.parametrize(
    "said",
    [
        "floor_share = 0.6\nkeep = {140932 = 0.5}",
        "keep = {149999 = 0.1}",
        "keep = {140900 = 0.1}",
        "keep = {110101 = 0.1}",
        "keep = {140932 = -0.1}",
        "keep = {140932 = nan}",
        "floor_share = nan",
        "referrals = 0",
    ],
)
def test_places_that_cannot_be_kept_stop_the_night(said: str, tmp_path: Path) -> None:
    (tmp_path / "night.toml").write_text(f"[places]\n{said}\n", "utf-8")
    with pytest.raises(UnreadableFile, match="请检查：places"):
        read_plan(tmp_path)
