"""The fast way to every worker's best vacancies: blocks made once and shared, the search over everybody."""

from collections.abc import Callable, Collection, Sequence
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pyarrow as pa

from models.matching import comparisons
from models.matching.appraising import BATCH, N_REAL, N_WHOLE
from models.matching.blocks import (
    ADULT_BIT,
    COMMON_PAPERS,
    EDUCATION_BIT,
    OLDEST,
    PAPERS_BIT,
    Block,
    block,
    lay_out,
)
from models.matching.columns import I16, I32, I64, U32, Ints, Lists
from models.matching.groups import Kinds, kinds
from models.matching.kernel import TOGETHER, search
from models.matching.lanes import FEW, LANES
from models.matching.market import ADULT, Market
from models.matching.packed import GUARDS, Batch, Kept, People, Search, Weights
from models.matching.ranking import POINTS, Ranking, Tables, points, tables
from models.matching.reference import NOBODY, SAME_EMPLOYER, Top, no_top
from models.matching.seekers import UNKNOWN_PLACE, Seekers

ROUNDED, HALF = ("skills", "wage", "freshness"), 0.501
"""What is bounded before it is rounded to whole points, and the most that rounding adds, and a little."""

CHUNK = 4096
"""Workers of one home served in one go; a thread takes the next chunk when it is done with one."""


