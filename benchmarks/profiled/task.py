"""A profiling task: everything about a data set in one TOML file, and the data read by it.

`file` is relative to the data folder (CSV, or Parquet by its name; `separator` if it is no comma).
`[outcome]` has `label`, or `time`, `event`, `horizons` and `tau` (the last horizon if not given).
`[split]` has `folds`, a file with the columns row and fold, or `test` (and `period`, the order in time
of the others); without it five shuffled folds are drawn. `[columns]` NAME = { type = number | flag |
category, family, known_since, is, reviewed }, where `reviewed` says why a column that foretells the
outcome well alone is no leak. `[groups]` and `[checks]` (`sort_by`, `places`) are optional. Outcomes,
groups, `test`, `period` and `is` are expressions over the file's columns.
"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from benchmarks.profiled.splitting import BadTask, Rows, folds_of, later_rows, shuffled

Floats = NDArray[np.float64]
Mask = NDArray[np.bool_]
TYPES = ("number", "flag", "category")


@dataclass(frozen=True)
class Column:
    """One column: what it is, its family, and how long after the start it becomes known."""

    name: str
    type: str
    family: str
    known_since: float
    expression: str
    reviewed: str


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
    """Read a task's TOML and its data; BadTask names what is missing or cannot be read."""
    try:
        form = tomllib.loads(path.read_text(encoding="utf-8"))
        return _read({"name": path.stem, **form}, data)
    except BadTask as error:
        raise BadTask(f"{path.name}: {error}") from error
    except KeyError as error:
        raise BadTask(f"{path.name}: {error} is missing") from error
    except (tomllib.TOMLDecodeError, ValueError, TypeError, SyntaxError, NameError) as error:
        raise BadTask(f"{path.name}: {error}") from error


def _read(form: Mapping[str, object], data: Path) -> Task:
    frame = _frame(form, data)
    columns = tuple(_columns(_table(form, "columns")))
    outcome = _table(form, "outcome")
    label, time, event = _outcome(frame, outcome)
    horizons = tuple(float(h) for h in _listed(outcome.get("horizons", ())))
    if label is None and not horizons:
        raise BadTask("[outcome] horizons: times and events need at least one")
    split = _table(form, "split") if "split" in form else {}
    checks = _table(form, "checks") if "checks" in form else {}
    groups = _table(form, "groups") if "groups" in form else {}
    return Task(
        name=str(form["name"]),
        columns=columns,
        values=np.column_stack([_values(frame, column) for column in columns]),
        label=label,
        time=time,
        event=event,
        horizons=horizons,
        tau=float(str(outcome.get("tau", max(horizons, default=0.0)))),
        splits=_splits(frame, split, data, outcome=event if label is None else label),
        periods=_number(frame, split["period"], "[split] period") if "period" in split else None,
        groups={name: _words(frame, text) for name, text in groups.items()},
        checks=checks,
        order=_number(frame, checks["sort_by"], "[checks] sort_by")
        if "sort_by" in checks
        else None,
    )


def _frame(form: Mapping[str, object], data: Path) -> pd.DataFrame:
    path = data / str(form["file"])
    if path.suffix == ".parquet":
        return pd.read_parquet(path)
    return pd.read_csv(path, sep=str(form.get("separator", ",")), low_memory=False)


def _outcome(
    frame: pd.DataFrame, outcome: Mapping[str, object]
) -> tuple[Mask | None, Floats, Mask]:
    """The label with dummies for time and event, or time and event."""
    n = len(frame)
    if "label" in outcome:
        label = _number(frame, outcome["label"], "[outcome] label")
        _refuse_unknown(label, "[outcome] label")
        if len(np.unique(label > 0)) < 2:
            raise BadTask("[outcome] label: everybody has the same, nothing can be learnt")
        return label > 0, np.ones(n), np.ones(n, dtype=bool)
    time, event = (_number(frame, outcome[key], f"[outcome] {key}") for key in ("time", "event"))
    for values, key in ((time, "time"), (event, "event")):
        _refuse_unknown(values, f"[outcome] {key}")
    if (time < 0).any():
        raise BadTask("[outcome] time: some are below 0")
    if not (event > 0).any():
        raise BadTask("[outcome] event: nobody has it, nothing can be learnt")
    return None, time, event > 0


def _splits(
    frame: pd.DataFrame, split: Mapping[str, object], data: Path, *, outcome: Mask
) -> tuple[tuple[Rows, Rows], ...]:
    if "test" in split:
        return later_rows(_number(frame, split["test"], "[split] test") > 0)
    if "folds" in split:
        return folds_of(data / str(split["folds"]), len(frame))
    return shuffled(outcome)


def _columns(table: Mapping[str, object]) -> list[Column]:
    columns = []
    for name, spec in table.items():
        if not isinstance(spec, Mapping) or spec.get("type") not in TYPES:
            raise BadTask(f"column {name}: type has to be one of {', '.join(TYPES)}")
        known = spec.get("known_since", spec.get("known-since"))
        if known is None or "family" not in spec:
            raise BadTask(f"column {name}: family and known_since have to be declared")
        columns.append(
            Column(
                name=name,
                type=str(spec["type"]),
                family=str(spec["family"]),
                known_since=float(known),
                expression=str(spec.get("is", f"`{name}`")),
                reviewed=str(spec.get("reviewed", "")),
            )
        )
    if not columns:
        raise BadTask("[columns]: there are none")
    return columns


def _table(form: Mapping[str, object], name: str) -> Mapping[str, object]:
    if name not in form:
        raise BadTask(f"[{name}] is missing")
    table = form[name]
    if not isinstance(table, Mapping):
        raise BadTask(f"[{name}] has to be a table")
    return table


def _listed(value: object) -> list[float]:
    return [float(v) for v in value] if isinstance(value, list | tuple) else [float(str(value))]


def _values(frame: pd.DataFrame, column: Column) -> Floats:
    """A column as numbers, unknown and infinite as NaN; categories and flags in words are numbered in order."""
    found = _evaluated(frame, column.expression, f"column {column.name}")
    if not pd.api.types.is_numeric_dtype(found):
        codes = pd.Categorical(found)
        if column.type == "number" or (column.type == "flag" and len(codes.categories) > 2):
            raise BadTask(f"column {column.name}: a {column.type} is declared, but it holds words")
        numbered = codes.codes.astype(float)
        return np.where(numbered < 0, np.nan, numbered)
    values = np.asarray(found, dtype=float)
    return np.where(np.isfinite(values), values, np.nan)


def _words(frame: pd.DataFrame, text: object) -> NDArray[np.str_]:
    found = _evaluated(frame, str(text), "[groups]")
    return np.asarray(found.astype(str), dtype=np.str_)


def _number(frame: pd.DataFrame, text: object, where: str) -> Floats:
    found = _evaluated(frame, str(text), where)
    if not pd.api.types.is_numeric_dtype(found):
        raise BadTask(f"{where}: {text} holds words; compare them, as in \"{text} == 'yes'\"")
    return np.asarray(found, dtype=float)


def _evaluated(frame: pd.DataFrame, text: str, where: str) -> "pd.Series[float]":
    try:
        found = frame.eval(text, engine="python")
    except (ValueError, TypeError, SyntaxError, NameError, KeyError, AttributeError) as error:
        raise BadTask(f"{where}: {error}") from error
    return pd.Series(found, index=frame.index)


def _refuse_unknown(values: Floats, where: str) -> None:
    if n := int(np.isnan(values).sum()):
        raise BadTask(f"{where}: unknown in {n} rows; leave those rows out of the file")
