"""What the API answers about vacancies, programmes, candidates and verdicts."""

from datetime import date, datetime
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from service.api.ahead_forms import NextClass, PayingVoucher
from service.api.forms import Form, IndexForm, StatutoryForm, WorkerFile


class EvidenceForm(Form):
    """One comparison: what it saw, and what it adds to both parts of the score."""

    comparison: str
    value: float = Field(ge=0, le=1, description="0–1, higher fits better")
    known: bool = Field(description="False where a fact is missing and a neutral value stands in")
    hire: float = Field(description="What it adds to the log-odds of being hired")
    worth: float = Field(description="What it adds to the worth for the worker")
    counselor: str
    worker: str


class RefusalForm(Form):
    """One hard rule that said no."""

    rule: str
    sentence: str
    detail: str


class FindingForm(Form):
    """A demand of a posting that the law forbids, or that is only watched."""

    kind: str
    words: str = Field(description="As the posting says it")
    law: str
    unlawful: bool = Field(
        description="True keeps the vacancy out of matching until it is corrected"
    )


SkillLevel = Literal["expert", "skilled", "familiar", "basic"]
"""精通, 熟练, 熟悉或掌握, 了解."""


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
    findings: list[FindingForm] = Field(default=[], description="What the posting may not ask for")
    skill_levels: dict[str, SkillLevel] = Field(
        default={},
        description="How well the posting asks for a skill, where it says so; not scored",
    )
    either: list[list[str]] = Field(
        default=[], description="Licences of which the posting takes any one; no rule demands them"
    )


class StandingForm(Form):
    """How a worker stands for the places of a vacancy or course after they were given out over everybody."""

    price: float = Field(ge=0, description="What a place costs in score; 0 where places are left")
    referred: bool | None = Field(
        description="Whether a place was given to this worker; None before places were given out"
    )
    instead_of: str | None = Field(description="The best choice that is full")
    n_full: int = Field(description="How many better choices are full")
    counselor: str
    worker: str


class VacancyMatch(Form):
    """A recommended vacancy with both parts of its surplus and the reasons."""

    recommendation_id: str
    rank: int
    vacancy: VacancyForm
    score: float | None = Field(ge=0, le=1, description="None in a list that looks at nobody")
    hire_chance: float | None = Field(ge=0, le=1)
    worth: float | None = Field(ge=0, le=1)
    price: float | None = Field(description="What a place costs; 0 where places are left")
    standing: StandingForm | None = Field(description="None in a list that looks at nobody")
    shown_chance: float | None = Field(
        ge=0,
        le=1,
        description="The chance with which it came to be shown here; verdicts are weighed by it",
    )
    drawn: bool = Field(
        description="Drawn among the next best, so that the ranking learns of more than its favourites"
    )
    evidence: list[EvidenceForm]
    gaps: list[str] = Field(description="Skills asked for and not yet held")
    notes: list[str] = Field(description="What has to be asked because a fact is unknown")


class NearMissForm(Form):
    """What one hard rule cost this worker."""

    rule: str
    sentence: str
    n_refused: int
    n_only: int = Field(description="Vacancies that fail nothing else")
    vacancy_ids: list[str]


class VacancyList(Form):
    """The vacancies recommended to one worker today."""

    worker_id: str
    as_of: date
    personalised: bool = Field(description="False where the worker has not agreed to it")
    bundle: str
    vacancies: list[VacancyMatch]
    n_open: int = Field(description="Vacancies open today")
    near_misses: list[NearMissForm] = Field(
        description="What each hard rule cost, where it was asked for"
    )


class VacancyAnswer(Form):
    """Why a given vacancy fits, or why it was refused."""

    worker_id: str
    as_of: date
    vacancy: VacancyForm
    eligible: bool
    refusals: list[RefusalForm]
    score: float
    hire_chance: float
    worth: float
    standing: StandingForm | None = Field(description="None where the vacancy is not on offer")
    evidence: list[EvidenceForm]
    gaps: list[str]
    notes: list[str]


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
    n_opened: int | None = Field(description="Vacancies closed only for what the course gives")
    n_better: int | None = Field(
        description="Of these, how many pay more than the median of what is open today; None if unknown"
    )
    n_places: int | None
    opened: list[VacancyForm] = Field(description="The first of them; each is a real vacancy")
    standing: StandingForm | None = Field(description="None in a list that looks at nobody")
    median_wage_now: str | None = Field(description="Of the vacancies open to the worker today")
    median_wage_then: str | None = Field(description="Of the opened ones")
    next_class: NextClass | None = Field(None, description="With a free seat, not yet begun")
    voucher: PayingVoucher | None = Field(None, description="What pays for the next class")
    counselor: str
    worker: str


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


Verdict = Literal["accepted", "dismissed", "applied", "hired", "rejected", "enrolled", "completed"]
VerdictReason = Literal[
    "too_far",
    "wage_too_low",
    "wrong_occupation",
    "lacks_skills",
    "lacks_certificate",
    "hours",
    "health",
    "family",
    "has_work",
    "has_training",
    "already_filled",
    "employer_declined",
    "worker_declined",
    "unreachable",
    "other",
]


class VerdictRequest(BaseModel):
    """What became of a recommendation."""

    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True)

    verdict: Verdict
    reason: VerdictReason | None = Field(None, description="A coded reason")
    note: str | None = Field(None, max_length=500)


class VerdictForm(Form):
    """A verdict as recorded."""

    recommendation_id: str
    verdict: Verdict
    reason: VerdictReason | None
    note: str | None
    by: str
    at: datetime
    withdrawn_at: datetime | None = Field(None, description="When it was taken back, if it was")


class VacancyPage(Form):
    """A page of open vacancies; ask for what comes after `next`."""

    vacancies: list[VacancyForm]
    next: str | None


class RecommendationForm(Form):
    """A recommendation exactly as it was shown, with what became of it."""

    recommendation_id: str
    worker_id: str
    kind: Literal["vacancy", "programme"]
    target_id: str
    as_of: date
    rank: int
    bundle: str
    shown: dict[str, object]
    verdicts: list[VerdictForm]


class AdviceForm(Form):
    """Everything there is to say to one worker today."""

    worker: WorkerFile
    index: IndexForm
    statutory: StatutoryForm
    vacancies: VacancyList
    programmes: ProgrammeList
