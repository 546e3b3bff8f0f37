"""The definition of a match: plain numpy, one worker at a time, exact; the kernel must agree with it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from models.matching.columns import I16, I32, Bools, Floats, Ints
from models.matching.comparisons import COMPARISONS
from models.matching.eligibility import eligible
from models.matching.market import Market
from models.matching.ranking import Ranking, Tables, tables, total
from models.matching.seekers import Seekers

SAME_EMPLOYER = 3
"""Most vacancies of one employer within one list (算法推荐管理规定 art. 12: 去重、打散)."""

NOBODY: Sequence[frozenset[int]] = ()


@dataclass(frozen=True, slots=True)
class Top:
    """Best first, row by row: `rows[i, r]` is a vacancy's row in the market, -1 where the list ends.

    Points are of both linear scores; chance, worth and score are read from them by the tables.
    """

    rows: I32
    hire_points: I16
    worth_points: I16
    tables: Tables

    @property
    def hire(self) -> Floats:
        """Chance of being hired, 0 where the list has ended."""
        return np.where(self.rows < 0, 0.0, self.tables.chance[self.hire_points])

    @property
    def worth(self) -> Floats:
        """What the post is worth to the worker, 0 where the list has ended."""
        return np.where(self.rows < 0, 0.0, self.tables.worth[self.worth_points])

    @property
    def score(self) -> Floats:
        """Chance times worth."""
        return self.hire * self.worth


def no_top(n: int, k: int, known: Tables) -> Top:
    """`n` lists of `k` with nothing in them yet."""
    points = np.zeros((n, k), np.int16), np.zeros((n, k), np.int16)
    return Top(np.full((n, k), -1, np.int32), *points, known)


@dataclass(frozen=True, slots=True)
class Scored:
    """One worker against every vacancy: eligible or not, points of both parts, score, comparisons."""

    eligible: Bools
    hire_points: Ints
    worth_points: Ints
    score: Floats
    values: Mapping[str, Floats]


def score(
    s: Seekers, i: int, m: Market, ranking: Ranking, *, known: Tables | None = None
) -> Scored:
    """Every vacancy scored for worker `i`, the refused ones too (to order what a rule cost)."""
    values = {c.name: c.measure(s, i, m) for c in COMPARISONS}
    table = known or tables(ranking)
    hire, worth = total(ranking.hire, values), total(ranking.worth, values)
    return Scored(eligible(s, i, m), hire, worth, table.chance[hire] * table.worth[worth], values)


def best(scores: Floats, allowed: Bools, employer: NDArray[np.int32], k: int) -> Ints:
    """The best `k` allowed rows: by score, ties by row (so by id), few of one employer."""
    order = np.flatnonzero(allowed)
    order = order[np.argsort(-scores[order], kind="stable")]
    taken: dict[int, int] = {}
    kept: list[int] = []
    for row in order.tolist():
        if len(kept) == k:
            break
        owner = int(employer[row])
        if taken.get(owner, 0) < SAME_EMPLOYER:
            taken[owner] = taken.get(owner, 0) + 1
            kept.append(row)
    return np.array(kept, np.int64)


def top(
    s: Seekers,
    m: Market,
    ranking: Ranking,
    *,
    k: int = 10,
    excluded: Sequence[frozenset[int]] = NOBODY,
) -> Top:
    """The best `k` vacancies of every worker; `excluded[i]` are rows seen, dismissed or applied for."""
    table = tables(ranking)
    found = no_top(len(s), k, table)
    for i in range(len(s)):
        scored = score(s, i, m, ranking, known=table)
        allowed = scored.eligible.copy()
        if excluded:
            allowed[list(excluded[i])] = False
        rows = best(scored.score, allowed, m.employer, k)
        found.rows[i, : len(rows)] = rows
        found.hire_points[i, : len(rows)] = scored.hire_points[rows]
        found.worth_points[i, : len(rows)] = scored.worth_points[rows]
    return found


def candidates(
    j: int, s: Seekers, m: Market, ranking: Ranking, *, k: int = 100
) -> tuple[Ints, Floats]:
    """The best `k` workers of vacancy `j` with their scores, ties by the workers' order."""
    table = tables(ranking)
    scores = np.full(len(s), -1.0)
    for i in range(len(s)):
        scored = score(s, i, m, ranking, known=table)
        if scored.eligible[j]:
            scores[i] = scored.score[j]
    order = np.argsort(-scores, kind="stable")[:k]
    order = order[scores[order] >= 0]
    return order, scores[order]
