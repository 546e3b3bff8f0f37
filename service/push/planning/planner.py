"""The day's planning: for every line who is due and what each is told, written in small transactions."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from itertools import islice

import pyarrow as pa

from data.records import outbox, planned
from data.records.circumstances import SINCE_TOLD
from data.store import Connection, Store, reading, transaction
from models.advice import Day
from service.api.offers import VacancyMatch
from service.clock import local_day
from service.days import Days
from service.push.planning import others, training, vacancies
from service.push.planning.offers import Plan, message_of, record
from service.push.planning.people import Due, due_today
from service.push.planning.vacancies import Chosen

A_TRANSACTION = 200


class Planner:
    """Plans a day; planned twice, it changes nothing more."""

    def __init__(
        self,
        store: Store,
        days: Days,
        *,
        referrals_per_place: int,
        registered: Callable[[], pa.Table] | None = None,
    ) -> None:
        self._store = store
        self._days = days
        self._per_place = referrals_per_place
        self._registered = registered

    def plan(self, now: datetime) -> Mapping[str, int]:
        """Put into the outbox what is due today; how many messages by line."""
        counts: Counter[str] = Counter()
        for line, some in self.pieces(now):
            counts[line] += self.write(some, now)
        return counts

    def preview(self, now: datetime) -> Mapping[str, int]:
        """How many messages by line planning would write now; nothing is written."""
        counts: Counter[str] = Counter()
        for line, some in self.pieces(now):
            counts[line] += len(some)
        return counts

    def pieces(self, now: datetime) -> Iterator[tuple[str, Sequence[Chosen]]]:
        """What is due today, line by line, in pieces that are each written in one transaction."""
        for line, chosen in self._lines(self._days.get(local_day(now)), now):
            for some in _in_pieces(chosen):
                yield line, some

    def write(self, chosen: Sequence[Chosen], now: datetime) -> int:
        """Recommendations and messages together; places are counted once more under a lock."""
        day = self._days.get(local_day(now))
        with transaction(self._store) as db:
            kept = within_places(db, chosen, now, self._per_place)
            shown = [(c.plan.worker_id, match) for c in kept for match in c.shown]
            record(db, shown, day, now)
            messages = [message_of(c.plan, local_day(now)) for c in kept]
            return outbox.enqueue_all(db, messages, now)

    def _lines(self, day: Day, now: datetime) -> Iterator[tuple[str, Iterable[Chosen]]]:
        with reading(self._store) as db:
            due = due_today(db, now, self._registered() if self._registered else None)
            yield "vacancies", self._vacancies(db, day, due["vacancies"], now)
            yield "training", self._training(db, day, due["training"], now)
            for line in ("guidance", "policies", "startup", "assistance"):
                yield (
                    line,
                    (
                        Chosen(plan, ())
                        for plan in _plain_lines(db, line, due[line], day=day, now=now)
                    ),
                )

    def _vacancies(self, db: Connection, day: Day, due: Due, now: datetime) -> Iterator[Chosen]:
        capacity = vacancies.room(db, day, now, self._per_place)
        yield from vacancies.for_people(db, day, due.people, capacity=capacity, now=now)
        for plan in vacancies.plain(db, day, _ids(due.plain), now):
            yield Chosen(plan, ())

    def _training(self, db: Connection, day: Day, due: Due, now: datetime) -> Iterator[Chosen]:
        yield from training.for_people(db, day, due.people, now=now, per_seat=self._per_place)
        for plan in training.plain(db, day, _ids(due.plain), now):
            yield Chosen(plan, ())


def within_places(
    db: Connection, chosen: Sequence[Chosen], now: datetime, per_place: int
) -> list[Chosen]:
    """The same without vacancies that meanwhile have reached as many people as they may."""
    ids = sorted({str(i["id"]) for c in chosen if c.shown for i in c.plan.items})
    planned.lock_vacancies(db, ids)
    reached = planned.reached(db, "vacancy", now - SINCE_TOLD, among=ids)
    left = {
        id_: n * per_place - reached.get(id_, 0) for id_, n in planned.places_of(db, ids).items()
    }
    kept = []
    for each in chosen:
        full = {
            m.vacancy.vacancy_id
            for m in each.shown
            if isinstance(m, VacancyMatch) and left.get(m.vacancy.vacancy_id, 0) <= 0
        }
        trimmed = _without(each, full)
        for match in trimmed.shown:
            if isinstance(match, VacancyMatch):
                left[match.vacancy.vacancy_id] -= 1
        if trimmed.plan.items or not each.plan.items:
            kept.append(trimmed)
    return kept


def _without(chosen: Chosen, full: set[str]) -> Chosen:
    if not full:
        return chosen
    items = [item for item in chosen.plan.items if item["id"] not in full]
    shown = tuple(
        m
        for m in chosen.shown
        if not isinstance(m, VacancyMatch) or m.vacancy.vacancy_id not in full
    )
    return Chosen(replace(chosen.plan, items=items), shown)


def _plain_lines(db: Connection, line: str, due: Due, *, day: Day, now: datetime) -> Iterator[Plan]:
    if line == "guidance":
        yield from others.guidance(day, due.people)
        yield from others.plain_guidance(_ids(due.plain))
    elif line == "policies":
        yield from others.policies(db, day, due.people, now)
        yield from others.plain_policies(_ids(due.plain))
    elif line == "startup":
        yield from others.startup([*_ids(due.people), *_ids(due.plain)])
    else:
        # Being recognised is a trait too: whoever refused hears of it from his or her officer.
        yield from others.assistance(_ids(due.people))


def _ids(people: pa.Table) -> list[str]:
    ids: list[str] = people["worker_id"].to_pylist()
    return ids


def _in_pieces(chosen: Iterable[Chosen]) -> Iterator[list[Chosen]]:
    rest = iter(chosen)
    while some := list(islice(rest, A_TRANSACTION)):
        yield some
