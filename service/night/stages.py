"""The steps of a night, in order: what each does, what it rests on, what it counts."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from data.records import imports
from data.snapshot import registered
from data.statistics import renew
from data.store import Store, reading
from service.batch.day import (
    place_everybody,
    snapshot_of,
    write_down,
    write_offers,
)
from service.batch.engines import Processes
from service.batch.manifest import sha256
from service.batch.placing import LISTS
from service.batch.prices import NAME as PRICES
from service.batch.score import Run, is_scored, part_ready, score_kind
from service.clock import Clock, local_day
from service.config import Settings
from service.days import Days
from service.importing import TITLES, Intake, take
from service.night import counting
from service.night.extracts import Extract, Plan
from service.night.record import NightRecord
from service.push.planning.kept import keep_plan, write_plan
from service.push.planning.planner import Planner
from service.push.wiring import Push

Report = Callable[[int, int, str], None]


@dataclass(frozen=True, slots=True)
class Night:
    """What a night works with; the clock tells when something was recorded, never what is computed."""

    config: Settings
    store: Store
    run: Run
    plan: Plan
    extracts: tuple[Extract, ...]
    clock: Clock
    processes: int
    days: Days
    """The day in memory, for the steps that plan messages."""


@dataclass(frozen=True, slots=True)
class Made:
    """What a step made: files with their hashes, counts; not `anew` where all of it was there already."""

    outputs: Mapping[str, str] = field(default_factory=dict)
    counts: Mapping[str, float] = field(default_factory=dict)
    anew: bool = True
    skipped: str = ""


@dataclass(frozen=True, slots=True)
class Stage:
    """One step; `once` where it is not to be done again in the same night once it has ended."""

    name: str
    title: str
    work: Callable[[Night, Report], Made]
    once: bool = False
    needs: tuple[str, ...] = ()
    """What it rests on: where one of these made something else, it is done again."""
    keeps: Callable[[Run], tuple[Path, ...]] = lambda _: ()
    """The files that later steps read: where one is gone or is another, it is done again."""
    begins_with: str = ""
    """An earlier step beside which it begins, if there are two processes; in its own turn it is waited for."""


def import_files(night: Night, report: Report) -> Made:
    """Take every file that was not taken before, each in a transaction of its own.

    One processor does that; on the other those processes start that the index will need, if it is to be made.
    """
    new = [extract for extract in night.extracts if not taken_before(night.store, extract)]
    if not new and is_scored(night.run, "index"):
        return _imported(night, new, report)
    with Processes(night.processes).starting(part_ready):
        return _imported(night, new, report)


def _imported(night: Night, new: Sequence[Extract], report: Report) -> Made:
    counts: dict[str, float] = {}
    for n, extract in enumerate(new):
        rule, kind = extract.rule, extract.rule.kind
        report(n, len(new), f"导入{TITLES[kind]}")
        intake = Intake(
            night.store,
            extract.on,
            night.clock(),
            night.config.reports,
            report,
            complete=rule.complete,
        )
        summary = take(intake, kind, extract.path, rule.mapping)
        for name in ("read", "new", "changed", "refused"):
            key = f"{kind.value}_{name}"
            counts[key] = counts.get(key, 0) + int(summary.as_dict()[name] or 0)
    # Also where a night that was broken off has taken them already: it costs nothing where nothing has changed.
    renew(night.store)
    counts["files"] = len(new)
    hashes = {extract.path.name: extract.sha256 for extract in night.extracts}
    return Made(hashes, counts, anew=bool(new))


def taken_before(store: Store, extract: Extract) -> bool:
    """Whether exactly this file was taken: it is noted in the transaction that takes its rows."""
    with reading(store) as db:
        return imports.was_taken(db, extract.rule.kind.value, extract.path.name, extract.sha256)


def take_snapshot(night: Night, report: Report) -> Made:
    """Everybody as known on the day, into Parquet."""
    before = night.run.snapshot / "manifest.json"
    was = before.stat().st_mtime_ns if before.is_file() else None
    run, threads = night.run, night.processes
    folder = snapshot_of(night.config, night.store, run.as_of, report, threads=threads)
    manifest = folder / "manifest.json"
    return Made(
        {"snapshot/manifest.json": sha256(manifest)},
        counting.people(folder),
        anew=manifest.stat().st_mtime_ns != was,
    )


def freeze_offers(night: Night, report: Report) -> Made:
    """What is on offer, as it stands now: a night that goes on after a kill goes on with the same offers."""
    report(0, 1, "岗位与培训")
    run = night.run
    write_offers(night.store, run, night.config.referrals_per_opening)
    files = {path.name: sha256(path) for path in frozen(run)}
    return Made(files, counting.offers(run))


def frozen(run: Run) -> tuple[Path, ...]:
    """The files in which a run's offers are frozen."""
    return (run.offered, run.vacancies, run.programmes, run.finished, run.hired)


