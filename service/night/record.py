"""What is kept of a night: one file that says what each step took, made and cost, and what to look at."""

import hashlib
import json
import os
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from datetime import date, datetime
from pathlib import Path
from typing import Literal

State = Literal["waiting", "running", "done", "skipped", "failed"]
FINISHED = "finished.json"
"""The newest night that came to its end: the one place where other processes look whether one has landed."""


@dataclass(frozen=True, slots=True)
class StepRecord:
    """One step: what it was made from, its files with their hashes, what it counted and cost."""

    name: str
    state: State = "waiting"
    inputs: Mapping[str, str] = field(default_factory=dict)
    outputs: Mapping[str, str] = field(default_factory=dict)
    counts: Mapping[str, float] = field(default_factory=dict)
    seconds: float = 0.0
    cpu_seconds: float = 0.0
    peak_gb: float = 0.0
    said: str = ""
    """Why it was skipped, or the sentence it failed with."""


@dataclass(frozen=True, slots=True)
class Alarm:
    """Something that moved more than it may: what, and what to do about it."""

    name: str
    found: str
    advice: str


@dataclass(frozen=True, slots=True)
class NightRecord:
    """A night of a day: its steps in order; `starts` counts how often it was begun, kills included."""

    as_of: date
    begun_at: datetime
    state: State = "running"
    ended_at: datetime | None = None
    starts: int = 1
    steps: tuple[StepRecord, ...] = ()
    before: date | None = None
    changes: Mapping[str, tuple[float, float]] = field(default_factory=dict)
    """What was counted in the night before, and in this one."""
    alarms: tuple[Alarm, ...] = ()
    removed: tuple[date, ...] = ()
    """Days whose snapshots and results were kept long enough."""

    @property
    def seconds(self) -> float:
        """What all steps took together."""
        return sum(step.seconds for step in self.steps)

    @property
    def cpu_seconds(self) -> float:
        """How long processors worked for it."""
        return sum(step.cpu_seconds for step in self.steps)

    @property
    def peak_gb(self) -> float:
        """The most memory that any step held."""
        return max((step.peak_gb for step in self.steps), default=0.0)

    @property
    def counts(self) -> Mapping[str, float]:
        """Everything the steps counted, by `step.name`."""
        return {f"{s.name}.{name}": n for s in self.steps for name, n in s.counts.items()}

    def step(self, name: str) -> StepRecord:
        """A step by its name, waiting where it was not begun."""
        return next((s for s in self.steps if s.name == name), StepRecord(name))

    def with_step(self, step: StepRecord) -> "NightRecord":
        """The same with this step in place of the one of its name, or after the others."""
        if any(s.name == step.name for s in self.steps):
            return replace(
                self, steps=tuple(step if s.name == step.name else s for s in self.steps)
            )
        return replace(self, steps=(*self.steps, step))


def path_of(nights: Path, as_of: date) -> Path:
    """Where a day's night is kept."""
    return nights / f"{as_of.isoformat()}.json"


def read_night(path: Path) -> NightRecord | None:
    """The record in a file; None where there is none, or only what a dying disk has left of one."""
    try:
        found = json.loads(path.read_text("utf-8"))
        return NightRecord(
            as_of=date.fromisoformat(found["as_of"]),
            begun_at=datetime.fromisoformat(found["begun_at"]),
            state=found["state"],
            ended_at=datetime.fromisoformat(found["ended_at"]) if found["ended_at"] else None,
            starts=found["starts"],
            steps=tuple(StepRecord(**step) for step in found["steps"]),
            before=date.fromisoformat(found["before"]) if found["before"] else None,
            changes={name: (then, now) for name, (then, now) in found["changes"].items()},
            alarms=tuple(Alarm(**alarm) for alarm in found["alarms"]),
            removed=tuple(date.fromisoformat(day) for day in found.get("removed", ())),
        )
    except (FileNotFoundError, KeyError, TypeError, ValueError):
        return None


def write_night(nights: Path, night: NightRecord) -> None:
    """Replace a night's file in one step; a night that came to its end is also the newest finished one."""
    _replace(path_of(nights, night.as_of), night)
    if night.state == "done":
        _replace(nights / FINISHED, night)


def newest_finished(nights: Path) -> NightRecord | None:
    """The newest night that came to its end, None before the first."""
    return read_night(nights / FINISHED)


def finished_before(nights: Path, as_of: date) -> NightRecord | None:
    """The newest finished night of an earlier day."""
    for path in sorted(nights.glob("20??-??-??.json"), reverse=True):
        if path.stem < as_of.isoformat():
            found = read_night(path)
            if found is not None and found.state == "done":
                return found
    return None


def fingerprint(outputs: Mapping[str, str]) -> str:
    """One hash of everything a step made."""
    return hashlib.sha256(json.dumps(dict(outputs), sort_keys=True).encode()).hexdigest()


def as_dict(night: NightRecord) -> dict[str, object]:
    """The night as plain values, with the sums, for `--json`."""
    return {
        **asdict(night),
        "seconds": night.seconds,
        "cpu_seconds": night.cpu_seconds,
        "peak_gb": night.peak_gb,
    }


def _replace(path: Path, night: NightRecord) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f".{path.name}.{os.getpid()}")
    text = json.dumps(asdict(night), ensure_ascii=False, indent=1, default=str)
    with draft.open("w", encoding="utf-8") as file:
        file.write(text + "\n")
        file.flush()
        os.fsync(file.fileno())
    draft.replace(path)
