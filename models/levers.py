"""What would lower a worker's index: changes to the file, each assessed and matched again on what is on offer."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Protocol

import numpy as np
import pyarrow as pa

from data.codes.wages import local_median_fen
from data.schema import REACHES
from models.index.assessment import Assessment
from models.matching import reference, wording
from models.matching.columns import Bools, Ints
from models.matching.details import bits_of
from models.matching.eligibility import eligible, passes
from models.matching.market import Market
from models.matching.ranking import Ranking
from models.matching.seekers import encode_workers

SHOWN = 10
"""Opened vacancies that are named, the best first; all of them are counted."""

PLACES_NAMED = 3


class Assesses(Protocol):
    """The fitted index or the expert scorecard."""

    def assess(self, people: pa.Table, as_of: date) -> Assessment:
        """Index and exact reasons of these people on a day."""


@dataclass(frozen=True, slots=True)
class Lever:
    """One change, what it does to the index, and how many live vacancies it opens.

    `change` is in points of the index and never above 0; `n_vacancies` are open today to the changed
    file and closed to the present one, `n_places` the places in them, `vacancy_ids` the best of them.
    """

    key: str
    family: str
    change: float
    index: float
    n_vacancies: int
    n_places: int
    vacancy_ids: tuple[str, ...]
    counselor: str
    worker: str


@dataclass(frozen=True, slots=True)
class Change:
    """A file with one thing changed, in words for the counselor and the worker."""

    key: str
    family: str
    person: pa.Table
    counselor: str
    worker: str


@dataclass(frozen=True, slots=True)
class Standing:
    """One worker as things stand: file, market, which rule passes which vacancy, and which are open."""

    person: pa.Table
    market: Market
    passed: dict[str, Bools]
    eligible: Bools

    @property
    def row(self) -> dict[str, object]:
        """The file as plain values."""
        facts: dict[str, object] = self.person.to_pylist()[0]
        return facts


def levers(
    assessor: Assesses, person: pa.Table, market: Market, ranking: Ranking
) -> tuple[Lever, ...]:
    """The changes that would lower the index of one worker (a table of one row), the largest first.

    A change is made in a copy of the file, which is then read by the index and by every hard rule of
    matching, so that both speak of the same change. What would raise the index, and what neither
    lowers it nor opens a vacancy, is left out; where the index abstains there is nothing to lower.
    """
    now = assessor.assess(person, market.as_of)
    if now.abstained[0]:
        return ()
    seeker = encode_workers(person, market)
    passed = passes(seeker, 0, market)
    stands = Standing(person, market, passed, np.logical_and.reduce(list(passed.values())))
    found = []
    for change in changes(stands):
        after = float(assessor.assess(change.person, market.as_of).index[0])
        opened = opened_by(change.person, stands, ranking)
        lowered = after - float(now.index[0])
        if lowered < 0 or (lowered == 0 and len(opened)):
            found.append(_lever(change, lowered, after, market=market, opened=opened))
    return tuple(sorted(found, key=lambda lever: (lever.change, -lever.n_vacancies)))


def changes(stands: Standing) -> Iterator[Change]:
    """The changes that apply to this worker: only what people can change, and the service can help with."""
    for find in FINDERS:
        change = find(stands)
        if change is not None:
            yield change


def opened_by(person: pa.Table, stands: Standing, ranking: Ranking) -> Ints:
    """Rows of the vacancies open to the changed file and closed to the present one, best first."""
    market = stands.market
    seeker = encode_workers(person, market)
    rows = np.flatnonzero(eligible(seeker, 0, market) & ~stands.eligible)
    if not len(rows):
        return rows
    scored = reference.score(seeker, 0, market, ranking)
    best: Ints = rows[np.argsort(-scored.score[rows], kind="stable")]
    return best


def wage_at_median(stands: Standing) -> Change | None:
    """The expected wage at the local median of the wished occupation that pays best, where it lies above."""
    row, as_of = stands.row, stands.market.as_of
    wish, wished = row["wish_wage_fen"], row["wish_occupations"]
    known = (local_median_fen(code, as_of) for code in wished) if isinstance(wished, list) else ()
    median = max((found for found in known if found is not None), default=None)
    if median is None or not isinstance(wish, int) or wish <= median[0]:
        return None
    then, basis = median
    return Change(
        "expected_wage",
        "wish",
        _with(stands.person, wish_wage_fen=then),
        f"期望月薪由{wording.yuan(wish)}调整到当地同类岗位中位数{wording.yuan(then)}（{basis}）",
        f"如果愿意先看{wording.yuan(then)}上下（当地同类岗位的中间水平）的岗位",
    )


def paper_in_demand(stands: Standing) -> Change | None:
    """The one certificate or licence for lack of which alone most live vacancies are closed."""
    market, seeker = stands.market, encode_workers(stands.person, stands.market)
    others = [v for name, v in stands.passed.items() if name != "papers_held"]
    only = np.flatnonzero(np.logical_and.reduce(others) & ~stands.passed["papers_held"])
    lacking = market.papers[only] & ~seeker.papers[0]
    single = lacking[np.bitwise_count(lacking).sum(axis=1) == 1]
    if not len(single):
        return None
    papers, counts = np.unique(single, axis=0, return_counts=True)
    codes = [market.paper_codes[bits_of(bits)[0]] for bits in papers]
    _, paper = min(zip(-counts, codes, strict=True))
    return Change(
        "certificate",
        "skills",
        _holding(stands.person, paper, market.as_of),
        f"取得{wording.paper_said(paper)}",
        f"如果考取{wording.paper_said(paper)}",
    )


def next_reach(stands: Standing) -> Change | None:
    """The nearest wider reach that opens a vacancy, with the places that would be reachable."""
    row, market = stands.row, stands.market
    said = row["reach"]
    if not isinstance(said, str) or said not in REACHES:
        return None
    for wider in range(REACHES.index(said) + 1, len(REACHES)):
        person = _with(stands.person, reach=REACHES[wider])
        seeker = encode_workers(person, market)
        rows = np.flatnonzero(eligible(seeker, 0, market) & ~stands.eligible)
        if len(rows):
            where = _places(market, rows)
            now, then = wording.REACH_NAMES[REACHES.index(said)], wording.REACH_NAMES[wider]
            return Change(
                "reach",
                "wish",
                person,
                f"可接受的工作地点由{now}扩大到{then}（{where}）",
                f"如果能接受{where}的岗位",
            )
    return None


FINDERS: Sequence[Callable[[Standing], Change | None]] = (
    wage_at_median,
    paper_in_demand,
    next_reach,
)


def _lever(change: Change, lowered: float, index: float, *, market: Market, opened: Ints) -> Lever:
    n = len(opened)
    effect = f"指数降低约{-lowered:.1f}分" if lowered < -0.05 else "指数基本不变"
    offer = f"可多匹配{n}个在招岗位" if n else "目前没有因此新增的在招岗位"
    invite = f"，现在就会多出{n}个岗位可选" if n else "，找工作会顺利一些，但目前没有新增的岗位"
    return Lever(
        key=change.key,
        family=change.family,
        change=lowered,
        index=index,
        n_vacancies=n,
        n_places=int(market.n_places[opened].sum()),
        vacancy_ids=tuple(market.ids[j] for j in opened[:SHOWN]),
        counselor=f"{change.counselor}：{effect}，{offer}。",
        worker=f"{change.worker}{invite}。",
    )


def _places(market: Market, rows: Ints) -> str:
    """Where most of these vacancies are."""
    places, counts = np.unique(market.place[rows], return_counts=True)
    order = np.argsort(-counts, kind="stable")
    named = [wording.place_name(market.places[p]) for p in places[order] if p >= 0]
    return "、".join(named[:PLACES_NAMED]) + ("等地" if len(named) > PLACES_NAMED else "")


def _holding(person: pa.Table, paper: str, as_of: date) -> pa.Table:
    """The file with one more paper, trained for it as of the day."""
    name = "certificates" if ":" in paper else "licences"
    held = person[name].to_pylist()[0] or []
    return _with(person, **{name: [*held, paper], "trained_on": as_of})


def _with(person: pa.Table, **facts: object) -> pa.Table:
    """The file with these fields changed."""
    for name, value in facts.items():
        field = person.schema.field(name)
        place = person.schema.get_field_index(name)
        person = person.set_column(place, field, pa.array([value], field.type))
    return person
