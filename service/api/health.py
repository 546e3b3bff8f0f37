"""API: whether the service can answer; the only route without a token."""

from flask import Response
from flask_openapi import APIBlueprint, Tag

from service.api.forms import HealthForm
from service.api.guard import parts
from service.api.shared import PROBLEMS, answer

api = APIBlueprint(
    "health",
    __name__,
    url_prefix="/api/v1/health",
    abp_tags=[Tag(name="health", description="Whether the service can answer")],
    abp_responses=PROBLEMS,
)


@api.get("", summary="Health", responses={200: HealthForm, 503: HealthForm})
def health() -> Response:
    """200 when every part is ready, else 503 with the part that is not."""
    form = parts().marketplace.health(parts().today())
    return answer(form, 200 if form.ready else 503)
