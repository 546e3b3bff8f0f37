"""Drift: how far the inputs, the scores and the calibration have moved since an index was fitted."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from models.index.difficulty import Assessor
from models.index.features import NAMES
from training.evaluate import MAX_ECE, SLOPES, score
from training.metrics import Labels, slope_error

Floats = NDArray[np.float64]
MOVED = 0.25
"""A population stability index above this is a change worth looking at (the usual reading)."""

MISSING_MOVED = 0.10
"""A share of unknown values that rose or fell by more than this is one, too."""

BANDS = 10
INDEX_BANDS = np.linspace(0, 100, BANDS + 1)
FEWEST = 100
"""Rows with an outcome, and 20 of either, below which calibration is not judged."""


@dataclass(frozen=True)
class Drift:
    """Population stability of each feature and of the index, shares of unknown, and what moved.

    `noise` is what chance alone would make of a stability index at these numbers of rows; something
    counts as moved beyond that.
    """

    features: Mapping[str, float]
    noise: float
    missing: Mapping[str, tuple[float, float]]
    index: float
    mean_index: tuple[float, float]
    moved: tuple[str, ...]


@dataclass(frozen=True)
class Matured:
    """Calibration on outcomes that have come in since, at one horizon; None while they are too few."""

    months: int
    rows: int
    forecast: float | None = None
    outcome: float | None = None
    slope: float | None = None
    ece: float | None = None
    noise: float | None = None
    moved: bool = False


def profile_of(index: Assessor, frame: pd.DataFrame) -> dict[str, object]:
    """Shares of each code and of each tenth of the index when fitted; stored in the manifest."""
    codes = index.binner.transform(frame.to_numpy(dtype=np.float64))
    shares = {
        name: _shares(codes[:, f], int(index.binner.n_codes_[f])).round(5).tolist()
        for f, name in enumerate(NAMES)
    }
    scores = index.assess_design(frame).index
    bands = np.histogram(scores, INDEX_BANDS)[0] / max(1, len(frame))
    return {
        "rows": len(frame),
        "codes": shares,
        "index": bands.round(5).tolist(),
        "mean_index": round(float(scores.mean()), 3) if len(frame) else 0.0,
    }


def drift_of(index: Assessor, profile: Mapping[str, object], frame: pd.DataFrame) -> Drift:
    """Compare today's people with the profile of those the index was fitted on."""
    now = profile_of(index, frame)
    then_codes, now_codes = _codes(profile), _codes(now)
    features = {name: stability(*banded(then_codes[name], now_codes[name])) for name in NAMES}
    whole = stability(np.asarray(profile["index"], float), np.asarray(now["index"], float))
    missing = {name: (float(then_codes[name][0]), float(now_codes[name][0])) for name in NAMES}
    noise = 2 * BANDS * (1 / max(1, _number(profile, "rows")) + 1 / max(1, len(frame)))
    moved = [name for name, value in features.items() if value > MOVED + noise]
    moved += [
        f"{name}（未登记）"
        for name, (then, today) in missing.items()
        if abs(today - then) > MISSING_MOVED and name not in moved
    ]
    return Drift(
        features,
        noise,
        missing,
        whole,
        (_number(profile, "mean_index"), _number(now, "mean_index")),
        tuple(moved + (["index"] if whole > MOVED + noise else [])),
    )


def banded(then: Floats, now: Floats) -> tuple[Floats, Floats]:
    """Shares of codes as those of missing and about ten bands of equal weight when fitted.

    The many bins of a number would each hold few people, and chance would look like a change.
    """
    known = then[1:].sum()
    if known <= 0:
        return then[:1], now[:1]
    before = np.cumsum(then[1:]) - then[1:] / 2
    band = np.clip((BANDS * before / known).astype(int), 0, BANDS - 1)
    places = np.concatenate([[0], 1 + band])
    before_and_now = (np.bincount(places, weights=w, minlength=BANDS + 1) for w in (then, now))
    one, other = (np.asarray(sums, dtype=np.float64) for sums in before_and_now)
    return one, other


def stability(then: Floats, now: Floats) -> float:
    """Population stability index of two sets of shares; empty shares count as one in ten thousand."""
    a, b = np.maximum(then, 1e-4), np.maximum(now, 1e-4)
    return float(((b - a) * np.log(b / a)).sum())


def matured(p: Floats, labels: Labels, months: int) -> Matured:
    """Slope and error of the chance of waiting `months`, on rows whose outcome is in by now."""
    seen = labels.weight > 0
    outcomes = labels.waiting[seen]
    if seen.sum() < FEWEST or min(outcomes.sum(), (1 - outcomes).sum()) < FEWEST / 5:
        return Matured(months, int(seen.sum()))
    found, w = score(p, labels), labels.weight
    doubt = 2 * slope_error(p, w)
    steep = not SLOPES[0] - doubt <= found.slope <= SLOPES[1] + doubt
    off = steep or found.ece > MAX_ECE + found.noise
    return Matured(
        months=months,
        rows=int(seen.sum()),
        forecast=float((w * p).sum() / w.sum()),
        outcome=float((w * labels.waiting).sum() / w.sum()),
        slope=found.slope,
        ece=found.ece,
        noise=found.noise,
        moved=bool(off),
    )


def _shares(codes: NDArray[np.uint8], n_codes: int) -> Floats:
    return np.bincount(codes, minlength=n_codes) / max(1, len(codes))


def _codes(profile: Mapping[str, object]) -> dict[str, Floats]:
    codes = profile["codes"]
    if not isinstance(codes, Mapping):
        raise TypeError("a profile holds shares by feature")
    return {str(name): np.asarray(shares, float) for name, shares in codes.items()}


def _number(profile: Mapping[str, object], name: str) -> float:
    value = profile[name]
    if not isinstance(value, int | float):
        raise TypeError(f"a profile's {name} is a number")
    return float(value)
