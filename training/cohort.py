"""The cohort: people in open spells as known on landmark days, and what was seen of them afterwards."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from models.index.features import design

Days = NDArray[np.int64]
DAYS_A_MONTH = 365.25 / 12
STABLE = "stable_work"
ENTRIES = ((0, 1), (1, 6), (6, 18), (18, 42))
"""Stretches of a spell's landmarks, counted from its first; it enters once in each, while it is open."""

ENTRY_KEY = "when-looked-at--"


@dataclass(frozen=True)
class Cohort:
    """One row a spell and landmark.

    `months` were seen after the landmark; `stable` says that stable work ended them, `other` that
    another exit did; neither means the spell was still open when the data end. `people` are the
    rows of the registry as known on the landmark, for audits; `frame` their features.
    """

    frame: pd.DataFrame
    people: pa.Table
    worker_id: NDArray[np.str_]
    landmark: Days
    months: NDArray[np.float64]
    stable: NDArray[np.bool_]
    other: NDArray[np.bool_]

    def __len__(self) -> int:
        return len(self.months)

    def outcome(self) -> NDArray[np.float64]:
        """Months and event as the index is fitted on them: other exits are censored where they happen."""
        return np.column_stack([self.months, self.stable])

    def of(self, rows: NDArray[np.bool_]) -> "Cohort":
        """These rows."""
        places = np.flatnonzero(rows)
        return Cohort(
            self.frame.iloc[places].reset_index(drop=True),
            self.people.take(pa.array(places)),
            self.worker_id[rows],
            self.landmark[rows],
            self.months[rows],
            self.stable[rows],
            self.other[rows],
        )


def month_starts(first: date, last: date) -> list[date]:
    """The first of every month from `first` to `last`."""
    months = pd.date_range(first, last, freq="MS")
    return [day.date() for day in months]


def make_cohort(
    history: pa.Table,
    spells: pa.Table,
    landmarks: Sequence[date],
    *,
    until: date,
    all_landmarks: bool = False,
) -> Cohort:
    """Spells at their first landmark and again at later ones while open, with outcomes before `until`.

    The later ones are one month of waiting in each stretch of `ENTRIES`, drawn from the worker and the
    day the spell began and never among those it turned out to reach: that would look into its future
    and make exits seem sooner than they are. So every month of waiting has rows to learn from. With
    `all_landmarks` every landmark of every spell is a row. Nothing valid after a landmark is seen.
    """
    workers, versions = _versions(history)
    spell = _Spells.read(spells, workers, until)
    days = np.array([_day(landmark) for landmark in landmarks])
    after = _drawn_entries(spell, workers)
    entering = _entering(spell, days, np.arange(len(days)) if all_landmarks else after)
    parts = [_at(history, versions, spell, rows=rows, day=int(day)) for day, rows in entering]
    parts = [part for part in parts if len(part)]
    if not parts:
        return _at(history, versions, spell, rows=np.zeros(0, dtype=np.int64), day=_day(until))
    return joined(parts)


@dataclass(frozen=True)
class _Spells:
    """Spells in arrays; `end` is the day of exit, or of the last look where none was seen."""

    worker: Days
    start: Days
    end: Days
    stable: NDArray[np.bool_]
    other: NDArray[np.bool_]

    @classmethod
    def read(cls, spells: pa.Table, workers: pa.Array, until: date) -> "_Spells":
        """Spells of known workers that began before `until`."""
        place = pc.fill_null(pc.index_in(spells["worker_id"], workers), -1)
        last = _day(until)
        start = _days(spells["started_on"])
        ended = _days(spells["ended_on"])
        seen = (ended > 0) & (ended <= last)
        worker = np.asarray(place.to_numpy(), dtype=np.int64)
        stable = np.asarray(pc.fill_null(pc.equal(spells["exit_reason"], STABLE), False).to_numpy())
        keep = (worker >= 0) & (start < last)
        return cls(
            worker[keep],
            start[keep],
            np.where(seen, ended, last)[keep],
            (seen & stable)[keep],
            (seen & ~stable)[keep],
        )


