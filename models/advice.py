"""Advice: index, market and ranking of one day joined, the same for one worker and for everybody."""

from bisect import bisect_left
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from itertools import count
from typing import Protocol, cast

import numpy as np
import pyarrow as pa

from models.bundle import Bundle
from models.index.assessment import Assessment
from models.index.features import FEATURES
from models.index.scorecard import Scorecard
from models.matching.allotment import (
    CANDIDATES,
    Policy,
    asked,
    in_order,
    of_candidates,
)
from models.matching.columns import I32, Bools, Floats, Ints
from models.matching.comparisons import NAMES
from models.matching.engine import Engine
from models.matching.explain import explain
from models.matching.exploring import slots
from models.matching.kin import NO_KIN, Kin
from models.matching.market import Market, encode_vacancies
from models.matching.match import Match, NearMiss, Referral
from models.matching.online import near_misses
from models.matching.programmes import Courses, encode_programmes
from models.matching.ranking import COLD_START, Ranking
from models.matching.reverse import Workforce
from models.matching.seeker import Facts, classes_from, encode_worker
from models.matching.standing import standing

COLD = "cold-start"
"""The version shown before the first bundle: the expert scorecard and the documented weights."""

PROMISES: Mapping[str, object] = {
    "features": [feature.name for feature in FEATURES],
    "definitions": {f.name: f.definition for f in FEATURES if f.definition > 1},
    "comparisons": list(NAMES),
}
"""What a bundle was fitted on; it is refused where these are no longer the same."""


class Index(Protocol):
    """The fitted index or the expert scorecard: both assess."""

    def assess(self, people: pa.Table, as_of: date) -> Assessment:
        """Index, curve and exact reasons of these people on a day."""


@dataclass(frozen=True, slots=True)
class Placed:
    """What places cost after they were given out over everybody, by id; free where nothing is said."""

    policy: Policy = field(default_factory=Policy)
    vacancies: Mapping[str, float] = field(default_factory=dict)
    courses: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Day:
    """What a day's advice rests on; prices are by row of market and courses, `newest` are offered rows.

    `number` tells of two days of a process which was made later.
    """

    as_of: date
    bundle: str
    index: Index
    ranking: Ranking
    market: Market
    engine: Engine
    courses: Courses
    policy: Policy
    vacancy_prices: Floats
    course_prices: Floats
    n_open: int
    newest: Ints
    number: int = field(default_factory=count().__next__)


def lay_out_homes(day: Day, homes: Iterable[str]) -> None:
    """Make the market's blocks for everybody who lives here, so that nobody's answer waits for them."""
    for home in homes:
        day.engine.zones(classes_from(home, day.market)[0])


@dataclass(frozen=True, slots=True)
class VacancyAdvice:
    """One worker's vacancies, and what each hard rule cost where that was asked for."""

    matches: tuple[Match, ...]
    near_misses: tuple[NearMiss, ...] = ()


@dataclass(frozen=True, slots=True)
class Candidate:
    """A worker who fits a vacancy, with both parts of the score."""

    worker_id: str
    score: float
    hire_chance: float
    worth: float


def make_day(
    as_of: date,
    bundle: Bundle | None,
    vacancies: pa.Table,
    programmes: pa.Table,
    placed: Placed | None = None,
) -> Day:
    """Join a bundle, or the cold start before the first one, with what is on offer and what it costs."""
    parts = bundle.parts if bundle else {}
    ranking = cast("Ranking", parts.get("ranking", COLD_START))
    market = encode_vacancies(vacancies, as_of, kin=cast("Kin", parts.get("kin", NO_KIN)))
    courses = encode_programmes(programmes, market)
    placed = placed or Placed()
    return Day(
        as_of=as_of,
        bundle=bundle.version if bundle else COLD,
        index=cast("Index", parts.get("index") or Scorecard()),
        ranking=ranking,
        market=market,
        engine=Engine(market, ranking),
        courses=courses,
        policy=placed.policy,
        vacancy_prices=np.array([placed.vacancies.get(i, 0.0) for i in market.ids], np.float64),
        course_prices=np.array([placed.courses.get(i, 0.0) for i in courses.ids], np.float64),
        n_open=int(market.open.sum()),
        newest=market.newest_first(),
    )


