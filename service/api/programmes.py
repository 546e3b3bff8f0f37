"""API: training programmes."""

from flask import Response
from flask_openapi import APIBlueprint, Tag
from pydantic import BaseModel, Field

from service.api.guard import NEEDS_TOKEN, parts
from service.api.offers import ProgrammeForm
from service.api.shared import PROBLEMS, answer

api = APIBlueprint(
    "programmes",
    __name__,
    url_prefix="/api/v1/programmes",
    abp_tags=[Tag(name="programmes", description="Training programmes")],
    abp_security=NEEDS_TOKEN,
    abp_responses=PROBLEMS,
)


class ProgrammePath(BaseModel):
    """Which programme."""

    programme_id: str = Field(min_length=1, max_length=200)


@api.get("/<programme_id>", summary="A programme", responses={200: ProgrammeForm})
def one(path: ProgrammePath) -> Response:
    """A programme as it is now, with its free seats."""
    return answer(parts().marketplace.programme(path.programme_id))
