"""Questions about what workers said of their own files: each a dated version, and the word that goes on standing."""

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

import pyarrow as pa
import sqlalchemy as sa

from data.canonical import SEPARATOR, contents, split
from data.fetching import Query
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


def let_stand(db: Connection, told_anew: Query, recorded_at: datetime) -> int:
    """After an import added versions of these workers: their own words stand, and hide nothing else.

    `told_anew` selects worker and whether the row names its day. A row from before a word is news of all
    but what was said since. A later row that names its day, or says what nobody said before, is news of
    all but what the worker deleted: that stays deleted until the worker says it again. Returns for how
    many workers something was set right.
    """
    told = told_anew.subquery()
    spoke = sa.select(own_statements.c.worker_id)
    rows = sa.select(told.c.worker_id, told.c.dated).where(told.c.worker_id.in_(spoke)).distinct()
    undated: dict[str, bool] = {}
    for worker_id, names_its_day in db.execute(rows.order_by(told.c.worker_id)):
        undated[worker_id] = undated.get(worker_id, False) or not names_its_day
    return sum(_set_right(db, id_, recorded_at, undated=yes) for id_, yes in undated.items())


def _set_right(db: Connection, worker_id: str, recorded_at: datetime, *, undated: bool) -> bool:
    versions = workers.versions(db, worker_id)
    base = next(v for v in versions if v.source != OWN)
    if base.recorded_at != recorded_at:
        return False
    said = of_worker(db, worker_id)
    before = next(v for v in versions if v.recorded_at < recorded_at)
    facts = dict(base.facts) | (_undone(said, before, base) if undated else {})
    # Newest last: of the revisions of a day the one that stands.
    days = {v.valid_on: v for v in reversed(versions) if v.valid_on >= base.valid_on}
    changed = False
    for day, standing in sorted(days.items()):
        wanted = facts | _laid_over(said, versions, base.valid_on, day) | {"valid_on": day}
        if wanted != standing.facts:
            _add_version(db, worker_id, wanted, recorded_at)
            changed = True
    return changed


def _laid_over(
    said: Sequence[Statement], versions: Sequence[Version], since: date, until: date
) -> dict[str, object]:
    """What of the words of a day stands against a row of an earlier one: what was said since, or deleted."""
    told_on = {v.recorded_at: v.valid_on for v in versions if v.source == OWN}
    heard = [(told_on.get(s.said_at, s.said_at.date()), s) for s in said]
    last = {s.field: (day, s.said) for day, s in heard if day <= until}
    return {name: value for name, (day, value) in last.items() if day >= since or value is None}


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