def score_index(night: Night, report: Report) -> Made:
    """Everybody's index with every reason."""
    return _scored(night, "index", report, counting.index)


def match_vacancies(night: Night, report: Report) -> Made:
    """Everybody's best vacancies, before places are given out."""
    return _scored(night, "candidates", report, counting.matched)


def match_programmes(night: Night, report: Report) -> Made:
    """Everybody's courses by what they open, before seats are given out."""
    return _scored(night, "openings", report, counting.matched)


def allocate_places(night: Night, report: Report) -> Made:
    """Places and seats given out over everybody, beginning with yesterday's prices."""
    engine = Processes(night.processes)
    engine.rest()
    anew = place_everybody(night.run, engine, report)
    folder = night.run.folder
    files = {name: sha256(folder / name) for name in (LISTS, PRICES)}
    return Made(files, counting.placed(folder / PRICES), anew=anew)


def count_figures(night: Night, report: Report) -> Made:
    """The day's figures, and what the lists of the console are sorted by."""
    report(0, 1, "统计")
    write_down(night.store, night.run, night.processes)
    return Made()


def choose_messages(night: Night, report: Report) -> Made:
    """Who is told what today, with its recommendations, into a file: never for a day that is over or to come."""
    now = night.clock()
    if local_day(now) != night.run.as_of:
        return Made(skipped=f"{night.run.as_of} 不是今天，不为当天以外的日子计划消息。")
    path = planned_file(night.run)
    planner = _planner(night)
    counts = keep_plan(path, planner, now, report)
    return Made({path.name: sha256(path)}, counts)


def send_to_outbox(night: Night, report: Report) -> Made:
    """Recommendations and their messages into the outbox, piece by piece; a piece written before changes nothing."""
    path, now = planned_file(night.run), night.clock()
    if not path.is_file():
        return Made(skipped="没有为这一天计划消息。")
    return Made(counts=write_plan(path, _planner(night), now, report))


def _planner(night: Night) -> Planner:
    """Plans for those of the night's snapshot: only whose turn it is are read again, as they are by now."""
    push = Push(night.config, night.store, night.clock)
    return push.planner(night.days, partial(registered, night.run.snapshot))


def planned(run: Run) -> tuple[Path, ...]:
    """The file in which the day's plan is kept."""
    return (planned_file(run),)


def planned_file(run: Run) -> Path:
    """Where the day's plan is kept until it is in the outbox."""
    return run.folder / "plan.jsonl"


def _scored(
    night: Night, kind: str, report: Report, count: Callable[[Path], Mapping[str, float]]
) -> Made:
    done = score_kind(night.run, kind, engine=Processes(night.processes), report=report)
    folder = night.run.folder
    name = f"{kind}.json"
    return Made(
        {name: sha256(folder / name)},
        {"people": done.people, **count(folder / kind)},
        anew=done.resumed_parts < done.parts,
    )


STAGES: tuple[Stage, ...] = (
    Stage("import", "导入当日文件", import_files),
    Stage("snapshot", "全员快照", take_snapshot),
    Stage("offers", "岗位与培训", freeze_offers, once=True, needs=("import",), keeps=frozen),
    Stage("index", "就业困难指数", score_index),
    Stage("matching", "岗位匹配", match_vacancies),
    Stage("programmes", "培训匹配", match_programmes),
    Stage("allocation", "统筹名额", allocate_places),
    Stage(
        "recommendations",
        "选定推荐",
        choose_messages,
        once=True,
        needs=("snapshot", "allocation"),
        keeps=planned,
    ),
    Stage("outbox", "写入发件箱", send_to_outbox, once=True, needs=("recommendations",)),
    # Most of it is Arrow's and the database's work, most of what messages need is Python's.
    Stage(
        "figures",
        "统计与名单",
        count_figures,
        once=True,
        needs=("snapshot", "offers", "index"),
        begins_with="recommendations",
    ),
)
STAGE_TITLES = {stage.name: stage.title for stage in STAGES}


def failures(found: NightRecord) -> str:
    """Every step that failed, and with what; empty where none did."""
    failed = (step for step in found.steps if step.state == "failed")
    return "、".join(f"{STAGE_TITLES.get(step.name, step.name)}（{step.said}）" for step in failed)
