"""Nobody is sent to a full door, and what is given out is as good as can be, certified."""

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from ortools.graph.python import min_cost_flow

from models.matching.allocation import Allocation, Quotas, allocate, gini, over_capacity

SCALE = 10**6


def drawn(
    seed: int, n: int = 60, m: int = 12, k: int = 6
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Candidates of `n` people over `m` vacancies, popular ones wanted by most."""
    rng = np.random.default_rng(seed)
    pull = rng.random(m) ** 3
    rows = np.argsort(-(pull + 0.5 * rng.random((n, m))), axis=1)[:, :k].astype(np.int32)
    rows[rng.random((n, k)) < 0.1] = -1
    scores = np.where(rows < 0, 0.0, 0.2 + 0.8 * rng.random((n, k)))
    return rows, scores, rng.integers(0, 6, m)


def optimum(rows: np.ndarray, scores: np.ndarray, capacity: np.ndarray, referrals: int) -> float:
    """The most any allocation is worth, by min-cost flow."""
    n, m = len(rows), len(capacity)
    flow = min_cost_flow.SimpleMinCostFlow()
    source, sink = n + m, n + m + 1
    for i in range(n):
        flow.add_arc_with_capacity_and_unit_cost(source, i, referrals, 0)
        for j, value in zip(rows[i].tolist(), scores[i].tolist(), strict=True):
            if j >= 0:
                flow.add_arc_with_capacity_and_unit_cost(i, n + j, 1, -round(value * SCALE))
    for j in range(m):
        flow.add_arc_with_capacity_and_unit_cost(n + j, sink, int(capacity[j]), 0)
    flow.add_arc_with_capacity_and_unit_cost(source, sink, n * referrals, 0)
    flow.set_node_supply(source, n * referrals)
    flow.set_node_supply(sink, -n * referrals)
    assert flow.solve() == flow.OPTIMAL
    return -flow.optimal_cost() / SCALE


def holds(found: Allocation, rows: np.ndarray, capacity: np.ndarray) -> None:
    """No vacancy over its places, nobody twice to one, only own candidates."""
    assert over_capacity(found.rows, capacity) == 0
    for mine, wanted in zip(found.rows, rows, strict=True):
        got = mine[mine >= 0].tolist()
        assert len(got) == len(set(got))
        assert set(got) <= set(wanted.tolist())


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(seed=st.integers(0, 2**32 - 1), referrals=st.integers(1, 3))
def test_the_allocation_is_within_its_certificate_of_the_optimum(seed: int, referrals: int) -> None:
    rows, scores, capacity = drawn(seed)
    found = allocate(rows, scores, capacity, referrals=referrals)
    holds(found, rows, capacity)
    best = optimum(rows, scores, capacity, referrals)
    assert found.value <= best + 1e-4
    assert best <= found.bound + 1e-4
    assert found.gap <= 1e-3
    assert found.value >= 0.999 * best


def test_who_wants_it_more_gets_the_last_place_and_the_other_is_told_the_price() -> None:
    rows = np.array([[0, 1], [0, 1]], np.int32)
    scores = np.array([[0.9, 0.1], [0.8, 0.7]])
    found = allocate(rows, scores, np.array([1, 1]), referrals=1)
    assert found.rows.tolist() == [[0], [1]]
    assert found.lost.tolist() == [-1, 0]
    assert found.n_lost.tolist() == [0, 1]
    assert 0.1 - 1e-3 <= found.vacancy_price[0] <= 0.8 + 1e-3
    assert found.vacancy_price[1] == 0.0


def test_places_left_cost_nothing() -> None:
    rows, scores, _ = drawn(1)
    found = allocate(rows, scores, np.full(12, 1000))
    assert found.prices.max() == 0.0
    assert found.gap == pytest.approx(0.0, abs=1e-12)
    assert (found.lost >= 0).sum() <= (np.sum(rows >= 0, axis=1) > 3).sum()


def test_yesterdays_prices_lead_to_the_same_value_with_fewer_bids() -> None:
    rows, scores, capacity = drawn(3, n=2000, m=60)
    cold = allocate(rows, scores, capacity * 20)
    warm = allocate(rows, scores, capacity * 20, prices=cold.vacancy_price)
    holds(warm, rows, capacity * 20)
    assert warm.gap <= 1e-3
    assert warm.value == pytest.approx(cold.value, rel=2e-3)
    assert warm.n_bids < cold.n_bids


def test_wrong_prices_of_yesterday_do_no_harm() -> None:
    rows, scores, capacity = drawn(4)
    found = allocate(rows, scores, capacity, prices=np.full(12, 0.7))
    assert found.gap <= 1e-3


def test_a_bonus_serves_first_who_needs_it_most() -> None:
    rows = np.zeros((3, 1), np.int32)
    scores = np.array([[0.9], [0.8], [0.3]])
    found = allocate(rows, scores, np.array([1]), bonus=np.array([0.0, 0.0, 0.7]))
    assert (found.rows[:, 0] == 0).tolist() == [False, False, True]


def test_places_kept_for_a_county_go_to_its_people_only() -> None:
    rows = np.zeros((10, 1), np.int32)
    scores = np.linspace(0.9, 0.5, 10)[:, None]
    county = np.array([0] * 8 + [1] * 2)
    kept = Quotas(county, np.array([0.0, 0.5]))
    found = allocate(rows, scores, np.array([4]), quotas=kept)
    assert np.flatnonzero(found.rows[:, 0] == 0).tolist() == [0, 1, 8, 9]
    assert over_capacity(found.rows, np.array([4])) == 0


def test_nobody_and_nothing_are_allocated_too() -> None:
    empty = allocate(np.zeros((0, 3), np.int32), np.zeros((0, 3)), np.zeros(0, np.int64))
    assert (empty.value, empty.bound, empty.gap) == (0.0, 0.0, 0.0)
    nothing = allocate(np.full((2, 3), -1, np.int32), np.zeros((2, 3)), np.array([1]))
    assert (nothing.rows == -1).all()


@pytest.mark.parametrize(
    ("sent", "expected"),
    [([0, 1, 2, 3], 0.0), ([0, 0, 0, 0], 0.75), ([], 0.0), ([0, 0, 1, 1], 0.5)],
)
def test_gini_tells_how_uneven_referrals_are(sent: list[int], expected: float) -> None:
    assert gini(np.array(sent, np.int32), np.ones(4, np.bool_)) == pytest.approx(expected)
