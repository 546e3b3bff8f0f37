"""Places for intensive help: never more than there are, and each policy keeps its word and tells its price."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models.index.allocation import POLICIES, allocate_help

POLICY_NAMES = sorted(POLICIES)


def people(seed: int, n: int = 600) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Indexes, age groups of which the older have higher indexes, and statutory status."""
    rng = np.random.default_rng(seed)
    old = rng.random(n) < 0.4
    index = 100 * np.where(old, rng.beta(5, 2, n), rng.beta(2, 5, n))
    return index, np.where(old, "older", "younger"), rng.random(n) < 0.1


@settings(max_examples=60, deadline=None)
@given(seed=st.integers(0, 50), places=st.integers(0, 700), policy=st.sampled_from(POLICY_NAMES))
def test_all_places_are_given_and_none_more(seed: int, places: int, policy: str) -> None:
    index, groups, statutory = people(seed)
    plan = allocate_help(index, places, policy, groups=groups, statutory=statutory)
    assert plan.chosen.sum() == min(places, len(index))
    assert plan.price >= -1e-9
    assert plan.next_place >= -1e-9
    assert plan.reached == pytest.approx(index[plan.chosen].sum() / 100)


def test_the_highest_index_leaves_nobody_higher_out() -> None:
    index, groups, _ = people(1)
    chosen = allocate_help(index, 150, "highest_index", groups=groups).chosen
    assert index[chosen].min() >= index[~chosen].max()


def test_statutory_status_comes_first() -> None:
    index, groups, statutory = people(2)
    chosen = allocate_help(index, 150, "statutory_first", groups=groups, statutory=statutory).chosen
    assert chosen[statutory].all()


def test_equal_misses_miss_alike_and_say_what_it_costs() -> None:
    index, groups, _ = people(3)
    top = allocate_help(index, 150, "highest_index", groups=groups)
    fair = allocate_help(index, 150, "equal_misses", groups=groups)
    assert abs(top.missed["older"] - top.missed["younger"]) > 0.4
    assert abs(fair.missed["older"] - fair.missed["younger"]) < 0.02
    assert fair.price == pytest.approx(top.reached - fair.reached)
    assert fair.price > 0


def test_quotas_follow_the_expected_need() -> None:
    index, groups, _ = people(4)
    chosen = allocate_help(index, 200, "county_quotas", groups=groups).chosen
    need = index[groups == "older"].sum() / index.sum()
    assert chosen[groups == "older"].mean() * (groups == "older").sum() / 200 == pytest.approx(
        need, abs=0.01
    )


def test_who_is_unknown_is_neither_favoured_nor_forgotten() -> None:
    index = np.array([90.0, np.nan, 10.0])
    assert allocate_help(index, 2, "highest_index").chosen.tolist() == [True, True, False]


def test_a_policy_without_its_facts_is_refused() -> None:
    index, _, _ = people(5)
    with pytest.raises(ValueError, match="groups"):
        allocate_help(index, 10, "equal_misses")
    with pytest.raises(ValueError, match="statutory"):
        allocate_help(index, 10, "statutory_first")
