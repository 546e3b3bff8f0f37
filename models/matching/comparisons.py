"""The soft criteria: how near every vacancy is to a worker, 0-1 each, as named functions over columns."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from models.matching.columns import I32, U8, Floats, Ints
from models.matching.kin import WHOLE
from models.matching.market import Market
from models.matching.seekers import Seekers

UNNAMED_SKILLS = 0.25
"""Coverage taken where a vacancy names no skill."""

DOUBT = 1000
"""Weight of that prior beside the skills named: about half a rare required skill, in hundredths."""

CLOSENESS = np.array([0.0, 0.15, 0.45, 0.75, 1.0, 0.15])
"""By shared levels of the occupation tree, 0 none to 4 the same occupation; last: unknown."""

UNKNOWN_OCCUPATION = 5
NEARNESS = np.array([1.0, 0.8, 0.6, 0.3, 0.1, 0.3])
"""By distance class: own county, adjoining, city, province, elsewhere; last: unknown place."""

EXPERIENCE_UNKNOWN = 0.5
WAGE_FLOOR, WAGE_CEILING, WAGE_UNKNOWN = 0.9, 1.5, 0.25
"""Offer over expectation at which the wage counts nothing, at which it counts fully, and unknown."""

AS_EXPECTED = (1 - WAGE_FLOOR) / (WAGE_CEILING - WAGE_FLOOR)
"""The value of a wage that is just what somebody expects."""

STALE_DAYS, AGE_UNKNOWN = 60, 0.5

Measure = Callable[[Seekers, int, Market], Floats]


@dataclass(frozen=True, slots=True)
class Comparison:
    """A soft criterion; the docstring of `measure` explains it in public, Chinese first, then English."""

    measure: Measure

    @property
    def name(self) -> str:
        """Its name in rankings and evidence."""
        return self.measure.__name__

    @property
    def sentence(self) -> str:
        """What it measures, in one Chinese sentence."""
        return (self.measure.__doc__ or "").strip().splitlines()[0]

    @property
    def english(self) -> str:
        """What it measures, in one English sentence."""
        return (self.measure.__doc__ or "").strip().splitlines()[-1].strip()


def skills(s: Seekers, i: int, m: Market) -> Floats:
    """岗位所要的技能劳动者会多少：必备技能算双份，越少见的技能分量越重，学到的相近技能按部分计。

    How much of the skills asked for the worker has; required ones count twice, rarer ones more, kin in part.
    """
    span = slice(s.skills.starts[i], s.skills.starts[i + 1])
    return coverage(matched(s.skills.values[span], s.skill_share[span], m), m.skill_total)


def occupation(s: Seekers, i: int, m: Market) -> Floats:
    """岗位职业与劳动者从事过的职业有多近：按职业分类大典逐级比较，学到的相近小类按同一小类计。

    How near the occupation is to those the worker has had: by level of the classification, or learned.
    """
    return np.asarray(CLOSENESS[shared_levels(s.past.of(i), m.occupation)])


def experience(s: Seekers, i: int, m: Market) -> Floats:
    """劳动者累计工作月数达到岗位所要经验的几成；岗位不要求经验即为满分。

    What part of the experience asked for the worker has; full where none is asked.
    """
    return experience_value(int(s.experience[i]), m.experience)


def wage(s: Seekers, i: int, m: Market) -> Floats:
    """岗位月薪中位比劳动者期望（未填则为原月收入）高多少：低于九成为零，达到一倍半为满分。

    How the middle of the wage compares with what the worker expects, or else last earned.
    """
    return wage_value(int(s.expected[i]), m.offer)


def wish(s: Seekers, i: int, m: Market) -> Floats:
    """岗位职业与劳动者期望职业有多近：按职业分类大典逐级比较。

    How near the occupation is to those the worker wishes for.
    """
    return np.asarray(CLOSENESS[shared_levels(s.wish.of(i), m.occupation)])


def distance(s: Seekers, i: int, m: Market) -> Floats:
    """工作地点离劳动者住处多近：本县最近，依次为相邻县、本市、本省、外省；按行政区划分档，不是路上的时间。

    How near the work place is to the worker's home: own county, adjoining, city, province, elsewhere; no travel time.
    """
    return np.asarray(NEARNESS[s.classes[s.home[i], m.place]])


def freshness(_s: Seekers, _i: int, m: Market) -> Floats:
    """岗位发布有多近：当天为满分，六十天后为零。

    How recently the vacancy was posted: full today, nothing after sixty days.
    """
    return freshness_value(m.age_days)


def matched(held: I32, share: U8, m: Market) -> Ints:
    """Weight of each vacancy's skills that are among those held, kin by their share."""
    worth = np.zeros(len(m.skill_words) + 1, np.int64)
    worth[held] = weights_held(held, share, m.skill_idf)
    weight = m.need * worth[m.skills.values]
    total = np.concatenate([[0], np.cumsum(weight, dtype=np.int64)])
    return np.asarray(total[m.skills.starts[1:]] - total[m.skills.starts[:-1]])


