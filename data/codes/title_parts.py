"""What titles are built of beside the work itself: words of level, and heads that mean the same."""

import re
from dataclasses import dataclass
from functools import cache

from data.codes.tables import rows


@dataclass(frozen=True, slots=True)
class TitleParts:
    """`heads` tells the meaning of an ending; `before` and `after` match words of level."""

    heads: dict[str, str]
    head: re.Pattern[str]
    before: re.Pattern[str]
    after: re.Pattern[str]


@cache
def title_parts_list() -> TitleParts:
    """The carried list, the longest words first."""
    words: dict[str, list[str]] = {"head": [], "before": [], "after": []}
    heads: dict[str, str] = {}
    for row in rows("title_parts.csv"):
        found = row["words"].split(";")
        words[row["kind"]] += found
        if row["kind"] == "head":
            heads |= dict.fromkeys(found, row["meaning"])
    any_of = {kind: _any(found) for kind, found in words.items()}
    return TitleParts(
        heads,
        re.compile(f"(?<=.){any_of['head']}$"),
        re.compile(f"^{any_of['before']}+(?=..)"),
        re.compile(f"(?<=..){any_of['after']}$"),
    )


def _any(words: list[str]) -> str:
    return "(?:" + "|".join(sorted(words, key=lambda word: (-len(word), word))) + ")"
