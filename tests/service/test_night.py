"""The night: files by their names, alarms by what moved, one at a time, and the same after any kill."""

import json
import shutil
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from typer.testing import CliRunner

from data.faults import Crash
from data.importers.readers import UnreadableFile
from data.records import imports
from data.store import reading
from service.batch.day import run_of
from service.batch.engines import Processes
from service.cli.main import app
from service.cli.nightly import sentence
from service.days import Days
from service.demo import noon
from service.importing import Kind
from service.night.alarms import Compared, Shrunk, alarms, stability
from service.night.extracts import Limits, extracts_of, read_plan, series
from service.night.locking import only_night_of_home
from service.night.record import (
    NightRecord,
    StepRecord,
    finished_before,
    newest_finished,
    path_of,
    read_night,
    write_night,
)
from service.night.running import Asked, Progress, run_night
from service.night.stages import Made, Night, import_files
from tests.data.importing import quiet
from tests.service.night_trials import AS_OF, one_night, opened, results

BANDS = {f"index.band_{n}": 0.1 for n in range(10)}


def test_a_night_broken_off_leaves_what_a_whole_one_leaves(
    files: Path, whole: tuple[Path, int], migrated_sqlite: bytes, tmp_path: Path
) -> None:
    home, n_moments = whole
    (tmp_path / "songgang.db").write_bytes(migrated_sqlite)
    # The same keys, or what is found by keyed hashes could not be compared.
    shutil.copy(home / "keys.json", tmp_path / "keys.json")
    left = [n_moments * 2 // 3]

    def break_off() -> None:
        left[0] -= 1
        if left[0] == 0:
            raise Crash

    with pytest.raises(Crash):
        one_night(tmp_path, files, break_off)
    one_night(tmp_path, files, lambda: None)
    assert results(tmp_path) == results(home)
    night = read_night(path_of(tmp_path / "nights", AS_OF))
    assert night is not None
    assert (night.state, night.starts) == ("done", 2)


@pytest.mark.parametrize(
    ("left_out", "starts"), [(None, False), ("index.json", True), ("songgang.db", True)]
)
def test_processes_start_where_files_come_in_or_an_index_is_to_be_made(
    left_out: str | None,
    starts: bool,
    files: Path,
    whole: tuple[Path, int],
    migrated_sqlite: bytes,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    home = shutil.copytree(whole[0], tmp_path / "home")
    if left_out == "songgang.db":
        (home / left_out).write_bytes(migrated_sqlite)
    elif left_out:
        (home / "scores" / AS_OF.isoformat() / left_out).unlink()
    started: list[int] = []

    @contextmanager
    def starting(engine: Processes, ready: Callable[[int], None]) -> Iterator[None]:
        started.append(engine.n)
        yield

    monkeypatch.setattr(Processes, "starting", starting)
    made = files_taken(home, files, processes=2)
    assert started == ([2] if starts else [])
    assert made.anew == (left_out == "songgang.db")


def files_taken(home: Path, files: Path, *, processes: int = 1) -> Made:
    """The first step of a night over these files."""
    config, store = opened(home)
    plan = read_plan(files)
    extracts = extracts_of(files, plan, AS_OF)
    days, at = Days(store, config.bundles, config.scores), noon(AS_OF)
    run = run_of(config, AS_OF)
    night = Night(config, store, run, plan, extracts, lambda: at, processes, days)
    made = import_files(night, quiet)
    store.engine.dispose()
    return made


def test_a_night_goes_from_files_to_the_outbox_and_says_what_it_cost(
    whole: tuple[Path, int],
) -> None:
    night = newest_finished(whole[0] / "nights")
    assert night is not None
    assert [step.state for step in night.steps] == ["done"] * 10
    counts = night.counts
    assert counts["import.workers_new"] >= counts["snapshot.people"] == 300
    assert counts["matching.found"] > 0
    assert counts["allocation.referred"] > 0
    written = {name: n for name, n in counts.items() if name.startswith("outbox.")}
    chosen = {name: n for name, n in counts.items() if name.startswith("recommendations.")}
    assert sum(written.values()) == sum(chosen.values()) > 0
    assert all(step.seconds > 0 and step.peak_gb > 0 for step in night.steps)


def test_a_night_held_again_takes_no_file_twice_tells_nobody_twice_and_removes_old_days(
    files: Path, whole: tuple[Path, int]
) -> None:
    before = results(whole[0])
    old = AS_OF - timedelta(days=400)
    (whole[0] / "scores" / old.isoformat()).mkdir()
    one_night(whole[0], files, lambda: None)
    night = newest_finished(whole[0] / "nights")
    assert night is not None
    assert night.removed == (old,)
    assert night.counts["import.files"] == 0
    assert sum(n for name, n in night.counts.items() if name.startswith("outbox.")) == 0
    after = results(whole[0])
    changed = {name for name in before if before[name] != after[name]}
    assert changed <= {f"scores/{AS_OF}/plan.jsonl"}


def test_a_night_of_another_day_tells_nobody_anything(
    files: Path, whole: tuple[Path, int], migrated_sqlite: bytes, tmp_path: Path
) -> None:
    (tmp_path / "songgang.db").write_bytes(migrated_sqlite)
    config, store = opened(tmp_path)
    later = noon(AS_OF + timedelta(days=1))
    told: list[Progress] = []
    night = run_night(config, store, Asked(files, AS_OF, 1), lambda: later, told.append)
    assert [night.step(name).state for name in ("recommendations", "outbox")] == ["skipped"] * 2
    assert {far.step for far in told} >= {"导入当日文件", "全员快照", "岗位匹配", "统筹名额"}
    with reading(store) as db:
        assert imports.of_files(db, "workers", [f"workers-{AS_OF}.parquet"]) >= 300
    store.engine.dispose()


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("workers-2026-11-23.csv", Kind.WORKERS),
        ("vacancies_20261122_0001.parquet", Kind.VACANCIES),
        ("low_income-2026-11-23.xlsx", Kind.LOW_INCOME),
        ("省厅下发2026-11-23.csv", Kind.SPELLS),
    ],
)
def test_a_file_is_known_by_its_name_or_by_the_plan(name: str, kind: Kind, tmp_path: Path) -> None:
    (tmp_path / "night.toml").write_text('[[files]]\nfiles = "省厅*"\nkind = "spells"\n', "utf-8")
    (tmp_path / name).write_text("x", "utf-8")
    (found,) = extracts_of(tmp_path, read_plan(tmp_path), AS_OF)
    assert found.rule.kind is kind