Referrals = Mapping[str, Referral]


def vacancies_for(
    day: Day,
    facts: Facts,
    *,
    k: int,
    finished: Collection[str],
    referrals: Referrals | None = None,
    rng: np.random.Generator | None = None,
    refused: bool = False,
) -> VacancyAdvice:
    """The best `k` vacancies of one worker in the light of places; `finished` ones stay away.

    `referrals` are the places given to this worker over everybody, None where none were given out;
    with `rng` the last slot is now and then drawn among the next best, and every match says its chance.
    With `refused` what each rule cost is counted too: every vacancy is scored for that, which takes longer.
    """
    seeker = encode_worker(facts, day.market)
    excluded = frozenset(rows_of(day.market.ids, finished))
    found = day.engine.top(seeker, k=max(k, CANDIDATES), excluded=[excluded])
    rows, score = found.rows, found.score.astype(np.float32)
    without_work = facts.get("registered_on") is not None
    prices = asked(of_candidates(day.vacancy_prices, rows), without_work, day.policy)
    mine = as_row(rows_of(day.market.ids, referrals or ()))
    at, _ = in_order(rows, score, prices, mine, k=rows.shape[1])
    chosen = slots(at[0, at[0] >= 0], k, rng)
    shown = rows[0, chosen.positions].tolist()
    said = explain(seeker, 0, day.market, day.ranking, shown, known=day.engine.tables)
    costs = prices[0, chosen.positions].tolist()
    n_places = day.market.n_places[shown].tolist()
    matches = tuple(
        replace(
            match,
            price=price,
            standing=standing(match.vacancy_id, price, n, referrals),
            shown_chance=chance,
            drawn=chosen.drawn and match.rank == k,
        )
        for match, price, n, chance in zip(
            said, costs, n_places, chosen.chances.tolist(), strict=True
        )
    )
    cost = near_misses(seeker, day.market, day.ranking) if refused else ()
    return VacancyAdvice(matches, cost)


def jobless(people: pa.Table) -> list[bool]:
    """Whether each is in an open spell."""
    return list(people["registered_on"].is_valid().to_pylist())


def as_row(rows: list[int]) -> I32:
    """Rows as the only row of a table; -1 for none."""
    return np.array([rows or [-1]], np.int32)


def rows_among(ids: tuple[str, ...], wanted: Collection[str]) -> list[int]:
    """The rows of those of `wanted` that are there."""
    return [row for row, id_ in enumerate(ids) if id_ in wanted] if wanted else []


def rows_of(ids: tuple[str, ...], wanted: Iterable[str]) -> list[int]:
    """The rows of those of `wanted` that are there; `ids` rise, so nobody walks over all of them."""
    places = ((bisect_left(ids, id_), id_) for id_ in wanted)
    return sorted(row for row, id_ in places if row < len(ids) and ids[row] == id_)


def impersonal(day: Day, *, k: int) -> list[str]:
    """The newest vacancies that are offered, chosen without looking at anybody."""
    return [day.market.ids[row] for row in day.newest[:k]]


def candidates(
    workforce: Workforce,
    row: int,
    *,
    k: int,
    excluded: Collection[int] = (),
    among: Bools | None = None,
) -> list[Candidate]:
    """The best `k` workers of vacancy `row` of the workforce's market, of all of them or of those `among`.

    `excluded` rows of the workforce are left out.
    """
    best = workforce.best(row, k=k, excluded=sorted(excluded), among=among)
    return [
        Candidate(workforce.ids[i].as_py(), float(score), float(hire), float(worth))
        for i, score, hire, worth in zip(best.rows, best.score, best.hire, best.worth, strict=True)
    ]
