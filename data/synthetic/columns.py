"""The versions of a block as an Arrow table with the registry's columns, gaps included."""

from collections.abc import Mapping, Sequence

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from data.codes.regions import XINZHOU_UNITS
from data.schema import (
    EMPLOYMENT_STATUSES,
    HOURS,
    REACHES,
    WORKER_COLUMNS,
    arrow_schema,
)
from data.synthetic import identity
from data.synthetic.careers import EMPLOYERS, LEVELS, Careers, skill_words
from data.synthetic.census import YEAR
from data.synthetic.history import Facts, History, known_skills, repeated
from data.synthetic.names import draw_names
from data.synthetic.people import FAR, People
from data.synthetic.places import township_table
from data.synthetic.trades import Trades
from data.synthetic.versions import Rows, statuses

Ints = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]

MISSING: Mapping[str, float] = {
    "phone": 0.06, "sex": 0.001, "birth_on": 0.001, "hukou_region": 0.015, "township": 0.02,
    "population": 0.01, "education": 0.02, "full_time_education": 0.06, "graduated_on": 0.3,
    "retire_track": 0.12, "labour_capacity": 0.03, "disabled": 0.02, "low_income": 0.04,
    "poverty_monitored": 0.03, "household_id": 0.02, "n_dependants": 0.05, "own_transport": 0.06,
    "employment_status": 0.004, "willing": 0.05, "unemployment_reason": 0.04,
    "last_employer_kind": 0.06, "ui_months": 0.05, "last_occupation": 0.025, "last_wage_fen": 0.04,
    "income_months_12": 0.03, "experience_months": 0.02, "months_worked_36": 0.02,
    "n_jobs_36": 0.04, "longest_tenure_months": 0.04, "past_occupations": 0.05, "migrated": 0.04,
    "certificates": 0.02, "licences": 0.05, "skills": 0.02, "trained_on": 0.02,
    "wish_occupations": 0.03, "wish_wage_fen": 0.03, "reach": 0.025, "wish_hours": 0.04,
    "training_wish": 0.05, "startup_wish": 0.04, "consent": 0.03,
}  # fmt: skip
"""Share of workers of whom a column is not known, at random, in all their versions."""

NOT_AMONG_JOBLESS = frozenset({"employment_status"})


def worker_table(
    people: People, careers: Careers, history: History, *, market: Trades, rows: Rows, facts: Facts,
    licence_names: tuple[str, ...], first: int, rng: np.random.Generator,
) -> pa.Table:  # fmt: skip
    """One row a version; `first` is the position of the block's first worker in the market."""
    arrays = _identity(people, rows, first, rng)
    arrays |= _person(people, rows)
    arrays |= _status(people, careers, history, rows=rows, facts=facts, rng=rng)
    arrays |= _career(careers, market, rows=rows, facts=facts)
    arrays |= _abilities(careers, market, rows=rows, facts=facts, licence_names=licence_names)
    arrays |= _wishes(people, careers, market, rows=rows, facts=facts)
    schema = arrow_schema(WORKER_COLUMNS)
    jobless = rows.registered_on != FAR
    gaps = _gaps(len(people.rank), rng)
    columns = []
    for field in schema:
        column = arrays[field.name].cast(field.type)
        if field.name in gaps:
            gap = gaps[field.name][rows.who]
            gap = gap & ~jobless if field.name in NOT_AMONG_JOBLESS else gap
            column = _blank(column, gap)
        columns.append(column)
    return pa.table(columns, schema=schema)


def code_lists(codes: Ints, known: Flags, words: Sequence[str]) -> pa.Array:
    """Lists of words: those of `codes` that are known, row by row."""
    offsets = np.concatenate([[0], np.cumsum(known.sum(axis=1))]).astype(np.int32)
    values = pa.array(words, pa.string()).take(pa.array(codes[known]))
    return pa.ListArray.from_arrays(pa.array(offsets), values)


def codes(words: Sequence[str], positions: Ints, known: Flags | None = None) -> pa.Array:
    """The word at each position, null where it is not known."""
    mask = None if known is None else ~known
    return pa.array(words, pa.string()).take(pa.array(positions, mask=mask))


def days(day: Ints, known: Flags) -> pa.Array:
    """Dates, null where there is none."""
    return pa.array(np.where(known, day, 0).astype("datetime64[D]"), pa.date32(), mask=~known)


def _gaps(n: int, rng: np.random.Generator) -> dict[str, Flags]:
    return {name: rng.random(n) < share for name, share in MISSING.items()}


def _blank(column: pa.Array, gap: Flags) -> pa.Array:
    positions = np.arange(len(column))
    return column.take(pa.array(positions, mask=gap))


def _identity(
    people: People, rows: Rows, first: int, rng: np.random.Generator
) -> dict[str, pa.Array]:
    census = people.census
    positions = first + 1 + np.arange(len(people.rank), dtype=np.int64)
    numbers = identity.id_numbers(
        census.prefix,
        census.birth,
        census.sequence,
    )
    names = draw_names(census.male, rng)
    columns = {
        "worker_id": identity.worker_ids(positions),
        "id_number": numbers,
        "name": names,
        "phone": identity.phones(positions),
        "household_id": identity.household_ids(census.household + 1),
    }
    who = pa.array(rows.who)
    return {name: pa.array(values, pa.string()).take(who) for name, values in columns.items()}


