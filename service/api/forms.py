"""What the API answers: one pydantic model an answer, shared with the command line's `--json`."""

from datetime import date, datetime
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field


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
    missing: list[str]
    bundle: str
    note: str = Field(description="How the number may be used")


class PredicateForm(Form):
    """One statutory condition with what it was judged by."""

    sentence: str
    verdict: Literal["pass", "fail", "unknown"]
    evidence: str


class CategoryForm(Form):
    """One statutory category (D1–D9)."""

    code: str
    name: str
    verdict: Literal["pass", "fail", "unknown"]
    predicates: list[PredicateForm]
    missing: list[str]
    source: str
    status: str = Field(description="Whether the rule's text was verified")


class StatutoryForm(Form):
    """A pre-check by law; only the county certifies."""

    worker_id: str
    as_of: date
    categories: list[CategoryForm]
    note: str


class EvidenceForm(Form):
    """One comparison: what it saw, and how well it fits."""

    comparison: str
    score: float = Field(ge=0, le=1)
    weight: float
    counselor: str
    worker: str


class RefusalForm(Form):
    """One hard rule that said no."""

    rule: str
    sentence: str
    detail: str


class VacancyForm(Form):
    """A vacancy as a person reads it."""

    vacancy_id: str
    title: str
    employer: str
    occupation: str | None
    occupation_name: str | None
    region: str | None
    place: str | None
    wage: str
    places: int
    posted_on: date | None
    expires_on: date | None


class VacancyMatch(Form):
    """A recommended vacancy with both parts of its surplus and the reasons."""

    recommendation_id: str
    rank: int
    vacancy: VacancyForm
    score: float = Field(ge=0, le=1)
    hire_chance: float = Field(ge=0, le=1)
    worth: float = Field(ge=0, le=1)
    evidence: list[EvidenceForm]
    gaps: list[str]


class VacancyList(Form):
    """The vacancies recommended to one worker today."""

    worker_id: str
    as_of: date
    personalised: bool = Field(description="False where the worker has not agreed to it")
    bundle: str
    vacancies: list[VacancyMatch]
    refused: dict[str, int] = Field(description="How many vacancies each rule cost")
    near_misses: dict[str, int] = Field(description="How many only this rule closes")


class VacancyAnswer(Form):
    """Why a given vacancy fits, or why it was refused."""

    worker_id: str
    as_of: date
    vacancy: VacancyForm
    eligible: bool
    refusals: list[RefusalForm]
    score: float | None
    hire_chance: float | None
    worth: float | None
    evidence: list[EvidenceForm]
    gaps: list[str]


class ProgrammeForm(Form):
    """A course as a person reads it."""

    programme_id: str
    title: str
    institution: str
    region: str
    place: str | None
    gives: list[str]
    days: int | None
    cost: str
    seats: int
    starts_on: date | None


class ProgrammeMatch(Form):
    """A recommended course and what it opens."""

    recommendation_id: str
    rank: int
    programme: ProgrammeForm
    n_opened: int = Field(ge=1, description="Vacancies closed only for what the course gives")
    opened: list[VacancyForm] = Field(description="The first of them; each is a real vacancy")
    median_wage_now: str | None
    median_wage_then: str | None
    reason: str


class ProgrammeList(Form):
    """The courses recommended to one worker today."""

    worker_id: str
    as_of: date
    personalised: bool
    bundle: str
    programmes: list[ProgrammeMatch]


class CandidateForm(Form):
    """A worker who fits a vacancy; the id only, never who it is."""

    worker_id: str
    rank: int
    score: float
    hire_chance: float
    worth: float


class CandidateList(Form):
    """The best candidates of a vacancy."""

    vacancy: VacancyForm
    as_of: date
    candidates: list[CandidateForm]


Verdict = Literal["accepted", "dismissed", "referred", "applied", "hired", "rejected"]


class VerdictRequest(BaseModel):
    """What became of a recommendation."""

    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True)

    verdict: Verdict
    reason: str | None = Field(None, max_length=40, description="A coded reason")
    note: str | None = Field(None, max_length=500)


class VerdictForm(Form):
    """A verdict as recorded."""

    recommendation_id: str
    verdict: Verdict
    reason: str | None
    note: str | None
    by: str
    at: datetime


class HealthForm(Form):
    """Whether the service can answer, part by part."""

    ready: bool
    database: str
    bundle: str | None
    vacancies: int
    version: str
