"""Which policies a worker or an employer may have: verdict, evidence, what is missing, what it pays."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import pyarrow as pa
import pyarrow.compute as pc

from data.codes.law.policies import Policy, in_force
from data.codes.law.statutory import Condition
from data.codes.regions import within
from data.schema import arrow_schema, snapshot_columns
from data.schema_law import EMPLOYER_COLUMNS, LAW_COLUMNS
from models.law.amounts import amount_words, duration_words, most_fen, reference_words
from models.law.cases import SCHEMA, case_of_one, found
from models.law.conditions import FIELD_LABELS
from models.law.evidence import Evidence, Person, Verdict
from models.law.households import Household, first_of_homes, jobless_homes
from models.law.predicates import Case
from models.law.predicates_policies import POLICY_PREDICATES
from models.law.statutory import StatutoryCheck, candidates
from models.law.weighing import all_hold, as_words, missing_of, verdict_of

_READ = frozenset(f for p in POLICY_PREDICATES.values() for f in p.fields) | set(SCHEMA.names)
FILE_COLUMNS = tuple(c for c in snapshot_columns() if c.name in _READ or c.name == "region")
POLICY_SCHEMA = arrow_schema((*FILE_COLUMNS, *LAW_COLUMNS))
"""The columns of a person that policies read: the file's and what is known here besides."""

EMPLOYER_SCHEMA = arrow_schema(EMPLOYER_COLUMNS)
CITY = "140900"
IN_DOUBT = "政策文本未能核对原文，条件与金额以现行文件为准。"
NOTICE = "以上按现有信息预检，只供参考，不是审批结论；是否享受由主管部门审核决定。"


@dataclass(frozen=True, slots=True)
class Entitlement:
    """One policy for one worker or employer; `first` is a step to take before anything else."""

    policy: Policy
    verdict: Verdict
    evidence: tuple[Evidence, ...]
    missing: tuple[str, ...]
    first: str | None
    sentence: str
    amount: str
    reference: str | None
    duration: str | None
    most_fen: int | None


def for_person(
    person: Person,
    as_of: date,
    policies: Iterable[Policy],
    *,
    check: StatutoryCheck,
    household: Household | None = None,
) -> tuple[Entitlement, ...]:
    """Every policy in force on the day for one worker; `person` holds the file and what `LAW_COLUMNS` add.

    Whether a worker not yet certified could be follows from the statutory `check`.
    """
    known = {**person, "recognised": _recognition(person.get("recognised"), check)}
    case = case_of_one(known, as_of, household, POLICY_SCHEMA)
    may_apply = known["recognised"] is None and bool(check.suggested)
    return tuple(
        _entitlement(case, known, policy, may_apply=may_apply)
        for policy in in_force(policies, as_of)
        if policy.audience == "person"
    )


def for_employer(
    facts: Mapping[str, object], as_of: date, policies: Iterable[Policy]
) -> tuple[Entitlement, ...]:
    """Every policy for employers in force on the day, by the facts that the employer gives."""
    table = pa.Table.from_pylist([dict(facts)], schema=EMPLOYER_SCHEMA)
    nothing = pa.nulls(1, pa.bool_())
    case = Case(table, as_of, nothing, nothing)
    return tuple(
        _entitlement(case, facts, policy, may_apply=False)
        for policy in in_force(policies, as_of)
        if policy.audience == "employer"
    )


def for_everybody(
    people: pa.Table, as_of: date, policies: Iterable[Policy], checked: pa.Table | None = None
) -> pa.Table:
    """The verdicts for everybody: `worker_id` and one column a policy in force, named by its id.

    `people` has the columns of `POLICY_SCHEMA` and holds whole households; `checked` is what
    `candidates` says of them, where that is known already. The same functions as in `for_person`.
    """
    facts = people.select(POLICY_SCHEMA.names)
    checked = candidates(facts, as_of) if checked is None else checked
    known = _column_set(facts, "recognised", _recognitions(facts["recognised"], checked))
    homes = jobless_homes(known, as_of)
    case = Case(known, as_of, homes, first_of_homes(known, {}))
    asked = [p for p in in_force(policies, as_of) if p.audience == "person"]
    columns = {p.policy_id: as_words(_holds(case, p)) for p in asked}
    return pa.table({"worker_id": people["worker_id"], **columns})


def faults(policies: Iterable[Policy]) -> tuple[str, ...]:
    """What keeps policies from being answered: predicates nobody knows, or asked the wrong way."""
    return tuple(fault for policy in policies for fault in _faults(policy))


