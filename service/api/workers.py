"""API: a worker's file, index, statutory check, and what is recommended to the worker."""

from typing import Annotated

from flask import Response
from flask_openapi import APIBlueprint, Tag
from pydantic import BaseModel, Field

from service.api.forms import IndexForm, StatutoryForm, WorkerFile
from service.api.guard import NEEDS_TOKEN, grounds, parts, who
from service.api.offers import ProgrammeList, VacancyAnswer, VacancyList
from service.api.shared import PROBLEMS, Query, answer, said
from service.revealing import IdentityForm, RevealRequest, reveal

api = APIBlueprint(
    "workers",
    __name__,
    url_prefix="/api/v1/workers",
    abp_tags=[Tag(name="workers", description="One worker: file, index, law, recommendations")],
    abp_security=NEEDS_TOKEN,
    abp_responses=PROBLEMS,
)

WorkerId = Annotated[str, Field(min_length=1, max_length=64, description="个人编号")]


class WorkerPath(BaseModel):
    """Which worker."""

    worker_id: WorkerId


class PairPath(WorkerPath):
    """Which worker and which vacancy."""

    vacancy_id: str = Field(min_length=1, max_length=200)


class ListQuery(Query):
    """How long the list may be."""

    limit: int = Field(10, ge=1, le=50, description="How many at most")


@api.get("/<worker_id>", summary="A worker's file", responses={200: WorkerFile})
def file(path: WorkerPath) -> Response:
    """The file as known today, field by field; who it is appears masked."""
    return answer(parts().advisor.file_of(path.worker_id, parts().today()))


@api.post("/<worker_id>/identity", summary="Whole numbers", responses={200: IdentityForm})
def identity(path: WorkerPath, body: RevealRequest) -> Response:
    """Id number and telephone in full, for a reason; who looked at whom is kept for good."""
    at = parts().clock()
    found = answer(reveal(parts().store, path.worker_id, body, by=who().actor, at=at))
    found.headers["Cache-Control"] = "no-store"
    return found


@api.get("/<worker_id>/index", summary="Difficulty index", responses={200: IndexForm})
def index(path: WorkerPath) -> Response:
    """The index with its curve and exact reasons; without a number where too little is known."""
    return answer(parts().advisor.index_of(path.worker_id, parts().today()))


@api.get("/<worker_id>/statutory", summary="Statutory check", responses={200: StatutoryForm})
def statutory(path: WorkerPath) -> Response:
    """The nine categories of 晋政办发〔2024〕33号, each condition with its evidence; a pre-check only."""
    return answer(parts().advisor.statutory_of(path.worker_id, parts().today()))


class VacancyQuery(ListQuery):
    """Which vacancies."""

    unseen: bool = Field(False, description="Only what was not shown on an earlier day")
    near_misses: bool = Field(
        False, description="Also what each hard rule cost; takes several times as long"
    )


@api.get("/<worker_id>/vacancies", summary="Recommended vacancies", responses={200: VacancyList})
def vacancies(path: WorkerPath, query: VacancyQuery) -> Response:
    """Vacancies under all hard rules, best first, with reasons; what is shown is recorded."""
    # Whom the address is about was asked for already, with the token.
    del path
    at = parts().clock()
    found = parts().advisor.vacancies_said(
        grounds(),
        at,
        limit=query.limit,
        unseen=query.unseen,
        refused=query.near_misses,
    )
    return said(found.body, tag=found.tag)


@api.get("/<worker_id>/programmes", summary="Recommended courses", responses={200: ProgrammeList})
def programmes(path: WorkerPath, query: ListQuery) -> Response:
    """Courses by the vacancies they open for this worker; what is shown is recorded."""
    at = parts().clock()
    return answer(parts().advisor.programmes_for(path.worker_id, at, limit=query.limit))


@api.get(
    "/<worker_id>/vacancies/<vacancy_id>",
    summary="Why this vacancy, or why not",
    responses={200: VacancyAnswer},
)
def why(path: PairPath) -> Response:
    """Every rule that refuses this vacancy for this worker, and all comparisons."""
    today = parts().today()
    return answer(parts().advisor.why(path.worker_id, path.vacancy_id, today))
