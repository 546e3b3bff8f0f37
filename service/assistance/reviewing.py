"""What whoever looks at an application has before them: rule, evidence, what stands in the way, history."""

from collections.abc import Mapping
from dataclasses import dataclass

from data.records import applications
from data.records.applications import Application
from data.records.assistance_events import Step, steps_of
from data.schema_law import EMPLOYER_COLUMNS
from data.store import Connection
from service.api.policy_forms import EntitlementForm, PolicyForm
from service.assistance.calculator import rule_of
from service.assistance.granting import (
    against,
    against_deciding,
    bars,
    entitlement,
    needs_document,
    said_by_employer,
)
from service.assistance.shaping import entitlement_form, policy_form
from service.wording import text_of


@dataclass(frozen=True, slots=True)
class Reviewed:
    """An application with all that a decision on it looks at.

    `judged` is by the file as of the day of the application; `bars` no approval gets past, `warnings` are
    rules whose text is not known; `needs` says why a document has to be named; `refusal` why whoever asks
    cannot decide.
    """

    asked: Application
    policy: PolicyForm
    judged: EntitlementForm | None
    bars: list[str]
    warnings: list[str]
    needs: list[str]
    refusal: str | None
    said: Mapping[str, str]
    steps: tuple[Step, ...]

    @property
    def reason(self) -> str | None:
        """What the last step was given for."""
        return self.steps[-1].reason if self.steps else None


def reviewed(db: Connection, asked: Application, by: str) -> Reviewed:
    """All of it, for somebody of this name; `db` is not narrowed, so ask first whose application it is."""
    policy = rule_of(db, asked)
    found = entitlement(db, asked, policy)
    waits = asked.state == "applied"
    certain = bars(db, asked, policy) if waits else []
    others = [rule.sentence for rule in against(db, asked, policy)] if waits else []
    return Reviewed(
        asked=asked,
        policy=policy_form(policy, asked.applied_on),
        judged=None
        if found is None
        else entitlement_form(found, taken=(), barred_by=(), staff=True, as_of=asked.applied_on),
        bars=certain,
        warnings=[sentence for sentence in others if sentence not in certain],
        needs=needs_document(policy, found),
        refusal=against_deciding(asked, by),
        said=_in_words(said_by_employer(db, asked)) if asked.employer else {},
        steps=steps_of(db, "policy", asked.application_id),
    )


def next_to_decide(db: Connection, by: str) -> str | None:
    """The application that has waited longest for a decision by this person, of those on this connection."""
    waiting = applications.waiting(db, 1, not_by=by)
    return waiting[0].application_id if waiting else None


def _in_words(said: Mapping[str, object]) -> dict[str, str]:
    return {c.label: str(text_of(c, said[c.name])) for c in EMPLOYER_COLUMNS if c.name in said}
