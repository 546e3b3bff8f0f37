"""Intervals come from persons drawn with all their rows, and a group too small to tell says so."""

import numpy as np
import pytest

from training.intervals import Draws, difference, interval
from training.metrics import Labels, auc, slope_error
from training.tabulated import missed_gap, quarters


def drawn(n: int, seed: int) -> tuple[np.ndarray, Labels]:
    rng = np.random.default_rng(seed)
    p = rng.beta(2, 2, n)
    return p, Labels((rng.random(n) < p).astype(float), np.ones(n))


def test_rows_of_one_person_are_drawn_together() -> None:
    person = np.array(["a", "a", "b", "c", "c", "c"])
    counts = Draws.of_persons(person, seed=0, times=50).counts
    assert counts.shape == (50, 6)
    assert (counts[:, 0] == counts[:, 1]).all()
    assert (counts[:, 3:5] == counts[:, [5]]).all()
    assert (counts[:, [0, 2, 3]].sum(axis=1) == 3).all()


def test_an_interval_holds_its_figure_and_narrows_with_rows() -> None:
    widths = []
    for n in (200, 3200):
        p, labels = drawn(n, 1)
        found = interval(auc, p, labels, Draws.of_persons(np.arange(n).astype(str), seed=0))
        assert found.low < found.value < found.high
        widths.append(found.high - found.low)
    assert widths[1] == pytest.approx(widths[0] / 4, rel=0.5)


def test_repeated_rows_of_the_same_persons_do_not_look_like_more_evidence() -> None:
    p, labels = drawn(300, 2)
    person = np.arange(300).astype(str)
    once = interval(auc, p, labels, Draws.of_persons(person, seed=0))
    again = Labels(np.tile(labels.waiting, 4), np.ones(1200))
    four = interval(auc, np.tile(p, 4), again, Draws.of_persons(np.tile(person, 4), seed=0))
    assert four.high - four.low == pytest.approx(once.high - once.low, rel=0.05)


def test_a_difference_is_paired() -> None:
    p, labels = drawn(1500, 3)
    worse = np.clip(p + np.random.default_rng(4).normal(0, 0.3, 1500), 0.01, 0.99)
    draws = Draws.of_persons(np.arange(1500).astype(str), seed=0)
    gap = difference(auc, {"a": p, "b": worse}, ("a", "b"), at=labels, draws=draws)
    assert 0 < gap.low < gap.value < gap.high
    none = difference(auc, {"a": p, "b": p}, ("a", "b"), at=labels, draws=draws)
    assert (none.low, none.value, none.high) == (0, 0, 0)


def test_the_error_of_a_slope_is_that_of_repeated_draws() -> None:
    p, labels = drawn(4000, 5)
    assert slope_error(p, labels.weight) == pytest.approx(
        2 * slope_error(np.tile(p, 4), np.ones(16000)), rel=0.01
    )
    assert slope_error(np.full(10, 0.5), np.ones(10)) == float("inf")


def test_a_gap_between_groups_needs_two_of_them_large_enough() -> None:
    waiting = np.ones(60)
    labels = Labels(waiting, np.ones(60))
    chosen = np.arange(60) < 30
    halves = np.where(np.arange(60) < 30, "a", "b")
    assert missed_gap(labels, chosen, halves) == pytest.approx(1.0)
    few = np.where(np.arange(60) < 50, "a", "b")
    assert missed_gap(labels, chosen, few) is None


def test_quarters_are_counted_from_the_first_of_1970() -> None:
    days = np.array(["1970-01-01", "1970-03-31", "1970-04-01", "2026-11-23"], "datetime64[D]")
    assert quarters(days.astype(np.int64)).tolist() == [0, 0, 1, 56 * 4 + 3]
