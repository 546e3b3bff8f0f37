"""Questions about applications for policies: who asked for what, and what became of it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

import pyarrow as pa
import sqlalchemy as sa

from data.fetching import fetch
from data.schema import Column
from data.store import Connection, rows_of
from data.tables_assistance import policy_applications

TAKEN_WORDS = (Column("worker_id", "text", "个人编号"), Column("policy_id", "text", "政策编号"))
COUNTED = ("applied", "approved", "ended")
"""What counts as asked for or had; a refused or withdrawn application leaves nothing behind."""


@dataclass(frozen=True, slots=True)
class Application:
    """One application of a worker or an employer for one version of a policy."""

    application_id: str
    policy_id: str
    rule_from: date
    worker_id: str | None
    employer: str | None
    state: str
    applied_on: date
    applied_by: str
    occupation: str | None
    level: str | None
    short_trade: bool
    starts_on: date
    ends_on: date | None = None
    amount_fen: int | None = None
    decided_on: date | None = None
    decided_by: str | None = None


def add_application(db: Connection, asked: Application, recorded_at: datetime) -> bool:
    """Keep a new application; False where it is there already."""
    if one(db, asked.application_id) is not None:
        return False
    values = {name: getattr(asked, name) for name in Application.__dataclass_fields__}
    db.execute(sa.insert(policy_applications).values(**values, recorded_at=recorded_at))
    return True


def one(db: Connection, application_id: str) -> Application | None:
    """The application with this id."""
    found = _applications(db, policy_applications.c.application_id == application_id)
    return found[0] if found else None


def of_worker(db: Connection, worker_id: str) -> tuple[Application, ...]:
    """All applications of a worker, oldest first."""
    return _applications(db, policy_applications.c.worker_id == worker_id)


def waiting(db: Connection, limit: int, *, not_by: str = "") -> tuple[Application, ...]:
    """Workers' and employers' applications that nobody has decided yet and this one did not take in, oldest first."""
    a = policy_applications
    return _applications(db, a.c.state == "applied", a.c.applied_by != not_by, limit=limit)


def workers_waiting(db: Connection, limit: int) -> tuple[Application, ...]:
    """Those of workers alone, oldest first."""
    a = policy_applications
    return _applications(db, a.c.state == "applied", a.c.worker_id.is_not(None), limit=limit)


def page(
    db: Connection,
    *,
    state: str | None = None,
    audience: str | None = None,
    policy_id: str | None = None,
    limit: int,
    offset: int = 0,
) -> tuple[tuple[Application, ...], int]:
    """Some of the applications of this kind, and how many there are; what waits is oldest first, all else newest."""
    c = policy_applications.c
    conditions = []
    if state is not None:
        conditions.append(c.state == state)
    if policy_id is not None:
        conditions.append(c.policy_id == policy_id)
    if audience is not None:
        whose = c.worker_id if audience == "person" else c.employer
        conditions.append(whose.is_not(None))
    n = db.scalar(sa.select(sa.func.count()).select_from(policy_applications).where(*conditions))
    keys = (c.applied_on, c.application_id)
    order = [key.asc() if state == "applied" else key.desc() for key in keys]
    columns = [c[name] for name in Application.__dataclass_fields__]
    query = sa.select(*columns).where(*conditions).order_by(*order).limit(limit).offset(offset)
    return tuple(Application(**row) for row in db.execute(query).mappings()), n or 0


def move(
    db: Connection, application_id: str, from_states: Sequence[str], values: Mapping[str, object]
) -> bool:
    """Change an application only while it is in one of these states; False where it is not."""
    a = policy_applications
    statement = sa.update(a).where(a.c.application_id == application_id, a.c.state.in_(from_states))
    return rows_of(db, statement.values(**values)) == 1


def taken(db: Connection, as_of: date) -> pa.Table:
    """Who has asked for or holds which policy on a day: `worker_id`, `policy_id`."""
    a = policy_applications
    query = sa.select(a.c.worker_id, a.c.policy_id).where(
        a.c.worker_id.is_not(None),
        a.c.applied_on <= as_of,
        a.c.state.in_(("applied", "approved")),
        sa.or_(a.c.ends_on.is_(None), a.c.ends_on >= as_of),
    )
    return fetch(db, query.distinct(), TAKEN_WORDS)


def ever_had(db: Connection, policy_ids: Sequence[str]) -> pa.Table:
    """Who was ever granted one of these policies: `worker_id`, `policy_id`."""
    a = policy_applications
    query = sa.select(a.c.worker_id, a.c.policy_id).where(
        a.c.worker_id.is_not(None),
        a.c.policy_id.in_(policy_ids),
        a.c.state.in_(("approved", "ended")),
    )
    return fetch(db, query.distinct(), TAKEN_WORDS)


def _applications(
    db: Connection, *conditions: sa.ColumnElement[bool], limit: int | None = None
) -> tuple[Application, ...]:
    columns = [policy_applications.c[name] for name in Application.__dataclass_fields__]
    order = (policy_applications.c.applied_on, policy_applications.c.application_id)
    query = sa.select(*columns).where(*conditions).order_by(*order).limit(limit)
    return tuple(Application(**row) for row in db.execute(query).mappings())
