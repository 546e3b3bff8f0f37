"""API: what employers do without a token, by signed codes; slow for anybody who tries many."""

from flask import Response
from flask_openapi import APIBlueprint, Tag
from pydantic import BaseModel, Field

from service.api.guard import admit, parts
from service.api.public_forms import (
    AboutForm,
    AboutRequest,
    AnswerForm,
    AnswerRequest,
    LetterCheck,
    LookForm,
    LookRequest,
)
from service.api.shared import PROBLEMS, answer

api = APIBlueprint(
    "public",
    __name__,
    url_prefix="/api/v1/public",
    abp_tags=[Tag(name="public", description="For employers: by a signed code, without a token")],
    abp_responses=PROBLEMS,
)


class LetterPath(BaseModel):
    """The code on a letter, as printed or typed."""

    code: str = Field(min_length=1, max_length=40)


@api.before_request
def _slow_down() -> None:
    admit("public")


@api.get("/letters/<code>", summary="Check a letter", responses={200: LetterCheck})
def letter(path: LetterPath) -> Response:
    """Valid, expired or withdrawn; for which post; a masked name. Nothing else."""
    return answer(parts().letters.check(path.code, parts().today()))


@api.post("/referrals/look", summary="See who was referred", responses={200: LookForm})
def look(body: LookRequest) -> Response:
    """How many are on the way to the post, and the résumés of those who agreed."""
    return answer(parts().employers.look(body.code, at=parts().clock()))


@api.post("/referrals/about", summary="Whom a link is about", responses={200: AboutForm})
def about(body: AboutRequest) -> Response:
    """The post, the day and the letter's code; the name only where the person agreed."""
    return answer(parts().employers.about(body.code, at=parts().clock()))


@api.post("/referrals/answer", summary="Answer about one person", responses={200: AnswerForm})
def tell(body: AnswerRequest) -> Response:
    """Interviewed, offered, hired, declined with a reason, or the post is filled."""
    return answer(parts().employers.answer(body, at=parts().clock()))
