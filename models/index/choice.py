"""Which member, or which weighted sum of two, is used: the simplest that held-out rows do not speak against."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from models.index.hazard import Seen
from models.index.selection import DOUBT, Member, better, held_out_losses
from models.index.tables import Tables, blend

Floats = NDArray[np.float64]
WEIGHTS = (0.25, 0.5, 0.75)
SLOPES = tuple(np.round(np.arange(0.8, 1.31, 0.05), 2))


@dataclass(frozen=True)
class Choice:
    """The chosen tables, every candidate's mean held-out loss, and the slope they were stretched by."""

    name: str
    tables: Tables
    losses: Mapping[str, float]
    slope: float
    members: Mapping[str, Tables]
    """Each member by itself, for the comparison with what was chosen."""


@dataclass(frozen=True)
class Candidate:
    """Members with weights, simplest candidates first, and their losses on held-out rows."""

    name: str
    parts: tuple[Member, ...]
    weights: tuple[float, ...]
    held_out: Floats
    losses: Floats


def choose(members: Sequence[Member], seen: Seen) -> Choice:
    """Walk from simple to complex, moving on only for a gain that is more than doubt."""
    candidates = list_candidates(members, seen)
    chosen = candidates[0]
    for candidate in sorted(candidates[1:], key=lambda c: len(c.parts)):
        if better(candidate.losses, chosen.losses):
            chosen = candidate
    slope = best_slope(chosen, seen)
    tables = blend([m.tables for m in chosen.parts], chosen.weights).scaled(slope)
    losses = {c.name: float(c.losses.mean()) for c in candidates}
    return Choice(chosen.name, tables, losses, slope, {m.name: m.tables for m in members})


def list_candidates(members: Sequence[Member], seen: Seen) -> list[Candidate]:
    """Each member alone, and the logit together with each boosting."""
    alone = [Candidate(m.name, (m,), (1.0,), m.held_out, m.losses) for m in members]
    logit = next((m for m in members if m.name == "logit"), None)
    if logit is None:
        return alone
    mixed = []
    for boosted in (m for m in members if m.name.startswith("boosting")):
        for weight in WEIGHTS:
            odds = weight * logit.held_out + (1 - weight) * boosted.held_out
            mixed.append(
                Candidate(
                    f"{weight:g} logit + {1 - weight:g} {boosted.name}",
                    (logit, boosted),
                    (weight, 1 - weight),
                    odds,
                    held_out_losses(odds, seen),
                )
            )
    return alone + mixed


def best_slope(candidate: Candidate, seen: Seen) -> float:
    """The stretch of the log-odds that held-out rows ask for; 1 unless the gain is more than doubt.

    The log-odds are stretched about each interval's mean, so that the level stays.
    """
    centre = candidate.held_out.mean(axis=0)
    losses = {s: held_out_losses(centre + s * (candidate.held_out - centre), seen) for s in SLOPES}
    slope = min(losses, key=lambda s: losses[s].mean())
    gain = candidate.losses - losses[slope]
    error = gain.std() / np.sqrt(len(gain))
    return float(slope) if gain.mean() > DOUBT * error else 1.0
