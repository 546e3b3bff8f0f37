"""One number orders people whose curves cross: the chance to leave before somebody else."""

import numpy as np
import pytest

from models.index.hazard import sooner


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