@dataclass(frozen=True)
class _Versions:
    """Rows of the history by worker and day."""

    row: Days
    worker: Days
    valid: Days

    def known(self, worker: Days, day: int) -> Days:
        """The row of the newest version of each worker not after the day, or -1."""
        early = self.valid <= day
        row, owner = self.row[early], self.worker[early]
        newest = np.full(int(self.worker.max(initial=-1)) + 1, -1, dtype=np.int64)
        newest[owner] = row
        return newest[worker]


def _versions(history: pa.Table) -> tuple[pa.Array, _Versions]:
    ids = history["worker_id"].combine_chunks()
    workers = pc.unique(ids)
    worker = np.asarray(pc.index_in(ids, workers).to_numpy(), dtype=np.int64)
    valid = _days(history["valid_on"])
    order = np.lexsort((valid, worker))
    return workers, _Versions(order, worker[order], valid[order])


def _drawn_entries(spell: _Spells, workers: pa.Array) -> Days:
    """For each spell the landmarks after its first on which it enters, one in each stretch.

    The same spell always has the same ones, whoever else is looked at.
    """
    ids = pd.util.hash_array(workers.to_numpy(zero_copy_only=False), hash_key=ENTRY_KEY)
    drawn = pd.util.hash_array(ids[spell.worker] + spell.start.astype(np.uint64))
    columns = []
    for place, (low, high) in enumerate(ENTRIES):
        share = (drawn >> np.uint64(16 * place)) & np.uint64(0xFFFF)
        columns.append(low + (share.astype(np.int64) * (high - low) >> 16))
    return np.column_stack(columns)


def _entering(spell: _Spells, days: Days, after: Days) -> list[tuple[int, Days]]:
    """For each landmark the spells that enter the cohort on it, so many landmarks after their first."""
    first = np.searchsorted(days, spell.start, side="left")
    beyond = np.searchsorted(days, spell.end, side="left")
    place = first[:, None] + after
    rows, which = np.nonzero(place < beyond[:, None])
    place = place[rows, which]
    order = np.argsort(place, kind="stable")
    cuts = np.searchsorted(place[order], np.arange(len(days) + 1))
    return [(int(day), rows[order[cuts[k] : cuts[k + 1]]]) for k, day in enumerate(days)]


def _at(history: pa.Table, versions: _Versions, spell: _Spells, *, rows: Days, day: int) -> Cohort:
    known = versions.known(spell.worker[rows], day) if len(rows) else rows
    rows, known = rows[known >= 0], known[known >= 0]
    people = history.take(pa.array(known))
    return Cohort(
        frame=design(people, np.datetime64(day, "D").astype(object)),
        people=people,
        worker_id=np.asarray(people["worker_id"].to_pylist(), dtype=object),
        landmark=np.full(len(rows), day),
        months=np.maximum((spell.end[rows] - day) / DAYS_A_MONTH, 0.0),
        stable=spell.stable[rows],
        other=spell.other[rows],
    )


def joined(parts: Sequence[Cohort]) -> Cohort:
    """Parts of a cohort, one after the other."""
    return Cohort(
        pd.concat([part.frame for part in parts], ignore_index=True),
        pa.concat_tables([part.people for part in parts]),
        np.concatenate([part.worker_id for part in parts]),
        np.concatenate([part.landmark for part in parts]),
        np.concatenate([part.months for part in parts]),
        np.concatenate([part.stable for part in parts]),
        np.concatenate([part.other for part in parts]),
    )


def _days(column: pa.ChunkedArray) -> Days:
    days = pc.fill_null(pc.cast(pc.cast(column, pa.date32()), pa.int32()), -1)
    return np.asarray(days.to_numpy(), dtype=np.int64)


def _day(day: date) -> int:
    return int(np.datetime64(day, "D").astype(np.int64))
