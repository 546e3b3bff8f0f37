"""Courses for those who are due: what opens most for each, no course told beyond its seats."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import datetime

import pyarrow as pa

from data.records import planned
from data.records.circumstances import SINCE_TOLD
from data.store import Connection
from models.advice import Day
from models.course_advice import ranked_courses, say_courses, soonest
from models.matching.match import Opened
from service.api.offers import ProgrammeForm, VacancyForm
from service.offering import forms_by_id, programme_form, programme_match, rows_by_id
from service.push.planning.offers import Plan, programme_item
from service.push.planning.told import told_or_answered
from service.push.planning.vacancies import Chosen

CANDIDATES = 5
ITEMS = 2
BLOCK = 5000
"""So many people are ranked at a time."""

NAMED = 3
"""So many of the vacancies that a course opens are kept with the recommendation."""


def for_people(
    db: Connection, day: Day, people: pa.Table, *, now: datetime, per_seat: int
) -> Iterator[Chosen]:
    """Up to two courses for each of these people, none beyond its seats."""
    table = day.courses.table
    seats = dict(zip(day.courses.ids, table["seats"].to_pylist(), strict=True))
    reached = planned.reached(db, "programme", now - SINCE_TOLD)
    left = {id_: n * per_seat - reached.get(id_, 0) for id_, n in seats.items()}
    for start in range(0, people.num_rows, BLOCK):
        some = people.slice(start, BLOCK).combine_chunks()
        yield from _block(db, day, some, left=left, now=now)


def _block(
    db: Connection, day: Day, people: pa.Table, *, left: dict[str, int], now: datetime
) -> Iterator[Chosen]:
    """As `for_people`; the seats that are left get fewer."""
    ids: list[str] = people["worker_id"].to_pylist()
    gone = _gone(db, ids, now)
    finished = [gone.get(worker_id, frozenset()) for worker_id in ids]
    ranked = ranked_courses(day, people, k=CANDIDATES, finished=finished)
    kept = [_seated(day, rows, left) for rows in ranked.rows]
    said = {ids[i]: say_courses(day, ranked, i, mine) for i, mine in enumerate(kept) if mine}
    every = [opened for found in said.values() for opened in found]
    courses = _course_forms(day, {opened.programme_id for opened in every})
    offers = forms_by_id(day.market, {id_ for o in every for id_ in o.vacancy_ids[:NAMED]})
    for worker_id, found in said.items():
        yield _chosen(worker_id, found, courses, offers)


def _seated(day: Day, rows: Sequence[int], left: dict[str, int]) -> list[int]:
    """The first of these courses with a seat left, which is taken."""
    kept = [c for c in rows if left[day.courses.ids[c]] > 0][:ITEMS]
    for c in kept:
        left[day.courses.ids[c]] -= 1
    return kept


def plain(db: Connection, day: Day, worker_ids: Sequence[str], now: datetime) -> Iterator[Plan]:
    """The courses that begin next for those who want no advice that looks at them, but what they were told."""
    items = {
        str(row["programme_id"]): programme_item(programme_form(row))
        for row in soonest(day, k=CANDIDATES).to_pylist()
    }
    gone = _gone(db, worker_ids, now)
    for worker_id in worker_ids:
        own = gone.get(worker_id, frozenset())
        new = [item for id_, item in items.items() if id_ not in own]
        if new:
            yield Plan(worker_id, "training", "training_plain", new[:ITEMS])


def _chosen(
    worker_id: str,
    found: Sequence[Opened],
    courses: Mapping[str, ProgrammeForm],
    offers: Mapping[str, VacancyForm],
) -> Chosen:
    items = [programme_item(courses[o.programme_id], o.worker) for o in found]
    shown = tuple(
        programme_match(o, courses[o.programme_id], [offers[id_] for id_ in o.vacancy_ids[:NAMED]])
        for o in found
    )
    return Chosen(Plan(worker_id, "training", "training", items, personalised=True), shown)


def _course_forms(day: Day, ids: Collection[str]) -> dict[str, ProgrammeForm]:
    rows = rows_by_id(day.courses.table, "programme_id", sorted(ids))
    return {str(row["programme_id"]): programme_form(row) for row in rows}


def _gone(db: Connection, worker_ids: Sequence[str], now: datetime) -> dict[str, frozenset[str]]:
    """The courses that each was told of, or has answered."""
    found: dict[str, frozenset[str]] = {}
    for worker_id, kind, target in told_or_answered(db, worker_ids, now):
        if kind == "programme":
            found[worker_id] = found.get(worker_id, frozenset()) | {target}
    return found
