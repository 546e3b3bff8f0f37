"""Taking staged rows of the registry: who clashes, who is new, what adds a version, what leaves no trace."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from data.fetching import Query
from data.records import caseload, first_load, own_statements
from data.records.first_load import IDENTITY
from data.schema import FACT_COLUMNS, SPELL_COLUMNS
from data.store import Connection, rows_of
from data.tables import spells, worker_versions, workers

HAS_OTHER_NUMBER = "此个人编号已登记了另一个公民身份号码"
HAS_OTHER_WORKER = "此公民身份号码已登记在另一个人编号名下"
UNKNOWN_WORKER = "登记库中没有此个人编号"


@dataclass(frozen=True, slots=True)
class Clash:
    """A staged row that contradicts the registry; it was taken out of staging."""

    row: int
    column: str
    value: str
    reason: str


@dataclass(frozen=True, slots=True)
class Taken:
    """What became of the staged rows: of people not known before, with a change, without one."""

    new: int
    changed: int
    unchanged: int


def remove_clashing_workers(db: Connection, staged: sa.Table) -> tuple[Clash, ...]:
    """Take out rows whose worker and number are held otherwise, and say which these were."""
    if first_load.is_first(db):
        return ()
    w, s = workers, staged
    other_number = sa.select(s.c.row, s.c.worker_id).where(
        w.c.worker_id == s.c.worker_id, w.c.id_hash != s.c.id_hash
    )
    other_worker = sa.select(s.c.row, s.c.worker_id).where(
        w.c.id_hash == s.c.id_hash, w.c.worker_id != s.c.worker_id
    )
    return (
        *_remove(db, s, other_number, "worker_id", HAS_OTHER_NUMBER),
        *_remove(db, s, other_worker, "worker_id", HAS_OTHER_WORKER),
    )


def remove_spells_of_nobody(db: Connection, staged: sa.Table) -> tuple[Clash, ...]:
    """Take out spells of workers who are not in the registry, and say which these were."""
    known = sa.exists().where(workers.c.worker_id == staged.c.worker_id)
    strangers = sa.select(staged.c.row, staged.c.worker_id).where(~known)
    return _remove(db, staged, strangers, "worker_id", UNKNOWN_WORKER)


def take_workers(db: Connection, staged: sa.Table, *, source: str, recorded_at: datetime) -> Taken:
    """Merge the staged rows, which are free of clashes and doubles, into people and their versions.

    A row without a day of its own (`dated` is false) adds a version only if what it says differs from
    what was known; a row with one adds a version also where it confirms what was known before. A word of
    the worker's own hides no news of anything else, and is not undone by a row that was noted before it
    or only repeats what it replaced.
    """
    total = _count(db, staged)
    if first_load.is_first(db):
        first_load.fill(db, staged, source=source, recorded_at=recorded_at)
        return Taken(new=total, changed=0, unchanged=0)
    new = _count(db, staged, ~_is_known(staged))
    fresh = _fresh_rows(db, staged)
    is_fresh = sa.exists().where(fresh.c.row == staged.c.row)
    moved = _count(db, staged, _tells_new_identity(staged), ~is_fresh)
    _update_identities(db, staged, recorded_at)
    _insert_workers(db, staged, recorded_at)
    added = _insert_versions(db, staged, fresh, source=source, recorded_at=recorded_at)
    caseload.refresh(db, sa.select(staged.c.worker_id).where(is_fresh))
    caseload.rename(db, sa.select(staged.c.worker_id).where(~is_fresh))
    told_anew = sa.select(staged.c.worker_id, staged.c.dated).where(is_fresh)
    own_statements.let_stand(db, told_anew, recorded_at)
    fresh.drop(db)
    changed = added - new + moved
    return Taken(new, changed, total - new - changed)


def take_spells(db: Connection, staged: sa.Table, *, source: str, recorded_at: datetime) -> Taken:
    """Merge staged spells: a spell that has ended since is the same spell, changed."""
    held = (spells.c.worker_id == staged.c.worker_id, spells.c.started_on == staged.c.started_on)
    stamp = {"source": source, "recorded_at": recorded_at}
    differs = sa.or_(
        spells.c.ended_on.is_distinct_from(staged.c.ended_on),
        spells.c.exit_reason.is_distinct_from(staged.c.exit_reason),
    )
    end = {"ended_on": staged.c.ended_on, "exit_reason": staged.c.exit_reason}
    changed = rows_of(db, sa.update(spells).where(*held, differs).values(**end, **stamp))
    names = [column.name for column in SPELL_COLUMNS]
    fresh = sa.select(
        *(staged.c[name] for name in names),
        sa.literal(source),
        sa.literal(recorded_at, spells.c.recorded_at.type),
    ).where(~sa.exists().where(*held))
    into = sa.insert(spells).from_select([*names, "source", "recorded_at"], fresh)
    total = _count(db, staged)
    new = rows_of(db, into)
    return Taken(new, changed, total - new - changed)


def _remove(
    db: Connection, staged: sa.Table, clashing: Query, column: str, reason: str
) -> tuple[Clash, ...]:
    found = sorted({(row, value) for row, value in db.execute(clashing)})
    for start in range(0, len(found), 500):
        rows: Sequence[int] = [row for row, _ in found[start : start + 500]]
        db.execute(sa.delete(staged).where(staged.c.row.in_(rows)))
    return tuple(Clash(row, column, value, reason) for row, value in found)


def _is_known(staged: sa.Table) -> sa.ColumnElement[bool]:
    return sa.exists().where(workers.c.worker_id == staged.c.worker_id)


def _adds_version(staged: sa.Table) -> sa.ColumnElement[bool]:
    """What differs from what is known, and from what the registry itself said last."""
    registry = worker_versions.c.source != own_statements.OWN
    return sa.and_(_differs(staged, sa.true()), _differs(staged, registry))


def _differs(staged: sa.Table, of: sa.ColumnElement[bool]) -> sa.ColumnElement[bool]:
    v = worker_versions
    same_day = v.c.valid_on == staged.c.valid_on
    known = (
        sa.select(v.c.content)
        .where(
            v.c.worker_id == staged.c.worker_id,
            v.c.valid_on <= staged.c.valid_on,
            sa.or_(same_day, ~staged.c.dated),
            of,
        )
        .order_by(v.c.valid_on.desc(), v.c.revision.desc())
        .limit(1)
        .correlate(staged)
        .scalar_subquery()
    )
    return known.is_distinct_from(staged.c.content)


def _tells_new_identity(staged: sa.Table) -> sa.ColumnElement[bool]:
    """The newest row of a worker, not older than what is known, with another name or telephone.

    What workers said of their own files names neither, so it makes no row old.
    """
    later = sa.exists().where(
        worker_versions.c.worker_id == staged.c.worker_id,
        worker_versions.c.valid_on > staged.c.valid_on,
        worker_versions.c.source != own_statements.OWN,
    )
    held = workers.alias("held")
    differs = sa.exists().where(
        held.c.worker_id == staged.c.worker_id,
        sa.or_(
            held.c.name != staged.c.name,
            sa.and_(
                staged.c.phone_hash.is_not(None),
                held.c.phone_hash.is_distinct_from(staged.c.phone_hash),
            ),
        ),
    )
    return sa.and_(staged.c.newest, differs, ~later)


def _update_identities(db: Connection, staged: sa.Table, recorded_at: datetime) -> None:
    changed = (
        sa.update(workers)
        .where(workers.c.worker_id == staged.c.worker_id, _tells_new_identity(staged))
        .values(
            name=staged.c.name,
            name_key=staged.c.name_key,
            initials=staged.c.initials,
            phone_sealed=sa.func.coalesce(staged.c.phone_sealed, workers.c.phone_sealed),
            phone_hash=sa.func.coalesce(staged.c.phone_hash, workers.c.phone_hash),
            recorded_at=recorded_at,
        )
    )
    db.execute(changed)


def _insert_workers(db: Connection, staged: sa.Table, recorded_at: datetime) -> None:
    rows = sa.select(
        *(staged.c[name] for name in IDENTITY),
        sa.literal(recorded_at, workers.c.recorded_at.type),
    ).where(staged.c.newest, ~_is_known(staged))
    db.execute(sa.insert(workers).from_select([*IDENTITY, "recorded_at"], rows))


def _fresh_rows(db: Connection, staged: sa.Table) -> sa.Table:
    """The rows that add a version, each with its revision, noted in a narrow table of their own.

    An INSERT that looks into the table it fills would make SQLite copy all the wide rows first.
    """
    fresh = sa.Table(
        "fresh_rows",
        sa.MetaData(),
        sa.Column("row", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("revision", sa.Integer, nullable=False),
        prefixes=["TEMPORARY"],
    )
    fresh.create(db)
    v = worker_versions
    before = (
        sa.select(sa.func.max(v.c.revision))
        .where(v.c.worker_id == staged.c.worker_id, v.c.valid_on == staged.c.valid_on)
        .correlate(staged)
        .scalar_subquery()
    )
    rows = sa.select(staged.c.row, sa.func.coalesce(before, 0) + 1).where(_adds_version(staged))
    db.execute(sa.insert(fresh).from_select(["row", "revision"], rows))
    return fresh


def _insert_versions(
    db: Connection, staged: sa.Table, fresh: sa.Table, *, source: str, recorded_at: datetime
) -> int:
    facts = [column.name for column in FACT_COLUMNS]
    rows = sa.select(
        staged.c.worker_id,
        *(staged.c[name] for name in facts),
        staged.c.content,
        fresh.c.revision,
        sa.literal(source),
        sa.literal(recorded_at, worker_versions.c.recorded_at.type),
    ).join_from(staged, fresh, staged.c.row == fresh.c.row)
    names = ["worker_id", *facts, "content", "revision", "source", "recorded_at"]
    return rows_of(db, sa.insert(worker_versions).from_select(names, rows))


def _count(db: Connection, staged: sa.Table, *conditions: sa.ColumnElement[bool]) -> int:
    counted = sa.select(sa.func.count()).select_from(staged).where(*conditions)
    return db.scalar(counted) or 0
