"""Who may be hard to employ by law: categories checked on a day, for one worker or for everybody.

The service suggests and pre-checks; a person certifies. The difficulty index has no part in this.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

import pyarrow as pa
import pyarrow.compute as pc

from data.codes.law.statutory import Category, Regulation, regulation_on
from models.law.cases import SCHEMA, case_of_one, found
from models.law.evidence import Evidence, Person, Verdict, field_label
from models.law.households import Household, first_of_homes, jobless_homes
from models.law.predicates import Case
from models.law.weighing import all_hold, as_words, codes_held, missing_of, verdict_of

NOT_IN_FORCE = "{as_of}没有生效的就业困难人员认定规定，不作预检。"


@dataclass(frozen=True, slots=True)
class CategoryCheck:
    """One category for one worker; `missing` are the fields that would decide it."""

    code: str
    name: str
    certainty: str
    verdict: Verdict
    evidence: tuple[Evidence, ...]
    missing: tuple[str, ...]
    sentence: str


@dataclass(frozen=True, slots=True)
class StatutoryCheck:
    """A pre-check by the regulation in force on the day; `notice` says that it certifies nothing."""

    as_of: date
    regulation: Regulation | None
    preconditions: tuple[Evidence, ...]
    categories: tuple[CategoryCheck, ...]
    notice: str

    @property
    def suggested(self) -> tuple[str, ...]:
        """Codes of the categories whose conditions are met by what is on file."""
        return tuple(c.code for c in self.categories if c.verdict is Verdict.PASS)

    @property
    def undecided(self) -> tuple[str, ...]:
        """Codes of the categories that more facts may decide."""
        return tuple(c.code for c in self.categories if c.verdict is Verdict.UNKNOWN)


def check(
    person: Person,
    as_of: date,
    *,
    household: Household | None = None,
    regulation: Regulation | None = None,
) -> StatutoryCheck:
    """All categories for one worker (facts by column name, absent ones unknown) with evidence.

    Without a `household` nothing is known about its members. `regulation` overrides the one in
    force, but is not applied either outside its own days.
    """
    rule = regulation or regulation_on(as_of)
    if rule is None or not rule.in_force(as_of):
        return StatutoryCheck(as_of, None, (), (), NOT_IN_FORCE.format(as_of=as_of))
    case = case_of_one(person, as_of, household)
    before = tuple(found(case, person, c) for c in rule.preconditions)
    categories = tuple(_category(case, person, c, before=before) for c in rule.categories)
    return StatutoryCheck(as_of, rule, before, categories, notice(rule))


def candidates(
    people: pa.Table,
    as_of: date,
    *,
    applicants: Mapping[str, str] | None = None,
    regulation: Regulation | None = None,
) -> pa.Table:
    """The verdicts for everybody: `worker_id`, one column a category, and the `suggested` codes.

    `people` has to hold whole households; `applicants` tells who of a household has applied. The
    same functions as in `check`. Where no regulation is in force only `worker_id` comes back.
    """
    rule = regulation or regulation_on(as_of)
    if rule is None or not rule.in_force(as_of):
        return people.select(["worker_id"])
    facts = people.select(SCHEMA.names)
    homes = jobless_homes(facts, as_of)
    case = Case(facts, as_of, homes, first_of_homes(facts, applicants or {}))
    base = all_hold(case, rule.preconditions, ())
    verdicts = {c.code: pc.and_kleene(base, category_holds(case, c)) for c in rule.categories}
    columns = {code: as_words(held) for code, held in verdicts.items()}
    return pa.table(
        {"worker_id": people["worker_id"], **columns, "suggested": codes_held(verdicts)}
    )


def category_holds(case: Case, category: Category) -> pa.Array:
    """Whether the category's own conditions are met, preconditions aside."""
    return all_hold(case, category.every, category.alternatives)


def notice(rule: Regulation) -> str:
    """What goes with every result: who decides, and that the service does not."""
    return (
        f"以上是依据《{rule.title}》（{rule.doc_no}）按登记信息作出的预检建议，不是认定。"
        f"认定须由{rule.procedure}，由{rule.decided_by}作出。"
    )


def _category(
    case: Case, person: Person, category: Category, *, before: tuple[Evidence, ...]
) -> CategoryCheck:
    own = tuple(found(case, person, c) for c in category.every)
    ways = [tuple(found(case, person, c) for c in way) for way in category.alternatives]
    verdict = verdict_of((*before, *own), ways)
    missing = missing_of((*before, *own), ways) if verdict is Verdict.UNKNOWN else ()
    return CategoryCheck(
        category.code,
        category.name,
        category.certainty,
        verdict,
        own + tuple(e for way in ways for e in way),
        missing,
        _sentence(category, verdict, missing, needed=(*before, *own)),
    )


def _sentence(
    category: Category, verdict: Verdict, missing: tuple[str, ...], *, needed: tuple[Evidence, ...]
) -> str:
    name = f"“{category.name}”"
    if verdict is Verdict.PASS:
        return f"登记信息符合{name}的条件，建议本人申请，由人社部门认定。"
    if verdict is Verdict.FAIL:
        failed = [e.label for e in needed if e.verdict is Verdict.FAIL]
        return f"登记信息不符合{name}的条件：{failed[0] if failed else '各项情形'}一项不成立。"
    if missing:
        return f"尚不能判断{name}：需补充{'、'.join(field_label(f) for f in missing)}。"
    return f"尚不能判断{name}：需核实有关情况。"
