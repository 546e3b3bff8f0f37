"""Carrying a night out: each step measured and noted as it ends, so that a killed night goes on where it was."""

from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from time import monotonic

import pyarrow as pa
import structlog

from data.records import demonstrations, imports
from data.store import Store, reading
from service.batch.day import run_of
from service.batch.manifest import sha256
from service.clock import Clock, must_have_come
from service.config import Settings
from service.days import Days
from service.measuring import measured
from service.night import record
from service.night.alarms import Compared, Shrunk, alarms, changes
from service.night.extracts import Limits, extracts_of, read_plan, series
from service.night.failing import cause
from service.night.keeping import remove_old, sweep_drafts
from service.night.locking import only_night
from service.night.record import Alarm, NightRecord, StepRecord, write_night
from service.night.stages import STAGES, Made, Night, Stage

Told = Callable[["Progress"], None]

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a night is: the step and how much of it, and the seconds left by what the night before took."""

    step: str
    doing: str
    done: int
    total: int
    seconds_left: float | None


@dataclass(frozen=True, slots=True)
class Asked:
    """What a night is to be: the folder of the day's files with its plan, the day, the processes."""

    files: Path
    as_of: date
    processes: int


def run_night(
    config: Settings, store: Store, asked: Asked, clock: Clock, told: Told
) -> NightRecord:
    """Carry a day's night out, from its files to the outbox; begun again after a kill, it goes on.

    Raises Problem for a day that has not come, NightRunning where another one has not ended, and whatever
    stops a step; what is done stays done.
    """
    # What is kept would be old by it, too.
    must_have_come(asked.as_of, clock(), "夜间批处理")
    with only_night(config.nights, store):
        sweep_drafts((config.nights, config.snapshots, config.scores))
        plan = read_plan(asked.files)
        extracts = extracts_of(asked.files, plan, asked.as_of)
        policy = plan.places.policy(config.referrals_per_opening)
        run = run_of(config, asked.as_of, policy)
        days = Days(store, config.bundles, config.scores)
        night = Night(config, store, run, plan, extracts, clock, asked.processes, days)
        before = record.finished_before(config.nights, asked.as_of)
        found = _begun(config, asked.as_of, clock)
        watch = _Watch(before, told)
        with ThreadPoolExecutor(1) as crew:
            begun: dict[str, Future[Made]] = {}
            for stage in STAGES:
                for other in _beside(night, stage, found):
                    begun[other.name] = crew.submit(other.work, night, _untold)
                found = _carried_out(night, stage, found, watch, begun=begun)
        found = replace(
            found,
            state="done",
            ended_at=clock(),
            before=before.as_of if before else None,
            changes=changes(found, before),
            alarms=_alarms(night, found, before, plan.alarms),
            removed=remove_old((config.snapshots, config.scores), asked.as_of, config.keep_nights),
        )
        write_night(config.nights, found)
        return found


def _begun(config: Settings, as_of: date, clock: Clock) -> NightRecord:
    """The day's night where it was broken off; one that ended, and did no harm, is held anew."""
    found = record.read_night(record.path_of(config.nights, as_of))
    if found is None or found.state == "done":
        found = NightRecord(as_of, clock(), steps=tuple(StepRecord(stage.name) for stage in STAGES))
    else:
        # What failed is begun anew: until it fails again there is nothing to say of it.
        steps = tuple(
            StepRecord(step.name) if step.state == "failed" else step for step in found.steps
        )
        found = replace(found, state="running", starts=found.starts + 1, steps=steps)
    write_night(config.nights, found)
    return found


def _beside(night: Night, stage: Stage, found: NightRecord) -> list[Stage]:
    """The steps that begin with a step; on one processor they would only keep it waiting."""
    if night.processes < 2:
        return []
    with_it = (other for other in STAGES if other.begins_with == stage.name)
    return [other for other in with_it if not (other.once and _stands(night, other, found))]


def _untold(_done: int, _total: int, _doing: str) -> None:
    """How far a step is in whose turn another one is."""


