"""Lists that follow the market within a day: a new vacancy finds its people, a closed one leaves at once."""

from collections.abc import Sequence

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from models.matching.columns import Bools, Ints
from models.matching.engine import Engine
from models.matching.market import Market, only
from models.matching.reference import NOBODY, SAME_EMPLOYER, Top
from models.matching.seekers import Seekers, rows_of


def follow(
    lists: Top,
    before: Market,
    engine: Engine,
    seekers: Seekers,
    *,
    excluded: Sequence[frozenset[int]] = NOBODY,
) -> Top:
    """`lists`, made on the market `before`, brought to `engine`'s market: equal to making them anew.

    `seekers` and `excluded` are read against the new market. Whoever loses a vacancy is searched again,
    everybody else only meets the vacancies that are new or have changed. Both markets must be of one
    day and measured with the same rarities (`skill_idf`), else `ValueError`: old scores would not hold.
    """
    after, k = engine.market, lists.rows.shape[1]
    check_comparable(before, after)
    still = same_rows(before, after)
    carried, lost = carry(lists, still)
    fresh = np.setdiff1d(np.flatnonzero(after.open & after.lawful), still)
    if len(fresh):
        met = Engine(only(after, fresh), engine.ranking).top(
            seekers, k=k, excluded=within(excluded, fresh)
        )
        met.rows[met.rows >= 0] = fresh[met.rows[met.rows >= 0]]
        carried = merge(carried, met, after, k)
    again = np.flatnonzero(lost)
    barred = [excluded[int(i)] for i in again] if excluded else NOBODY
    anew = engine.top(rows_of(seekers, again), k=k, excluded=barred)
    for name in ("rows", "hire_points", "worth_points"):
        getattr(carried, name)[again] = getattr(anew, name)
    return carried


def check_comparable(before: Market, after: Market) -> None:
    """Refuse markets whose scores mean different things."""
    if before.as_of != after.as_of:
        raise ValueError("lists follow the market within one day only")
    idf = dict(zip(before.skill_words, before.skill_idf.tolist(), strict=True))
    pairs = zip(after.skill_words, after.skill_idf.tolist(), strict=True)
    if any(idf.get(word, rarity) != rarity for word, rarity in pairs):
        raise ValueError("the new market is measured with other rarities of skills")


def same_rows(before: Market, after: Market) -> Ints:
    """For each row of `before` the row in `after` of the same, unchanged, open vacancy; -1 none."""
    row = {vacancy_id: j for j, vacancy_id in enumerate(after.ids)}
    found = np.array([row.get(vacancy_id, -1) for vacancy_id in before.ids], np.int64)
    common = np.flatnonzero(found >= 0)
    old, new = before.table.take(pa.array(common)), after.table.take(pa.array(found[common]))
    found[common[changed(old, new)]] = -1
    closed = ~(after.open & after.lawful)
    found[(found >= 0) & closed[found]] = -1
    found[~(before.open & before.lawful)] = -1
    return found


def changed(old: pa.Table, new: pa.Table) -> Bools:
    """Which rows differ in any column between two tables of the same vacancies."""
    differs = np.zeros(old.num_rows, np.bool_)
    for name in set(old.column_names) | set(new.column_names):
        if name not in old.column_names or name not in new.column_names:
            continue
        pair = [table.column(name) for table in (old, new)]
        if pa.types.is_list(pair[0].type):
            pair = [pc.binary_join(column, "\x1f") for column in pair]
        one_null = pc.xor(pc.is_null(pair[0]), pc.is_null(pair[1]))
        unequal = pc.fill_null(pc.not_equal(*pair), False)
        differs |= np.asarray(pc.or_(one_null, unequal).to_numpy(), np.bool_)
    return differs


def carry(lists: Top, still: Ints) -> tuple[Top, Bools]:
    """The lists in rows of the new market, and who has lost a vacancy from theirs."""
    here = lists.rows >= 0
    rows = np.where(here, still[lists.rows], -1).astype(np.int32)
    lost = (here & (rows < 0)).any(axis=1)
    kept = Top(rows, lists.hire_points.copy(), lists.worth_points.copy(), lists.tables)
    return kept, np.asarray(lost)


def within(excluded: Sequence[frozenset[int]], fresh: Ints) -> Sequence[frozenset[int]]:
    """The excluded rows as rows among the fresh vacancies."""
    place = {int(row): n for n, row in enumerate(fresh)}
    return [frozenset(place[r] for r in rows if r in place) for rows in excluded]


def merge(a: Top, b: Top, market: Market, k: int) -> Top:
    """The best `k` of two lists of every worker, few of one employer.

    Both lists keep to the limit by employer among their own; the best that keep to it among both are
    found among those, as the bases of a matroid are.
    """
    rows = np.concatenate([a.rows, b.rows], axis=1)
    hire = np.concatenate([a.hire_points, b.hire_points], axis=1)
    worth = np.concatenate([a.worth_points, b.worth_points], axis=1)
    score = np.where(rows < 0, -1.0, a.tables.chance[hire] * a.tables.worth[worth])
    order = np.lexsort((rows, -score), axis=1)
    rows, hire, worth = (np.take_along_axis(part, order, axis=1) for part in (rows, hire, worth))
    employer = np.where(rows < 0, -1 - np.arange(2 * k), market.employer[rows])
    nth = np.zeros(rows.shape, np.int64)
    for at in range(1, 2 * k):
        nth[:, at] = (employer[:, :at] == employer[:, at : at + 1]).sum(axis=1)
    dropped = (nth >= SAME_EMPLOYER) | (rows < 0)
    first = np.argsort(dropped, axis=1, kind="stable")[:, :k]
    rows, hire, worth = (
        np.take_along_axis(np.where(dropped, empty, part), first, axis=1).astype(part.dtype)
        for part, empty in ((rows, -1), (hire, 0), (worth, 0))
    )
    return Top(rows, hire, worth, a.tables)
