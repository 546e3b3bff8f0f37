"""Long work is started, found again, and ends in a result or a sentence; no file is left behind."""

import os
import subprocess
import sys
import time
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pyarrow as pa
import pytest

from service.config import Settings
from service.errands import running
from service.errands.keeping import PULSE, State, write_state
from service.errands.running import UPLOAD, run_errand
from service.errands.starting import Errands, spawn
from service.errands.uploads import forget_uploads
from service.errors import Conflict, NotFound
from tests.data.importing import people, write_csv
from tests.service.stocked import NOW, opened, settings


def at_once(config: Settings, errand_id: str) -> None:
    """Carry it out here and now."""
    run_errand(config, errand_id, lambda: NOW)


def nobody(config: Settings, errand_id: str) -> None:
    """Nobody carries it out."""


def begun(errands: Errands, file: Path, **facts: object) -> str:
    given = {"kind": "workers", "mapping": "registry", "as_of": "2026-11-23", "complete": False}
    name = "村名单.csv"
    return errands.begin(
        "import",
        "导入劳动者",
        by="甲",
        now=NOW,
        facts=given | {"file": name} | facts,
        keep=lambda folder: (folder / name).write_bytes(file.read_bytes()) and None,
    ).errand_id


@pytest.fixture
def config(tmp_path: Path) -> Settings:
    store = opened(tmp_path)
    store.engine.dispose()
    return settings(tmp_path, store)


def left(config: Settings, errand_id: str) -> list[str]:
    return [path.name for path in (config.errands / errand_id / UPLOAD).glob("*")]


def test_an_import_says_what_it_took_and_leaves_no_file(config: Settings, tmp_path: Path) -> None:
    rows = people(3)
    rows[1]["birth_on"] = "不是日期"
    errands = Errands(config, at_once)
    errand_id = begun(errands, write_csv(tmp_path / "people.csv", rows))
    errand, state = errands.one(errand_id)
    assert (errand.by, state.phase) == ("甲", "done")
    assert (state.result["read"], state.result["new"], state.result["refused"]) == (3, 2, 1)
    assert Path(str(state.result["report"])).is_file()
    assert left(config, errand_id) == []


def test_a_file_that_cannot_be_read_ends_in_a_sentence(config: Settings, tmp_path: Path) -> None:
    (tmp_path / "empty.csv").write_text("")
    errands = Errands(config, at_once)
    _, state = errands.one(begun(errands, tmp_path / "empty.csv"))
    assert state.phase == "failed"
    assert "文件是空的" in state.failure
    assert str(tmp_path) not in state.failure


@pytest.mark.parametrize(
    ("surprise", "told"),
    [
        (ValueError("Invalid isoformat string: '慕容测试'"), "任务中途出错"),
        (pa.ArrowInvalid("CSV: conversion error to int64: '慕容测试'"), "任务中途出错"),
        (pa.lib.ArrowMemoryError("malloc of size 99 failed"), "内存不足"),
    ],
)
def test_what_a_library_says_is_not_repeated(
    surprise: Exception,
    told: str,
    config: Settings,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def broken(*_: object) -> Mapping[str, object]:
        raise surprise

    monkeypatch.setattr(running, "WORKS", {"import": broken})
    errands = Errands(config, at_once)
    _, state = errands.one(begun(errands, write_csv(tmp_path / "people.csv", people(1))))
    assert state.phase == "failed"
    assert state.failure.startswith(told)
    assert "慕容" not in state.failure


def test_whoever_wants_more_memory_than_allowed_is_told_so() -> None:
    code = (
        "from service.errands.memory import allowance, bound_memory\n"
        "bound_memory(min(allowance(), 200_000_000))\n"
        "try:\n    bytearray(300_000_000)\nexcept MemoryError:\n    print('no more')"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "no more\n"


def test_a_surprise_tells_nobodys_data(config: Settings, tmp_path: Path) -> None:
    errands = Errands(config, at_once)
    file = write_csv(tmp_path / "people.csv", people(1))
    errand_id = begun(errands, file, as_of=None)
    _, state = errands.one(errand_id)
    assert state.phase == "failed"
    assert left(config, errand_id) == []


def test_broken_off_work_is_begun_anew_with_the_same_file(config: Settings, tmp_path: Path) -> None:
    file = write_csv(tmp_path / "people.csv", people(2))
    errands = Errands(config, nobody)
    errand_id = begun(errands, file)
    assert errands.one(errand_id)[1].phase == "waiting"
    with pytest.raises(Conflict):
        errands.begin_anew(errand_id)
    home = config.errands / errand_id
    write_state(home, State("running", "读取", 1, 2))
    os.utime(home / PULSE, (time.time() - 3600,) * 2)
    assert errands.one(errand_id)[1].phase == "broken"
    again = Errands(config, at_once)
    again.begin_anew(errand_id)
    assert again.one(errand_id)[1].result["new"] == 2


def test_a_file_nobody_came_back_for_is_deleted(config: Settings, tmp_path: Path) -> None:
    errands = Errands(config, nobody)
    errand_id = begun(errands, write_csv(tmp_path / "people.csv", people(1)))
    os.utime(config.errands / errand_id / PULSE, (time.time() - 3600,) * 2)
    assert left(config, errand_id)
    found = errands.latest("import", now=NOW + timedelta(days=2))
    assert [e.errand_id for e, _ in found] == [errand_id]
    assert left(config, errand_id) == []
    with pytest.raises(Conflict):
        errands.begin_anew(errand_id)


def test_the_files_of_all_errands_are_swept(config: Settings, tmp_path: Path) -> None:
    """However many errands came after: nobody looks at the old ones any more."""
    file = write_csv(tmp_path / "people.csv", people(1))
    errands = Errands(config, nobody)
    died, ended, alive, torn = (begun(errands, file) for _ in range(4))
    long_ago = (NOW - timedelta(days=3)).timestamp()
    os.utime(config.errands / died / PULSE, (long_ago,) * 2)
    write_state(config.errands / ended, State("done", ended_at=NOW))
    (config.errands / torn / "asked.json").unlink()
    os.utime(config.errands / torn / UPLOAD, (long_ago,) * 2)
    assert forget_uploads(config.errands, NOW) == 2, "one broke off less than a day ago"
    assert (left(config, ended), left(config, torn)) == ([], [])
    forget_uploads(config.errands, NOW + timedelta(days=2))
    assert left(config, died) == []
    assert left(config, alive) == ["村名单.csv"], "somebody works at it"


def test_an_id_leads_nowhere_else(config: Settings) -> None:
    for id_ in ("../keys.json", "20261123-../x", "", "20261123040000-abcd"):
        with pytest.raises(NotFound):
            Errands(config).one(id_)


def test_a_process_of_its_own_carries_it_out(config: Settings, tmp_path: Path) -> None:
    errands = Errands(config, spawn)
    errand_id = begun(errands, write_csv(tmp_path / "people.csv", people(2)))
    for _ in range(600):
        if errands.one(errand_id)[1].is_over:
            break
        time.sleep(0.1)
    _, state = errands.one(errand_id)
    assert (state.phase, state.result.get("new")) == ("done", 2), state.failure
    assert state.ended_at is not None
    assert state.ended_at <= datetime.now(UTC)
