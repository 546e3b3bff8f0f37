"""Builders of values: one worker, vacancy, programme or spell as an Arrow row, with sensible defaults."""

from collections.abc import Sequence
from datetime import date, datetime

import pyarrow as pa

from data.schema import (
    PROGRAMME_COLUMNS,
    SPELL_COLUMNS,
    VACANCY_COLUMNS,
    WORKER_COLUMNS,
    Column,
    arrow_schema,
    snapshot_columns,
)
from data.sealing import ID_NUMBER, PHONE, Vault

TODAY = date(2026, 11, 23)
"""The day on which tests look unless they say otherwise."""

WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)

IDENTITY = frozenset({"id_number", "name", "phone"})

WORKER: dict[str, object] = {
    "worker_id": "W0001",
    "id_number": None,
    "name": "测试甲",
    "phone": "13800000001",
    "valid_on": date(2026, 10, 8),
    "sex": "1",
    "birth_on": date(1983, 5, 17),
    "hukou_region": "140902",
    "region": "140902",
    "township": "140902001",
    "population": "rural",
    "education": "71",
    "full_time_education": True,
    "labour_capacity": "full",
    "disabled": False,
    "low_income": "none",
    "poverty_monitored": False,
    "household_id": "H0001",
    "n_dependants": 2,
    "own_transport": True,
    "employment_status": "unemployed",
    "willing": True,
    "registered_on": date(2026, 10, 8),
    "unemployment_reason": "20",
    "last_employer_kind": "private",
    "ui_months": 18,
    "last_occupation": "4-02-02-02",
    "last_wage_fen": 420_000,
    "income_months_12": 9,
    "experience_months": 190,
    "months_worked_36": 30,
    "n_jobs_36": 2,
    "longest_tenure_months": 60,
    "past_occupations": ["4-02-02-02"],
    "migrated": True,
    "certificates": ["6-18-02-04:4"],
    "licences": ["B2", "C1"],
    "skills": ["货车驾驶", "车辆检查"],
    "wish_occupations": ["4-02-02-02"],
    "wish_wage_fen": 450_000,
    "reach": "city",
    "wish_hours": "full",
    "startup_wish": False,
    "consent": True,
}

VACANCY: dict[str, object] = {
    "vacancy_id": "V0001",
    "source": "test",
    "title": "货车司机",
    "employer": "忻州测试物流有限公司",
    "description": "负责城市配送，要求B2驾照。",
    "occupation": "4-02-02-02",
    "occupation_confidence": 0.9,
    "wage_text": "4500-6000元/月",
    "wage_low_fen": 450_000,
    "wage_high_fen": 600_000,
    "wages_per_year": 12,
    "place_text": "忻州·忻府区",
    "region": "140902",
    "min_education": 0,
    "min_experience_months": 12,
    "required_skills": ["货车驾驶"],
    "welcome_skills": ["车辆检查"],
    "required_licences": ["B2"],
    "underground": False,
    "hours": "full",
    "places": 3,
    "posted_on": date(2026, 11, 1),
    "expires_on": date(2026, 12, 31),
    "status": "open",
}

PROGRAMME: dict[str, object] = {
    "programme_id": "P0001",
    "source": "test",
    "title": "焊工（四级）",
    "institution": "忻州测试技工学校",
    "region": "140902",
    "occupation": "6-18-02-04",
    "level": "4",
    "gives_certificate": "6-18-02-04:4",
    "gives_licences": [],
    "gives_skills": ["电焊"],
    "min_education": 0,
    "hours_total": 160,
    "days": 20,
    "cost_fen": 180_000,
    "seats": 30,
    "starts_on": date(2026, 12, 1),
    "status": "open",
}

SPELL: dict[str, object] = {"worker_id": "W0001", "started_on": date(2026, 10, 8)}


def id_number(birth_on: date = date(1983, 5, 17), sequence: int = 1, prefix: str = "140902") -> str:
    """A valid GB 11643 number; an odd `sequence` is a man's, an even one a woman's."""
    head = f"{prefix}{birth_on:%Y%m%d}{sequence:03d}"
    total = sum(int(digit) * weight for digit, weight in zip(head, WEIGHTS, strict=True))
    return head + "10X98765432"[total % 11]


def registry_row(**facts: object) -> dict[str, object]:
    """One worker with identity and facts, as the registry holds it; facts not named are unknown or usual."""
    row = WORKER | facts
    born = row["birth_on"]
    if row["id_number"] is None and isinstance(born, date):
        row["id_number"] = id_number(born, sequence=2 if row["sex"] == "2" else 1)
    return row


def kept_workers(
    vault: Vault, people: Sequence[str | dict[str, object]], recorded_at: datetime
) -> list[dict[str, object]]:
    """Rows of the `workers` table: from rows of the registry, or of ids where nothing else matters."""
    rows = [
        {"worker_id": p, "id_number": f"{n:018d}", "name": "测试"} if isinstance(p, str) else p
        for n, p in enumerate(people)
    ]
    owners = [str(row["worker_id"]) for row in rows]
    kept = [{"worker_id": o, "name": r["name"]} for o, r in zip(owners, rows, strict=True)]
    for column, short in ((ID_NUMBER, "id"), (PHONE, "phone")):
        values = [None if row.get(column) is None else str(row[column]) for row in rows]
        sealed, hashes = vault.seal(column, owners, values), vault.hash(column, values)
        for row, text, hashed in zip(kept, sealed, hashes, strict=True):
            row |= {f"{short}_sealed": text, f"{short}_hash": hashed, "recorded_at": recorded_at}
    return kept


def registry_rows(rows: Sequence[dict[str, object]]) -> pa.Table:
    """Several of them as one Arrow table with all the columns of the registry."""
    return table(rows, WORKER_COLUMNS)


def worker(**facts: object) -> pa.Table:
    """One worker as a snapshot shows them: one row, no identity."""
    return workers([facts])


def workers(rows: Sequence[dict[str, object]]) -> pa.Table:
    """Several workers as a snapshot shows them; each row names only what differs from the usual one."""
    facts = {name: value for name, value in WORKER.items() if name not in IDENTITY}
    return table([facts | row for row in rows], snapshot_columns())


def vacancy(**facts: object) -> pa.Table:
    """One open vacancy near by."""
    return vacancies([facts])


def vacancies(rows: Sequence[dict[str, object]]) -> pa.Table:
    """Several vacancies; each row names only what differs from the usual one."""
    return table([VACANCY | row for row in rows], VACANCY_COLUMNS)


def programme(**facts: object) -> pa.Table:
    """One open training programme."""
    return programmes([facts])


def programmes(rows: Sequence[dict[str, object]]) -> pa.Table:
    """Several programmes; each row names only what differs from the usual one."""
    return table([PROGRAMME | row for row in rows], PROGRAMME_COLUMNS)


def spells(rows: Sequence[dict[str, object]]) -> pa.Table:
    """Several spells; each row names only what differs from an open one."""
    return table([SPELL | row for row in rows], SPELL_COLUMNS)


def table(rows: Sequence[dict[str, object]], columns: tuple[Column, ...]) -> pa.Table:
    """Rows as Arrow; a name that is no column is a mistake in the test, so it is refused."""
    known = {column.name for column in columns}
    extra = {name for row in rows for name in row} - known
    if extra:
        raise KeyError(f"no such column: {sorted(extra)}")
    plain = [{name: row.get(name) for name in known} for row in rows]
    return pa.Table.from_pylist(plain, schema=arrow_schema(columns))
