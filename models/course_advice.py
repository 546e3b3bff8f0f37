"""Course advice: which courses open most for somebody in the light of seats, and what is said of them."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

import pyarrow as pa

from models.advice import Day, Referrals, as_row, jobless, rows_among
from models.matching.allotment import CANDIDATES, asked, course_scores, in_order, of_candidates
from models.matching.match import Opened
from models.matching.openings import courses_said
from models.matching.programmes import everybody
from models.matching.seekers import Seekers, encode_workers
from models.matching.standing import standing


@dataclass(frozen=True, slots=True)
class RankedCourses:
    """Some people read together and, of each, courses by row of the day's, best first; nothing is said of them yet."""

    seekers: Seekers
    without_work: Sequence[bool]
    rows: Sequence[Sequence[int]]


def programmes_for(
    day: Day,
    person: pa.Table,
    *,
    k: int,
    finished: Collection[str],
    referrals: Referrals | None = None,
) -> list[Opened]:
    """The `k` courses that open most for one worker (one row) in the light of seats; as `vacancies_for`."""
    found = ranked_courses(day, person, k=k, finished=[finished], referrals=referrals)
    return say_courses(day, found, 0, found.rows[0], referrals=referrals)


def ranked_courses(
    day: Day,
    people: pa.Table,
    *,
    k: int,
    finished: Sequence[Collection[str]],
    referrals: Referrals | None = None,
) -> RankedCourses:
    """The courses of `programmes_for` for each of some people, who are read and ranked together."""
    seekers = encode_workers(people, day.market)
    without_work = jobless(people)
    gone = [rows_among(day.courses.ids, own) for own in finished]
    found = everybody(seekers, day.courses, k=max(k, CANDIDATES), excluded=gone)
    scores = course_scores(found.counts, len(day.market))
    mine = as_row(rows_among(day.courses.ids, referrals or ()))
    ranked = []
    for i in range(people.num_rows):
        rows = found.rows[i : i + 1]
        prices = asked(day.course_prices, without_work[i], day.policy)
        at = in_order(rows, scores[i : i + 1], of_candidates(prices, rows), mine, k=k)[0][0]
        ranked.append(rows[0, at[at >= 0]].tolist())
    return RankedCourses(seekers, without_work, ranked)


def say_courses(
    day: Day,
    found: RankedCourses,
    i: int,
    chosen: Collection[int],
    *,
    referrals: Referrals | None = None,
) -> list[Opened]:
    """Those of the courses of person `i` that are `chosen`, in their order and with their ranks among all.

    To say what a course opens takes many times longer than to rank it, so it is said of these alone.
    """
    prices = asked(day.course_prices, found.without_work[i], day.policy)
    ranked = [(rank, c) for rank, c in enumerate(found.rows[i], start=1) if c in chosen]
    said = courses_said(found.seekers, i, day.market, day.courses, ranked)
    return [
        replace(
            opened,
            standing=standing(opened.programme_id, float(prices[c]), opened.seats, referrals),
        )
        for opened, (_, c) in zip(said, ranked, strict=True)
    ]


def soonest(day: Day, *, k: int) -> pa.Table:
    """The courses that begin next, chosen without looking at anybody."""
    soonest_first = [("starts_on", "ascending"), ("programme_id", "ascending")]
    return day.courses.table.sort_by(soonest_first).slice(0, k)
