"""Training by what it opens: real vacancies in reach, closed to a worker only for what a course gives."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from data.codes.regions import reach_matrix
from models.matching.alike import Ready, alike, contents, make_ready
from models.matching.columns import (
    I32,
    U8,
    U64,
    Bools,
    Ints,
    Lists,
    column,
    day_number,
    days,
    having,
    lists,
    whole,
    without,
    word_index,
)
from models.matching.engine import by_home, excluded_lists
from models.matching.kin import NO_KIN, kin_skills
from models.matching.market import REQUIRED, Market, distinct, numbered
from models.matching.opening import (
    Lessons,
    Offers,
    Pupils,
    Room,
    Where,
)
from models.matching.papers import met_by
from models.matching.seekers import (
    UNKNOWN_PLACE,
    ReachMatrix,
    Seekers,
    distance_classes,
    held_skills,
    meeting,
)
from models.matching.tallying import most_opening, tally_for


@dataclass(frozen=True, slots=True)
class Courses:
    """Open courses read against one market, cheapest first, then by id."""

    table: pa.Table
    ids: tuple[str, ...]
    offers: Offers
    lessons: Lessons
    ready: Ready
    places: tuple[str, ...]
    reaches: ReachMatrix
    most_rows: int

    def __len__(self) -> int:
        return len(self.ids)


@dataclass(frozen=True, slots=True)
class Openings:
    """For every worker the courses that open most: `rows[i, r]` is a course (-1 none), with its count."""

    rows: I32
    counts: I32


def encode_programmes(
    programmes: pa.Table, market: Market, *, reaches: ReachMatrix = reach_matrix
) -> Courses:
    """Programmes (`PROGRAMME_COLUMNS`) that still take people on the market's day."""
    table = taking_people(programmes, market.as_of)
    papers = given_papers(table, market)
    skills = given_skills(table, market)
    required = required_skills(market)
    place, places = numbered(column(table, "region"))
    starts, rows = openable(market, papers, skills, required)
    offers = Offers(
        ceiling=market.ceiling,
        min_education=market.min_education,
        min_age=market.min_age,
        underground=market.underground,
        hours=market.hours,
        papers=market.papers,
        required_starts=required.starts,
        required=required.values,
        rarity=market.skill_idf,
        traits=market.traits,
    )
    lessons = Lessons(
        place=place,
        min_education=whole(table, "min_education", missing=0),
        papers=papers,
        skills=skills,
        starts=starts,
        rows=rows,
    )
    return Courses(
        table=table,
        ids=tuple(column(table, "programme_id").to_pylist()),
        offers=offers,
        lessons=lessons,
        ready=make_ready(offers, lessons, known_place(market), len(market.places) + 1),
        places=places,
        reaches=reaches,
        most_rows=int(np.diff(starts[:: len(market.places) + 1]).max(initial=0)),
    )


def known_place(market: Market) -> Ints:
    """The place of each vacancy by its number, the unknown one after all others."""
    return np.where(market.place < 0, len(market.places), market.place).astype(np.int64)


def taking_people(programmes: pa.Table, as_of: date) -> pa.Table:
    """The programmes that still take people on a day, in the order of the courses: cheapest first, then by id."""
    cheapest = [("cost_fen", "ascending"), ("programme_id", "ascending")]
    table = programmes.take(pc.sort_indices(programmes, cheapest))
    return table.filter(pa.array(takes_people(table, as_of)))


def takes_people(table: pa.Table, as_of: date) -> Bools:
    """Open, with a free seat, and not begun before the day."""
    status = pc.fill_null(pc.equal(column(table, "status").cast(pa.string()), "open"), True)
    starts = days(table, "starts_on", missing=np.iinfo(np.int64).max)
    return (
        np.asarray(status.to_numpy(zero_copy_only=False), np.bool_)
        & (whole(table, "seats", missing=0) > 0)
        & (starts >= day_number(as_of))
    )


