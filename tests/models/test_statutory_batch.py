"""Everybody at once is judged exactly as each one alone, household by household."""

from collections.abc import Sequence
from datetime import date, timedelta

import pyarrow as pa
from hypothesis import given, settings
from hypothesis import strategies as st

from data.schema import (
    EMPLOYER_KINDS,
    EMPLOYMENT_STATUSES,
    LABOUR_CAPACITIES,
    LOW_INCOMES,
    POPULATIONS,
    RETIRE_TRACKS,
)
from data.synthetic import synthesise
from models.law.cases import SCHEMA
from models.law.households import Household
from models.law.statutory import candidates, check

AS_OF = date(2026, 3, 1)
CODES = tuple(f"D{n}" for n in range(1, 10))

DAYS = st.none() | st.integers(0, 1500).map(lambda n: AS_OF - timedelta(days=n))
FLAGS = st.sampled_from([True, False, None])


def _some(codes: Sequence[str]) -> st.SearchStrategy[str | None]:
    return st.none() | st.sampled_from(list(codes))


PERSON = st.fixed_dictionaries(
    {
        "sex": _some(("1", "2", "9")),
        "birth_on": st.none() | st.dates(date(1960, 1, 1), date(2011, 1, 1)),
        "hukou_region": _some(("140902", "142201", "110105")),
        "population": _some(POPULATIONS),
        "education": _some(("90", "71", "61", "31", "32", "33", "21")),
        "full_time_education": FLAGS,
        "graduated_on": DAYS,
        "retire_track": _some(RETIRE_TRACKS),
        "labour_capacity": _some(LABOUR_CAPACITIES),
        "disabled": FLAGS,
        "low_income": _some(LOW_INCOMES),
        "poverty_monitored": FLAGS,
        "land_lost_on": DAYS,
        "discharged_on": DAYS,
        "household_id": _some(("h1", "h2", "h3")),
        "employment_status": st.sampled_from(["unemployed", "never_worked", None])
        | st.sampled_from(EMPLOYMENT_STATUSES),
        "willing": FLAGS,
        "registered_on": DAYS,
        "last_employer_kind": _some(EMPLOYER_KINDS),
        "ui_months": st.none() | st.integers(0, 24),
    }
)


@settings(deadline=None, max_examples=60)
@given(st.lists(PERSON, min_size=1, max_size=5), st.booleans())
def test_everybody_at_once_is_judged_as_each_alone(
    drawn: list[dict[str, object]], someone_applied: bool
) -> None:
    people = [{"worker_id": f"w{i}", **p} for i, p in enumerate(drawn)]
    applicants = {"h1": "w0"} if someone_applied else {}
    found = candidates(pa.Table.from_pylist(people, schema=SCHEMA), AS_OF, applicants=applicants)
    for row, person in zip(found.to_pylist(), people, strict=True):
        alone = check(person, AS_OF, household=_household(person, people, applicants))
        assert {c.code: str(c.verdict) for c in alone.categories} == {c: row[c] for c in CODES}
        assert row["suggested"] == list(alone.suggested)


@settings(deadline=None, max_examples=50)
@given(PERSON, st.sampled_from(["willing", "hukou_region", "labour_capacity", "registered_on"]))
def test_knowing_less_never_turns_a_verdict_round(person: dict[str, object], field: str) -> None:
    known = {c.code: str(c.verdict) for c in check(person, AS_OF).categories}
    vaguer = {c.code: str(c.verdict) for c in check({**person, field: None}, AS_OF).categories}
    assert all(vaguer[code] in {known[code], "unknown"} for code in CODES)


def test_a_synthetic_city_has_candidates_of_every_decided_category() -> None:
    market = synthesise(4000, 50, 5, AS_OF)
    latest = _latest(market.workers)
    found = candidates(latest, AS_OF)
    suggested = {code for row in found["suggested"].to_pylist() for code in row}
    assert suggested >= {"D1", "D4", "D7", "D8"}
    assert found["D9"].to_pylist().count("pass") == 0
    jobless = sum(d is not None for d in latest["registered_on"].to_pylist())
    assert sum(bool(row) for row in found["suggested"].to_pylist()) < jobless


def test_outside_the_regulation_nobody_is_judged() -> None:
    people = pa.Table.from_pylist([{"worker_id": "w1"}], schema=SCHEMA)
    assert candidates(people, date(2030, 1, 1)).column_names == ["worker_id"]


def _household(
    person: dict[str, object], people: list[dict[str, object]], applicants: dict[str, str]
) -> Household | None:
    home = person["household_id"]
    if home is None:
        return None
    return Household([p for p in people if p["household_id"] == home], applicants.get(str(home)))


def _latest(workers: pa.Table) -> pa.Table:
    """The last version of each; versions follow each other by worker and day."""
    ids = workers["worker_id"].to_pylist()
    last = [i for i, w in enumerate(ids) if i + 1 == len(ids) or ids[i + 1] != w]
    return workers.take(last)
