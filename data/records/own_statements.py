"""Questions about what workers said of their own files: each a dated version, and the word that goes on standing."""

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

import pyarrow as pa
import sqlalchemy as sa

from data.canonical import SEPARATOR, contents, split
from data.records import caseload, workers
from data.records.workers import Version
from data.schema import ARROW, FACT_COLUMNS
from data.store import Connection
from data.tables import worker_versions
from data.tables import workers as people
from data.tables_own import own_statements

OWN = "本人"
"""The source of a version that a worker said of his or her own file."""

LISTS = frozenset(c.name for c in FACT_COLUMNS if c.kind == "list")


@dataclass(frozen=True, slots=True)
class Statement:
    """One field as it was, and as the worker says it is; both in the form in which the file keeps them."""

    worker_id: str
    field: str
    was: object
    said: object
    said_at: datetime


def say(
    db: Connection, worker_id: str, said: Mapping[str, object], *, today: date, now: datetime
) -> tuple[str, ...]:
    """Keep what a worker says of these fields as a version of today; the names of those that changed.

    A list is given as its values. The version is what every reader of the file sees from now on.
    """
    workers.hold(db, [worker_id])
    known = workers.versions(db, worker_id)
    if not known:
        return ()
    facts = dict(known[0].facts)
    told = {name: _kept(name, value) for name, value in said.items()}
    changed = {name: value for name, value in told.items() if facts[name] != value}
    if changed:
        _add_version(db, worker_id, facts | changed | {"valid_on": today}, now)
        rows = [
            {"field": name, "was": json.dumps(facts[name]), "said": json.dumps(value)}
            for name, value in changed.items()
        ]
        db.execute(
            sa.insert(own_statements),
            [row | {"worker_id": worker_id, "said_at": now} for row in rows],
        )
    return tuple(changed)


def of_worker(db: Connection, worker_id: str) -> tuple[Statement, ...]:
    """All that a worker ever said of the file, in the order in which it was said."""
    s = own_statements
    columns = [s.c[name] for name in Statement.__dataclass_fields__]
    query = sa.select(*columns).where(s.c.worker_id == worker_id).order_by(s.c.statement_id)
    return tuple(_statement(row) for row in db.execute(query).mappings())


def let_stand(db: Connection, staged: sa.Table, recorded_at: datetime) -> int:
    """After an import: what a worker said stands where a row without a day only repeats the old word.

    A row that was noted on a later day, or that says something nobody said before, is news and counts.
    Returns for how many workers a word was set right again.
    """
    speaking = sa.select(own_statements.c.worker_id).distinct().subquery()
    undated = sa.select(speaking.c.worker_id).join(
        staged, sa.and_(staged.c.worker_id == speaking.c.worker_id, ~staged.c.dated)
    )
    ids = list(db.scalars(undated.distinct().order_by(speaking.c.worker_id)))
    return sum(_set_right(db, worker_id, recorded_at) for worker_id in ids)


def _set_right(db: Connection, worker_id: str, recorded_at: datetime) -> bool:
    versions = workers.versions(db, worker_id)
    before = next((v for v in versions if v.recorded_at < recorded_at), None)
    if before is None or versions[0].recorded_at != recorded_at:
        return False
    undone = _undone(of_worker(db, worker_id), before, versions[0])
    if undone:
        _add_version(db, worker_id, dict(versions[0].facts) | undone, recorded_at)
    return bool(undone)


def _undone(said: Sequence[Statement], before: Version, now: Version) -> dict[str, object]:
    """The fields in which an import went back to a word that the worker had replaced."""
    last = {each.field: each.said for each in said}
    old: dict[str, Collection[object]] = {
        name: [each.was for each in said if each.field == name] for name in last
    }
    return {
        name: value
        for name, value in last.items()
        if before.facts[name] == value != now.facts[name] and now.facts[name] in old[name]
    }


def _add_version(
    db: Connection, worker_id: str, facts: Mapping[str, object], now: datetime
) -> None:
    v = worker_versions
    day = (v.c.worker_id == worker_id, v.c.valid_on == facts["valid_on"])
    revision = db.scalar(sa.select(sa.func.max(v.c.revision)).where(*day)) or 0
    row = {
        **facts,
        "worker_id": worker_id,
        "revision": revision + 1,
        "recorded_at": now,
        "source": OWN,
        "content": _content(facts),
    }
    db.execute(sa.insert(v).values(row))
    caseload.refresh(db, sa.select(people.c.worker_id).where(people.c.worker_id == worker_id))


def _content(facts: Mapping[str, object]) -> int:
    columns = {}
    for column in FACT_COLUMNS[1:]:
        value = facts[column.name]
        is_list = column.kind == "list"
        array = pa.array([value], pa.string() if is_list else ARROW[column.kind])
        columns[column.name] = split(array) if is_list else array
    return int(contents(pa.table(columns), FACT_COLUMNS[1:])[0].as_py())


def _kept(name: str, value: object) -> object:
    if name in LISTS and isinstance(value, list | tuple | set | frozenset):
        return SEPARATOR.join(sorted({str(each) for each in value}))
    return value


def _statement(row: sa.RowMapping) -> Statement:
    return Statement(**{**row, "was": json.loads(row["was"]), "said": json.loads(row["said"])})
