"""What would lower a worker's index: changes to the file, each assessed and matched again on what is on offer."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import cast

import numpy as np
import pyarrow as pa

from data.codes.wages import local_median_fen
from data.schema import REACHES, arrow_schema, snapshot_columns
from models.index.assessment import Assessment
from models.matching import reference, wording
from models.matching.columns import Bools, Ints
from models.matching.eligibility import eligible, passes
from models.matching.market import Market, only
from models.matching.ranking import Ranking
from models.matching.seeker import Facts, encode_worker
from models.matching.seekers import Seekers

SHOWN = 10
"""Opened vacancies that are named, the best first; all of them are counted."""

PLACES_NAMED = 3

FILE = arrow_schema(snapshot_columns())


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
class Tried:
    """The file with some fields changed: the worker so read, and the vacancies open then and closed now, as rows."""

    facts: Facts
    seeker: Seekers
    opens: Ints


@dataclass(frozen=True, slots=True)
class Change:
    """One thing about a file, changed, in words for the counselor and the worker."""

    key: str
    family: str
    tried: Tried
    counselor: str
    worker: str


@dataclass(frozen=True, slots=True)
class Standing:
    """One worker as things stand: the file as plain values, which rule passes which vacancy, and which are open."""

    facts: Facts
    seeker: Seekers
    market: Market
    passed: dict[str, Bools]
    eligible: Bools


@dataclass(frozen=True, slots=True)
class Trial:
    """One worker as things stand, and the changes that are tried."""

    stands: Standing
    changes: tuple[Change, ...]

    @property
    def files(self) -> pa.Table:
        """The file as it is, then as each change makes it: an index of all takes as long as of one."""
        changed = (change.tried.facts for change in self.changes)
        return pa.Table.from_pylist([self.stands.facts, *changed], schema=FILE)


def trial_of(facts: Facts, market: Market) -> Trial:
    """The changes that apply to one worker (snapshot columns by name), to be tried on what is on offer."""
    seeker = encode_worker(facts, market)
    passed = passes(seeker, 0, market)
    open_now = np.logical_and.reduce(list(passed.values()))
    stands = Standing(facts, seeker, market, passed, open_now)
    return Trial(stands, tuple(changes(stands)))


def levers(trial: Trial, assessed: Assessment, ranking: Ranking) -> tuple[Lever, ...]:
    """The changes that would lower the index of one worker, the largest first.

    `assessed` is what the index says of the trial's files on the market's day. Every hard rule of
    matching reads the same changed file, so that both speak of the same change. What would raise the
    index, and what neither lowers it nor opens a vacancy, is left out; where the index abstains there
    is nothing to lower.
    """
    if assessed.abstained[0]:
        return ()
    now, *indexes = assessed.index.tolist()
    market, found = trial.stands.market, []
    for change, after in zip(trial.changes, indexes, strict=True):
        opened = best_first(change.tried, market, ranking)
        lowered = after - now
        if lowered < 0 or (lowered == 0 and len(opened)):
            found.append(_lever(change, lowered, after, market=market, opened=opened))
    return tuple(sorted(found, key=lambda lever: (lever.change, -lever.n_vacancies)))


def changes(stands: Standing) -> Iterator[Change]:
    """The changes that apply to this worker: only what people can change, and the service can help with."""
    for find in FINDERS:
        change = find(stands)
        if change is not None:
            yield change


def best_first(tried: Tried, market: Market, ranking: Ranking) -> Ints:
    """Rows of the vacancies that a changed file opens, best first."""
    rows = tried.opens
    if not len(rows):
        return rows
    scored = reference.score(tried.seeker, 0, only(market, rows, texts=False), ranking)
    best: Ints = rows[np.argsort(-scored.score, kind="stable")]
    return best


def wage_at_median(stands: Standing) -> Change | None:
    """The expected wage at the local median of the wished occupation that pays best, where it lies above."""
    as_of = stands.market.as_of
    wish, wished = stands.facts["wish_wage_fen"], stands.facts["wish_occupations"]
    known = (local_median_fen(code, as_of) for code in wished) if isinstance(wished, list) else ()
    median = max((found for found in known if found is not None), default=None)
    if median is None or not isinstance(wish, int) or wish <= median[0]:
        return None
    then, basis = median
    return Change(
        "expected_wage",
        "wish",
        _tried(stands, {"wish_wage_fen": then}),
        f"期望月薪由{wording.yuan(wish)}调整到当地同类岗位中位数{wording.yuan(then)}（{basis}）",
        f"如果愿意先看{wording.yuan(then)}上下（当地同类岗位的中间水平）的岗位",
    )


def paper_in_demand(stands: Standing) -> Change | None:
    """The one certificate or licence for lack of which alone most live vacancies are closed."""
    market = stands.market
    others = [v for name, v in stands.passed.items() if name != "papers_held"]
    alone = np.flatnonzero(np.logical_and.reduce(others) & ~stands.passed["papers_held"])
    lacking = market.papers[alone] & ~stands.seeker.papers[0]
    single = lacking[np.bitwise_count(lacking).sum(axis=1) == 1]
    if not len(single):
        return None
    # Each row has a single bit: its place is the number of bits below it.
    rows, words = np.nonzero(single)
    demanded = np.bincount(64 * words + np.bitwise_count(single[rows, words] - np.uint64(1)))
    most = np.flatnonzero(demanded == demanded.max())
    paper = min(market.paper_codes[bit] for bit in most)
    return Change(
        "certificate",
        "skills",
        _tried(stands, _holding(stands.facts, paper, market.as_of)),
        f"取得{wording.paper_said(paper)}",
        f"如果考取{wording.paper_said(paper)}",
    )


def next_reach(stands: Standing) -> Change | None:
    """The nearest wider reach that opens a vacancy, with the places that would be reachable."""
    said = stands.facts["reach"]
    if not isinstance(said, str) or said not in REACHES:
        return None
    for wider in range(REACHES.index(said) + 1, len(REACHES)):
        tried = _tried(stands, {"reach": REACHES[wider]})
        if len(tried.opens):
            where = _places(stands.market, tried.opens)
            now, then = wording.REACH_NAMES[REACHES.index(said)], wording.REACH_NAMES[wider]
            return Change(
                "reach",
                "wish",
                tried,
                f"可接受的工作地点由{now}扩大到{then}（{where}）",
                f"如果能接受{where}的岗位",
            )
    return None


FINDERS: Sequence[Callable[[Standing], Change | None]] = (
    wage_at_median,
    paper_in_demand,
    next_reach,
)


def _tried(stands: Standing, changed: Mapping[str, object]) -> Tried:
    facts, market = {**stands.facts, **changed}, stands.market
    seeker = encode_worker(facts, market)
    return Tried(facts, seeker, np.flatnonzero(eligible(seeker, 0, market) & ~stands.eligible))


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


def _holding(facts: Facts, paper: str, as_of: date) -> Mapping[str, object]:
    """One more paper, trained for as of the day."""
    name = "certificates" if ":" in paper else "licences"
    held = cast("list[str] | None", facts[name]) or []
    return {name: [*held, paper], "trained_on": as_of}
