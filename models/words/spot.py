"""The place of a word in its clause, as the rules of its standing look at it."""

from collections.abc import Callable
from typing import NamedTuple

from models.words.clauses import Clause

AROUND = 48
"""Letters on either side of a word that may say how it is meant."""


class Spot(NamedTuple):
    """A word with the letters around it."""

    word: str
    clause: Clause
    before: str
    after: str


Rule = tuple[Callable[[Spot], bool], str]
"""Whether a rule holds of a spot, and the standing that it gives."""
