"""Use cases about one worker: file, index, law, recommended vacancies and courses, and why."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import cast

import pyarrow as pa

from data.records import employers, recommendations, vacancies, workers
from data.records.grounds import Grounds
from data.records.workers import Known
from data.store import Store, reading
from models import advice, course_advice
from models.advice import Day
from models.index.assessment import Assessment
from models.law.statutory import check
from models.levers import levers, trial_of
from models.matching.exploring import chance_of
from models.matching.match import Opened, Referral
from models.why import why
from service.api.forms import IndexForm, StatutoryForm, WorkerFile
from service.api.offers import (
    AdviceForm,
    ProgrammeList,
    ProgrammeMatch,
    VacancyAnswer,
    VacancyList,
)
from service.assistance.facts import law_facts
from service.batch.referred import file_of, read_referred
from service.clock import local_day
from service.days import Days
from service.errors import NotFound
from service.finished import grounds_of
from service.known import known, unknown
from service.offering import (
    near_miss_form,
    plain_programme,
    plain_vacancy,
    programme_form,
    programme_match,
    rows_by_id,
    vacancy_answer,
    vacancy_form,
    vacancy_match,
)
from service.operating.metrics import model_time
from service.recorded import recorded
from service.repeating import Answered, Asked, Repeated
from service.shaping import index_form, statutory_form, worker_file
from service.vouchers.paying import with_ahead
from service.written import Written

SHOWN_OF_OPENED = 5


class Advisor:
    """Answers what is asked about a worker; one instance serves all threads."""

    def __init__(self, store: Store, days: Days) -> None:
        self._store = store
        self._repeated = Repeated()
        self._written = Written()
        self.days = days

    def file_of(self, worker_id: str, as_of: date) -> WorkerFile:
        """The file as known on a day."""
        with reading(self._store) as db:
            person = workers.as_person(known(db, worker_id, as_of))
            identity = workers.identity(db, worker_id)
        if identity is None:
            raise NotFound(f"登记中没有编号为“{worker_id}”的劳动者。")
        return worker_file(identity, person.to_pylist()[0], as_of)

    def index_of(self, worker_id: str, as_of: date) -> IndexForm:
        """The index with curve, reasons and what would lower it; who refused matching is not matched."""
        day, row = self.days.get(as_of), self._known(worker_id, as_of)
        facts = workers.as_facts(row)
        if facts["consent"] is False:
            return index_form(facts, _assessed(day, workers.as_person(row), as_of), day)
        trial = trial_of(facts, day.market)
        found = _assessed(day, trial.files, as_of)
        # Yesterday's day may answer at midnight.
        then = found if day.as_of == as_of else day.index.assess(trial.files, day.as_of)
        eased = levers(trial, then, day.ranking)
        return index_form(facts, found.alone(0), day, would_help=eased)

    def index_number(self, worker_id: str, as_of: date) -> float | None:
        """The index alone, without what would lower it; None where too little is known."""
        person = workers.as_person(self._known(worker_id, as_of))
        found = _assessed(self.days.get(as_of), person, as_of)
        return None if found.abstained[0] else float(found.index[0])

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
        refused: bool = False,
    ) -> VacancyList:
        """The best vacancies, recorded as shown; who refused it gets a list that looks at nobody.

        With `unseen` only those that were not shown on an earlier day; with `plain` the list that looks
        at nobody, for whoever wants to see it without refusing the other. With `refused` what each hard
        rule cost, which takes several times as long as the list.
        """
        grounds = self.grounds_of(worker_id, at)
        said = self.vacancies_said(
            grounds, at, limit=limit, unseen=unseen, plain=plain, refused=refused
        )
        return VacancyList.model_validate_json(said.body)

    def vacancies_said(
        self,
        grounds: Grounds,
        at: datetime,
        *,
        limit: int,
        unseen: bool = False,
        plain: bool = False,
        refused: bool = False,
    ) -> Answered:
        """The same as JSON; where nothing it rests on has changed, the words that were sent before."""
        asked = self._asked(grounds, at, unseen=unseen)
        key = asked.key(limit=limit, plain=plain, refused=refused)
        before = self._repeated.again(asked, key)
        if before:
            return before
        found = self._listed(asked, at, limit=limit, plain=plain, refused=refused)
        ids = tuple(each.recommendation_id for each in found.vacancies)
        answered = Answered.with_tag(found.model_dump_json(), ids)
        self._repeated.keep(asked.day, key, answered)
        return answered

    def said_before(self, grounds: Grounds, at: datetime, *, limit: int) -> Answered | None:
        """What was sent to the same question, where all that it rests on is unchanged; nothing is worked out."""
        asked = self._asked(grounds, at, unseen=False)
        return self._repeated.again(asked, asked.key(limit=limit))

    def grounds_of(self, worker_id: str, at: datetime, *, token_hash: str | None = None) -> Grounds:
        """What a list for a worker rests on; together with the token, where one has to be shown."""
        as_of = self.days.date_of(local_day(at))
        return grounds_of(self._store, worker_id, as_of, token_hash)

    def _known(self, worker_id: str, as_of: date) -> Known:
        with reading(self._store) as db:
            return known(db, worker_id, as_of)

    def _asked(self, grounds: Grounds, at: datetime, *, unseen: bool) -> Asked:
        day, away = self.days.offering(local_day(at))
        worker_id = grounds.worker_id
        if grounds.as_of != day.as_of:
            # Another day was put in place since.
            grounds = grounds_of(self._store, worker_id, day.as_of)
        if grounds.known is None:
            raise unknown(worker_id, day.as_of)
        seen: frozenset[str] = frozenset()
        if unseen:
            with reading(self._store) as db:
                seen = recommendations.shown_before(db, worker_id, day.as_of)
        return Asked(day, grounds, grounds.known, away, seen)

    def _listed(
        self,
        asked: Asked,
        at: datetime,
        *,
        limit: int,
        plain: bool,
        refused: bool,
    ) -> VacancyList:
        day, facts = asked.day, workers.as_facts(asked.row)
        if plain or facts["consent"] is False:
            return self._impersonal(asked, at, limit=limit)
        mine = self._referrals("vacancies", facts, day)
        with model_time("vacancies"):
            found = advice.vacancies_for(
                day,
                facts,
                k=limit,
                finished=asked.grounds.finished | asked.away | asked.seen,
                referrals=mine,
                rng=chance_of(asked.worker_id, day.as_of, day.bundle),
                refused=refused,
            )
        forms = self._written.forms(day.market, [m.vacancy_id for m in found.matches])
        shown = [vacancy_match(m, f, facts) for m, f in zip(found.matches, forms, strict=True)]
        return VacancyList(
            worker_id=asked.worker_id,
            as_of=day.as_of,
            personalised=True,
            bundle=day.bundle,
            vacancies=recorded(self._store, asked.grounds, shown, day=day, at=at),
            n_open=day.n_open,
            near_misses=[near_miss_form(n) for n in found.near_misses],
        )

    def why(self, worker_id: str, vacancy_id: str, as_of: date) -> VacancyAnswer:
        """Why a given vacancy fits, or every rule that refuses it."""
        day = self.days.get(as_of)
        with reading(self._store) as db:
            person = workers.as_person(known(db, worker_id, as_of))
            vacancy = employers.marked(db, vacancies.one(db, vacancy_id), as_of)
        if vacancy.num_rows == 0:
            raise NotFound(f"没有编号为“{vacancy_id}”的岗位。")
        (worker,) = person.to_pylist()
        found = why(day, person, vacancy, self._referrals("vacancies", worker, day))
        return vacancy_answer(worker, as_of, vacancy_form(vacancy.to_pylist()[0]), found)

    def programmes_for(
        self, worker_id: str, at: datetime, *, limit: int, plain: bool = False
    ) -> ProgrammeList:
        """The courses that open most for this worker, recorded as shown; `plain` looks at nobody."""
        day = self.days.get(local_day(at))
        grounds = grounds_of(self._store, worker_id, day.as_of)
        if grounds.known is None:
            raise unknown(worker_id, day.as_of)
        person = workers.as_person(grounds.known)
        personalised = not plain and person["consent"][0].as_py() is not False
        if personalised:
            mine = self._referrals("programmes", person.to_pylist()[0], day)
            with model_time("programmes"):
                found = course_advice.programmes_for(
                    day, person, k=limit, finished=grounds.finished, referrals=mine
                )
            shown = [self._opened(day, opened) for opened in found]
        else:
            rows = course_advice.soonest(day, k=limit).to_pylist()
            shown = [plain_programme(programme_form(r), rank) for rank, r in enumerate(rows, 1)]
        with reading(self._store) as db:
            shown = with_ahead(db, worker_id if personalised else None, shown, at)
        return ProgrammeList(
            worker_id=worker_id,
            as_of=day.as_of,
            personalised=personalised,
            bundle=day.bundle,
            programmes=recorded(self._store, grounds, shown, day=day, at=at),
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
            vacancies=self.vacancies_for(worker_id, at, limit=limit, refused=True),
            programmes=self.programmes_for(worker_id, at, limit=courses or limit),
        )

    def _referrals(
        self, kind: str, facts: Mapping[str, object], day: Day
    ) -> dict[str, Referral] | None:
        """The places given to a worker in the day's last night; None where there was none lately."""
        night = self.days.night_of(day)
        if night is None:
            return None
        home, worker_id = cast("str", facts["region"]), cast("str", facts["worker_id"])
        return read_referred(night / file_of(kind, home), worker_id)

    def _opened(self, day: Day, opened: Opened) -> ProgrammeMatch:
        course = rows_by_id(day.courses.table, "programme_id", [opened.programme_id])[0]
        first = opened.vacancy_ids[:SHOWN_OF_OPENED]
        return programme_match(
            opened, programme_form(course), self._written.forms(day.market, first)
        )

    def _impersonal(self, asked: Asked, at: datetime, *, limit: int) -> VacancyList:
        day, away = asked.day, asked.away
        newest = advice.impersonal(day, k=limit + len(away))
        kept = [vacancy_id for vacancy_id in newest if vacancy_id not in away][:limit]
        forms = self._written.forms(day.market, kept)
        shown = [plain_vacancy(form, rank) for rank, form in enumerate(forms, 1)]
        return VacancyList(
            worker_id=asked.worker_id,
            as_of=day.as_of,
            personalised=False,
            bundle=day.bundle,
            vacancies=recorded(self._store, asked.grounds, shown, day=day, at=at),
            n_open=day.n_open,
            near_misses=[],
        )


def _assessed(day: Day, files: pa.Table, as_of: date) -> Assessment:
    with model_time("index"):
        return day.index.assess(files, as_of)
