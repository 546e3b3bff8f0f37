"""Vacancies for those who are due: ranked for each, allocated over all, so that no post is told beyond its places."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated

import numpy as np
import pyarrow as pa
from pydantic import Discriminator, Tag

from data.records import planned
from data.records.circumstances import SINCE_TOLD
from data.store import Connection
from models import advice
from models.advice import Day
from models.matching.allocation import allocate
from models.matching.columns import Ints
from models.matching.explain import explain
from models.matching.match import Match
from models.matching.seekers import encode_workers
from service.api.offers import ProgrammeMatch, VacancyForm, VacancyMatch
from service.offering import forms_by_id, rows_by_id, vacancy_form, vacancy_match
from service.push.planning.offers import Plan, best_reasons, vacancy_item
from service.push.planning.told import told_or_answered

CANDIDATES = 10
ITEMS = 3
BLOCK = 5000
"""So many people are ranked at a time."""


def kind_of_match(match: object) -> str:
    """Which of both a match is, kept in a file or not: to read it as either and see takes thrice as long."""
    kept = isinstance(match, dict) and "vacancy" in match
    return "vacancy" if kept or isinstance(match, VacancyMatch) else "programme"


Shown = Annotated[
    Annotated[VacancyMatch, Tag("vacancy")] | Annotated[ProgrammeMatch, Tag("programme")],
    Discriminator(kind_of_match),
]


@dataclass(frozen=True, slots=True)
class Chosen:
    """A plan with the matches it shows, to be recorded with it."""

    plan: Plan
    shown: tuple[Shown, ...]


def room(db: Connection, day: Day, now: datetime, per_place: int) -> Ints:
    """How many more people may be told of each vacancy of the market: referrals a place, less those reached."""
    places = np.array(day.market.table["places"].to_pylist(), np.int64) * per_place
    reached = planned.reached(db, "vacancy", now - SINCE_TOLD)
    gone = np.array([reached.get(id_, 0) for id_ in day.market.ids], np.int64)
    left: Ints = np.maximum(places - gone, 0)
    return left


def for_people(
    db: Connection, day: Day, people: pa.Table, *, capacity: Ints, now: datetime
) -> Iterator[Chosen]:
    """Up to three vacancies for each of these people, none beyond its capacity, which is used up."""
    for start in range(0, people.num_rows, BLOCK):
        yield from _block(db, day, people.slice(start, BLOCK), capacity=capacity, now=now)


def _block(
    db: Connection, day: Day, people: pa.Table, *, capacity: Ints, now: datetime
) -> Iterator[Chosen]:
    people = people.combine_chunks()
    seekers = encode_workers(people, day.market)
    ids: list[str] = people["worker_id"].to_pylist()
    barred = excluded(db, day, ids, now)
    found = day.engine.top(seekers, k=CANDIDATES, excluded=barred)
    allocated = allocate(found.rows, found.score.astype(float), capacity, referrals=ITEMS)
    taken = [[int(row) for row in rows if row >= 0] for rows in allocated.rows]
    forms = forms_by_id(day.market, {day.market.ids[row] for rows in taken for row in rows})
    for i, rows in enumerate(taken):
        if not rows:
            continue
        np.subtract.at(capacity, rows, 1)
        matches = explain(
            seekers,
            i,
            day.market,
            day.ranking,
            rows,
            prices=allocated.vacancy_price,
            known=day.engine.tables,
        )
        yield _chosen(ids[i], matches, [forms[match.vacancy_id] for match in matches])


def _chosen(worker_id: str, matches: Sequence[Match], forms: Sequence[VacancyForm]) -> Chosen:
    items = [
        vacancy_item(form, best_reasons(match.evidence))
        for form, match in zip(forms, matches, strict=True)
    ]
    shown = tuple(vacancy_match(m, form) for m, form in zip(matches, forms, strict=True))
    return Chosen(Plan(worker_id, "vacancies", "vacancies", items, personalised=True), shown)


def excluded(
    db: Connection, day: Day, worker_ids: Sequence[str], now: datetime
) -> list[frozenset[int]]:
    """For each worker the rows of vacancies already told of, answered or acted on."""
    row = {vacancy_id: j for j, vacancy_id in enumerate(day.market.ids)}
    found: dict[str, set[int]] = {}
    for worker_id, kind, target in told_or_answered(db, worker_ids, now):
        if kind == "vacancy" and target in row:
            found.setdefault(worker_id, set()).add(row[target])
    return [frozenset(found.get(worker_id, ())) for worker_id in worker_ids]


def plain(db: Connection, day: Day, worker_ids: Sequence[str], now: datetime) -> Iterator[Plan]:
    """The newest vacancies for those who want no advice that looks at them, but what they were told."""
    ids = advice.impersonal(day, k=CANDIDATES)
    items = {
        str(row["vacancy_id"]): vacancy_item(vacancy_form(row))
        for row in rows_by_id(day.market.table, "vacancy_id", ids)
    }
    gone = told_or_answered(db, worker_ids, now)
    for worker_id in worker_ids:
        new = [item for id_, item in items.items() if (worker_id, "vacancy", id_) not in gone]
        if new:
            yield Plan(worker_id, "vacancies", "vacancies_plain", new[:ITEMS])