def _person(people: People, rows: Rows) -> dict[str, pa.Array]:
    who, census = rows.who, people.census
    towns, _ = township_table()
    ones = np.ones(len(who), dtype=bool)
    recent = (rows.valid_on - people.graduated[who] < 2 * YEAR) & (people.rank[who] >= 4)
    population = np.where(recent, 1, np.where(people.rural[who], 0, 2))
    return {
        "valid_on": days(rows.valid_on, ones),
        "sex": codes(("2", "1"), census.male[who].astype(np.int64)),
        "birth_on": days(census.birth[who], ones),
        "hukou_region": pa.array(people.hukou[who]),
        "region": codes(XINZHOU_UNITS, census.county[who]),
        "township": codes(towns, census.township[who], census.township[who] >= 0),
        "population": codes(("rural", "graduate", "urban"), population),
        "education": pa.array(people.education[who]),
        "full_time_education": pa.array(people.full_time[who]),
        "graduated_on": days(people.graduated[who], people.graduated[who] <= rows.valid_on),
        "retire_track": pa.array(people.retire_track[who]),
        "labour_capacity": pa.array(people.capacity[who]),
        "disabled": pa.array(people.disabled[who]),
        "low_income": pa.array(people.low_income[who]),
        "poverty_monitored": pa.array(people.monitored[who]),
        "land_lost_on": days(people.land_lost[who], people.land_lost[who] <= rows.valid_on),
        "discharged_on": days(people.discharged[who], people.discharged[who] <= rows.valid_on),
        "n_dependants": pa.array(people.dependants[who]),
        "own_transport": pa.array(people.transport[who]),
    }


def _status(
    people: People, careers: Careers, history: History, *, rows: Rows, facts: Facts,
    rng: np.random.Generator,
) -> dict[str, pa.Array]:  # fmt: skip
    jobless = rows.registered_on != FAR
    status = statuses(people, careers, history, rows, facts)
    willing = rng.random((2, len(people.rank)))
    wants = np.where(jobless, willing[0][rows.who] < 0.985, willing[1][rows.who] < 0.8)
    reasons = np.array(["20", "80", "90", "30"])[
        np.searchsorted([0.62, 0.74, 0.96], rng.random(len(rows.who)))
    ]
    reason = np.where(facts.experience_months > 0, reasons, "10")
    return {
        "employment_status": codes(EMPLOYMENT_STATUSES, status),
        "willing": pa.array(wants & (people.capacity[rows.who] != "none")),
        "registered_on": days(rows.registered_on, jobless),
        "unemployment_reason": pa.array(reason, pa.string(), mask=~jobless),
    }


def _career(careers: Careers, market: Trades, *, rows: Rows, facts: Facts) -> dict[str, pa.Array]:
    who, job = rows.who, facts.job
    worked = facts.last_occupation >= 0
    jobs = careers.occupation.shape[1]
    held = np.where(np.arange(jobs) <= job[:, None], careers.occupation[who], -1)
    past = np.where(worked[:, None], np.column_stack([held, careers.prior[who]]), -1)
    counts = ("ui_months", "income_months_12", "experience_months", "months_worked_36", "n_jobs_36")
    return {
        **{name: pa.array(getattr(facts, name)) for name in counts},
        "longest_tenure_months": pa.array(facts.longest_tenure_months),
        "last_employer_kind": codes(EMPLOYERS, careers.employer[who, job], worked),
        "last_occupation": codes(market.codes, np.maximum(facts.last_occupation, 0), worked),
        "last_wage_fen": pa.array(np.nan_to_num(facts.last_wage).astype(np.int64), mask=~worked),
        "past_occupations": code_lists(past, (past >= 0) & ~repeated(past), market.codes),
        "migrated": pa.array(facts.migrated),
    }


def _abilities(
    careers: Careers, market: Trades, *, rows: Rows, facts: Facts, licence_names: tuple[str, ...]
) -> dict[str, pa.Array]:
    who, day = rows.who, facts.day
    held = careers.certified[who] <= day[:, None]
    certificate = np.where(held, careers.certificate[who] * len(LEVELS) + careers.level[who], -1)
    names = [f"{code}:{level}" for code in market.codes for level in LEVELS]
    licence = np.where(careers.licensed[who] <= day[:, None], careers.licence[who], -1)
    return {
        "certificates": code_lists(certificate, held & ~repeated(certificate), names),
        "licences": code_lists(licence, (licence >= 0) & ~repeated(licence), licence_names),
        "skills": code_lists(
            careers.skill[who], known_skills(careers, who, day), skill_words(market)
        ),
        "trained_on": days(facts.trained_on, facts.trained_on > -FAR),
    }


def _wishes(
    people: People, careers: Careers, market: Trades, *, rows: Rows, facts: Facts
) -> dict[str, pa.Array]:
    who = rows.who
    wished = careers.wishes[who]
    training = careers.training_wish[who]
    return {
        "wish_occupations": code_lists(wished, wished >= 0, market.codes),
        "wish_wage_fen": pa.array(facts.wish_wage.astype(np.int64)),
        "reach": codes(REACHES, people.reach[who]),
        "wish_hours": codes(HOURS, people.hours[who]),
        "unwanted": pa.nulls(len(who), pa.list_(pa.string())),
        "training_wish": codes(market.codes, np.maximum(training, 0), training >= 0),
        "startup_wish": pa.array(people.startup[who]),
        "consent": pa.array(people.consent[who]),
    }