def test_files_come_by_day_and_then_as_they_build_on_each_other(tmp_path: Path) -> None:
    for name in (
        "vacancies-2026-11-23",
        "spells-2026-11-23",
        "workers-2026-11-23",
        "vacancies-2026-11-21",
        "workers-2026-11-24",
    ):
        (tmp_path / f"{name}.csv").write_text("x", "utf-8")
    found = [extract.path.stem for extract in extracts_of(tmp_path, read_plan(tmp_path), AS_OF)]
    assert found == [
        "vacancies-2026-11-21",
        "workers-2026-11-23",
        "spells-2026-11-23",
        "vacancies-2026-11-23",
    ]


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("workers.csv", "没有日期"),
        ("people-2026-11-23.csv", "不知道"),
        ("workers-2026-13-40.csv", "没有日期"),
        ("workers-2026-11-23\udcd0.csv", "请改名后重新运行：workers-2026-11-23[?].csv"),
    ],
)
def test_a_file_that_nobody_would_read_stops_the_night(
    name: str, said: str, tmp_path: Path
) -> None:
    (tmp_path / name).write_text("x", "utf-8")
    with pytest.raises(UnreadableFile, match=said):
        extracts_of(tmp_path, read_plan(tmp_path), AS_OF)


@pytest.mark.parametrize("text", ["[[files]]\nkind = 3\n", "files = [", "[alarms]\nshrink = 2\n"])
def test_a_plan_that_cannot_be_understood_stops_the_night(text: str, tmp_path: Path) -> None:
    (tmp_path / "night.toml").write_text(text, "utf-8")
    with pytest.raises(UnreadableFile, match="夜间计划"):
        read_plan(tmp_path)


