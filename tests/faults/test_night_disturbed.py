"""A night on a full disk, without memory, with damaged files or beside another one ends in a sentence and goes on when begun again."""

import os
import resource
import shutil
import signal
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
import typer

from data.faults import Crash
from service.cli.context import one_sentence
from service.demo import noon
from service.night.locking import NightRunning
from service.night.record import path_of, read_night
from service.night.running import Asked, Progress, run_night
from tests.faults.machine import fill, small_disk
from tests.service.night_trials import (
    AS_OF,
    LONGEST_SECONDS,
    in_a_child,
    one_night,
    opened,
    results,
)

pytestmark = [
    pytest.mark.faults,
    pytest.mark.filterwarnings("ignore:.*fork.*:DeprecationWarning"),
]

STEPS = (
    "导入当日文件",
    "全员快照",
    "岗位与培训",
    "就业困难指数",
    "统筹名额",
    "选定推荐",
    "写入发件箱",
)
Told = Callable[[Progress], None]


def a_night(home: Path, files: Path, told: Told, url: str | None = None) -> None:
    """A night as the command holds it: what stops it is told in a sentence."""
    config, store = opened(home, url)
    try:
        with one_sentence():
            run_night(config, store, Asked(files, AS_OF, 1), lambda: noon(AS_OF), told)
    finally:
        store.engine.dispose()


def at(step: str, work: Callable[[], None]) -> Told:
    """Do something once, as a step begins."""
    left = [work]

    def told(far: Progress) -> None:
        if far.step == step and left:
            left.pop()()

    return told


def quiet(far: Progress) -> None:
    """Nobody watches."""


def begin(home: Path, whole: Path, migrated: bytes) -> None:
    """A home with an empty database and the same keys, or what is found by keyed hashes could not be compared."""
    home.mkdir(exist_ok=True)
    (home / "songgang.db").write_bytes(migrated)
    shutil.copy(whole / "keys.json", home / "keys.json")


def test_a_night_on_a_full_disk_says_so_and_goes_on_when_there_is_room(
    files: Path,
    whole: tuple[Path, int],
    migrated_sqlite: bytes,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    with small_disk(tmp_path / "disk", 64) as disk:
        begin(disk, whole[0], migrated_sqlite)
        for step in STEPS:
            with pytest.raises(typer.Exit):
                a_night(disk, files, at(step, lambda: fill(disk)))
            assert "磁盘已满" in capsys.readouterr().err
            (disk / "ballast").unlink()
        a_night(disk, files, quiet)
        assert results(disk) == results(whole[0])


def truncated(content: bytes) -> bytes:
    return content[: len(content) // 2]


def flipped(content: bytes) -> bytes:
    middle = len(content) // 2
    return content[:middle] + bytes([content[middle] ^ 0xFF]) + content[middle + 1 :]


def emptied(content: bytes) -> bytes:
    return b""


@pytest.mark.parametrize("damage", [truncated, flipped, emptied])
def test_a_night_that_goes_on_over_damaged_files_makes_them_anew(
    files: Path,
    whole: tuple[Path, int],
    migrated_sqlite: bytes,
    tmp_path: Path,
    damage: Callable[[bytes], bytes],
) -> None:
    home = tmp_path / "home"
    begin(home, whole[0], migrated_sqlite)

    def stop() -> None:
        raise Crash

    with pytest.raises(Crash):
        a_night(home, files, at("写入发件箱", stop))
    for folder in ("scores", "snapshots"):
        for path in (home / folder).rglob("*"):
            if path.is_file():
                path.write_bytes(damage(path.read_bytes()))
    a_night(home, files, quiet)
    assert results(home) == results(whole[0])


@pytest.mark.parametrize("step", ["导入当日文件", "岗位匹配", "统筹名额"])
def test_a_night_without_memory_ends_and_goes_on_where_there_is_some(
    files: Path, whole: tuple[Path, int], migrated_sqlite: bytes, tmp_path: Path, step: str
) -> None:
    home = tmp_path / "home"
    begin(home, whole[0], migrated_sqlite)

    def limit() -> None:
        used = int(Path("/proc/self/statm").read_text().split()[0]) * resource.getpagesize()
        resource.setrlimit(resource.RLIMIT_AS, (used + 50_000_000, used + 50_000_000))
        bytearray(1_000_000_000)

    assert ended(lambda: a_night(home, files, at(step, limit))) == 2
    in_a_child(lambda: a_night(home, files, quiet))
    assert results(home) == results(whole[0])


def ended(work: Callable[[], None]) -> int:
    """Do something in a process of its own; its exit code as the command's, minus the signal that ended it."""
    child = os.fork()
    if child == 0:
        # Whoever waits for ever is as good as dead.
        signal.alarm(LONGEST_SECONDS)
        try:
            work()
            os._exit(0)
        except typer.Exit as told:
            os._exit(told.exit_code)
        except NightRunning:
            os._exit(4)
        except BaseException as failure:
            sys.stderr.write(f"{failure!r}\n")
            os._exit(1)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def test_of_two_nights_started_at_once_one_is_held(
    files: Path, whole: tuple[Path, int], migrated_sqlite: bytes, tmp_path: Path
) -> None:
    home = tmp_path / "home"
    begin(home, whole[0], migrated_sqlite)
    second: list[int] = []

    def meanwhile() -> None:
        second.append(ended(lambda: one_night(home, files, lambda: None)))

    a_night(home, files, at("岗位匹配", meanwhile))
    assert second == [4]
    assert results(home) == results(whole[0])
    night = read_night(path_of(home / "nights", AS_OF))
    assert night is not None
    assert (night.state, night.starts) == ("done", 1)
