"""What is seen of a person in intervals of time, and the one number that orders people whose curves cross."""

import numpy as np
import pytest

from models.index.hazard import Grid, base_steps, see, sooner


def test_it_is_the_chance_to_leave_before_another_drawn_at_random() -> None:
    rng = np.random.default_rng(0)
    hazard = rng.uniform(0.02, 0.4, 40)
    curve = (1 - hazard[:, None]) ** np.arange(1, 31)
    drawn = np.array([rng.geometric(hazard) for _ in range(6000)])
    drawn = np.where(drawn > 30, 31, drawn)
    beats = [
        (drawn[:, [i]] < drawn).mean() + 0.5 * (drawn[:, [i]] == drawn).mean() for i in range(40)
    ]
    assert sooner(curve) == pytest.approx(np.array(beats), abs=0.01)


def test_who_mostly_leaves_early_comes_before_who_lingers_shortest() -> None:
    early_or_never = np.array([0.3, 0.3, 0.3, 0.3])
    always_late = np.array([1.0, 1.0, 0.5, 0.0])
    first, second = sooner(np.vstack([early_or_never, always_late]))
    assert first > second
    assert first + second == pytest.approx(1)


def test_whoever_is_lost_within_an_interval_does_not_make_chances_look_better() -> None:
    rng = np.random.default_rng(0)
    months, lost = rng.exponential(10, 40_000), rng.exponential(6, 40_000)
    grid = Grid(np.array([2.0, 5.0, 8.0, 12.0]), np.zeros(4, dtype=np.int64))
    seen = see(np.minimum(months, lost), months <= lost, grid)
    base = base_steps(np.zeros((40_000, 1)), np.zeros(4), grid.bands, seen)
    stay = np.exp(-np.cumsum(np.logaddexp(0.0, base)))
    assert stay == pytest.approx(np.exp(-grid.edges / 10), abs=0.01)
