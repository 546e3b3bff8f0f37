"""What the API answers about policies, and what it is told about applications."""

from datetime import date
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from service.api.forms import Form, PredicateForm, Verdict

Level = Literal["special", "5", "4", "3", "2", "1", "expert", "chief"]
Who = Literal["person", "employer"]
State = Literal["applied", "approved", "rejected", "withdrawn", "ended"]


class PolicyForm(Form):
    """One version of a policy."""

    policy_id: str
    version: str
    name: str
    audience: Who
    region: str
    doc_no: str
    effective_from: date
    effective_to: date | None
    in_force: bool
    certainty: str = Field(description="official, mirror or unverified")
    conditions: list[str]
    one_of: list[list[str]] = Field(description="At least one of these groups has to hold")
    to_show: list[str] = Field(description="What has to be shown at the counter")
    amount: str = Field(description="待核实 where nobody has read it at the source")
    duration: str | None
    sources: list[str]
    note: str


class EntitlementForm(Form):
    """One policy for one worker or employer, with what it was judged by."""

    policy_id: str
    version: str = Field(
        description="The rule's version: ask again with it and the answer is the same"
    )
    name: str
    doc_no: str
    certainty: str
    verdict: Verdict
    sentence: str
    doubt: str | None = Field(description="Said where the text was not read at its source")
    first: str | None = Field(description="What has to be done before anything else")
    evidence: list[PredicateForm]
    missing: list[str] = Field(description="Labels of the facts that would decide it")
    amount: str
    amount_reference: str | None = Field(description="For staff: figures seen and not verified")
    most_fen: int | None = Field(description="The most that may be paid; only of verified amounts")
    duration: str | None
    to_show: list[str]
    taken: str | None = Field(description="What this worker has asked for or holds of it")
    barred_by: list[str] = Field(description="Rules against it, given what the worker has had")
    note: str


class Calculation(Form):
    """All policies for one worker or employer on a day."""

    worker_id: str | None
    as_of: date
    entitlements: list[EntitlementForm]
    lapsed: list[str] = Field(description="Policies whose last known version has run out")
    notice: str


class PolicyList(Form):
    """The catalogue on a day."""

    as_of: date
    policies: list[PolicyForm]


class EmployerRequest(BaseModel):
    """What an employer says of itself; what it leaves out stays unknown."""

    model_config = ConfigDict(extra="forbid")

    size: Literal["large", "medium", "small", "micro"] | None = None
    n_staff: int | None = Field(None, ge=0, le=1_000_000)
    n_hired: int | None = Field(None, ge=0, le=1_000_000)
    n_hard_to_employ: int | None = Field(None, ge=0, le=1_000_000)
    n_young: int | None = Field(None, ge=0, le=1_000_000)
    contract_months: int | None = Field(None, ge=0, le=1200)
    kept_months: int | None = Field(None, ge=0, le=1200)
    pays_insurance: bool | None = None
    new_insured_months: int | None = Field(None, ge=0, le=1200)
    insured_months: int | None = Field(None, ge=0, le=1200)
    premium_fen: int | None = Field(None, ge=0, le=10**15)
    layoff_percent: float | None = Field(None, ge=0, le=100)
    disabled_percent: float | None = Field(None, ge=0, le=100)


class ApplicationRequest(BaseModel):
    """An application for a policy."""

    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True)

    occupation: str | None = Field(
        None, max_length=20, description="Where the policy is for a trade"
    )
    level: Level | None = None
    short_trade: bool = Field(False, description="The trade is in short supply (急需紧缺)")
    starts_on: date | None = Field(None, description="First day asked for; today unless said")


class EmployerApplication(BaseModel):
    """An employer's application with what it says of itself."""

    model_config = ConfigDict(extra="forbid")

    facts: EmployerRequest
    starts_on: date | None = Field(None, description="First day asked for; today unless said")


Reason = Annotated[str, Field(min_length=2, max_length=500, description="In a sentence")]


class ApplicationDecision(BaseModel):
    """A second person's decision on an application."""

    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True)

    decision: Literal["approved", "rejected"]
    amount_fen: int | None = Field(None, ge=0, le=10**12)
    document: str | None = Field(None, max_length=200, description="The document it rests on")
    reason: Reason


class ApplicationEnd(BaseModel):
    """Why an application is taken back, or a subsidy ends before its day."""

    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True)

    reason: Reason


class ApplicationForm(Form):
    """An application as it stands."""

    application_id: str
    policy_id: str
    rule: str
    worker_id: str | None
    employer: str | None
    state: State
    state_name: str
    applied_on: date
    applied_by: str
    occupation: str | None
    level: Level | None
    starts_on: date
    ends_on: date | None
    amount_fen: int | None
    decided_on: date | None
    decided_by: str | None
    reason: str | None = Field(description="Why it was decided, taken back or ended so")
    warnings: list[str] = Field(description="What speaks against it; a person decides")


class ApplicationList(Form):
    """Applications of a worker, or those waiting for a decision."""

    applications: list[ApplicationForm]
    more: bool = Field(False, description="Others wait behind these; decide some and ask again")
