"""What anybody with a code may ask and is told: employers' answers, résumés after consent, letters."""

from datetime import date
from typing import Literal, Self

from pydantic import Field, model_validator

from models.referring.reasons import BY_CODE, EMPLOYER
from service.api.forms import Form
from service.api.referral_forms import Request

Answer = Literal["interviewed", "offered", "hired", "declined", "filled"]


class LetterCheck(Form):
    """All there is to know of a letter by its code."""

    state: Literal["valid", "expired", "withdrawn"]
    title: str
    name: str = Field(description="Masked, such as 张*")
    valid_until: date


class AnswerRequest(Request):
    """An employer's answer about one person, by the code of the link."""

    code: str = Field(min_length=10, max_length=400)
    answer: Answer
    reason: str | None = Field(None, max_length=40, description="Why somebody was declined")
    starts_on: date | None = Field(None, description="The first day at work of somebody hired")

    @model_validator(mode="after")
    def _complete(self) -> Self:
        if (self.answer == "declined") != (self.reason is not None):
            raise ValueError("未录用须选原因，其他答复不写原因")
        if self.reason is not None and not _is_an_employers(self.reason):
            raise ValueError("没有这个未录用原因")
        if (self.answer == "hired") != (self.starts_on is not None):
            raise ValueError("录用须写到岗日期，其他答复不写")
        return self


class AnswerForm(Form):
    """What was written down."""

    title: str
    state: str = Field(description="How it stands now, in words")
    changed: bool = Field(description="False where the same answer was there before")


class AboutRequest(Request):
    """About whom a link asks."""

    code: str = Field(min_length=10, max_length=400)


class AboutForm(Form):
    """What tells an employer whom a link is about, without saying who it is before that person agreed."""

    title: str
    referred_on: date
    letter_code: str | None = Field(description="Printed on the letter that the person brings")
    name: str | None = Field(description="Only after consent")
    state: str


class LookRequest(Request):
    """An employer looks at who was referred, by the code of the vacancy's link."""

    code: str = Field(min_length=10, max_length=400)


class ResumeForm(Form):
    """One person who agreed to be shown: the least the post needs, and where to answer."""

    name: str
    phone: str | None
    skills: list[str]
    certificates: list[str]
    licences: list[str]
    education: str
    experience: str
    occupations: list[str]
    state: str
    answer_code: str


class LookForm(Form):
    """Who was referred to a vacancy: a count, and only those who agreed by name."""

    title: str
    n_referred: int = Field(description="People on the way to this post")
    resumes: list[ResumeForm]
    notice: str


def _is_an_employers(code: str) -> bool:
    reason = BY_CODE.get(code)
    return reason is not None and reason.phase == "before" and EMPLOYER in reason.said_by
