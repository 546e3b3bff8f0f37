"""How words of a file come back in a sentence about it: visible, short and few."""

from collections.abc import Sequence

LONGEST, MOST = 40, 8
SENTENCE = 200


def told(word: object, longest: int = LONGEST) -> str:
    """The word without what cannot be seen, cut where it is long."""
    seen = "".join(c if c.isprintable() else "\N{REPLACEMENT CHARACTER}" for c in str(word))
    return f"{seen[:longest]}……" if len(seen) > longest else seen


def few(words: Sequence[object]) -> str:
    """The first of several words, and how many there are."""
    shown = "、".join(told(word) for word in words[:MOST])
    return shown if len(words) <= MOST else f"{shown} 等 {len(words)} 列"