def weights_held(held: I32, share: U8, rarity: I32) -> I32:
    """What each held skill weighs: its rarity, a kin's by its share, in whole hundredths."""
    return (rarity[held].astype(np.int64) * share // WHOLE).astype(np.int32)


def coverage(weight: Ints, total: Ints) -> Floats:
    """Matched over total weight, drawn to `UNNAMED_SKILLS` where a vacancy names little."""
    return np.asarray((weight + UNNAMED_SKILLS * DOUBT) / (total + DOUBT))


def shared_levels(held: I32, asked: Ints) -> Ints:
    """For each asked occupation the most levels it shares with one of those held, 5 if unknown."""
    if not len(held):
        return np.full(len(asked), UNKNOWN_OCCUPATION)
    apart = held.astype(np.int64)[:, None] ^ asked[None, :]
    levels = 4 - np.searchsorted(LEVEL_LIMITS, apart, side="right")
    return np.where(asked == 0, UNKNOWN_OCCUPATION, levels.max(axis=0))


def shared_level(held: int, asked: int) -> int:
    """The levels that two known keys share, for the few that are shown."""
    return 4 - ((held ^ asked).bit_length() + 7) // 8


LEVEL_LIMITS = np.array([1, 1 << 8, 1 << 16, 1 << 24])
"""Two keys differ by less than these where they share 4, 3, 2, 1 levels."""


def experience_value(held: int, asked: Ints) -> Floats:
    """Months held over months asked, at most 1."""
    if held < 0:
        return np.where(asked > 0, EXPERIENCE_UNKNOWN, 1.0)
    return np.where(asked > 0, np.minimum(1.0, held / np.maximum(asked, 1)), 1.0)


def experience_values(held: Ints, asked: int) -> Floats:
    """As `experience_value`, for many workers and one demand."""
    if asked <= 0:
        return np.ones(len(held))
    return np.where(held < 0, EXPERIENCE_UNKNOWN, np.minimum(1.0, held / asked))


def wage_value(expected: int, offer: Ints) -> Floats:
    """Where the offer lies between floor and ceiling, as a part of the expectation."""
    if expected < 0:
        return np.full(len(offer), WAGE_UNKNOWN)
    value = (offer / expected - WAGE_FLOOR) / (WAGE_CEILING - WAGE_FLOOR)
    return np.where(offer < 0, WAGE_UNKNOWN, np.clip(value, 0.0, 1.0))


def freshness_value(age_days: Ints) -> Floats:
    """Falls evenly from 1 on the first day to 0."""
    return np.where(age_days < 0, AGE_UNKNOWN, np.maximum(0.0, 1 - age_days / STALE_DAYS))


COMPARISONS: tuple[Comparison, ...] = tuple(
    Comparison(measure)
    for measure in (skills, occupation, experience, wage, wish, distance, freshness)
)
NAMES = tuple(c.name for c in COMPARISONS)