def test_a_series_is_a_name_without_its_day_and_part() -> None:
    names = ("workers-2026-11-23.csv", "workers-2026-11-24-0002.parquet", "workers_20261125.csv")
    assert {series(name) for name in names} == {"workers"}


@pytest.mark.parametrize(
    ("before", "now", "alarm"),
    [
        ({}, {"import.workers_read": 100, "import.workers_refused": 9}, "退回过多"),
        ({"offers.vacancies": 100}, {"offers.vacancies": 60}, "数量骤减"),
        ({"snapshot.people": 100}, {"snapshot.people": 10}, "数量骤减"),
        (
            {"index.assessed": 9, "index.mean_index": 40} | BANDS,
            {"index.assessed": 9, "index.mean_index": 44} | BANDS,
            "指数移动",
        ),
        ({"allocation.mean_price": 0.1}, {"allocation.mean_price": 0.2}, "价格突变"),
        ({}, {"allocation.gap": 0.01}, "分配欠佳"),
        ({"outbox.vacancies": 10}, {"outbox.vacancies": 100}, "消息异常"),
        ({"outbox.vacancies": 10}, {"outbox.vacancies": 12}, None),
        ({"offers.vacancies": 100}, {"offers.vacancies": 90}, None),
    ],
)
def test_what_moved_too_far_rings(
    before: Mapping[str, float], now: Mapping[str, float], alarm: str | None
) -> None:
    found = alarms(Compared(now, before, (), Limits()))
    assert [each.name for each in found] == ([alarm] if alarm else [])
    assert all(each.advice for each in found)


def test_a_complete_list_that_shrank_rings() -> None:
    shrunk = (Shrunk("workers", Kind.WORKERS, 1000, 500), Shrunk("spells", Kind.SPELLS, 100, 90))
    (found,) = alarms(Compared({}, {}, shrunk, Limits()))
    assert found.name == "文件变小"
    assert "workers" in found.found


def test_equal_spreads_are_stable_and_others_are_not() -> None:
    assert stability([0.5, 0.5], [0.5, 0.5]) == 0
    assert stability([0.9, 0.1], [0.1, 0.9]) > 1


def test_a_record_is_read_as_it_was_written_and_a_broken_one_is_none(tmp_path: Path) -> None:
    at = datetime(2026, 11, 22, 18, tzinfo=UTC)
    step = StepRecord("import", "done", {}, {"a": "b"}, {"files": 2}, 1.5, 1.0, 0.3)
    night = NightRecord(date(2026, 11, 22), at, "done", at, 2, (step,), None, {"x": (1.0, 2.0)})
    write_night(tmp_path, night)
    assert newest_finished(tmp_path) == night
    assert finished_before(tmp_path, AS_OF) == night
    write_night(tmp_path, replace(night, as_of=AS_OF, state="running"))
    assert newest_finished(tmp_path) == night
    path_of(tmp_path, AS_OF).write_text("{", "utf-8")
    assert read_night(path_of(tmp_path, AS_OF)) is None


def test_the_command_ends_with_one_summary(
    files: Path, migrated_sqlite: bytes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "songgang.db").write_bytes(migrated_sqlite)
    monkeypatch.setenv("SONGGANG_HOME", str(tmp_path))
    words = ["night", "--files", str(files), "--as-of", str(AS_OF), "--processes", "1"]
    told = CliRunner().invoke(app, words)
    assert told.exit_code == 0, told.output
    assert "夜间批处理" in told.output
    assert "参加匹配的是在册的人，不论是否登记失业" in told.stderr
    kept = read_night(path_of(tmp_path / "nights", AS_OF))
    assert kept is not None
    said = {step.name: sentence(step) for step in kept.steps}
    assert "其中登记失业" in said["snapshot"]
    assert said["matching"].startswith("参加匹配 ")
    assert said["figures"] == "供求统计和名单顺序已更新"
    again = CliRunner().invoke(app, [*words, "--json"])
    answer = json.loads(again.stdout)
    assert answer["state"] == "done"
    assert answer["seconds"] > 0
    with only_night_of_home(tmp_path / "nights"):
        refused = CliRunner().invoke(app, words)
    assert refused.exit_code == 2
    assert "另一个夜间批处理正在运行" in refused.output
