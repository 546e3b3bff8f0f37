"""One worker as a case: the facts that rules read as a row, the household, and what a condition finds."""

from collections.abc import Iterable
from datetime import date

import pyarrow as pa

from data.codes.law.statutory import Condition
from data.schema import arrow_schema, snapshot_columns
from models.law.conditions import condition_holds
from models.law.evidence import Evidence, Person, evidence
from models.law.households import Household, jobless_homes
from models.law.predicates import PREDICATES, Case

COLUMNS = frozenset(field for p in PREDICATES.values() for field in p.fields) | {"worker_id"}
SCHEMA = arrow_schema(tuple(c for c in snapshot_columns() if c.name in COLUMNS))
"""The columns that the rules read."""


def person_table(people: Iterable[Person], schema: pa.Schema = SCHEMA) -> pa.Table:
    """People as rows with the columns that rules read; absent facts are null."""
    return pa.Table.from_pylist([dict(person) for person in people], schema=schema)


def case_of_one(
    person: Person, as_of: date, household: Household | None, schema: pa.Schema = SCHEMA
) -> Case:
    """The one worker as a case, with what the household's files say of each other."""
    table = person_table([person], schema)
    if household is None:
        return Case(table, as_of, pa.nulls(1, pa.bool_()), pa.nulls(1, pa.bool_()))
    me = person.get("worker_id")
    others = [m for m in household.members if me is None or m.get("worker_id") != me]
    members = person_table([{**m, "household_id": "one"} for m in (person, *others)])
    first = household.applicant in (None, me)
    return Case(table, as_of, jobless_homes(members, as_of).slice(0, 1), pa.array([first]))


def found(case: Case, person: Person, condition: Condition) -> Evidence:
    """What a condition says of the one worker of the case, with its evidence."""
    return evidence(condition, person, condition_holds(case, condition)[0].as_py())
