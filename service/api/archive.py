"""API: the lifelong archive of a worker, for the office and for the worker."""

from flask import Response
from flask_openapi import APIBlueprint, Tag
from pydantic import Field

from service.api.archive_forms import ArchiveForm, CorrectionRequest, IncomeForm
from service.api.guard import NEEDS_TOKEN, own_id, parts, who
from service.api.shared import PROBLEMS, answer
from service.api.workers import WorkerPath

api = APIBlueprint(
    "archive",
    __name__,
    url_prefix="/api/v1",
    abp_tags=[Tag(name="archive", description="The lifelong archive: added to, never changed")],
    abp_security=NEEDS_TOKEN,
    abp_responses=PROBLEMS,
)


class EventPath(WorkerPath):
    """Which event of which worker."""

    key: str = Field(min_length=1, max_length=300)


@api.get("/workers/<worker_id>/archive", summary="A worker's archive", responses={200: ArchiveForm})
def of_worker(path: WorkerPath) -> Response:
    """Training, certificates, employment, income, vouchers, referrals, services: all as known today."""
    return answer(parts().archivist.of(path.worker_id, parts().today()))


@api.get("/me/archive", summary="My archive", responses={200: ArchiveForm})
def mine() -> Response:
    """The same, for the worker whose token it is."""
    return answer(parts().archivist.of(own_id(), parts().today()))


@api.post("/me/income", summary="Tell what I earned in a month", responses={201: ArchiveForm})
def my_income(body: IncomeForm) -> Response:
    """What the worker says of a month's income; it is marked as said by the worker."""
    at = parts().clock()
    found = parts().archivist.report_income(own_id(), body, by="本人", source="本人申报", at=at)
    return answer(found, 201)


@api.post(
    "/workers/<worker_id>/archive/income",
    summary="Write down a month's income",
    responses={201: ArchiveForm},
)
def income(path: WorkerPath, body: IncomeForm) -> Response:
    """A month's income as told to a counselor."""
    by, at = who().name, parts().clock()
    found = parts().archivist.report_income(path.worker_id, body, by=by, source="窗口登记", at=at)
    return answer(found, 201)


@api.post(
    "/workers/<worker_id>/archive/<path:key>/corrections",
    summary="Correct an event",
    responses={201: ArchiveForm},
)
def correct(path: EventPath, body: CorrectionRequest) -> Response:
    """Replace an event by what it should have said, or take it back; both stay readable."""
    by, at = who().name, parts().clock()
    return answer(parts().archivist.correct(path.worker_id, path.key, body, by=by, at=at), 201)
