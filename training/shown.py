"""What was shown where and what became of it, as arrays that the ranking learns from."""

import json
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from models.matching.columns import Bools, Floats, Ints
from models.matching.comparisons import NAMES
from models.matching.learning import Judged, examination

WANTED: Mapping[str, float] = {"accepted": 1.0, "applied": 1.0, "hired": 1.0, "rejected": 1.0}
"""Who accepted or applied wanted the post; an employer's no says nothing against that."""

UNWANTED_REASONS = frozenset(
    {"too_far", "wage_too_low", "wrong_occupation", "hours", "health", "family", "other", None}
    | {"worker_declined"}
)
"""Only these speak against the post itself: who has found work or cannot be reached did not refuse it."""

HIRED: Mapping[str, float] = {"hired": 1.0, "rejected": 0.0}
"""An application without an answer yet is neither."""


@dataclass(frozen=True, slots=True)
class Shown:
    """One row a vacancy of a judged list; `lists` numbers the lists, `day` is days since 1970."""

    lists: Ints
    worker: NDArray[np.str_]
    day: Ints
    rank: Ints
    chance: Floats
    values: Floats
    said: Bools
    hired: Floats
    wanted: Floats

    def __len__(self) -> int:
        return len(self.rank)

    def of(self, rows: Bools) -> "Shown":
        """Some of the rows."""
        return Shown(*(getattr(self, name)[rows] for name in self.__slots__))

    def looked_at(self) -> Floats:
        """By row the chance of having been looked at where it stood."""
        return examination(self.rank, self.said)[self.rank - 1] if len(self) else np.zeros(0)

    def judged(self) -> Judged:
        """As the ranking is fitted: the chance of having been shown there and seen, and both answers."""
        return Judged(self.values, self.chance * self.looked_at(), self.hired, self.wanted)


def read_shown(table: pa.Table) -> Shown:
    """Rows of `judgements.judged_lists`, each vacancy of a list once, whole evidence only."""
    rows = _once(table)
    read = [(row, _evidence(row)) for row in rows]
    kept = [(row, found) for row, found in read if found is not None]
    keys = {key: n for n, key in enumerate(dict.fromkeys(_list_of(row) for row, _ in kept))}
    days = np.array([row["as_of"] for row, _ in kept], "datetime64[D]").astype(np.int64)
    return Shown(
        lists=np.array([keys[_list_of(row)] for row, _ in kept], np.int64),
        worker=np.array([row["worker_id"] for row, _ in kept], np.str_),
        day=days,
        rank=np.array([row["rank"] for row, _ in kept], np.int64),
        chance=np.array([found[0] for _, found in kept], np.float64),
        values=np.array([found[1] for _, found in kept], np.float64).reshape(-1, len(NAMES)),
        said=np.array([row["verdict"] is not None for row, _ in kept], np.bool_),
        hired=np.array([hired(row["verdict"], row["reason"]) for row, _ in kept], np.float64),
        wanted=np.array([wanted(row["verdict"], row["reason"]) for row, _ in kept], np.float64),
    )


def wanted(verdict: object, reason: object) -> float:
    """Whether the worker wanted the post: 1, 0, or NaN where that is not known."""
    if verdict == "dismissed":
        return 0.0 if reason in UNWANTED_REASONS else float("nan")
    if verdict == "rejected" and reason == "worker_declined":
        return 0.0
    return WANTED.get(str(verdict), float("nan"))


def hired(verdict: object, reason: object) -> float:
    """Whether the employer took the worker: 1, 0, or NaN where that is not known."""
    if reason == "worker_declined":
        return float("nan")
    return HIRED.get(str(verdict), float("nan"))


def _list_of(row: Mapping[str, object]) -> tuple[object, object]:
    return row["worker_id"], row["as_of"]


def _once(table: pa.Table) -> list[dict[str, object]]:
    """A vacancy that moved up after a dismissal was shown twice: the row with a verdict counts."""
    found: dict[tuple[object, ...], dict[str, object]] = {}
    for row in table.to_pylist():
        key = (*_list_of(row), row["target_id"])
        if key not in found or (found[key]["verdict"] is None and row["verdict"] is not None):
            found[key] = row
    return list(found.values())


def _evidence(row: Mapping[str, object]) -> tuple[float, list[float]] | None:
    """The chance of having been shown and the comparisons; None for a list that looked at nobody."""
    shown = json.loads(str(row["evidence"]))
    values = {each["comparison"]: each["value"] for each in shown.get("evidence", ())}
    if set(values) != set(NAMES):
        return None
    chance = shown.get("shown_chance")
    return (1.0 if chance is None else float(chance)), [float(values[name]) for name in NAMES]
