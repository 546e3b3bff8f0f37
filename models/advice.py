"""Advice: index, market and ranking of one day joined, the same for one worker and for everybody."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Protocol, cast

import numpy as np
import pyarrow as pa

from models.bundle import Bundle
from models.index.assessment import Assessment
from models.index.features import FEATURES
from models.index.scorecard import Scorecard
from models.matching import reference
from models.matching.comparisons import NAMES
from models.matching.eligibility import refusals
from models.matching.engine import Engine
from models.matching.explain import explain
from models.matching.market import Market, encode_vacancies
from models.matching.match import Match, NearMiss, Opened, Refusal
from models.matching.online import near_misses
from models.matching.programmes import Courses, encode_programmes, everybody, opened_by
from models.matching.ranking import COLD_START, Ranking
from models.matching.seekers import Seekers, encode_workers

COLD = "cold-start"
"""The version shown before the first bundle: the expert scorecard and the documented weights."""

PROMISES: Mapping[str, object] = {
    "features": [feature.name for feature in FEATURES],
    "comparisons": list(NAMES),
}
"""What a bundle was fitted on; it is refused where these are no longer the same."""


class Index(Protocol):
    """The fitted index or the expert scorecard: both assess."""

    def assess(self, people: pa.Table, as_of: date) -> Assessment:
        """Index, curve and exact reasons of these people on a day."""


@dataclass(frozen=True, slots=True)
class Day:
    """What a day's advice rests on."""

    as_of: date
    bundle: str
    index: Index
    ranking: Ranking
    market: Market
    engine: Engine
    courses: Courses


@dataclass(frozen=True, slots=True)
class VacancyAdvice:
    """One worker's vacancies, and what each hard rule cost."""

    matches: tuple[Match, ...]
    near_misses: tuple[NearMiss, ...]


@dataclass(frozen=True, slots=True)
class PairAdvice:
    """One worker and one vacancy: every refusal, and the comparisons whether refused or not."""

    refusals: tuple[Refusal, ...]
    match: Match


def make_day(as_of: date, bundle: Bundle | None, vacancies: pa.Table, programmes: pa.Table) -> Day:
    """Join a bundle, or the cold start before the first one, with what is on offer."""
    parts = bundle.parts if bundle else {}
    ranking = cast("Ranking", parts.get("ranking", COLD_START))
    market = encode_vacancies(vacancies, as_of)
    return Day(
        as_of=as_of,
        bundle=bundle.version if bundle else COLD,
        index=cast("Index", parts.get("index") or Scorecard()),
        ranking=ranking,
        market=market,
        engine=Engine(market, ranking),
        courses=encode_programmes(programmes, market),
    )


def vacancies_for(
    day: Day, person: pa.Table, *, k: int, finished: Collection[str]
) -> VacancyAdvice:
    """The best `k` vacancies of one worker (one row); `finished` ones do not come back."""
    seeker = encode_workers(person, day.market)
    excluded = frozenset(row for row, id_ in enumerate(day.market.ids) if id_ in finished)
    found = day.engine.top(seeker, k=k, excluded=[excluded])
    matches = explain(seeker, 0, day.market, day.ranking, found.rows[0].tolist())
    return VacancyAdvice(matches, near_misses(person, day.market, day.ranking))


def vacancies_for_all(day: Day, people: pa.Table, *, k: int) -> pa.Table:
    """The best `k` vacancies of everybody: one row a recommendation, by worker and rank."""
    found = day.engine.top(encode_workers(people, day.market), k=k)
    who, rank = np.nonzero(found.rows >= 0)
    ids = pa.array(day.market.ids, pa.string())
    return pa.table(
        {
            "worker_id": people["worker_id"].take(pa.array(who)),
            "rank": pa.array((rank + 1).astype(np.int16)),
            "vacancy_id": ids.take(pa.array(found.rows[who, rank])),
            "score": pa.array(found.score[who, rank].astype(np.float32)),
            "hire_chance": pa.array(found.hire[who, rank].astype(np.float32)),
            "worth": pa.array(found.worth[who, rank].astype(np.float32)),
        }
    )


def programmes_for(
    day: Day, person: pa.Table, *, k: int, finished: Collection[str]
) -> list[Opened]:
    """The `k` courses that open most for one worker (one row); `finished` ones do not come back."""
    seeker = encode_workers(person, day.market)
    found = opened_by(seeker, 0, day.market, day.courses, k=k + len(finished))
    kept = [opened for opened in found if opened.programme_id not in finished][:k]
    return [replace(opened, rank=rank) for rank, opened in enumerate(kept, 1)]


def programmes_for_all(day: Day, people: pa.Table, *, k: int) -> pa.Table:
    """The `k` courses that open most for everybody: one row a recommendation, by worker and rank."""
    found = everybody(encode_workers(people, day.market), day.courses, k=k)
    who, rank = np.nonzero(found.rows >= 0)
    ids = pa.array(day.courses.ids, pa.string())
    return pa.table(
        {
            "worker_id": people["worker_id"].take(pa.array(who)),
            "rank": pa.array((rank + 1).astype(np.int16)),
            "programme_id": ids.take(pa.array(found.rows[who, rank])),
            "n_opened": pa.array(found.counts[who, rank]),
        }
    )


def impersonal(day: Day, *, k: int) -> list[str]:
    """The newest open and lawful vacancies, chosen without looking at anybody."""
    market = day.market
    rows = np.flatnonzero(market.open & market.lawful)
    age = np.where(market.age_days < 0, np.iinfo(np.int64).max, market.age_days)[rows]
    return [market.ids[row] for row in rows[np.argsort(age, kind="stable")][:k]]


def soonest(day: Day, *, k: int) -> pa.Table:
    """The courses that begin next, chosen without looking at anybody."""
    soonest_first = [("starts_on", "ascending"), ("programme_id", "ascending")]
    return day.courses.table.sort_by(soonest_first).slice(0, k)


def why(day: Day, person: pa.Table, vacancy: pa.Table) -> PairAdvice:
    """Why this vacancy (one row), open or not, suits this worker (one row) or not."""
    market = encode_vacancies(vacancy, day.as_of)
    seeker = encode_workers(person, market)
    match = explain(seeker, 0, market, day.ranking, [0])[0]
    return PairAdvice(refusals(seeker, 0, market, 0), match)


def candidates(day: Day, seekers: Seekers, row: int, *, k: int) -> list[tuple[str, Match]]:
    """The best `k` workers of the market's vacancy `row`, with their matches."""
    best, _ = reference.candidates(row, seekers, day.market, day.ranking, k=k)
    return [
        (seekers.ids[i].as_py(), explain(seekers, i, day.market, day.ranking, [row])[0])
        for i in best.tolist()
    ]
