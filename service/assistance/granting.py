"""What an approval respects: verified amounts, the span counted from the first time, and the exclusions."""

from dataclasses import replace
from datetime import date

from data.codes.law.exclusions import Exclusion, exclusions
from data.codes.law.policies import Policy
from data.records import applications, rules
from data.records.applications import COUNTED, Application
from data.records.assistance_events import steps_of
from data.store import Connection
from models.law.amounts import ends_on, most_fen
from models.law.evidence import Verdict
from models.law.excluding import excluded_by
from models.law.policies import Entitlement, for_employer, for_person
from models.law.retirement import retires_on
from models.law.statutory import check
from service.api.policy_forms import ApplicationDecision
from service.assistance.calculator import award_of, awards, rule_of
from service.assistance.facts import LawFacts, law_facts
from service.assistance.shaping import STATE_NAMES
from service.errors import Conflict
from service.wording import yuan


def approved(
    db: Connection, asked: Application, said: ApplicationDecision, today: date
) -> Application:
    """The application as granted; raises with the first thing that speaks against it."""
    policy = rule_of(db, asked)
    if certain := bars(db, asked, policy):
        raise Conflict(f"不能批准：{certain[0]}")
    judged = entitlement(db, asked, policy)
    if said.amount_fen is None:
        raise Conflict("批准时须填写金额。")
    if not said.document and (grounds := needs_document(policy, judged)):
        raise Conflict(grounds[0])
    if asked.worker_id is None:
        _check_amount(policy, said.amount_fen, said_by_employer(db, asked))
        return replace(asked, amount_fen=said.amount_fen, ends_on=_plain_end(policy, asked))
    facts = law_facts(db, asked.worker_id, today)
    _check_amount(policy, said.amount_fen, {**facts.person, "level": asked.level})
    last = _last_day(db, policy, asked, facts, today)
    return replace(asked, amount_fen=said.amount_fen, ends_on=last)


def against(db: Connection, asked: Application, policy: Policy) -> tuple[Exclusion, ...]:
    """The rules between subsidies that stand against an application."""
    if asked.worker_id is None:
        return ()
    others = [
        a
        for a in applications.of_worker(db, asked.worker_id)
        if a.application_id != asked.application_id and a.state in COUNTED
    ]
    return excluded_by(award_of(asked, policy), awards(others, rules.policies(db)), exclusions())


def against_deciding(asked: Application, by: str) -> str | None:
    """Why this person cannot decide an application; None where nothing stands against it."""
    if asked.state != "applied":
        return f"此申请现为“{STATE_NAMES[asked.state]}”，不能再审核。"
    return "审核人与受理人不能是同一人。" if asked.applied_by == by else None


def bars(db: Connection, asked: Application, policy: Policy) -> list[str]:
    """What no approval gets past: rules between subsidies whose text is known."""
    found = against(db, asked, policy)
    return [rule.sentence for rule in found if rule.certainty != "unverified"]


def needs_document(policy: Policy, judged: Entitlement | None) -> list[str]:
    """Why an approval has to name the document it rests on; nothing where it need not."""
    found = []
    if judged is not None and judged.verdict is not Verdict.PASS:
        found.append(f"{judged.sentence}仍要批准的，须填写所依据的材料或文书。")
    if not policy.amount.verified:
        found.append("此政策的金额尚未核实，批准时须填写所依据的现行文件。")
    return found


def doubts(db: Connection, asked: Application, policy: Policy) -> list[str]:
    """What whoever decides has to know: conditions not met or open on the day, and rules against it."""
    found = [rule.sentence for rule in against(db, asked, policy)]
    judged = entitlement(db, asked, policy)
    if judged is not None and judged.verdict is not Verdict.PASS:
        found.insert(0, judged.sentence)
    return found


def entitlement(db: Connection, asked: Application, policy: Policy) -> Entitlement | None:
    """The verdict of an application's own rule on the facts of the day it was made."""
    if asked.worker_id is None:
        said = for_employer(said_by_employer(db, asked), asked.applied_on, [policy])
        return said[0] if said else None
    facts = law_facts(db, asked.worker_id, asked.applied_on)
    checked = check(facts.person, facts.as_of, household=facts.household)
    found = for_person(
        facts.person, facts.as_of, [policy], check=checked, household=facts.household
    )
    return found[0] if found else None


def said_by_employer(db: Connection, asked: Application) -> dict[str, object]:
    """What an employer said of itself as it applied; nothing of a worker's application."""
    first = steps_of(db, "policy", asked.application_id)[0]
    said = first.facts.get("said")
    return dict(said) if isinstance(said, dict) else {}


def _check_amount(policy: Policy, amount_fen: int, facts: dict[str, object]) -> None:
    most = most_fen(policy.amount, facts)
    if most is not None and amount_fen > most:
        raise Conflict(f"金额超过规定上限{yuan(most)}元。")


def _last_day(
    db: Connection, policy: Policy, asked: Application, facts: LawFacts, today: date
) -> date | None:
    """The last day by the span of the policy, counted from the first time it was granted."""
    granted = [
        a
        for a in applications.of_worker(db, facts.worker_id)
        if a.policy_id == asked.policy_id and a.state in {"approved", "ended"}
    ]
    if policy.duration is None:
        return date(asked.starts_on.year, 12, 31)
    person = facts.person
    last = ends_on(
        policy.duration,
        min((a.starts_on for a in granted), default=asked.starts_on),
        first_approved_on=min((a.decided_on for a in granted if a.decided_on), default=today),
        retirement=retires_on(person["birth_on"], person["retire_track"], person["sex"]),
        insured_months=person["ui_months"],
    )
    if last is not None and last < asked.starts_on:
        raise Conflict(f"此政策的享受期限已于{last}届满。")
    return last


def _plain_end(policy: Policy, asked: Application) -> date | None:
    if policy.duration is None:
        return date(asked.starts_on.year, 12, 31)
    return ends_on(
        policy.duration, asked.starts_on, first_approved_on=asked.starts_on, retirement=None
    )
