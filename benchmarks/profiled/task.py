"""A profiling task: everything about a data set in one TOML file, and the data read by it.

The keys: `file` and `[split] folds` relative to the data folder; `[outcome]` with `label`, or with
`time`, `event`, `horizons`, `tau`; `[split]` with `folds` (columns row, fold) or with `test` (and
`period`, the order in time of the others); `[columns]` NAME = { type = number | flag | category,
family, known_since, is }; `[groups]` and `[checks]` are optional. Outcomes, groups, `test`,
`period` and `is` are expressions over the file's columns.
"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Mask = NDArray[np.bool_]
Rows = NDArray[np.int64]
TYPES = ("number", "flag", "category")


class BadTask(Exception):
    """The TOML file does not describe a task; the text says what is wrong."""


@dataclass(frozen=True)
class Column:
    """One column: what it is, its family, and how long after the start it becomes known."""

    name: str
    type: str
    family: str
    known_since: float
    expression: str


@dataclass(frozen=True)
class Task:
    """A task with its data. `label` is None for times and events; `splits` are (train, test) rows."""

    name: str
    columns: tuple[Column, ...]
    values: Floats
    label: Mask | None
    time: Floats
    event: Mask
    horizons: tuple[float, ...]
    tau: float
    splits: tuple[tuple[Rows, Rows], ...]
    periods: Floats | None
    groups: Mapping[str, NDArray[np.str_]]
    checks: Mapping[str, object]
    order: Floats | None

    @property
    def names(self) -> tuple[str, ...]:
        """Names of the columns."""
        return tuple(column.name for column in self.columns)

    @property
    def categorical(self) -> list[int]:
        """Places of the categories."""
        return [i for i, column in enumerate(self.columns) if column.type == "category"]

    @property
    def tested(self) -> Rows:
        """All rows that are tested, in order."""
        return np.sort(np.concatenate([test for _, test in self.splits]))


def load_task(path: Path, data: Path) -> Task:
    """Read a task's TOML and its data; BadTask names what is missing."""
    try:
        form = tomllib.loads(path.read_text(encoding="utf-8"))
        return _read(form, data)
    except (KeyError, tomllib.TOMLDecodeError, pd.errors.UndefinedVariableError) as error:
        raise BadTask(f"{path.name}: {error}") from error


def _read(form: Mapping[str, object], data: Path) -> Task:
    frame = pd.read_csv(data / str(form["file"]))
    columns = tuple(_columns(_table(form, "columns")))
    outcome, split = _table(form, "outcome"), _table(form, "split")
    n = len(frame)
    label = _flag(frame, outcome["label"]) if "label" in outcome else None
    timed = label is None
    tested = _flag(frame, split["test"]) if "test" in split else None
    checks = _table(form, "checks") if "checks" in form else {}
    groups = _table(form, "groups") if "groups" in form else {}
    return Task(
        name=str(form["name"]),
        columns=columns,
        values=np.column_stack([_values(frame, column) for column in columns]),
        label=label,
        time=_number(frame, outcome["time"]) if timed else np.ones(n),
        event=_flag(frame, outcome["event"]) if timed else np.ones(n, dtype=bool),
        horizons=tuple(float(h) for h in outcome.get("horizons", ())),  # type: ignore[attr-defined]
        tau=float(str(outcome.get("tau", 0))),
        splits=_folds(data / str(split["folds"]), n) if tested is None else _later(tested),
        periods=_number(frame, split["period"]) if "period" in split else None,
        groups={name: _number(frame, text).astype(str) for name, text in groups.items()},
        checks=checks,
        order=_number(frame, checks["sort_by"]) if "sort_by" in checks else None,
    )


def _columns(table: Mapping[str, object]) -> list[Column]:
    columns = []
    for name, spec in table.items():
        if not isinstance(spec, Mapping) or spec.get("type") not in TYPES:
            raise BadTask(f"column {name}: type has to be one of {', '.join(TYPES)}")
        columns.append(
            Column(
                name,
                str(spec["type"]),
                str(spec["family"]),
                float(spec["known_since"]),
                str(spec.get("is", f"`{name}`")),
            )
        )
    return columns


def _table(form: Mapping[str, object], name: str) -> Mapping[str, object]:
    table = form[name]
    if not isinstance(table, Mapping):
        raise BadTask(f"[{name}] has to be a table")
    return table


def _values(frame: pd.DataFrame, column: Column) -> Floats:
    """A column as numbers; categories written as text become numbers of the sorted words."""
    found = pd.Series(frame.eval(column.expression, engine="python"))
    if not pd.api.types.is_numeric_dtype(found):
        codes = pd.Categorical(found).codes.astype(float)
        return np.where(codes < 0, np.nan, codes)
    return np.asarray(found, dtype=float)


def _number(frame: pd.DataFrame, text: object) -> Floats:
    return np.asarray(frame.eval(str(text), engine="python"), dtype=float)


def _flag(frame: pd.DataFrame, text: object) -> Mask:
    return _number(frame, text) > 0


def _folds(path: Path, n: int) -> tuple[tuple[Rows, Rows], ...]:
    table = pd.read_csv(path)
    fold = np.full(n, -1)
    fold[table["row"].to_numpy()] = table["fold"].to_numpy()
    return tuple(
        (np.flatnonzero((fold != k) & (fold >= 0)), np.flatnonzero(fold == k))
        for k in np.unique(fold[fold >= 0])
    )


def _later(tested: Mask) -> tuple[tuple[Rows, Rows], ...]:
    return ((np.flatnonzero(~tested), np.flatnonzero(tested)),)
