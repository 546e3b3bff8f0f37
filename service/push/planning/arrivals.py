"""A vacancy that comes or changes finds its people within seconds: the best of those who may still be told."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

import numpy as np
import pyarrow as pa

from data.records import (
    choices,
    circumstances,
    employers,
    imports,
    outbox,
    planned,
    vacancies,
    workers,
)
from data.records.choices import preferred
from data.store import Connection, Store, reading, transaction
from models.advice import Day
from models.matching.columns import Ints
from models.matching.explain import explain
from models.matching.market import Market, encode_vacancies
from models.matching.reverse import Workforce
from models.matching.seekers import Seekers, encode_workers, rows_of
from service.clock import local_day
from service.days import Days, jobseekers
from service.offering import rows_by_id, vacancy_form, vacancy_match
from service.push.planning.offers import Plan, best_reasons, message_of, record, vacancy_item
from service.push.planning.people import seeking
from service.push.planning.planner import within_places
from service.push.planning.told import told_or_answered
from service.push.planning.vacancies import Chosen

FRESH = timedelta(days=1)
"""A vacancy recorded longer ago is left to the day's planning: after a pause nobody is flooded."""

SPARE = 5
"""So many times more people are looked at than are told: some have heard of it, or want no messages."""

WEEK = timedelta(days=7)

A_ROUND = 50
"""So many vacancies are matched before the process looks to its messages again."""


@dataclass(frozen=True, slots=True)
class Round:
    """The vacancies of one look, and everybody read against them, in the order of `people`."""

    day: Day
    people: pa.Table
    market: Market
    seekers: Seekers
    workforce: Workforce


class Arrivals:
    """Watches for vacancies that nobody was told of; keeps all jobseekers in memory between two looks."""

    def __init__(
        self, store: Store, days: Days, *, referrals_per_place: int, line_week: int
    ) -> None:
        self._store = store
        self._days = days
        self._per_place = referrals_per_place
        self._line_week = line_week
        self._people_key: tuple[object, ...] | None = None
        self._people: pa.Table | None = None
        self._day: Day | None = None

    def look(self, now: datetime) -> int:
        """Match what has come since the last look; how many messages were put into the outbox."""
        today = local_day(now)
        # Read before anything comes, so that the first vacancy of the day does not wait for it. The
        # morning's day gives bundle and rarities; afterwards only what is new is read.
        people, day = self._everybody(today), self._of_today(today)
        with reading(self._store) as db:
            new = dict(planned.unmatched(db, now - FRESH, today)[:A_ROUND])
            if not new:
                return 0
            offered = employers.marked(db, vacancies.some(db, list(new)), today)
        words, rarity = day.market.skill_words, day.market.skill_idf.tolist()
        market = encode_vacancies(offered, today, skill_idf=dict(zip(words, rarity, strict=True)))
        seekers = encode_workers(people, market)
        round_ = Round(day, people, market, seekers, Workforce(seekers, market, day.ranking))
        return sum(self._match(round_, row, new[id_], now) for row, id_ in enumerate(market.ids))

    def _of_today(self, today: date) -> Day:
        if self._day is None or self._day.as_of != today:
            self._day = self._days.get(today)
        return self._day

    def _everybody(self, as_of: date) -> pa.Table:
        """All jobseekers; read anew only when people were imported, not with every new vacancy."""
        with reading(self._store) as db:
            taken = [imports.latest(db, kind, limit=1) for kind in ("workers", "spells")]
            key = (as_of, *(found[0].recorded_at if found else None for found in taken))
            if self._people is None or self._people_key != key:
                self._people = jobseekers(seeking(workers.registered(db, as_of)))
                self._people_key = key
        return self._people

    def _match(self, round_: Round, row: int, revision: int, now: datetime) -> int:
        vacancy_id, today = round_.market.ids[row], round_.day.as_of
        with transaction(self._store) as db:
            planned.lock_vacancies(db, [vacancy_id])
            found = self._best(db, round_, row, now)
            chosen = within_places(db, found, now, self._per_place)
            shown = [(c.plan.worker_id, match) for c in chosen for match in c.shown]
            record(db, shown, round_.day, now)
            key = f"arrival:{vacancy_id}:{revision}"
            messages = [message_of(c.plan, today, key=f"{key}:{c.plan.worker_id}") for c in chosen]
            n_new = outbox.enqueue_all(db, messages, now)
            planned.note_matched(db, vacancy_id, revision, n_people=n_new, now=now)
        return n_new

    def _best(self, db: Connection, round_: Round, row: int, now: datetime) -> list[Chosen]:
        """The best people for a vacancy, best first, no more than its places allow."""
        vacancy_id = round_.market.ids[row]
        most = int(round_.market.n_places[row]) * self._per_place
        best = round_.workforce.best(row, k=most * SPARE).rows
        ids = [str(round_.seekers.ids[int(i)].as_py()) for i in best]
        gone, hired = told_or_answered(db, ids, now), _at_work(db, round_, best)
        said = choices.of_workers(db, ids)
        refused = {id_ for id_, yes in choices.personalisation_of(db, ids).items() if not yes}
        busy = planned.written_to(db, ids, "vacancies", now - WEEK, times=self._line_week)
        kept = [
            (int(i), id_)
            for i, id_ in zip(best, ids, strict=True)
            if (id_, "vacancy", vacancy_id) not in gone
            and id_ not in refused | busy | hired
            and preferred(said.get(id_, ()), "vacancies")
        ]
        return [_chosen(round_, i, id_, row) for i, id_ in kept[:most]]


def _at_work(db: Connection, round_: Round, rows: Ints) -> frozenset[str]:
    """Who of these has found work since registering, though the registry has not heard of it yet."""
    few = round_.people.select(["worker_id", "registered_on"]).take(pa.array(rows))
    since = {row["worker_id"]: row["registered_on"] for row in few.to_pylist()}
    hired = circumstances.hired_on(db, list(since), round_.day.as_of)
    return frozenset(id_ for id_, on in hired.items() if on >= since[id_])


def _chosen(round_: Round, i: int, worker_id: str, row: int) -> Chosen:
    own = rows_of(round_.seekers, np.array([i]))
    (match,) = explain(own, 0, round_.market, round_.day.ranking, [row])
    (found,) = rows_by_id(round_.market.table, "vacancy_id", [match.vacancy_id])
    form = vacancy_form(found)
    item = vacancy_item(form, best_reasons(match.evidence))
    plan = Plan(worker_id, "vacancies", "new_vacancy", [item], personalised=True)
    return Chosen(plan, (vacancy_match(match, form),))
