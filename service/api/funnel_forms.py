"""What the API answers about the funnel of referrals."""

from datetime import date

from pydantic import Field

from service.api.forms import Form


class StageForm(Form):
    """How many came at least so far."""

    stage: str
    label: str
    count: int | None = Field(description="None where it is too small to be shown")


class FunnelLine(Form):
    """One group's funnel."""

    group: str
    name: str
    stages: list[StageForm]


class ClosingForm(Form):
    """How many referrals ended for a reason."""

    reason: str
    label: str
    count: int | None = Field(description="None where it is too small to be shown")


class FunnelForm(Form):
    """Referrals begun in some time and how far they came, by group, with the total."""

    since: date
    until: date
    by: str
    groups: list[FunnelLine]
    total: FunnelLine
    closings: list[ClosingForm]
    notice: str
