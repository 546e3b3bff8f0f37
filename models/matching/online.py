"""One worker's questions answered from tables: what is refused and why, what nearly fits."""

from datetime import date

import numpy as np
import pyarrow as pa

from data.codes.regions import reach_matrix
from models.matching import eligibility
from models.matching.market import Market, encode_vacancies
from models.matching.match import NearMiss, Refusal
from models.matching.ranking import Ranking
from models.matching.reference import score
from models.matching.seekers import ReachMatrix, Seekers, encode_workers


def refusals(
    person: pa.Table, vacancy: pa.Table, as_of: date, *, reaches: ReachMatrix = reach_matrix
) -> tuple[Refusal, ...]:
    """Every hard rule that closes this vacancy (one row) to this person (one row) on a day."""
    market = encode_vacancies(vacancy, as_of)
    return eligibility.refusals(encode_workers(person, market, reaches=reaches), 0, market, 0)


def near_misses(s: Seekers, market: Market, ranking: Ranking) -> tuple[NearMiss, ...]:
    """What each rule cost this person (one row) over the market, the best vacancies first."""
    scored = score(s, 0, market, ranking)
    return eligibility.near_misses(
        s, 0, market, best_first=np.argsort(-scored.score, kind="stable")
    )
