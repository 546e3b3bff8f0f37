"""Sessions: how long somebody stays signed in, and what a browser has to show."""

import hashlib
import hmac
import secrets
from datetime import datetime, timedelta

from data.records import sessions
from data.records.sessions import Session
from data.store import Connection, Store, transaction

IDLE = timedelta(minutes=20)
LONGEST = timedelta(hours=12)
NOTED_EVERY = timedelta(minutes=1)
"""Looking at pages writes no oftener than this that somebody is there."""


def open_staff_session(
    db: Connection,
    account_id: str,
    now: datetime,
    *,
    proved: bool = False,
    signed_on_at: datetime | None = None,
) -> str:
    """Sign somebody of the office in; the text is for the browser alone and stored only as a hash."""
    return _opened(
        db,
        now,
        kind="staff",
        account_id=account_id,
        proved_at=now if proved else None,
        signed_on_at=signed_on_at,
    )


def open_worker_session(db: Connection, worker_id: str, now: datetime) -> str:
    """Sign a worker in who has shown who it is; the text is for the browser alone."""
    return _opened(db, now, kind="worker", worker_id=worker_id, proved_at=now)


def session_of(db: Connection, text: str, kind: str, now: datetime) -> Session | None:
    """The session a browser shows; None when it is unknown, ended, idle for too long, or of another kind."""
    found = sessions.find(db, hash_of(text)) if text else None
    if found is None or found.kind != kind or found.closed_at is not None:
        return None
    return found if now < found.ends_at and now - found.seen_at < IDLE else None


def note_presence(store: Store, session: Session, now: datetime) -> None:
    """Keep somebody signed in who is there."""
    if now - session.seen_at >= NOTED_EVERY:
        with transaction(store) as db:
            sessions.touch(db, session.session_hash, now)


def hash_of(text: str) -> str:
    """By what a session is found: it is 256 random bits, so there is nothing to guess from a plain hash."""
    return hashlib.sha256(text.encode()).hexdigest()


def csrf_of(text: str) -> str:
    """What a form of this session carries, so that no other site can send one in its name."""
    return hmac.digest(text.encode(), b"songgang form", hashlib.sha256).hex()


def is_of_session(csrf: str, text: str) -> bool:
    """Whether a form was made for this session."""
    return hmac.compare_digest(csrf.encode(), csrf_of(text).encode())


def _opened(
    db: Connection,
    now: datetime,
    *,
    kind: str,
    account_id: str | None = None,
    worker_id: str | None = None,
    proved_at: datetime | None = None,
    signed_on_at: datetime | None = None,
) -> str:
    text = secrets.token_urlsafe(32)
    sessions.add(
        db,
        Session(
            session_hash=hash_of(text),
            kind=kind,
            account_id=account_id,
            worker_id=worker_id,
            opened_at=now,
            seen_at=now,
            ends_at=now + LONGEST,
            closed_at=None,
            proved_at=proved_at,
            signed_on_at=signed_on_at,
        ),
    )
    return text
