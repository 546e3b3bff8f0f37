"""Use cases about what is on offer: vacancies, programmes, who fits, and whether the service is ready."""

from collections.abc import Sequence
from datetime import date
from importlib.metadata import version

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from data.records import choices, programmes, referral_places, vacancies
from data.store import Store, StoreUnreachable, reading, schema_is_current
from models import advice
from models.bundle import BadBundle
from models.matching.columns import Bools
from models.matching.reverse import Workforce
from service.api.forms import HealthForm
from service.api.offers import CandidateForm, CandidateList, ProgrammeForm, VacancyForm, VacancyPage
from service.days import Days
from service.errors import NotFound, Unavailable
from service.finished import finished_at
from service.offering import market_forms, programme_form, vacancy_form


class Marketplace:
    """Answers what is asked about offers; one instance serves all threads."""

    def __init__(self, store: Store, days: Days) -> None:
        self._store = store
        self._days = days

    def page(self, as_of: date, after: str | None, *, limit: int) -> VacancyPage:
        """Vacancies open on a day, in the order of their ids."""
        day = self._days.get(as_of)
        table = day.market.table
        start = 0 if after is None else sum(1 for id_ in day.market.ids if id_ <= after)
        rows = table.slice(start, limit).to_pylist()
        is_last = start + limit >= table.num_rows
        return VacancyPage(
            vacancies=[vacancy_form(row) for row in rows],
            next=None if is_last or not rows else rows[-1]["vacancy_id"],
        )

    def called(self, words: str, as_of: date, *, limit: int) -> list[VacancyForm]:
        """Open vacancies with these words in their title or the employer's name, or with this id."""
        table = self._days.get(as_of).market.table
        titled = pc.match_substring(table["title"], words)
        employing = pc.match_substring(table["employer"], words)
        same = pc.equal(pc.cast(table["vacancy_id"], pa.string()), words)
        found = table.filter(pc.or_(pc.or_(titled, employing), same)).slice(0, limit)
        return [vacancy_form(row) for row in found.to_pylist()]

    def still_open(self, vacancy_ids: Sequence[str], as_of: date) -> dict[str, VacancyForm]:
        """Those of these vacancies that are open on a day."""
        market = self._days.get(as_of).market
        here = [vacancy_id for vacancy_id in vacancy_ids if vacancy_id in market.ids]
        return dict(zip(here, market_forms(market, here), strict=True))

    def vacancy(self, vacancy_id: str) -> VacancyForm:
        """A vacancy as it is now, open or not."""
        with reading(self._store) as db:
            rows = vacancies.one(db, vacancy_id).to_pylist()
        if not rows:
            raise _no_vacancy(vacancy_id)
        return vacancy_form(rows[0])

    def programme(self, programme_id: str) -> ProgrammeForm:
        """A programme as it is now."""
        with reading(self._store) as db:
            rows = programmes.one(db, programme_id).to_pylist()
        if not rows:
            raise NotFound(f"没有编号为“{programme_id}”的培训项目。")
        return programme_form(rows[0])

    def candidates(
        self, vacancy_id: str, as_of: date, *, limit: int, among: pa.Array | None = None
    ) -> CandidateList:
        """The best jobseekers for an open vacancy, by id only; of all of them, or of these ids."""
        form = self.vacancy(vacancy_id)
        day = self._days.get(as_of)
        if vacancy_id not in day.market.ids:
            raise NotFound(f"岗位“{vacancy_id}”在{as_of}不在招聘中，因此没有候选人。")
        workforce = self._days.workforce(day)
        found = advice.candidates(
            workforce,
            day.market.ids.index(vacancy_id),
            k=limit,
            excluded=self._not_to_be_named(workforce, vacancy_id),
            among=None if among is None else _rows_among(workforce, among),
        )
        return CandidateList(
            vacancy=form,
            as_of=as_of,
            candidates=[
                CandidateForm(
                    worker_id=candidate.worker_id,
                    rank=rank,
                    score=candidate.score,
                    hire_chance=candidate.hire_chance,
                    worth=candidate.worth,
                )
                for rank, candidate in enumerate(found, 1)
            ],
        )

    def _not_to_be_named(self, workforce: Workforce, vacancy_id: str) -> list[int]:
        """Rows of the people who dismissed the vacancy or applied, who refused since morning, or found work."""
        with reading(self._store) as db:
            workers = finished_at(db, vacancy_id) | choices.refusing(db) | referral_places.hired(db)
        rows = pc.index_in(pa.array(sorted(workers), pa.string()), value_set=workforce.ids)
        return [int(row) for row in rows.drop_null().to_pylist()]

    def health(self, as_of: date) -> HealthForm:
        """Whether every part can answer, and which cannot."""
        database, bundle, n_vacancies = "正常", None, 0
        try:
            if not schema_is_current(self._store):
                database = "数据表版本不符，请运行 songgang doctor"
            else:
                day = self._days.get(as_of)
                bundle, n_vacancies = day.bundle, int(day.market.open.sum())
        except BadBundle:
            bundle = None
        except (StoreUnreachable, Unavailable):
            database = "无法连接"
        return HealthForm(
            ready=database == "正常" and bundle is not None,
            database=database,
            bundle=bundle,
            vacancies=n_vacancies,
            version=version("songgang"),
        )


def _rows_among(workforce: Workforce, ids: pa.Array) -> Bools:
    return np.asarray(pc.is_in(workforce.ids, value_set=ids.cast(workforce.ids.type)), np.bool_)


def _no_vacancy(vacancy_id: str) -> NotFound:
    return NotFound(f"没有编号为“{vacancy_id}”的岗位。")
