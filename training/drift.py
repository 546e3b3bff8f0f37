"""Drift: how far the inputs, the scores and the calibration have moved since an index was fitted."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from models.index.difficulty import Assessor
from models.index.features import NAMES
from training.metrics import Labels, calibration_line, ece

Floats = NDArray[np.float64]
MOVED = 0.25
"""A population stability index above this is a change worth looking at (the usual reading)."""

INDEX_BANDS = np.linspace(0, 100, 11)


@dataclass(frozen=True)
class Drift:
    """Population stability of each feature and of the index, shares of unknown, and what moved."""

    features: Mapping[str, float]
    missing: Mapping[str, tuple[float, float]]
    index: float
    moved: tuple[str, ...]


def profile_of(index: Assessor, frame: pd.DataFrame) -> dict[str, object]:
    """Shares of each code and of each tenth of the index when fitted; stored in the manifest."""
    codes = index.binner.transform(frame.to_numpy(dtype=np.float64))
    shares = {
        name: _shares(codes[:, f], int(index.binner.n_codes_[f])).round(5).tolist()
        for f, name in enumerate(NAMES)
    }
    bands = np.histogram(index.assess_design(frame).index, INDEX_BANDS)[0] / max(1, len(frame))
    return {"codes": shares, "index": bands.round(5).tolist()}


def drift_of(index: Assessor, profile: Mapping[str, object], frame: pd.DataFrame) -> Drift:
    """Compare today's people with the profile of those the index was fitted on."""
    now = profile_of(index, frame)
    then_codes, now_codes = _codes(profile), _codes(now)
    features = {name: stability(then_codes[name], now_codes[name]) for name in NAMES}
    whole = stability(np.asarray(profile["index"], float), np.asarray(now["index"], float))
    missing = {name: (float(then_codes[name][0]), float(now_codes[name][0])) for name in NAMES}
    moved = [name for name, value in features.items() if value > MOVED]
    return Drift(features, missing, whole, tuple(moved + (["index"] if whole > MOVED else [])))


def stability(then: Floats, now: Floats) -> float:
    """Population stability index of two sets of shares; empty shares count as one in ten thousand."""
    a, b = np.maximum(then, 1e-4), np.maximum(now, 1e-4)
    return float(((b - a) * np.log(b / a)).sum())


def calibration_drift(p: Floats, labels: Labels) -> Mapping[str, float]:
    """Slope, intercept and error on outcomes that have matured since."""
    slope, intercept = calibration_line(p, labels.waiting, labels.weight)
    return {"slope": slope, "intercept": intercept, "ece": ece(p, labels.waiting, labels.weight)}


def _shares(codes: NDArray[np.uint8], n_codes: int) -> Floats:
    return np.bincount(codes, minlength=n_codes) / max(1, len(codes))


def _codes(profile: Mapping[str, object]) -> dict[str, Floats]:
    codes = profile["codes"]
    if not isinstance(codes, Mapping):
        raise TypeError("a profile holds shares by feature")
    return {str(name): np.asarray(shares, float) for name, shares in codes.items()}
