"""Papers of which a posting takes any one: the rules demand none of them, so who holds none is told to ask."""

import re
from collections.abc import Iterable, Mapping, Sequence
from functools import cache, lru_cache
from typing import cast

from data.codes.licences import licences
from models.matching.papers import includes
from models.matching.wording import paper_said
from models.words.lexicon import Lexicon

CHOICE = re.compile(
    r"(?:[证照]|[ABCabc]\d)[^。；;\n]{0,16}?(?:或|/|均|都|皆|任|之一|其一|选一|至少)"
    r"|(?:或|/|以下|下列|如下|至少|其中)[^。；;\n]{0,16}?[证照]"
)
"""Without a paper near a choice a text need not be read."""

KEPT = 10_000


@lru_cache(maxsize=KEPT)
def either_of(title: str, text: str) -> tuple[tuple[str, ...], ...]:
    """The licences of which any one is enough, by demand; a reading of under a millisecond."""
    if not (CHOICE.search(title) or CHOICE.search(text)):
        return ()
    return _papers().read(f"{title}。\n{text}").either


def either_notes(either: Iterable[Sequence[str]], worker: Mapping[str, object]) -> list[str]:
    """What to ask first of a worker who is not known to hold any of them, a wider licence included."""
    held = cast("Sequence[str] | None", worker["licences"]) or ()
    return [
        f"招聘信息要求{'、'.join(map(paper_said, papers))}之一，请先核实。"
        for papers in either
        if not any(includes(paper, asked) for paper in held for asked in papers)
    ]


@cache
def _papers() -> Lexicon:
    return Lexicon((), licences().values())
