"""API: tags, plans, contacts, follow-ups, and everything that is due."""

from datetime import date

from flask import Response
from flask_openapi import APIBlueprint, Tag
from pydantic import BaseModel, Field

from service.api.case_forms import (
    ContactRequest,
    EntitledList,
    FollowupEnd,
    HelpDueForm,
    HelpForm,
    MeasureEnd,
    MeasureRequest,
    ScanForm,
    TagEnd,
    TagForm,
    TagList,
    TagRequest,
)
from service.api.counties import reach_of
from service.api.guard import NEEDS_TOKEN, own_id, parts, who
from service.api.shared import PROBLEMS, Query, answer
from service.api.workers import WorkerPath
from service.assistance.recognition import OWN
from service.assistance.scanning import listed, summary
from service.errors import NotFound

api = APIBlueprint(
    "helping",
    __name__,
    url_prefix="/api/v1",
    abp_tags=[Tag(name="helping", description="Tags, plans, contacts and follow-ups")],
    abp_security=NEEDS_TOKEN,
    abp_responses=PROBLEMS,
)


class TagPath(BaseModel):
    """Which tag."""

    tag_id: str = Field(min_length=1, max_length=64)


class MeasurePath(BaseModel):
    """Which measure."""

    measure_id: str = Field(min_length=1, max_length=64)


class FollowupPath(BaseModel):
    """Which follow-up."""

    followup_id: str = Field(min_length=1, max_length=64)


class ScanQuery(Query):
    """Of which day."""

    as_of: date | None = Field(None, description="Today unless said")


class EntitledQuery(ScanQuery):
    """Of which county, and of which policy."""

    region: str = Field(pattern="^[0-9]{6}$", description="County unit")
    policy: str | None = Field(None, pattern="^[A-Za-z0-9]{1,20}$")
    limit: int = Field(50, ge=1, le=1000)


class DueQuery(Query):
    """Until which day."""

    until: date | None = Field(None, description="Today unless said")


@api.get("/workers/<worker_id>/tags", summary="A worker's tags", responses={200: TagList})
def tags_of(path: WorkerPath) -> Response:
    """Confirmed tags, and which ones the law and the index suggest."""
    return answer(parts().assistance.tagging.of_worker(path.worker_id, parts().today()))


@api.post("/workers/<worker_id>/tags", summary="Confirm a tag", responses={201: TagForm})
def confirm(path: WorkerPath, body: TagRequest) -> Response:
    """Confirm a tag with reason, document and review day; a person does it, never the index."""
    by, at = who().name, parts().clock()
    return answer(parts().assistance.tagging.confirm(path.worker_id, body, by=by, at=at), 201)


@api.post("/tags/<tag_id>/reviews", summary="Keep or end a tag", responses={200: TagForm})
def review(path: TagPath, body: TagEnd) -> Response:
    """With a new review day the tag is kept, without one it ends."""
    by, at = who().name, parts().clock()
    return answer(parts().assistance.tagging.review(path.tag_id, body, by=by, at=at))


@api.get("/me/tags", summary="My tags", responses={200: TagList})
def my_tags() -> Response:
    """How I am tagged, why, and on which document."""
    return answer(parts().assistance.tagging.mine(own_id()))


@api.post("/me/tags/<tag_id>/deletion", summary="Delete my tag", responses={200: TagForm})
def delete_mine(path: TagPath) -> Response:
    """End a tag at the worker's own wish; what the law gives does not depend on it."""
    said, own, at = TagEnd(reason="本人要求删除标注。"), own_id(), parts().clock()
    return answer(parts().assistance.tagging.review(path.tag_id, said, by=OWN, at=at, own=own))


@api.get("/workers/<worker_id>/help", summary="A worker's plan", responses={200: HelpForm})
def help_of(path: WorkerPath) -> Response:
    """Officer, plan, contacts, follow-ups, and how to serve differently."""
    return answer(parts().assistance.helping.of_worker(path.worker_id, parts().today()))


@api.get("/me/help", summary="My plan", responses={200: HelpForm})
def my_help() -> Response:
    """The worker's own plan and follow-ups, without the notes of the office."""
    found = parts().assistance.helping.of_worker(own_id(), parts().today())
    return answer(found.model_copy(update={"contacts": [], "hints": []}))


@api.post("/workers/<worker_id>/help/measures", summary="Plan", responses={201: HelpForm})
def plan(path: WorkerPath, body: MeasureRequest) -> Response:
    """Add a measure to a worker's plan."""
    by, at = who().name, parts().clock()
    return answer(parts().assistance.helping.plan(path.worker_id, body, by=by, at=at), 201)


@api.post("/measures/<measure_id>/end", summary="Close a measure", responses={200: HelpForm})
def close(path: MeasurePath, body: MeasureEnd) -> Response:
    """Note what became of a measure."""
    by, at = who().name, parts().clock()
    return answer(parts().assistance.helping.close(path.measure_id, body, by=by, at=at))


@api.post("/workers/<worker_id>/help/contacts", summary="Note a contact", responses={201: HelpForm})
def contact(path: WorkerPath, body: ContactRequest) -> Response:
    """Write a contact down; what was refused or missed changes the service, never the place."""
    by, at = who().name, parts().clock()
    return answer(parts().assistance.helping.contact(path.worker_id, body, by=by, at=at), 201)


@api.post("/followups/<followup_id>/end", summary="Note a follow-up", responses={200: HelpForm})
def follow_up(path: FollowupPath, body: FollowupEnd) -> Response:
    """Note that a follow-up was made, and how the worker was doing."""
    by, at = who().name, parts().clock()
    return answer(parts().assistance.helping.follow_up(path.followup_id, body, by=by, at=at))


@api.get("/assistance/due", summary="What is due", responses={200: HelpDueForm})
def due(query: DueQuery) -> Response:
    """Steps, reviews, measures and follow-ups to be done by a day."""
    on = query.until or parts().today()
    return answer(parts().assistance.helping.due(on, reach_of(who())))


@api.get("/assistance/scan", summary="What the scan found", responses={200: ScanForm})
def scanned(query: ScanQuery) -> Response:
    """How many people of each county are entitled to what and have not applied, as of a day."""
    on = query.as_of or parts().today()
    return answer(ScanForm.model_validate(summary(parts().settings, on)))


@api.get("/assistance/entitled", summary="People entitled", responses={200: EntitledList})
def entitled(query: EntitledQuery) -> Response:
    """The most urgent people of a county who have not applied; ids only."""
    on, reach = query.as_of or parts().today(), reach_of(who())
    if reach.extent == "county" and query.region != reach.code:
        raise NotFound("没有找到，或不属于此令牌所限的县区。")
    rows = listed(parts().settings, on, query.region, query.policy, limit=query.limit)
    return answer(EntitledList.model_validate({"as_of": on, "people": rows}))
