"""Use cases about one worker: file, index, law, recommended vacancies and courses, and why."""

import hashlib
from datetime import date, datetime
from typing import TypeVar

import numpy as np
import pyarrow as pa

from data.records import employers, recommendations, referral_places, vacancies, workers
from data.store import Connection, Store, reading, transaction
from models import advice
from models.advice import Day
from models.index.assessment import reasons
from models.law.statutory import check
from models.levers import levers
from models.matching.match import Opened, Referral
from service.api.forms import IndexForm, StatutoryForm, WorkerFile
from service.api.offers import (
    AdviceForm,
    ProgrammeList,
    ProgrammeMatch,
    VacancyAnswer,
    VacancyList,
    VacancyMatch,
)
from service.assistance.facts import law_facts
from service.batch.placing import referrals_of
from service.batch.prices import newest
from service.clock import local_day
from service.days import Days
from service.errors import NotFound
from service.finished import finished_of
from service.offering import (
    near_miss_form,
    plain_programme,
    plain_vacancy,
    programme_form,
    programme_match,
    recommendation_row,
    rows_by_id,
    vacancy_answer,
    vacancy_form,
    vacancy_match,
)
from service.operating.metrics import model_time
from service.shaping import index_form, statutory_form, worker_file

SHOWN_OF_OPENED = 5

Shown = TypeVar("Shown", VacancyMatch, ProgrammeMatch)


