"""A step that begins beside another is done whole, and what goes wrong in it stops the night in its own turn."""

import errno
import shutil
from collections.abc import Mapping
from pathlib import Path
from threading import Event
from typing import Any

import pytest

from data.faults import Crash
from service.night import stages
from service.night.failing import UNFORESEEN
from service.night.record import NightRecord, path_of, read_night
from service.night.stages import STAGES
from tests.service.night_trials import AS_OF, one_night

LONGEST_SECONDS = 120
"""Whoever has not begun by then never will."""


def test_a_step_begins_beside_one_that_comes_after_all_it_needs() -> None:
    names = [stage.name for stage in STAGES]
    beside = [stage for stage in STAGES if stage.begins_with]
    assert [stage.name for stage in beside] == ["figures"]
    for stage in beside:
        assert stage.once
        for needed in stage.needs:
            assert names.index(needed) < names.index(stage.begins_with) < names.index(stage.name)


@pytest.fixture
def home(whole: tuple[Path, int], tmp_path: Path) -> Path:
    """A home in which a night can be held again, at little cost."""
    return Path(shutil.copytree(whole[0], tmp_path / "home"))


def night_of(home: Path) -> NightRecord:
    found = read_night(path_of(home / "nights", AS_OF))
    assert found is not None
    return found


def crash(*_: object) -> None:
    """What is seen of a database that died."""
    raise Crash


def test_figures_are_counted_while_messages_are_chosen(
    home: Path, files: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    began = Event()
    choose, count = stages.keep_plan, stages.write_down

    def chosen(*words: Any) -> Mapping[str, float]:
        assert began.wait(LONGEST_SECONDS)
        return choose(*words)

    def counted(*words: Any) -> None:
        began.set()
        count(*words)

    monkeypatch.setattr(stages, "keep_plan", chosen)
    monkeypatch.setattr(stages, "write_down", counted)
    one_night(home, files, lambda: None, processes=2)
    assert [step.state for step in night_of(home).steps] == ["done"] * len(STAGES)


def test_figures_that_fail_stop_the_night_once_messages_are_out(
    home: Path, files: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    count = stages.write_down
    monkeypatch.setattr(stages, "write_down", crash)
    with pytest.raises(Crash):
        one_night(home, files, lambda: None, processes=2)
    monkeypatch.setattr(stages, "write_down", count)
    night = night_of(home)
    assert night.state == "failed"
    assert {step.name for step in night.steps if step.state != "done"} == {"figures"}
    one_night(home, files, lambda: None, processes=2)
    assert (night_of(home).state, night_of(home).step("figures").state) == ("done", "done")


def test_where_two_steps_fail_beside_each_other_both_are_named(
    home: Path, files: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as broken:
        broken.setattr(stages, "keep_plan", crash)
        broken.setattr(stages, "write_down", full)
        with pytest.raises(Crash):
            one_night(home, files, lambda: None, processes=2)
    night = night_of(home)
    assert night.state == "failed"
    assert stages.failures(night) == f"选定推荐（{UNFORESEEN}）、统计与名单（磁盘已满）"
    with monkeypatch.context() as broken:
        broken.setattr(stages, "keep_plan", crash)
        with pytest.raises(Crash):
            one_night(home, files, lambda: None, processes=2)
    again = stages.failures(night_of(home))
    assert again == f"选定推荐（{UNFORESEEN}）", "what is well again is not named"
    one_night(home, files, lambda: None, processes=2)
    assert {step.state for step in night_of(home).steps} == {"done"}


def full(*_: object) -> None:
    """What is seen of a disk without room."""
    raise OSError(errno.ENOSPC, "")
