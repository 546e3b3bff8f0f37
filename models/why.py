"""Why one vacancy suits one worker, or every rule that refuses it."""

from dataclasses import dataclass, replace

import numpy as np
import pyarrow as pa

from models.advice import Day, Referrals, jobless, rows_of
from models.matching.allotment import asked
from models.matching.columns import Floats
from models.matching.eligibility import refusals
from models.matching.explain import explain
from models.matching.market import encode_vacancies, skill_rarity
from models.matching.match import Match, Refusal
from models.matching.seekers import encode_workers
from models.matching.standing import standing


@dataclass(frozen=True, slots=True)
class PairAdvice:
    """One worker and one vacancy: every refusal, and the comparisons whether refused or not."""

    refusals: tuple[Refusal, ...]
    match: Match


def why(
    day: Day, person: pa.Table, vacancy: pa.Table, referrals: Referrals | None = None
) -> PairAdvice:
    """Why this vacancy (one row), open or not, suits this worker (one row) or not, and how its places stand.

    `referrals` as in `vacancies_for`; nothing is said of the places of a vacancy that is not on offer.
    """
    rarity = skill_rarity(day.market)
    market = encode_vacancies(vacancy, day.as_of, skill_idf=rarity, kin=day.market.kin)
    seeker = encode_workers(person, market)
    prices = asked(price_of(day, market.ids[0]), jobless(person)[0], day.policy)
    match = explain(seeker, 0, market, day.ranking, [0], prices=prices)[0]
    if market.open[0]:
        stands = standing(match.vacancy_id, match.price, int(market.n_places[0]), referrals)
        match = replace(match, standing=stands)
    return PairAdvice(refusals(seeker, 0, market, 0), match)


def price_of(day: Day, vacancy_id: str) -> Floats:
    """What a place of one vacancy costs today, as the only entry of a column; 0 where it is not on offer."""
    row = rows_of(day.market.ids, [vacancy_id])
    return day.vacancy_prices[row] if row else np.zeros(1)
