"""One slot of some lists is drawn by chance, so that the ranking learns of more than its own favourites."""

import hashlib
from dataclasses import dataclass
from datetime import date

import numpy as np

from models.matching.columns import I32, Floats

SHARE = 0.2
"""In this share of the lists the last slot is drawn among the next best."""

LEAST = 10
"""Shorter lists are left as they are: every slot counts there."""


@dataclass(frozen=True, slots=True)
class Slots:
    """Positions among the candidates that are shown, with the chance each had to be shown there."""

    positions: I32
    chances: Floats
    drawn: bool


def chance_of(worker_id: str, as_of: date, bundle: str) -> np.random.Generator:
    """Chance of its own for every worker and day: the same question has the same answer."""
    said = f"{worker_id} {as_of} {bundle}".encode()
    return np.random.default_rng(int.from_bytes(hashlib.blake2b(said, digest_size=8).digest()))


def slots(ordered: I32, k: int, rng: np.random.Generator | None) -> Slots:
    """The first `k` of the ordered candidates, the last of them sometimes drawn among the rest.

    Without `rng` nothing is drawn.
    """
    shown = ordered[:k].copy()
    chances = np.ones(len(shown))
    rest = ordered[k - 1 :]
    if rng is None or k < LEAST or len(rest) < 2:
        return Slots(shown, chances, False)
    by_chance = SHARE / len(rest)
    explored = rng.random() < SHARE
    at = int(rng.integers(len(rest))) if explored else 0
    shown[-1] = rest[at]
    chances[-1] = by_chance + (1 - SHARE if at == 0 else 0.0)
    return Slots(shown, chances, at > 0)