def _faults(policy: Policy) -> Iterable[str]:
    schema = POLICY_SCHEMA if policy.audience == "person" else EMPLOYER_SCHEMA
    nothing = pa.nulls(1, pa.bool_())
    blank = Case(pa.Table.from_pylist([{}], schema=schema), policy.effective_from, nothing, nothing)
    for condition in _conditions(policy):
        try:
            found(blank, {}, condition)
        except (KeyError, TypeError, ValueError):
            yield f"政策{policy.version}的条件“{condition.predicate}”不存在或参数不对"


def _holds(case: Case, policy: Policy) -> pa.Array:
    if not within(CITY, policy.region):
        return pa.repeat(pa.scalar(False), case.people.num_rows)
    return all_hold(case, policy.every, policy.alternatives)


def _entitlement(case: Case, person: Person, policy: Policy, *, may_apply: bool) -> Entitlement:
    needed = [found(case, person, c) for c in policy.every]
    ways = [[found(case, person, c) for c in way] for way in policy.alternatives]
    is_here = within(CITY, policy.region)
    verdict = verdict_of(needed, ways) if is_here else Verdict.FAIL
    missing = missing_of(needed, ways) if verdict is Verdict.UNKNOWN else ()
    first = None
    if verdict is Verdict.UNKNOWN and may_apply and "recognised" in missing:
        first = "登记信息符合就业困难人员情形，请先申请认定。"
    proof = (*needed, *(e for way in ways for e in way))
    return Entitlement(
        policy=policy,
        verdict=verdict,
        evidence=proof,
        missing=missing,
        first=first,
        sentence=_sentence(policy, verdict, missing, needed) if is_here else _elsewhere(policy),
        amount=amount_words(policy.amount),
        reference=reference_words(policy.amount),
        duration=duration_words(policy.duration),
        most_fen=most_fen(policy.amount, person) if verdict is Verdict.PASS else None,
    )


def _sentence(
    policy: Policy, verdict: Verdict, missing: Sequence[str], needed: Sequence[Evidence]
) -> str:
    name = f"“{policy.name}”"
    if policy.amount.per == "duty":
        return _duty_sentence(name, verdict, missing)
    if verdict is Verdict.FAIL:
        failed = [e.label for e in needed if e.verdict is Verdict.FAIL]
        return f"现有信息不符合{name}的条件：{failed[0] if failed else '各项情形'}一项不成立。"
    if verdict is Verdict.UNKNOWN:
        what = "、".join(FIELD_LABELS[f] for f in missing)
        return f"尚不能判断{name}：" + (f"需补充{what}。" if what else "需本人说明或核实有关情况。")
    shown = f"申请时须出示：{'；'.join(policy.to_show)}。" if policy.to_show else ""
    return f"现有信息符合{name}的条件，可以申请。{shown}"


def _duty_sentence(name: str, verdict: Verdict, missing: Sequence[str]) -> str:
    if verdict is Verdict.PASS:
        return f"{name}：已达到法定比例。"
    if verdict is Verdict.FAIL:
        return f"{name}：未达到法定比例，应缴纳残疾人就业保障金；招用残疾人可以减少或免缴。"
    return f"{name}：需补充{'、'.join(FIELD_LABELS[f] for f in missing)}。"


def _elsewhere(policy: Policy) -> str:
    return f"“{policy.name}”不在本市实行，仅供参考。"


def _recognition(recorded: object, check: StatutoryCheck) -> bool | None:
    """True while certified; not certified, it is open as long as an application might succeed."""
    if recorded is True:
        return True
    return None if check.suggested or check.undecided or check.regulation is None else False


def _recognitions(recorded: pa.ChunkedArray, checked: pa.Table) -> pa.Array:
    """The same for everybody."""
    held = pc.fill_null(recorded, False).combine_chunks()
    codes = [name for name in checked.column_names if name not in {"worker_id", "suggested"}]
    might = pa.repeat(pa.scalar(not codes), len(held))
    for code in codes:
        might = pc.or_(might, pc.not_equal(pc.cast(checked[code], pa.string()), "fail"))
    might = might.combine_chunks() if isinstance(might, pa.ChunkedArray) else might
    return pc.if_else(held, True, pc.if_else(might, pa.scalar(None, pa.bool_()), False))


def _column_set(table: pa.Table, name: str, values: pa.Array) -> pa.Table:
    return table.set_column(table.schema.get_field_index(name), name, values)


def _conditions(policy: Policy) -> Iterable[Condition]:
    yield from policy.every
    for way in policy.alternatives:
        yield from way
