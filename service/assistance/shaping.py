"""How policies and applications are shown: forms out of rules, verdicts and records."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import cast

from data.codes.law.policies import Policy
from data.codes.law.statutory import Condition
from data.records.applications import Application
from models.law.amounts import amount_words, duration_words
from models.law.evidence import condition_words, field_label
from models.law.policies import IN_DOUBT, Entitlement
from service.api.forms import PredicateForm
from service.api.policy_forms import (
    ApplicationForm,
    EntitlementForm,
    Level,
    PolicyForm,
    State,
    Who,
)

STATE_NAMES = {
    "applied": "已申请，待审核",
    "approved": "已批准",
    "rejected": "未批准",
    "withdrawn": "已撤回",
    "ended": "已停止",
}
BESIDE = {"applied": "待审核", "rejected": "未批准", "withdrawn": "已撤回", "ended": "已停止"}
"""How another application stands beside one that is granted and runs."""


def policy_form(policy: Policy, as_of: date) -> PolicyForm:
    """A version of a policy as anybody may read it."""
    return PolicyForm(
        policy_id=policy.policy_id,
        version=policy.version,
        name=policy.name,
        audience=cast("Who", policy.audience),
        region=policy.region,
        doc_no=policy.doc_no,
        effective_from=policy.effective_from,
        effective_to=policy.effective_to,
        in_force=policy.in_force(as_of),
        certainty=policy.certainty,
        conditions=_words(policy.every),
        one_of=[_words(way) for way in policy.alternatives],
        to_show=list(policy.to_show),
        amount=amount_words(policy.amount),
        duration=duration_words(policy.duration),
        sources=list(policy.sources),
        note=policy.note,
    )


def entitlement_form(
    found: Entitlement,
    *,
    taken: Iterable[Application],
    as_of: date,
    barred_by: Sequence[str],
    staff: bool,
) -> EntitlementForm:
    """A verdict with its evidence; figures that nobody verified are for staff alone."""
    policy = found.policy
    return EntitlementForm(
        policy_id=policy.policy_id,
        version=policy.version,
        name=policy.name,
        doc_no=policy.doc_no,
        certainty=policy.certainty,
        verdict=found.verdict.value,
        sentence=found.sentence,
        doubt=None if policy.certainty == "official" else IN_DOUBT,
        first=found.first,
        evidence=[
            PredicateForm(condition=e.label, verdict=e.verdict.value, sentence=e.sentence)
            for e in found.evidence
        ],
        missing=[field_label(name) for name in found.missing],
        amount=found.amount,
        amount_reference=found.reference if staff else None,
        most_fen=found.most_fen,
        duration=found.duration,
        to_show=list(policy.to_show),
        taken=standing([a for a in taken if a.policy_id == policy.policy_id], as_of),
        barred_by=list(barred_by),
        note=policy.note if staff else "",
    )


def standing(taken: Sequence[Application], as_of: date) -> str | None:
    """What is told of several applications for one policy: what is granted and runs, and what counts beside it."""
    counts = _counts(taken)
    if counts is None:
        return None
    runs = any(a.state == "approved" and as_of <= (a.ends_on or as_of) for a in taken)
    if not runs or counts.state == "approved":
        return STATE_NAMES[counts.state]
    return f"{STATE_NAMES['approved']}；{counts.applied_on}的申请{BESIDE[counts.state]}"


def _counts(taken: Sequence[Application]) -> Application | None:
    """One that waits, else one of the newest day; of one day what was granted: their order there says nothing."""
    newest = max((a.applied_on for a in taken), default=None)
    some = [a for a in taken if a.state == "applied"] or [
        a for a in taken if a.applied_on == newest
    ]
    return max(some, key=lambda a: (a.state == "approved", a.applied_on), default=None)


def application_form(
    asked: Application, warnings: Sequence[str], *, reason: str | None = None
) -> ApplicationForm:
    """An application as it stands; `reason` is what the last step was given for."""
    return ApplicationForm(
        application_id=asked.application_id,
        policy_id=asked.policy_id,
        rule=f"{asked.policy_id}@{asked.rule_from.isoformat()}",
        worker_id=asked.worker_id,
        employer=asked.employer,
        state=cast("State", asked.state),
        state_name=STATE_NAMES[asked.state],
        applied_on=asked.applied_on,
        applied_by=asked.applied_by,
        occupation=asked.occupation,
        level=cast("Level | None", asked.level),
        starts_on=asked.starts_on,
        ends_on=asked.ends_on,
        amount_fen=asked.amount_fen,
        decided_on=asked.decided_on,
        decided_by=asked.decided_by,
        reason=reason,
        warnings=list(warnings),
    )


def _words(conditions: Iterable[Condition]) -> list[str]:
    return [condition_words(condition) for condition in conditions]
