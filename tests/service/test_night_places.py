"""For whom a night keeps places: said in the plan beside the day's files, kept to after a kill, told at the end."""

import re
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
    ("said", "fault"),
    [
        (
            "floor_share = 0.6\nkeep = {140932 = 0.5}",
            "places：floor_share 与 keep 合计为 1.1，最多为 1",
        ),
        (
            "keep = {149999 = 0.1}",
            "places.keep.149999：应为忻州一个县（市、区）的六位代码，如 140932",
        ),
        (
            "keep = {140900 = 0.1}",
            "places.keep.140900：应为忻州一个县（市、区）的六位代码，如 140932",
        ),
        (
            "keep = {110101 = 0.1}",
            "places.keep.110101：应为忻州一个县（市、区）的六位代码，如 140932",
        ),
        ("keep = {140932 = -0.1}", "places.keep.140932（现为 -0.1）：不能小于 0"),
        ("keep = {140932 = 1.1}", "places.keep.140932（现为 1.1）：不能大于 1。"),
        ("keep = {140932 = nan}", "places.keep.140932（现为 nan）：应为有限的数字"),
        ("floor_share = nan", "places.floor_share（现为 nan）：应为有限的数字"),
        ("floor_share = 'many'", "places.floor_share（现为 many）：应为数字"),
        ("referrals = 0", "places.referrals（现为 0）：不能小于 1"),
        ("referrals = 2.5", "places.referrals（现为 2.5）：应为整数"),
        (
            "referals = 2",
            "places.referals 没有这一项，可用：referrals、floor_index、floor_share、keep",
        ),
        ("[alarms]\nshrunk = 1", "alarms.shrunk（现为 1）：应小于 1"),
        (
            "[[files]]\nfiles = 'a*'\nkind = 'people'",
            "files.0.kind（现为 people）：应为以下之一：workers、",
        ),
    ],
)
def test_a_plan_that_cannot_be_kept_stops_the_night_and_says_why(
    said: str, fault: str, tmp_path: Path
) -> None:
    (tmp_path / "night.toml").write_text(f"[places]\n{said}\n", "utf-8")
    with pytest.raises(UnreadableFile, match=re.escape(f"有误：{fault}")):
        read_plan(tmp_path)
