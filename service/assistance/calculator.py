"""The policy calculator: what a worker or an employer may have, by the rules and facts of a day."""

from datetime import date, datetime

from data.codes.law.exclusions import exclusions
from data.codes.law.policies import Policy, lapsed
from data.records import applications, rules
from data.records.applications import COUNTED, Application
from data.store import Connection, Store, reading
from models.law.excluding import Award, excluded_by
from models.law.policies import NOTICE, Entitlement, for_employer, for_person
from models.law.statutory import check
from service.api.policy_forms import Calculation, EmployerRequest, PolicyForm, PolicyList
from service.assistance.facts import law_facts
from service.assistance.shaping import entitlement_form, policy_form
from service.errors import NotFound


class Calculator:
    """Answers which policies fit; it decides nothing."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def of_worker(
        self, worker_id: str, as_of: date, *, known_at: datetime | None = None, staff: bool = True
    ) -> Calculation:
        """Every policy for one worker; `known_at` answers by the rules as they were known then."""
        with reading(self._store) as db:
            facts = law_facts(db, worker_id, as_of)
            versions = rules.policies(db, known_at)
            taken = [a for a in applications.of_worker(db, worker_id) if a.applied_on <= as_of]
        checked = check(facts.person, as_of, household=facts.household)
        found = for_person(facts.person, as_of, versions, check=checked, household=facts.household)
        held = awards(taken, versions)
        return Calculation(
            worker_id=worker_id,
            as_of=as_of,
            entitlements=[
                entitlement_form(
                    e, taken=taken, as_of=as_of, barred_by=_barred(e, held, as_of), staff=staff
                )
                for e in found
            ],
            lapsed=_lapsed(versions, as_of, "person"),
            notice=NOTICE,
        )

    def of_employer(self, said: EmployerRequest, as_of: date) -> Calculation:
        """Every policy for an employer, by what it says of itself."""
        with reading(self._store) as db:
            versions = rules.policies(db)
        found = for_employer(said.model_dump(), as_of, versions)
        return Calculation(
            worker_id=None,
            as_of=as_of,
            entitlements=[
                entitlement_form(e, taken=(), as_of=as_of, barred_by=(), staff=True) for e in found
            ],
            lapsed=_lapsed(versions, as_of, "employer"),
            notice=NOTICE,
        )

    def catalogue(self, as_of: date) -> PolicyList:
        """All versions, those in force on the day first."""
        with reading(self._store) as db:
            versions = rules.policies(db)
        forms = [policy_form(p, as_of) for p in versions]
        return PolicyList(as_of=as_of, policies=sorted(forms, key=lambda f: not f.in_force))

    def versions_of(self, policy_id: str, as_of: date) -> PolicyList:
        """Every version of one policy, oldest first."""
        forms: list[PolicyForm] = [
            f for f in self.catalogue(as_of).policies if f.policy_id == policy_id
        ]
        if not forms:
            raise NotFound(f"没有编号为“{policy_id}”的政策。")
        return PolicyList(as_of=as_of, policies=sorted(forms, key=lambda f: f.effective_from))


def awards(taken: list[Application], versions: tuple[Policy, ...]) -> list[Award]:
    """What somebody has asked for or had, as the exclusions see it."""
    by_version = {(p.policy_id, p.effective_from): p for p in versions}
    return [
        award_of(a, by_version[a.policy_id, a.rule_from])
        for a in taken
        if a.state in COUNTED and (a.policy_id, a.rule_from) in by_version
    ]


def award_of(asked: Application, policy: Policy) -> Award:
    """One application as the exclusions see it."""
    return Award(
        asked.policy_id,
        policy.item,
        policy.fund,
        asked.starts_on,
        ends_on=asked.ends_on,
        occupation=asked.occupation,
        level=asked.level,
        short_trade=asked.short_trade,
    )


def rule_of(db: Connection, asked: Application) -> Policy:
    """The version of the rule under which an application was made."""
    found = [
        p
        for p in rules.policies(db)
        if (p.policy_id, p.effective_from) == (asked.policy_id, asked.rule_from)
    ]
    if not found:
        raise NotFound(f"没有政策“{asked.policy_id}”在{asked.rule_from}生效的版本。")
    return found[0]


def _barred(found: Entitlement, held: list[Award], as_of: date) -> list[str]:
    policy = found.policy
    asked = Award(policy.policy_id, policy.item, policy.fund, as_of)
    return [rule.sentence for rule in excluded_by(asked, held, exclusions())]


def _lapsed(versions: tuple[Policy, ...], as_of: date, audience: str) -> list[str]:
    return [
        f"“{p.name}”（{p.policy_id}，{p.doc_no}）的已知版本到{p.effective_to}为止，"
        "此后是否继续待核实，暂不预检。"
        for p in lapsed(versions, as_of)
        if p.audience == audience
    ]
