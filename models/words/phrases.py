"""Finding the listed phrases in a text: the longest at each place, in one walk through a trie."""

from collections.abc import Callable, Iterable, Iterator
from typing import NamedTuple


class Found(NamedTuple):
    """A phrase at `start:end` of the text that was searched."""

    start: int
    end: int
    phrase: str


class _Node:
    __slots__ = ("below", "phrase")

    def __init__(self) -> None:
        self.below: dict[str, _Node] = {}
        self.phrase: str | None = None


class Phrases:
    """A set of phrases; a phrase of Latin letters or digits is found only as a whole word."""

    def __init__(self, phrases: Iterable[str]) -> None:
        self._root = _Node()
        for phrase in phrases:
            self._add(phrase)

    def _add(self, phrase: str) -> None:
        node = self._root
        for letter in phrase:
            node = node.below.setdefault(letter, _Node())
        node.phrase = phrase or None

    def starting_at(self, text: str, start: int) -> Iterator[Found]:
        """Every phrase that begins at `start`, the shortest first."""
        if start and _latin(text[start]) and _latin(text[start - 1]):
            return
        node: _Node | None = self._root
        for end in range(start, len(text) + 1):
            if node is None:
                return
            inside_word = end < len(text) and _latin(text[end - 1]) and _latin(text[end])
            if node.phrase is not None and not inside_word:
                yield Found(start, end, node.phrase)
            node = node.below.get(text[end]) if end < len(text) else None

    def all(self, text: str) -> list[Found]:
        """Every phrase at every place, overlapping ones too."""
        return [found for start in range(len(text)) for found in self.starting_at(text, start)]

    def longest(self, text: str, means: Callable[[Found, str], bool]) -> list[Found]:
        """Phrases from left to right that `means` takes, the longest first, none overlapping another."""
        chosen: list[Found] = []
        start = 0
        while start < len(text):
            here = [found for found in self.starting_at(text, start) if means(found, text)]
            chosen += here[-1:]
            start = here[-1].end if here else start + 1
        return chosen


def _latin(letter: str) -> bool:
    return letter.isascii() and letter.isalnum()