class Advisor:
    """Answers what is asked about a worker; one instance serves all threads."""

    def __init__(self, store: Store, days: Days, *, per_opening: int = 3) -> None:
        self._store = store
        self._per_opening = per_opening
        self.days = days

    def file_of(self, worker_id: str, as_of: date) -> WorkerFile:
        """The file as known on a day."""
        with reading(self._store) as db:
            person = _person(db, worker_id, as_of)
            identity = workers.identity(db, worker_id)
        if identity is None:
            raise NotFound(f"登记中没有编号为“{worker_id}”的劳动者。")
        return worker_file(identity, person.to_pylist()[0], as_of)

    def index_of(self, worker_id: str, as_of: date) -> IndexForm:
        """The index with curve, reasons and what would lower it; who refused matching is not matched."""
        day = self.days.get(as_of)
        with reading(self._store) as db:
            person = _person(db, worker_id, as_of)
        with model_time("index"):
            found = day.index.assess(person, as_of)
        refused = person["consent"][0].as_py() is False
        would_help = () if refused else levers(day.index, person, day.market, day.ranking)
        facts = person.to_pylist()[0]
        return index_form(facts, found, day, said=reasons(found, 0), would_help=would_help)

    def statutory_of(self, worker_id: str, as_of: date) -> StatutoryForm:
        """The pre-check of the statutory categories, with other offices' registers and the household."""
        with reading(self._store) as db:
            facts = law_facts(db, worker_id, as_of)
        return statutory_form(worker_id, check(facts.person, as_of, household=facts.household))

    def vacancies_for(
        self,
        worker_id: str,
        at: datetime,
        *,
        limit: int,
        unseen: bool = False,
        plain: bool = False,
    ) -> VacancyList:
        """The best vacancies, recorded as shown; who refused it gets a list that looks at nobody.

        With `unseen` only those that were not shown on an earlier day; with `plain` the list that looks
        at nobody, for whoever wants to see it without refusing the other.
        """
        day = self.days.get(local_day(at))
        with reading(self._store) as db:
            person = _person(db, worker_id, day.as_of)
            finished = finished_of(db, worker_id)
            full = referral_places.unavailable(db, self._per_opening) | self.days.changed
            seen = recommendations.shown_before(db, worker_id, day.as_of) if unseen else frozenset()
        if plain or person["consent"][0].as_py() is False:
            return self._impersonal(worker_id, day, at, limit=limit, full=full)
        mine = self._referrals("vacancies", person, day.as_of)
        with model_time("vacancies"):
            found = advice.vacancies_for(
                day,
                person,
                k=limit,
                finished=finished | full | seen,
                referrals=mine,
                rng=_chance(worker_id, day),
            )
        rows = rows_by_id(day.market.table, "vacancy_id", [m.vacancy_id for m in found.matches])
        shown = [
            vacancy_match(m, vacancy_form(r)) for m, r in zip(found.matches, rows, strict=True)
        ]
        return VacancyList(
            worker_id=worker_id,
            as_of=day.as_of,
            personalised=True,
            bundle=day.bundle,
            vacancies=self._recorded(worker_id, shown, day, at),
            n_open=int(day.market.open.sum()),
            near_misses=[near_miss_form(n) for n in found.near_misses],
        )

    def why(self, worker_id: str, vacancy_id: str, as_of: date) -> VacancyAnswer:
        """Why a given vacancy fits, or every rule that refuses it."""
        day = self.days.get(as_of)
        with reading(self._store) as db:
            person = _person(db, worker_id, as_of)
            vacancy = employers.marked(db, vacancies.one(db, vacancy_id), as_of)
        if vacancy.num_rows == 0:
            raise NotFound(f"没有编号为“{vacancy_id}”的岗位。")
        mine = self._referrals("vacancies", person, day.as_of)
        found = advice.why(day, person, vacancy, mine)
        return vacancy_answer(worker_id, as_of, vacancy_form(vacancy.to_pylist()[0]), found)

    def programmes_for(
        self, worker_id: str, at: datetime, *, limit: int, plain: bool = False
    ) -> ProgrammeList:
        """The courses that open most for this worker, recorded as shown; `plain` looks at nobody."""
        day = self.days.get(local_day(at))
        with reading(self._store) as db:
            person = _person(db, worker_id, day.as_of)
            finished = finished_of(db, worker_id)
        personalised = not plain and person["consent"][0].as_py() is not False
        if personalised:
            mine = self._referrals("programmes", person, day.as_of)
            with model_time("programmes"):
                found = advice.programmes_for(
                    day, person, k=limit, finished=finished, referrals=mine
                )
            shown = [self._opened(day, opened) for opened in found]
        else:
            rows = advice.soonest(day, k=limit).to_pylist()
            shown = [plain_programme(programme_form(r), rank) for rank, r in enumerate(rows, 1)]
        return ProgrammeList(
            worker_id=worker_id,
            as_of=day.as_of,
            personalised=personalised,
            bundle=day.bundle,
            programmes=self._recorded(worker_id, shown, day, at),
        )

    def everything(
        self, worker_id: str, at: datetime, *, limit: int, courses: int | None = None
    ) -> AdviceForm:
        """File, index, law, vacancies and courses together."""
        as_of = local_day(at)
        return AdviceForm(
            worker=self.file_of(worker_id, as_of),
            index=self.index_of(worker_id, as_of),
            statutory=self.statutory_of(worker_id, as_of),
            vacancies=self.vacancies_for(worker_id, at, limit=limit),
            programmes=self.programmes_for(worker_id, at, limit=courses or limit),
        )

    def _referrals(self, kind: str, person: pa.Table, as_of: date) -> dict[str, Referral] | None:
        """The places given to a worker in the last night; None where there was none lately."""
        prices = newest(self.days.scores, as_of)
        if prices is None:
            return None
        row = person.select(["worker_id", "region"]).to_pylist()[0]
        return referrals_of(prices.parent, kind, row["region"], row["worker_id"])

    def _opened(self, day: Day, opened: Opened) -> ProgrammeMatch:
        course = rows_by_id(day.courses.table, "programme_id", [opened.programme_id])[0]
        first = opened.vacancy_ids[:SHOWN_OF_OPENED]
        rows = rows_by_id(day.market.table, "vacancy_id", first)
        return programme_match(opened, programme_form(course), [vacancy_form(r) for r in rows])

    def _impersonal(
        self, worker_id: str, day: Day, at: datetime, *, limit: int, full: frozenset[str]
    ) -> VacancyList:
        newest = advice.impersonal(day, k=limit + len(full))
        kept = [vacancy_id for vacancy_id in newest if vacancy_id not in full][:limit]
        rows = rows_by_id(day.market.table, "vacancy_id", kept)
        shown = [plain_vacancy(vacancy_form(row), rank) for rank, row in enumerate(rows, 1)]
        return VacancyList(
            worker_id=worker_id,
            as_of=day.as_of,
            personalised=False,
            bundle=day.bundle,
            vacancies=self._recorded(worker_id, shown, day, at),
            n_open=int(day.market.open.sum()),
            near_misses=[],
        )

    def _recorded(self, worker_id: str, shown: list[Shown], day: Day, at: datetime) -> list[Shown]:
        """The same matches with the ids under which they were recorded; the same answer twice is one."""
        rows = [recommendation_row(worker_id, match, day) for match in shown]
        with transaction(self._store) as db:
            ids = recommendations.record(db, rows, at)
        return [
            match.model_copy(update={"recommendation_id": id_})
            for match, id_ in zip(shown, ids, strict=True)
        ]


def _chance(worker_id: str, day: Day) -> np.random.Generator:
    """Chance of its own for every worker and day: the same question has the same answer."""
    said = f"{worker_id} {day.as_of} {day.bundle}".encode()
    return np.random.default_rng(int.from_bytes(hashlib.blake2b(said, digest_size=8).digest()))


def _person(db: Connection, worker_id: str, as_of: date) -> pa.Table:
    person = workers.one(db, worker_id, as_of)
    if person.num_rows == 0:
        raise NotFound(f"截至{as_of}，登记中没有编号为“{worker_id}”的劳动者。")
    return person
