"""One-time codes: a worker signs in by what arrives on the worker's own telephone."""

import secrets
from datetime import datetime, timedelta

from data.records import audit, sign_in_codes
from data.records.audit import Act
from data.store import Store, transaction
from service.access.sessions import open_worker_session
from service.errors import Busy

LIFETIME = timedelta(minutes=10)
DIGITS = 6
MOST_TRIES = 5
PER_WORKER = ((timedelta(minutes=1), 1), (timedelta(hours=1), 5), (timedelta(days=1), 10))
PER_ADDRESS = ((timedelta(minutes=10), 10), (timedelta(days=1), 60))
"""So many codes at most in so long; a township hall may have one address for all its visitors."""

TOO_MANY = "验证码发送过于频繁，请稍后再试；也可以到就近的公共就业服务窗口办理。"


def make_code(store: Store, worker_id: str, *, address: str, now: datetime) -> str:
    """A new code for a worker, in place of the one before; it is for the telephone alone.

    Raises Busy where the worker, or the network address that asks, has had too many.
    """
    code = f"{secrets.randbelow(10**DIGITS):0{DIGITS}d}"
    with transaction(store) as db:
        of_worker = (
            sign_in_codes.count_of_worker(db, worker_id, now - span) >= most
            for span, most in PER_WORKER
        )
        of_address = (
            sign_in_codes.count_of_address(db, address, now - span) >= most
            for span, most in PER_ADDRESS
        )
        if any(of_worker) or any(of_address):
            raise Busy(TOO_MANY)
        sign_in_codes.add(
            db, worker_id, code, asked_from=address, made_at=now, ends_at=now + LIFETIME
        )
    return code


def sign_in_by_code(store: Store, worker_id: str, code: str, *, now: datetime) -> str | None:
    """A session for a worker who shows the right code; None where it is wrong, over, or tried too often."""
    with transaction(store) as db:
        if not sign_in_codes.use(db, worker_id, code.strip(), now=now, most_tries=MOST_TRIES):
            audit.record(db, Act(f"worker:{worker_id}", "sign_in_failed", succeeded=False), now)
            return None
        text = open_worker_session(db, worker_id, now)
        audit.record(db, Act(f"worker:{worker_id}", "signed_in"), now)
    return text
