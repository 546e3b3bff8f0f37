"""A vacancy's best people among everybody: a new vacancy finds its workers in milliseconds."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from models.matching.columns import I32, U8, Bools, Floats, Ints
from models.matching.comparisons import experience_value, freshness_value, weights_held
from models.matching.engine import accepted, first_occupations, graded, kernel_weights
from models.matching.market import Market
from models.matching.packed import Weights
from models.matching.ranking import Ranking, Tables, points, tables
from models.matching.scan import Crowd, Found, Post, scan
from models.matching.seekers import UNKNOWN_PLACE, Seekers, rows_of

NOBODY: Sequence[int] = ()
LONGEST = 1200
"""Months; no demand for experience is longer than this."""


@dataclass(frozen=True, slots=True)
class Candidates:
    """The best workers of a vacancy: rows among the seekers, score and both parts, best first."""

    rows: Ints
    score: Floats
    hire: Floats
    worth: Floats


class Workforce:
    """Everybody made ready to be searched for vacancies of one market: sorted by home, reach, occupation."""

    def __init__(self, seekers: Seekers, market: Market, ranking: Ranking) -> None:
        self.ids = seekers.ids
        self.market = market
        self.ranking = ranking
        self.tables: Tables = tables(ranking)
        self.weights: Weights = kernel_weights(ranking, self.tables)
        self.classes = seekers.classes
        order = np.lexsort((first_occupations(seekers), seekers.reach, seekers.home))
        ordered = rows_of(seekers, order)
        self.crowd = crowd(ordered, order, market.skill_idf)
        group = ordered.home.astype(np.int64) * (UNKNOWN_PLACE + 1) + ordered.reach
        cuts = np.flatnonzero(np.diff(group, prepend=-1))
        self.firsts: Ints = cuts.astype(np.int64)
        self.lasts = np.append(cuts[1:], len(order)).astype(np.int64)
        self.homes, self.reaches = ordered.home[cuts], ordered.reach[cuts]

    def best(
        self,
        j: int,
        *,
        k: int = 100,
        excluded: Sequence[int] = NOBODY,
        among: Bools | None = None,
    ) -> Candidates:
        """The best `k` workers of vacancy `j`, as `reference.candidates`; none where it is not open.

        `among` says by row of the seekers who is looked at at all.
        """
        m = self.market
        all_firsts, all_lasts, homes, reaches = self._stretches(among)
        zones = self.classes[homes, m.place[j]].astype(np.int64)
        near = (zones <= reaches) | (zones == UNKNOWN_PLACE)
        if not m.offered[j]:
            near[:] = False
        found = Found(
            np.zeros(k), np.zeros(k, np.int16), np.zeros(k, np.int16), np.zeros(k, np.int32)
        )
        # Near homes first: their workers score higher, so the bound closes sooner.
        order = np.flatnonzero(near)[np.argsort(zones[near], kind="stable")]
        firsts, lasts, zones = all_firsts[order], all_lasts[order], zones[order]
        n = scan(firsts, lasts, zones, self.crowd, self.post(j, excluded), self.weights, found)
        hire, worth = self.tables.chance[found.hire[:n]], self.tables.worth[found.worth[:n]]
        return Candidates(found.row[:n].astype(np.int64), hire * worth, hire, worth)

    def _stretches(self, among: Bools | None) -> tuple[Ints, Ints, I32, U8]:
        """First and last of each run of workers to look at, with the home and reach all of a run share."""
        if among is None:
            return self.firsts, self.lasts, self.homes, self.reaches
        wanted = among[self.crowd.row]
        cut = np.zeros(len(wanted) + 1, np.bool_)
        cut[self.firsts] = True
        cut[1:-1] |= wanted[1:] != wanted[:-1]
        cut[-1] = True
        edges = np.flatnonzero(cut).astype(np.int64)
        firsts, lasts = edges[:-1], edges[1:]
        kept = wanted[firsts]
        group = np.searchsorted(self.firsts, firsts[kept], side="right") - 1
        return firsts[kept], lasts[kept], self.homes[group], self.reaches[group]

    def post(self, j: int, excluded: Sequence[int]) -> Post:
        """Vacancy `j` as the scan reads it."""
        m, hire, worth = self.market, self.ranking.hire, self.ranking.worth
        need = np.zeros(max(1, len(m.skill_words)), np.int32)
        span = slice(m.skills.starts[j], m.skills.starts[j + 1])
        need[m.skills.values[span]] = m.need[span]
        asked = min(int(m.experience[j]), LONGEST)
        months = [experience_value(h, np.array([asked]))[0] for h in range(-1, max(asked, 0) + 1)]
        fresh = freshness_value(m.age_days[j : j + 1])
        demand = int(min(m.min_age[j], 127)) | int(np.clip(m.min_education[j], 0, 7)) << 8
        return Post(
            papers=m.papers[j],
            demand=demand | int(m.hours[j]) << 12 | int(m.underground[j]) << 15,
            ceiling=int(m.ceiling[j]),
            offer=int(m.offer[j]),
            occupation=int(m.occupation[j]),
            fresh_hire=int(points(hire["freshness"], fresh)[0]),
            fresh_worth=int(points(worth["freshness"], fresh)[0]),
            need=need,
            skill_total=int(m.skill_total[j]),
            experience_hire=points(hire["experience"], np.array(months)),
            experience_worth=points(worth["experience"], np.array(months)),
            traits=m.traits[j : j + 1],
            barred=np.array(excluded, np.int32),
        )


def crowd(s: Seekers, order: Ints, rarity: I32) -> Crowd:
    """Workers as the scan reads them, in small numbers: the scan is as fast as memory."""
    return Crowd(
        row=order.astype(np.int32),
        lacking=~s.papers,
        grade=graded(s).astype(np.int16),
        accepts=accepted(s).astype(np.int32),
        floor=s.floor.astype(np.int32),
        expected=s.expected.astype(np.int32),
        experience=np.minimum(s.experience, LONGEST).astype(np.int16),
        skill_starts=s.skills.starts,
        skills=s.skills.values,
        skill_weights=weights_held(s.skills.values, s.skill_share, rarity),
        past_starts=s.past.starts,
        past=s.past.values,
        wish_starts=s.wish.starts,
        wish=s.wish.values,
        unwanted_starts=s.unwanted.starts,
        unwanted=s.unwanted.values,
    )