def _carried_out(
    night: Night,
    stage: Stage,
    found: NightRecord,
    watch: "_Watch",
    *,
    begun: Mapping[str, Future[Made]],
) -> NightRecord:
    """The night after a step; what was done before the kill is not done again.

    Of one that began beside another only the waiting for its end is counted: what it cost till then is in the others.
    """
    was = found.step(stage.name)
    if stage.once and _stands(night, stage, found):
        return found
    nights = night.config.nights
    write_night(nights, found.with_step(replace(was, state="running")))
    watch.begin(stage)
    with measured() as cost:
        try:
            beside = begun.get(stage.name)
            made = beside.result() if beside else stage.work(night, watch.report)
        except Exception as failure:
            write_night(nights, _failed(found, {**_failures(begun), stage.name: failure}))
            raise
    if not made.anew and was.state == "done":
        step = replace(was, outputs=made.outputs)
    else:
        step = StepRecord(
            stage.name,
            "skipped" if made.skipped else "done",
            _inputs(stage, found),
            made.outputs,
            made.counts,
            round(cost.seconds, 3),
            round(cost.cpu_seconds, 3),
            round(cost.peak_gb, 3),
            made.skipped,
        )
    found = found.with_step(step)
    write_night(nights, found)
    # What Arrow keeps for later of a step's gigabytes the next one would hold beside its own.
    pa.default_memory_pool().release_unused()
    return found


def _failures(begun: Mapping[str, Future[Made]]) -> dict[str, BaseException]:
    """What goes wrong in steps that began beside others, each waited for: nobody else would hear of it."""
    ended = {name: other.exception() for name, other in begun.items()}
    return {name: failure for name, failure in ended.items() if failure is not None}


def _failed(found: NightRecord, failures: Mapping[str, BaseException]) -> NightRecord:
    for name, failure in failures.items():
        log.error("night_step_failed", step=name, fault=type(failure).__name__)
        step = replace(found.step(name), state="failed", said=cause(failure))
        found = found.with_step(step)
    return replace(found, state="failed")


def _stands(night: Night, stage: Stage, found: NightRecord) -> bool:
    """Whether a step was done, from what is there now, and what it made is still what it was."""
    was = found.step(stage.name)
    if was.state not in ("done", "skipped") or was.inputs != _inputs(stage, found):
        return False
    kept = {path.name: path for path in stage.keeps(night.run)}
    # An earlier version may have begun the night, without a file that is needed by now.
    if was.state == "done" and not all(path.is_file() for path in kept.values()):
        return False
    made = ((kept[name], content) for name, content in was.outputs.items() if name in kept)
    return all(path.is_file() and sha256(path) == content for path, content in made)


def _inputs(stage: Stage, found: NightRecord) -> dict[str, str]:
    """What a step rests on: what the steps before it made, each as one hash."""
    return {name: record.fingerprint(found.step(name).outputs) for name in stage.needs}


def _alarms(
    night: Night, found: NightRecord, before: NightRecord | None, limits: Limits
) -> tuple[Alarm, ...]:
    shrunk = tuple(_shrunk(night))
    then = before.counts if before else {}
    with reading(night.store) as db:
        ended = demonstrations.ended_since(db, found.begun_at)
    return alarms(Compared(found.counts, then, shrunk, limits, ended))


def _shrunk(night: Night) -> Iterator[Shrunk]:
    """Every series of complete files of which one is of tonight, with the one before it."""
    complete = [extract for extract in night.extracts if extract.rule.complete]
    for name, kind in sorted({(series(e.path.name), e.rule.kind) for e in complete}):
        days: dict[date, list[str]] = {}
        for extract in complete:
            if series(extract.path.name) == name:
                days.setdefault(extract.on, []).append(extract.path.name)
        if night.run.as_of in days and len(days) > 1:
            earlier = max(on for on in days if on < night.run.as_of)
            with reading(night.store) as db:
                then, now = (
                    imports.of_files(db, kind.value, days[on]) for on in (earlier, night.run.as_of)
                )
            yield Shrunk(name, kind, then, now)


class _Watch:
    """Tells how far the night is; what is left is reckoned from what each step took the night before."""

    def __init__(self, before: NightRecord | None, told: Told) -> None:
        self._took = {step.name: step.seconds for step in before.steps} if before else {}
        self._told = told
        self._stage: Stage | None = None
        self._since = monotonic()

    def begin(self, stage: Stage) -> None:
        """A step begins."""
        self._stage, self._since = stage, monotonic()
        self.report(0, 1, stage.title)

    def report(self, done: int, total: int, doing: str) -> None:
        """So much of the step is done."""
        if self._stage is not None:
            left = self._left(self._stage)
            self._told(Progress(self._stage.title, doing, done, total, left))

    def _left(self, stage: Stage) -> float | None:
        if not self._took:
            return None
        names = [each.name for each in STAGES]
        after = names[names.index(stage.name) + 1 :]
        here = self._took.get(stage.name, 0.0) - (monotonic() - self._since)
        return max(0.0, here) + sum(self._took.get(name, 0.0) for name in after)
