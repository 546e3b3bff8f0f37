"""API: what became of a recommendation."""

from flask import Response
from flask_openapi import APIBlueprint, Tag
from pydantic import BaseModel, Field

from service.api.guard import NEEDS_TOKEN, parts, who
from service.api.offers import RecommendationForm, VerdictForm, VerdictRequest
from service.api.shared import PROBLEMS, answer

api = APIBlueprint(
    "recommendations",
    __name__,
    url_prefix="/api/v1/recommendations",
    abp_tags=[Tag(name="recommendations", description="What was shown, and what became of it")],
    abp_security=NEEDS_TOKEN,
    abp_responses=PROBLEMS,
)


class RecommendationPath(BaseModel):
    """Which recommendation."""

    recommendation_id: str = Field(min_length=1, max_length=64)


@api.get("/<recommendation_id>", summary="What was shown", responses={200: RecommendationForm})
def one(path: RecommendationPath) -> Response:
    """A recommendation exactly as it was shown, with all verdicts on it."""
    return answer(parts().verdicts.recommendation(path.recommendation_id))


@api.post(
    "/<recommendation_id>/verdicts", summary="Say what became of it", responses={201: VerdictForm}
)
def judge(path: RecommendationPath, body: VerdictRequest) -> Response:
    """Add a verdict; verdicts are never overwritten, the last one counts."""
    at = parts().clock()
    form = parts().verdicts.judge(path.recommendation_id, body, by=who().name, at=at)
    return answer(form, 201)


@api.delete(
    "/<recommendation_id>/verdicts",
    summary="Take back what was said last",
    responses={200: VerdictForm},
)
def take_back(path: RecommendationPath) -> Response:
    """Take back one's own last "accepted" or "dismissed": nothing is learned of it, no list remembers it."""
    at = parts().clock()
    return answer(parts().verdicts.take_back(path.recommendation_id, by=who().name, at=at))
