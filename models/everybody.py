"""Advice for everybody as Arrow: candidates before places are given out, lists in their light after."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from models.advice import Day
from models.matching.allocation import Allocation
from models.matching.allotment import (
    CANDIDATES,
    Askers,
    Policy,
    course_scores,
    first_for,
    in_order,
    kept_prices,
    of_candidates,
)
from models.matching.columns import F32, I32, Floats, Ints, numbers_of
from models.matching.programmes import everybody
from models.matching.seekers import encode_workers

Finished = Mapping[str, Sequence[str]]
"""By worker the vacancies and courses that do not come back."""

UNIT_DIGITS = 6


@dataclass(frozen=True, slots=True)
class Wanted:
    """Candidates of some people, read back: rows and scores by worker, and both parts where there are any."""

    ids: pa.Array
    askers: Askers
    parts: Mapping[str, F32]


def vacancy_candidates(day: Day, people: pa.Table, finished: Finished) -> pa.Table:
    """The best vacancies of everybody, one row a worker, lists of one length (-1 where they end)."""
    barred = [frozenset(rows) for rows in rows_of_finished(people, day.market.ids, finished)]
    seekers = encode_workers(people, day.market)
    found = day.engine.top(seekers, k=CANDIDATES, excluded=barred)
    lists = {
        "rows": pa.array(found.rows.ravel()),
        "score": pa.array(found.score.astype(np.float32).ravel()),
        "hire_chance": pa.array(found.hire.astype(np.float32).ravel()),
        "worth": pa.array(found.worth.astype(np.float32).ravel()),
    }
    return with_people(people, lists)


def course_candidates(day: Day, people: pa.Table, finished: Finished) -> pa.Table:
    """The courses that open most for everybody, as `vacancy_candidates`."""
    barred = rows_of_finished(people, day.courses.ids, finished)
    seekers = encode_workers(people, day.market)
    found = everybody(seekers, day.courses, k=CANDIDATES, excluded=barred)
    lists = {
        "rows": pa.array(found.rows.ravel()),
        "score": pa.array(course_scores(found.counts, len(day.market)).ravel()),
        "n_opened": pa.array(found.counts.ravel()),
    }
    return with_people(people, lists)


def with_people(people: pa.Table, lists: Mapping[str, pa.Array]) -> pa.Table:
    """Who they are, what decides who comes first, and the lists."""
    county = pc.utf8_slice_codeunits(people["region"].cast(pa.string()), 0, UNIT_DIGITS)
    return pa.table(
        {
            "worker_id": people["worker_id"],
            "jobless": people["registered_on"].is_valid(),
            "county": pc.fill_null(county, ""),
            **{
                name: pa.FixedSizeListArray.from_arrays(values, CANDIDATES)
                for name, values in lists.items()
            },
        }
    )


def rows_of_finished(
    people: pa.Table, ids: tuple[str, ...], finished: Finished
) -> list[Sequence[int]]:
    """For each person the rows of the offers that do not come back; no lists at all where nobody has any."""
    here = people["worker_id"].to_pylist() if finished else []
    if not any(worker in finished for worker in here):
        return []
    row = {id_: n for n, id_ in enumerate(ids)}
    return [[row[t] for t in finished.get(worker, ()) if t in row] for worker in here]


def read_wanted(table: pa.Table, index: Floats, policy: Policy) -> Wanted:
    """The candidates of a table as arrays; `index` is by row of it."""
    lists = {
        name: numbers_of(table, name).reshape(table.num_rows, CANDIDATES)
        for name, kind in zip(table.column_names, table.schema.types, strict=True)
        if pa.types.is_fixed_size_list(kind)
    }
    rows = lists.pop("rows").astype(np.int32)
    chance = lists.get("hire_chance")
    askers = Askers(
        rows=rows,
        asked=rows if chance is None else np.where(chance < policy.least_chance, -1, rows),
        scores=lists.pop("score").astype(np.float32),
        jobless=numbers_of(table, "jobless").astype(np.bool_),
        difficulty=index,
        county=table["county"].combine_chunks(),
    )
    return Wanted(table["worker_id"].combine_chunks(), askers, lists)


def lists_in_light(
    wanted: Wanted,
    given: Allocation,
    first: int,
    ids: tuple[str, ...],
    *,
    policy: Policy,
    k: int,
    key: str,
) -> pa.Table:
    """The `k` best of everybody in the light of places, one row an entry, by worker and rank.

    `given` is the allocation over everybody, in which these people begin at row `first`. `referred`
    marks whom a place was given to; then `instead_of` is the best choice that is full, if any is.
    """
    askers = wanted.askers
    own = slice(first, first + len(askers.rows))
    bonus = first_for(askers.jobless, policy)[:, None]
    prices = np.maximum(0.0, of_candidates(kept_prices(given), askers.rows) - bonus)
    at, mine = in_order(askers.rows, askers.scores, prices, given.rows[own], k=k)
    who, rank = np.nonzero(at >= 0)
    position = at[who, rank]
    referred = mine[who, rank]
    rows = askers.rows[who, position]
    paid = paid_prices(rows, given, own, who, bonus)
    full = pa.array(np.where(referred, given.lost[own][who], -1))
    named = pa.array(ids, pa.string())
    extra = {name: pa.array(values[who, position]) for name, values in wanted.parts.items()}
    return pa.table(
        {
            "worker_id": wanted.ids.take(pa.array(who)),
            "rank": pa.array((rank + 1).astype(np.int16)),
            key: named.take(pa.array(rows)),
            "score": pa.array(askers.scores[who, position]),
            **extra,
            "price": pa.array(np.where(referred, paid, prices[who, position]).astype(np.float32)),
            "referred": pa.array(referred),
            "instead_of": named.take(pc.if_else(pc.less(full, 0), None, full)),
            "n_full": pa.array(np.where(referred, given.n_lost[own][who], 0).astype(np.int16)),
        }
    )


def paid_prices(rows: I32, given: Allocation, own: slice, who: Ints, bonus: F32) -> Floats:
    """What each listed vacancy's place costs whom it was given to; kept places may be cheaper."""
    same = given.rows[own][who] == rows[:, None]
    paid = np.where(same, given.prices[own][who], 0.0).sum(axis=1)
    return np.asarray(np.maximum(0.0, paid - bonus[who, 0]))
