"""Giving places out in rounds, part by part, comes to what one auction over everybody comes to."""

from collections.abc import Sequence
from itertools import pairwise

import numpy as np
import pyarrow as pa
import pytest

from models.matching.allocation import Allocation, over_capacity
from models.matching.allotment import Askers, Policy, give_out
from models.matching.rounds import (
    Terms,
    certified,
    cleared,
    demand,
    joined,
    of_some,
    over_everybody,
    shortlist,
    with_lost,
)

N, N_VACANCIES, N_PARTS, K = 3_000, 120, 4, 20
Places = np.ndarray[tuple[int], np.dtype[np.int64]]


def people(seed: int) -> tuple[Askers, Places]:
    """Many who want the same few vacancies, three in ten without work, some of great difficulty."""
    rng = np.random.default_rng(seed)
    pull = rng.pareto(1.5, N_VACANCIES)
    wished = np.log(pull) + rng.gumbel(size=(N, N_VACANCIES))
    rows = np.argsort(-wished, axis=1)[:, :K].astype(np.int32)
    scores = -np.sort(-rng.random((N, K)) * 0.7 - 0.3 * (pull[rows] > 1), axis=1)
    asked = np.where(rng.random((N, K)) < 0.9, rows, -1).astype(np.int32)
    places = rng.geometric(0.15, N_VACANCIES)
    places[0] = 0
    askers = Askers(
        rows=asked,
        asked=asked,
        scores=scores.astype(np.float32),
        jobless=rng.random(N) < 0.3,
        difficulty=rng.uniform(0, 100, N),
        county=pa.array(rng.choice(["140902", "140932"], N)),
    )
    return askers, places


def parts_of(askers: Askers) -> list[Askers]:
    """The people in parts, as counties are."""
    cuts = np.linspace(0, N, N_PARTS + 1).astype(int)
    return [Askers(*(field[a:b] for field in askers)) for a, b in pairwise(cuts)]


def in_rounds(parts: Sequence[Askers], places: Places, policy: Policy) -> Allocation:
    """Rounds until enough is certified, at last over all candidates."""
    terms = Terms(places * policy.per_place, policy)
    prices = np.zeros(len(places))
    for _ in range(6):
        prices = cleared([demand(part, prices, terms) for part in parts], terms.capacity)
    tried = [prices]
    lists = [shortlist(part, tried, terms) for part in parts]
    for left in (3, 2, 1, 0):
        who, askers = joined(lists)
        given = give_out(askers, places, policy)
        if left == 0:
            break
        tried.append(given.vacancy_price)
        found = [shortlist(part, tried, terms, whole=left == 1) for part in parts]
        given = certified(given, askers, sum(f.slack for f in found), terms)
        if given.gap < 5e-4:
            break
        lists = found
    return over_everybody(given, who, N)


POLICIES = (
    Policy(per_place=1),
    Policy(per_place=2, jobless_first=0.0),
    Policy(referrals=1, per_place=1),
    Policy(per_place=2, floor_share=0.2),
)


@pytest.mark.parametrize("policy", POLICIES, ids=("usual", "nobody first", "one each", "kept"))
def test_rounds_are_worth_what_one_auction_is(policy: Policy) -> None:
    askers, places = people(3)
    at_once = give_out(askers, places, policy)
    found = in_rounds(parts_of(askers), places, policy)
    assert over_capacity(found.rows, places * policy.per_place) == 0
    assert found.value >= at_once.value * (1 - 1e-3)
    assert found.value <= at_once.bound * (1 + 1e-9)
    assert found.gap <= at_once.gap + 1e-3
    assert found.bound >= at_once.value * (1 - 1e-9), "the certificate holds for everybody's lists"


def test_what_was_full_is_told_from_full_lists() -> None:
    askers, places = people(4)
    policy = Policy(per_place=1)
    at_once = give_out(askers, places, policy)
    a, b = 700, 1_500
    some = Askers(*(field[a:b] for field in askers))
    told = with_lost(of_some(at_once, slice(a, b)), some, policy)
    assert told.n_lost.tolist() == at_once.n_lost[a:b].tolist()
    lost = np.append(places, 0)[told.lost]
    assert ((told.lost >= 0) == (told.n_lost > 0)).all()
    assert (told.lost == at_once.lost[a:b]).mean() > 0.99, "equals may stand for each other"
    assert lost.max() > 0


def test_nobody_names_more_than_what_matters_at_the_prices() -> None:
    askers, places = people(5)
    terms = Terms(places, Policy(per_place=1))
    free = shortlist(askers, [np.zeros(N_VACANCIES)], terms)
    prices = np.zeros(N_VACANCIES)
    for _ in range(6):
        prices = cleared([demand(askers, prices, terms)], terms.capacity)
    settled = shortlist(askers, [prices], terms)
    assert len(settled.who) < len(free.who)
    dear = shortlist(askers, [np.full(N_VACANCIES, 10.0)], terms)
    assert len(dear.who) == 0
    whole = shortlist(askers, [prices], terms, whole=True)
    open_to_all = (askers.asked >= 0) & (np.append(places, 0)[askers.asked] > 0)
    assert (whole.askers.asked >= 0).sum() == open_to_all.sum()
