"""Papers a post can demand: licences and certificates, what a higher one includes, and their numbers."""

from collections.abc import Iterable, Mapping

from data.schema import CERTIFICATE_LEVELS

DRIVING: Mapping[str, tuple[str, ...]] = {
    "A1": ("A3", "B1", "B2", "C1", "C2", "C3", "C4", "M"),
    "A2": ("B1", "B2", "C1", "C2", "C3", "C4", "M"),
    "A3": ("C1", "C2", "C3", "C4"),
    "B1": ("C1", "C2", "C3", "C4", "M"),
    "B2": ("C1", "C2", "C3", "C4", "M"),
    "C1": ("C2", "C3"),
    "C3": ("C4",),
    "D": ("E", "F"),
    "E": ("F",),
}
"""Classes a driving licence includes: 机动车驾驶证申领和使用规定 (公安部令第162号), annex 1."""

LEVEL_RANK = {level: rank for rank, level in enumerate(CERTIFICATE_LEVELS)}


def certificate(text: str) -> tuple[str, int] | None:
    """`occupation:level` as the occupation and the rank of its level; None if it is not of that form."""
    occupation, _, level = text.rpartition(":")
    return (occupation, LEVEL_RANK[level]) if occupation and level in LEVEL_RANK else None


def includes(held: str, demanded: str) -> bool:
    """Whether who holds one paper meets the demand for another: the same, a wider class, a higher level."""
    if held == demanded or demanded in DRIVING.get(held, ()):
        return True
    have, want = certificate(held), certificate(demanded)
    return have is not None and want is not None and have[0] == want[0] and have[1] >= want[1]


def met_by(held: Iterable[str], demanded: tuple[str, ...]) -> Mapping[str, tuple[int, ...]]:
    """For each distinct held paper the numbers (places in `demanded`) of the demands it meets."""
    by_occupation: dict[str, list[int]] = {}
    number = {paper: i for i, paper in enumerate(demanded)}
    for paper, i in number.items():
        known = certificate(paper)
        by_occupation.setdefault(known[0] if known else paper, []).append(i)
    met: dict[str, tuple[int, ...]] = {}
    for paper in set(held):
        known = certificate(paper)
        near = by_occupation.get(known[0] if known else paper, [])
        wider = [number[p] for p in DRIVING.get(paper, ()) if p in number]
        met[paper] = tuple(i for i in (*near, *wider) if includes(paper, demanded[i]))
    return met


def paper_name(paper: str, occupations: Mapping[str, str]) -> str:
    """A paper as a person says it: `B2驾驶证`, `特种作业-电工`, `电工（四级）职业技能等级证书`."""
    known = certificate(paper)
    if known is None:
        return f"{paper}驾驶证" if paper in {*DRIVING, "C2", "C4", "F", "M", "C5", "C6"} else paper
    occupation, rank = known
    name = occupations.get(occupation, occupation)
    return f"{name}（{LEVEL_NAMES[CERTIFICATE_LEVELS[rank]]}）证书"


LEVEL_NAMES = {
    "special": "专项能力",
    "5": "五级/初级工",
    "4": "四级/中级工",
    "3": "三级/高级工",
    "2": "二级/技师",
    "1": "一级/高级技师",
    "expert": "特级技师",
    "chief": "首席技师",
}
