"""What training reads from the store: the cohort of the persons with spells, or of a draw of them."""

from collections.abc import Sequence
from datetime import date, timedelta

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from data.records import spells as spell_records
from data.records import workers as worker_records
from data.store import Store, reading
from training.cohort import Cohort, joined, make_cohort, month_starts

MOST_PERSONS = 150_000
"""Persons with spells that are read at most, drawn at random; more would not make the index better."""

IDS_AT_ONCE = 20_000
YEARS = 4


def landmarks_before(as_of: date) -> list[date]:
    """The first of every month of the years that training looks at."""
    return month_starts(as_of.replace(year=as_of.year - YEARS, day=1), as_of - timedelta(1))


def read_cohort(store: Store, landmarks: Sequence[date], *, as_of: date, seed: int) -> Cohort:
    """Spells of up to `MOST_PERSONS` persons with their files, on these landmarks."""
    with reading(store) as db:
        spells = spell_records.all_spells(db)
        ids = drawn_persons(spells, seed)
        parts = [
            make_cohort(worker_records.history(db, part), spells, landmarks, until=as_of)
            for part in _pieces(ids)
        ]
    return joined(parts)


def drawn_persons(spells: pa.Table, seed: int) -> list[str]:
    """Everybody with a spell, or a draw of them; the same for the same seed."""
    ids = pc.unique(spells["worker_id"].combine_chunks())
    ids = ids.take(pc.sort_indices(ids))
    if len(ids) > MOST_PERSONS:
        chosen = np.random.default_rng(seed).choice(len(ids), MOST_PERSONS, replace=False)
        ids = ids.take(pa.array(np.sort(chosen)))
    found: list[str] = ids.to_pylist()
    return found


def _pieces(ids: Sequence[str]) -> list[Sequence[str]]:
    pieces = [ids[i : i + IDS_AT_ONCE] for i in range(0, len(ids), IDS_AT_ONCE)]
    return pieces or [ids]