def given_papers(table: pa.Table, market: Market) -> U64:
    """Which demands of the market each course's certificate and licences meet."""
    certificates = column(table, "gives_certificate").cast(pa.string())
    as_lists = pa.ListArray.from_arrays(
        pa.array(np.arange(len(certificates) + 1), pa.int32()), pc.fill_null(certificates, "")
    )
    bits = np.zeros((table.num_rows, market.papers.shape[1]), np.uint64)
    for values in (as_lists, column(table, "gives_licences")):
        bits |= meeting(
            values, met_by(distinct(values), market.paper_codes), len(market.paper_codes)
        )
    return bits


def given_skills(table: pa.Table, market: Market) -> U8:
    """Which of the market's skills each course teaches, one row a course."""
    given = column(table, "gives_skills")
    words = tuple(sorted(distinct(given)))
    rank = word_index(words)
    held = lists(given, lambda w: rank.get(w, -1))
    taught = kin_skills(held, words, market.skill_numbers, NO_KIN).skills
    flags = np.zeros((table.num_rows, max(1, len(market.skill_words))), np.uint8)
    flags[taught.rows(), taught.values] = 1
    return flags


def required_skills(market: Market) -> Lists:
    """Each vacancy's required skills, the welcome ones left out."""
    return without(market.skills, market.need != REQUIRED)


def openable(market: Market, papers: U64, skills: U8, required: Lists) -> tuple[Ints, I32]:
    """For each course and place the open vacancies that demand something the course gives.

    Looked up once for each content: there are several times as many courses.
    """
    may = market.offered
    place = known_place(market)
    owner = required.rows()
    content, chosen = contents(papers, skills)
    of_content = []
    for given, taught in zip(papers[chosen], skills[chosen], strict=True):
        asks = np.zeros(len(market), np.bool_)
        asks[owner[taught[required.values] > 0]] = True
        rows = np.flatnonzero(may & (asks | having(market.papers, given)))
        of_content.append(rows[np.argsort(place[rows], kind="stable")])
    found = [of_content[d] for d in content]
    cells = [np.bincount(place[rows], minlength=len(market.places) + 1) for rows in found]
    starts = np.concatenate([[0], np.cumsum(np.concatenate([[], *cells]))]).astype(np.int64)
    return starts, np.concatenate([np.zeros(0, np.int64), *found]).astype(np.int32)


def everybody(
    seekers: Seekers, courses: Courses, *, k: int = 3, excluded: Sequence[Sequence[int]] = ()
) -> Openings:
    """The `k` courses that open most vacancies to each worker; a course that opens none is not listed.

    `excluded[i]` are courses that do not come back to worker `i`.
    """
    found = Openings(
        np.full((len(seekers), k), -1, np.int32), np.zeros((len(seekers), k), np.int32)
    )
    people = pupils(seekers)
    barred = excluded_lists(excluded, len(seekers))
    course_classes = distance_classes(seekers.homes, courses.places, courses.reaches)
    room, tally = room_for(courses, seekers), tally_for(courses.ready, len(seekers))
    for home, workers in by_home(seekers):
        where = Where(seekers.classes[home], course_classes[home], UNKNOWN_PLACE)
        order, begins = alike(workers, people, courses.ready)
        most_opening(
            order,
            begins,
            where,
            people,
            courses.offers,
            courses.lessons,
            courses.ready,
            room,
            tally,
            barred.starts,
            barred.values,
            found.rows,
            found.counts,
        )
    return found


def pupils(s: Seekers) -> Pupils:
    """Workers as compiled code reads them."""
    held = held_skills(s)
    return Pupils(
        s.reach,
        s.education,
        s.age,
        s.female,
        s.hours,
        s.floor,
        s.papers,
        held.starts,
        held.values,
        s.unwanted.starts,
        s.unwanted.values,
    )


def room_for(courses: Courses, seekers: Seekers) -> Room:
    """Room to work in: own skills, places in reach, vacancies found."""
    n_skills, n_places = courses.lessons.skills.shape[1], seekers.classes.shape[1]
    return Room(
        has=np.zeros(n_skills, np.uint8),
        near=np.zeros(n_places, np.int32),
        found=np.zeros(courses.most_rows, np.int32),
    )
