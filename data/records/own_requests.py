"""Questions about what workers ask of the office: to talk to somebody, a correction, an explanation, a complaint."""

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from data.masking import mask_numbers, mask_personal_numbers
from data.store import Connection, rows_of
from data.tables_own import own_requests

OWN, TAKEN_BACK = "本人", "本人已收回。"


@dataclass(frozen=True, slots=True)
class OwnRequest:
    """What somebody asked, and the answer once there is one; `about` is a field or a recommendation."""

    request_id: int
    worker_id: str
    kind: str
    about: str | None
    text: str
    asked_at: datetime
    answer: str | None
    answered_by: str | None
    answered_at: datetime | None


def ask(
    db: Connection, worker_id: str, kind: str, *, about: str | None, text: str, now: datetime
) -> int:
    """Keep a request and return its number; the same one, while it waits, is one request.

    Numbers of people are kept by their ends only: this table is not sealed.
    """
    r = own_requests
    text = mask_numbers(text)
    same = (r.c.worker_id == worker_id, r.c.kind == kind, r.c.text == text)
    open_ = (r.c.about.is_not_distinct_from(about), r.c.answered_at.is_(None))
    waiting = db.scalar(sa.select(r.c.request_id).where(*same, *open_).limit(1))
    if waiting is not None:
        return int(waiting)
    told = {"worker_id": worker_id, "kind": kind, "about": about, "text": text, "asked_at": now}
    return int(db.execute(sa.insert(r).values(told).returning(r.c.request_id)).scalar_one())


def answer(
    db: Connection, request_id: int, text: str, *, by: str, now: datetime
) -> OwnRequest | None:
    """Answer a request and return it as kept; None where there is none or it was answered before.

    Numbers of people are kept by their ends only, the telephone of an office whole.
    """
    r = own_requests
    open_ = (r.c.request_id == request_id, r.c.answered_at.is_(None))
    told = {"answer": mask_personal_numbers(text), "answered_by": by, "answered_at": now}
    done = rows_of(db, sa.update(r).where(*open_).values(told)) == 1
    return one(db, request_id) if done else None


def take_back(db: Connection, worker_id: str, about: str, *, now: datetime) -> int:
    """Close what a worker asked about something and nobody has answered; how many requests that was."""
    r = own_requests
    open_ = (r.c.worker_id == worker_id, r.c.about == about, r.c.answered_at.is_(None))
    told = {"answer": TAKEN_BACK, "answered_by": OWN, "answered_at": now}
    return rows_of(db, sa.update(r).where(*open_).values(told))


def one(db: Connection, request_id: int) -> OwnRequest | None:
    """The request with this number."""
    found = _found(db, own_requests.c.request_id == request_id)
    return found[0] if found else None


def of_worker(db: Connection, worker_id: str) -> tuple[OwnRequest, ...]:
    """All that a worker ever asked, newest first."""
    return _found(db, own_requests.c.worker_id == worker_id)[::-1]


def waiting(db: Connection, *, limit: int = 100) -> tuple[OwnRequest, ...]:
    """What nobody has answered yet, the oldest first; of those whom the connection may see."""
    return _found(db, own_requests.c.answered_at.is_(None), limit=limit)


def n_waiting(db: Connection) -> int:
    """How many requests nobody has answered yet."""
    r = own_requests
    counted = sa.select(sa.func.count()).select_from(r).where(r.c.answered_at.is_(None))
    return db.scalar(counted) or 0


def n_asked_since(db: Connection, worker_id: str, since: datetime) -> int:
    """How many requests a worker has made since a moment."""
    r = own_requests
    recent = (r.c.worker_id == worker_id, r.c.asked_at >= since)
    return db.scalar(sa.select(sa.func.count()).select_from(r).where(*recent)) or 0


def _found(
    db: Connection, *conditions: sa.ColumnElement[bool], limit: int | None = None
) -> tuple[OwnRequest, ...]:
    r = own_requests
    columns = [r.c[name] for name in OwnRequest.__dataclass_fields__]
    query = sa.select(*columns).where(*conditions).order_by(r.c.asked_at, r.c.request_id)
    rows = db.execute(query.limit(limit) if limit else query).mappings()
    return tuple(OwnRequest(**row) for row in rows)
