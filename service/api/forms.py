"""What the API answers about a worker; the command line's `--json` prints the same forms."""

from datetime import UTC, date, datetime
from typing import Annotated, Literal

from pydantic import AfterValidator, AwareDatetime, BaseModel, ConfigDict, Field

Verdict = Literal["pass", "fail", "unknown"]
"""The three answers of a statutory condition."""


def _in_time(moment: datetime) -> datetime:
    try:
        moment.astimezone(UTC)
    except OverflowError:
        raise ValueError("没有这样的时刻") from None
    return moment


Moment = Annotated[AwareDatetime, AfterValidator(_in_time)]
"""With its zone; beyond the first and the last year, another zone's moment is none of UTC's."""


class Form(BaseModel):
    """Frozen, so that an answer is made once."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Fact(Form):
    """One field of a worker's file, in words."""

    name: str
    label: str
    value: str | int | float | bool | list[str] | None
    text: str = Field(description="The value as a person reads it")


class WorkerFile(Form):
    """A worker's file as known on a day; who it is appears masked."""

    worker_id: str
    name: str = Field(description="Masked, such as 张*")
    id_number: str = Field(description="Masked, such as 1409**********1234")
    phone: str | None = Field(description="Masked, such as 138****1234")
    as_of: date
    valid_on: date = Field(description="The day this version became known")
    facts: list[Fact]
    missing: list[str] = Field(description="Labels of the fields nobody has filled in yet")


class ReasonForm(Form):
    """One exact part of the index; the parts and the baseline sum to its log-odds."""

    key: str
    family: str
    value: str
    contribution: float
    changeable: bool
    counselor: str
    worker: str


class FamilyForm(Form):
    """The sum of one family's reasons."""

    family: str
    label: str
    contribution: float


class CurvePoint(Form):
    """Chance of no stable work by a horizon."""

    months: int
    chance: float = Field(ge=0, le=1)


class LeverForm(Form):
    """A change that would lower the index, and the live vacancies that it would open."""

    key: str
    family: str
    change: float = Field(le=0, description="Points of the index; never above 0")
    index: float = Field(ge=0, le=100, description="The index with this change")
    n_vacancies: int = Field(ge=0, description="Live vacancies that this change alone would open")
    n_places: int = Field(ge=0, description="Places in them")
    vacancy_ids: list[str] = Field(description="The best of them")
    counselor: str
    worker: str


class IndexForm(Form):
    """The difficulty index of one worker, with curve and exact reasons."""

    worker_id: str
    as_of: date
    index: float | None = Field(ge=0, le=100, description="None where the index abstains")
    in_spell: bool
    curve: list[CurvePoint]
    baseline: float
    families: list[FamilyForm]
    reasons: list[ReasonForm]
    kind: str | None = Field(
        description="Type of difficulty: of the family that raises the index most"
    )
    degree: str | None = Field(description="Degree of difficulty in words; it decides nothing")
    levers: list[LeverForm] = Field(description="What would lower the index, the largest first")
    missing: list[str] = Field(description="Labels of the fields that the index would still need")
    bundle: str
    note: str = Field(description="How the number may be used")


class PredicateForm(Form):
    """One statutory condition with what it was judged by."""

    condition: str
    verdict: Verdict
    sentence: str = Field(description="The fields looked at and what they hold")


class CategoryForm(Form):
    """One statutory category (D1–D9)."""

    code: str
    name: str
    verdict: Verdict
    sentence: str
    predicates: list[PredicateForm]
    missing: list[str] = Field(description="Fields that would decide it")
    certainty: str = Field(description="How sure we are of the rule's text")


class StatutoryForm(Form):
    """A pre-check by the regulation in force; only the county certifies."""

    worker_id: str
    as_of: date
    regulation: str | None
    valid: str | None = Field(description="From when to when the regulation is in force")
    preconditions: list[PredicateForm]
    categories: list[CategoryForm]
    suggested: list[str] = Field(description="Codes of the categories met by what is on file")
    undecided: list[str]
    notice: str


class HealthForm(Form):
    """Whether the service can answer, part by part."""

    ready: bool
    database: str
    bundle: str | None
    vacancies: int
    version: str