class Engine:
    """A market made ready for a ranking; keeps the blocks of every set of places asked for so far."""

    def __init__(self, market: Market, ranking: Ranking) -> None:
        self.market = market
        self.ranking = ranking
        self.tables: Tables = tables(ranking)
        self.layout = lay_out(market, ranking)
        self.weights = kernel_weights(ranking, self.tables)
        self.blocks: dict[bytes, Block] = {}

    def zones(self, classes: np.ndarray[tuple[int], np.dtype[np.uint8]]) -> tuple[Block, ...]:
        """Blocks by distance class for one home, the unknown place last; equal sets are made once."""
        found = []
        for zone in range(UNKNOWN_PLACE + 1):
            wanted = classes == zone
            key = np.packbits(wanted).tobytes()
            if key not in self.blocks:
                self.blocks[key] = block(self.layout, wanted)
            found.append(self.blocks[key])
        return tuple(found)

    def top(
        self,
        seekers: Seekers,
        *,
        k: int = 10,
        excluded: Sequence[frozenset[int]] = NOBODY,
        threads: int = 1,
    ) -> Top:
        """As `reference.top`, to the last bit; `threads` of the machine work at once."""
        found = no_top(len(seekers), k, self.tables)
        if k == 0:
            return found
        distinct, people = kernel_people(
            seekers, self.ranking, self.layout.demands, excluded, self.market.skill_idf
        )
        known = kinds(distinct, self.layout.group_keys)
        jobs = [
            (home, chunk)
            for home, workers in by_home(seekers)
            for chunk in np.split(workers, range(CHUNK, len(workers), CHUNK))
        ]
        n_spans = most_spans(seekers)
        n_skills = int(np.diff(seekers.skills.starts).max(initial=0))
        zones = {home: self.zones(seekers.classes[home]) for home in {home for home, _ in jobs}}

        def work(job: tuple[int, Ints]) -> None:
            home, workers = job
            room = self.room(people, known, zones[home], k=k, n_spans=n_spans, n_skills=n_skills)
            search(workers, zones[home], room, found.rows, found.hire_points, found.worth_points)

        if threads == 1:
            for job in jobs:
                work(job)
        else:
            with ThreadPoolExecutor(threads) as pool:
                list(pool.map(work, jobs))
        return found

    def room(
        self,
        people: People,
        known: Kinds,
        zones: tuple[Block, ...],
        *,
        k: int,
        n_spans: int,
        n_skills: int,
    ) -> Search:
        """Everything a search reads, with room for the largest of its zones."""
        sizes = np.array([len(b.inverse) for b in zones])
        largest = max(int(sizes.max()), TOGETHER)
        room = k + -k % FEW
        return Search(
            people=people,
            keys=known.keys,
            groups=known.groups,
            weights=self.weights,
            employer=self.market.employer,
            papers=self.market.papers,
            traits=self.market.traits,
            asked_starts=self.market.skills.starts,
            asked=self.market.skills.values,
            need=self.market.need,
            sizes=sizes,
            shared=np.zeros(largest, np.int32),
            bounds=np.zeros(largest, np.float32),
            spans=np.zeros((n_spans, 2), np.uint32),
            gains=np.zeros(n_spans, np.float32),
            groups_hit=np.zeros(largest // LANES + 1, np.uint32),
            hits=np.zeros(largest // LANES + 1, np.uint64),
            order=np.zeros(n_skills, np.uint32),
            stretches=np.zeros((n_spans + 1, 2), np.uint32),
            parts=np.zeros((max(n_spans + 1, len(zones)), 4), np.int64),
            swept=np.zeros(largest // LANES + 1, np.uint8),
            high=np.zeros(1),
            k=k,
            batch=Batch(
                at=np.zeros(BATCH, np.uint32),
                row=np.zeros(BATCH, np.int32),
                suits=np.zeros(BATCH, np.bool_),
                whole=np.zeros(N_WHOLE * BATCH, np.int64),
                real=np.zeros(N_REAL * BATCH),
            ),
            kept=Kept(np.zeros(room), *(np.zeros(room, np.int32) for _ in range(5))),
        )


def most_spans(seekers: Seekers) -> int:
    """Room for the spans by occupation of any of these workers: four levels each, and the unknown."""
    past, wish = (int(np.diff(x.starts).max(initial=0)) for x in (seekers.past, seekers.wish))
    return 4 * (past + wish) + 1


def by_home(seekers: Seekers) -> list[tuple[int, Ints]]:
    """For each home its workers, those of one reach and one occupation side by side."""
    order = np.lexsort((first_occupations(seekers), seekers.reach, seekers.home))
    homes = seekers.home[order]
    cuts = np.flatnonzero(np.diff(homes)) + 1
    return [(int(seekers.home[part[0]]), part) for part in np.split(order, cuts) if len(part)]


def first_occupations(seekers: Seekers) -> Ints:
    """One past occupation of each worker, -1 where none is known."""
    first = np.full(len(seekers), -1, np.int64)
    some = np.diff(seekers.past.starts) > 0
    first[some] = seekers.past.values[seekers.past.starts[:-1][some]]
    return first


def kernel_people(
    seekers: Seekers,
    ranking: Ranking,
    demands: I64,
    excluded: Sequence[frozenset[int]],
    rarity: I32,
) -> tuple[I64, People]:
    """The distinct occupation keys of these workers, and the workers with occupations numbered by them."""
    keys = pa.array(np.concatenate([seekers.past.values, seekers.wish.values])).dictionary_encode()
    distinct = np.asarray(keys.dictionary.to_numpy(zero_copy_only=False))
    numbered: U32 = keys.indices.to_numpy(zero_copy_only=False).astype(np.uint32)
    n_past = len(seekers.past.values)
    barred = excluded_lists(excluded, len(seekers))
    known = experience_points(seekers, demands)
    people = People(
        reach=seekers.reach,
        lacking=~seekers.papers,
        lacks=lacking(seekers),
        age=np.where(seekers.age < 0, OLDEST, np.minimum(seekers.age, OLDEST)).astype(np.int32),
        floor=seekers.floor.astype(np.int32),
        expected=seekers.expected,
        pay=np.where(seekers.expected > 0, 1 / seekers.expected, 0.0).astype(np.float32),
        experience_hire=known(ranking.hire["experience"]),
        experience_worth=known(ranking.worth["experience"]),
        skill_starts=seekers.skills.starts,
        skills=seekers.skills.values.astype(np.uint32),
        skill_weights=comparisons.weights_held(seekers.skills.values, seekers.skill_share, rarity),
        past_starts=seekers.past.starts,
        past=numbered[:n_past],
        wish_starts=seekers.wish.starts,
        wish=numbered[n_past:],
        excluded_starts=barred.starts,
        excluded=barred.values,
        unwanted_starts=seekers.unwanted.starts,
        unwanted=seekers.unwanted.values,
    )
    return distinct.astype(np.int64), people


def lacking(seekers: Seekers) -> I32:
    """Bits of what vacancies ask that each worker does not offer; see `blocks.asked`."""
    education = np.where(seekers.education < 0, 7, np.minimum(seekers.education, 7))
    too_high = (0xFF << (education + 1)) & 0xFF
    young = (seekers.age >= 0) & (seekers.age < ADULT)
    papers = (~seekers.papers[:, 0] & np.uint64(COMMON_PAPERS)).astype(np.int64)
    return np.asarray(
        (~accepted(seekers) & 0xFFFF)
        | too_high << EDUCATION_BIT
        | young.astype(np.int64) << ADULT_BIT
        | papers << PAPERS_BIT,
        np.int32,
    )


def graded(seekers: Seekers) -> Ints:
    """Age and education of each worker with guard bits set, the unknown as high as can be."""
    education = np.where(seekers.education < 0, 7, seekers.education)
    age = np.where(seekers.age < 0, 127, np.minimum(seekers.age, 127))
    return np.asarray(GUARDS | age | education << 8)


def accepted(seekers: Seekers) -> Ints:
    """For each worker the numbers of hours and mine work that suit, as bits; see `blocks.asked`."""
    return np.asarray(ACCEPTED[seekers.female.astype(np.int64), seekers.hours & 7])


def _numbers_accepted(*, female: bool, hours: int) -> int:
    suits = (number for number in range(8 if female else 16) if hours & number & 7)
    return sum(1 << number for number in suits)


ACCEPTED = np.array(
    [[_numbers_accepted(female=f, hours=h) for h in range(8)] for f in (False, True)], np.int64
)
"""By whether somebody is a woman and the bits of the hours that suit: none of the mine work is for women."""


def experience_points(seekers: Seekers, demands: I64) -> Callable[[float], I16]:
    """Points of every worker for every distinct demand for experience, under a weight."""
    values = np.stack(
        [comparisons.experience_values(seekers.experience, int(d)) for d in demands], axis=1
    )
    return lambda weight: points(weight, values).astype(np.int16)


def excluded_lists(excluded: Sequence[Collection[int]], n: int) -> Lists:
    """Rows to leave out, worker by worker."""
    if not excluded:
        return Lists(np.zeros(n + 1, np.int64), np.zeros(0, np.int32))
    starts = np.concatenate([[0], np.cumsum([len(rows) for rows in excluded])]).astype(np.int64)
    return Lists(starts, np.array([row for rows in excluded for row in rows], np.int32))


def kernel_weights(ranking: Ranking, table: Tables) -> Weights:
    """The ranking's weights as points and factors; `comparisons` says what each value is worth."""
    hire, worth = ranking.hire, ranking.worth
    close, near = comparisons.CLOSENESS, comparisons.NEARNESS
    return Weights(
        chance=table.chance,
        worth=table.worth,
        log_chance=table.log_chance,
        log_worth=table.log_worth,
        chance_slope=np.gradient(table.log_chance) if len(table.chance) > 1 else np.zeros(1),
        worth_slope=np.gradient(table.log_worth) if len(table.worth) > 1 else np.zeros(1),
        past_hire=points(hire["occupation"], close),
        past_worth=points(worth["occupation"], close),
        wish_hire=points(hire["wish"], close),
        wish_worth=points(worth["wish"], close),
        near_hire=points(hire["distance"], near),
        near_worth=points(worth["distance"], near),
        most_hire=int(points(hire["occupation"], close).max() + points(hire["wish"], close).max()),
        most_worth=int(
            points(worth["occupation"], close).max() + points(worth["wish"], close).max()
        ),
        skills_hire=POINTS * hire["skills"],
        skills_worth=POINTS * worth["skills"],
        wage_hire=POINTS * hire["wage"],
        wage_worth=POINTS * worth["wage"],
        fresh_hire=POINTS * hire["freshness"],
        fresh_worth=POINTS * worth["freshness"],
        rounded_hire=HALF * sum(hire[name] > 0 for name in ROUNDED),
        rounded_worth=HALF * sum(worth[name] > 0 for name in ROUNDED),
        prior=comparisons.UNNAMED_SKILLS * comparisons.DOUBT,
        doubt=comparisons.DOUBT,
        wage_floor=comparisons.WAGE_FLOOR,
        wage_width=comparisons.WAGE_CEILING - comparisons.WAGE_FLOOR,
        wage_slope=1 / (comparisons.WAGE_CEILING - comparisons.WAGE_FLOOR),
        wage_unknown=comparisons.WAGE_UNKNOWN,
        same_employer=SAME_EMPLOYER,
    )
