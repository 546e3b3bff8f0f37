"""The titles people really write for each occupation, beside the name the classification gives it."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from data.codes.tables import rows


@dataclass(frozen=True, slots=True)
class TitleWord:
    """A written title or its parts in order (`first+last`); `weak` ones fit several occupations."""

    words: tuple[str, ...]
    occupation: str
    weak: bool


@cache
def title_words() -> Mapping[str, TitleWord]:
    """Every listed title by its spelling in the list (lower case, half width, simplified)."""
    found: dict[str, TitleWord] = {}
    for row in rows("title_words.csv"):
        for spelling in row["words"].split(";"):
            title = spelling.removesuffix("?")
            parts = (title,) if title.startswith("c+") else tuple(title.split("+"))
            found[title] = TitleWord(parts, row["code"], spelling.endswith("?"))
    return found
