"""API: vacancies and their best candidates."""

from flask import Response
from flask_openapi import APIBlueprint, Tag
from pydantic import BaseModel, Field

from data.reach import EVERYBODY, narrowed
from data.records import caseload_lists
from service.api.counties import reach_of
from service.api.guard import NEEDS_TOKEN, parts, who
from service.api.offers import CandidateList, VacancyForm, VacancyPage
from service.api.shared import PROBLEMS, Query, answer

api = APIBlueprint(
    "vacancies",
    __name__,
    url_prefix="/api/v1/vacancies",
    abp_tags=[Tag(name="vacancies", description="Vacancies and who fits them")],
    abp_security=NEEDS_TOKEN,
    abp_responses=PROBLEMS,
)


class VacancyPath(BaseModel):
    """Which vacancy."""

    vacancy_id: str = Field(min_length=1, max_length=200)


class PageQuery(Query):
    """A page: what comes after `after`, in the order of ids."""

    after: str | None = Field(None, max_length=200, description="The last id of the page before")
    limit: int = Field(50, ge=1, le=200)


class CandidateQuery(Query):
    """How many candidates."""

    limit: int = Field(10, ge=1, le=100)


@api.get("", summary="Open vacancies", responses={200: VacancyPage})
def page(query: PageQuery) -> Response:
    """Vacancies open today, a page at a time."""
    today = parts().today()
    return answer(parts().marketplace.page(today, query.after, limit=query.limit))


@api.get("/<vacancy_id>", summary="A vacancy", responses={200: VacancyForm})
def one(path: VacancyPath) -> Response:
    """A vacancy as it is now, open or not."""
    return answer(parts().marketplace.vacancy(path.vacancy_id))


@api.get("/<vacancy_id>/candidates", summary="Best candidates", responses={200: CandidateList})
def candidates(path: VacancyPath, query: CandidateQuery) -> Response:
    """Jobseekers who fit the vacancy under all hard rules, by id only; never who they are."""
    today, reach, among = parts().today(), reach_of(who()), None
    if reach != EVERYBODY:
        with narrowed(parts().store, reach) as db:
            among = caseload_lists.seeking_ids(db)
    found = parts().marketplace.candidates(path.vacancy_id, today, limit=query.limit, among=among)
    return answer(found)
