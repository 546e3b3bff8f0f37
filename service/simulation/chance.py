"""Chance that comes from the seed and a name alone: no order of events can change what somebody does."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeVar

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Chance:
    """Draws by name: the same seed and names give the same draw, whatever was drawn before."""

    seed: int

    def share(self, *names: object) -> float:
        """A number from 0 up to, not including, 1."""
        text = f"{self.seed}/" + "/".join(str(name) for name in names)
        drawn = hashlib.blake2b(text.encode(), digest_size=8).digest()
        return int.from_bytes(drawn, "big") / 2**64

    def happens(self, likely: float, *names: object) -> bool:
        """Whether something that is so likely happens."""
        return self.share(*names) < likely

    def number(self, low: int, high: int, *names: object) -> int:
        """A whole number between two, both included."""
        return low + int(self.share(*names) * (high - low + 1))

    def one_of(self, choices: Sequence[T], *names: object) -> T:
        """One of several, each as likely as the others."""
        return choices[int(self.share(*names) * len(choices))]
