"""Papers a post can demand: licences and certificates, what a higher one includes, and their names."""

from collections.abc import Callable, Iterable, Mapping
from functools import cache, lru_cache

from data.codes.tables import rows
from data.schema import CERTIFICATE_LEVELS

LEVEL_RANK = {level: rank for rank, level in enumerate(CERTIFICATE_LEVELS)}
LEVEL_NAMES = (
    "专项能力",
    "五级/初级工",
    "四级/中级工",
    "三级/高级工",
    "二级/技师",
    "一级/高级技师",
    "特级技师",
    "首席技师",
)
"""In the order of `schema.CERTIFICATE_LEVELS`."""


@cache
def wider_licences() -> Mapping[str, tuple[str, ...]]:
    """What each licence includes: 机动车驾驶证申领和使用规定 (公安部令第162号), annex 1."""
    return {r["code"]: tuple(filter(None, r["includes"].split(";"))) for r in rows("licences.csv")}


@cache
def licence_names() -> Mapping[str, str]:
    """The full name of each licence."""
    return {r["code"]: r["name"] for r in rows("licences.csv")}


def certificate(text: str) -> tuple[str, int] | None:
    """`occupation:level` as the occupation and the rank of its level; None if it is not of that form."""
    occupation, _, level = text.rpartition(":")
    return (occupation, LEVEL_RANK[level]) if occupation and level in LEVEL_RANK else None


def includes(held: str, demanded: str) -> bool:
    """Whether who holds one paper meets the demand for another: the same, a wider class, a higher level."""
    if held == demanded or demanded in wider_licences().get(held, ()):
        return True
    have, want = certificate(held), certificate(demanded)
    return have is not None and want is not None and have[0] == want[0] and have[1] >= want[1]


def lower_level(held: Iterable[str], demanded: str) -> str | None:
    """The name of the highest level held of a demanded certificate's occupation, if it is below the demand."""
    want = certificate(demanded)
    have = [c for c in map(certificate, held) if c and want and c[0] == want[0]]
    most = max((rank for _, rank in have), default=-1)
    return LEVEL_NAMES[most] if want and 0 <= most < want[1] else None


def met_by(held: Iterable[str], demanded: tuple[str, ...]) -> Mapping[str, tuple[int, ...]]:
    """For each distinct held paper the numbers (places in `demanded`) of the demands it meets."""
    by_subject = _by_subject(demanded)
    met: dict[str, tuple[int, ...]] = {}
    for paper in set(held):
        subjects = dict.fromkeys((subject(paper), *wider_licences().get(paper, ())))
        near = [n for s in subjects for n in by_subject.get(s, ())]
        met[paper] = tuple(n for n in near if includes(paper, demanded[n]))
    return met


@lru_cache(maxsize=8)
def _by_subject(demanded: tuple[str, ...]) -> Mapping[str, list[int]]:
    """A market's demands are sorted once, not again for each worker."""
    found: dict[str, list[int]] = {}
    for number, paper in enumerate(demanded):
        found.setdefault(subject(paper), []).append(number)
    return found


def subject(paper: str) -> str:
    """What a paper is about: the occupation of a certificate, or the licence itself."""
    known = certificate(paper)
    return known[0] if known else paper


def paper_name(paper: str, occupation_name: Callable[[str], str]) -> str:
    """A certificate as a person says it: `电工四级/中级工证书`; anything else as it stands."""
    known = certificate(paper)
    return f"{occupation_name(known[0])}{LEVEL_NAMES[known[1]]}证书" if known else paper
