"""The second factor: a code of half a minute from an app on one's own telephone (TOTP), or a recovery code."""

import base64
import hmac
import secrets
from datetime import datetime

import pyotp
import segno

from data.records import accounts, audit, sessions
from data.records.accounts import Account
from data.records.audit import Act
from data.records.sessions import Session
from data.store import Store, reading, transaction
from service.access.sessions import hash_of, open_staff_session
from service.access.signing_in import LOCK, MOST_FAILURES, note_failure

SECONDS = 30
DRIFT = (0, -1, 1)
"""A clock may be half a minute off, either way."""

N_RECOVERY_CODES = 10
RECOVERY_BYTES = 15
ISSUER = "送岗"


def offered(store: Store, account: Account) -> str:
    """The secret that its owner has yet to prove, made on first asking."""
    with reading(store) as db:
        secret = accounts.second_factor(db, account)
    if secret is None:
        secret = pyotp.random_base32()
        with transaction(store) as db:
            accounts.offer_second_factor(db, account.account_id, secret)
    return secret


def picture(account: Account, secret: str) -> str:
    """The square code that an app reads the secret from, as SVG to stand in a page."""
    address = pyotp.TOTP(secret).provisioning_uri(name=account.sign_in_name, issuer_name=ISSUER)
    return segno.make(address, error="m").svg_inline(scale=4, border=4, dark="#000", light="#fff")


def prove(
    store: Store,
    account: Account,
    code: str,
    *,
    now: datetime,
    signed_on_at: datetime | None = None,
) -> tuple[str, tuple[str, ...]] | None:
    """A fresh session and ten recovery codes, shown this once, for whoever shows a code of what was offered.

    None where the code is wrong. Every other session of the account ends.
    """
    with transaction(store) as db:
        fresh = accounts.find(db, account.account_id)
        secret = accounts.second_factor(db, fresh) if fresh and fresh.totp_since is None else None
        step = _step(secret, code, now) if secret else None
        if step is None or not accounts.take_step(db, account.account_id, step):
            return None
        accounts.prove_second_factor(db, account.account_id, now)
        recovery = tuple(_recovery_code() for _ in range(N_RECOVERY_CODES))
        accounts.give_recovery_codes(db, account.account_id, [_kept(each) for each in recovery])
        sessions.close_of_account(db, account.account_id, now)
        text = open_staff_session(
            db, account.account_id, now, proved=True, signed_on_at=signed_on_at
        )
        actor = f"account:{account.account_id}"
        audit.record(db, Act(actor, "second_factor_set", account.account_id), now)
    return text, recovery


def show(
    store: Store, account: Account, session: Session, code: str, *, address: str, now: datetime
) -> str | None:
    """A full session in place of the half one, for whoever shows a code; None where it is wrong.

    Wrong ones count together with wrong passwords: five, and the account is locked.
    """
    with transaction(store) as db:
        admitted = accounts.admit_try(db, account.account_id, now, most=MOST_FAILURES, lock=LOCK)
        secret = accounts.second_factor(db, account)
        step = _step(secret, code, now) if secret else None
        right = admitted and (
            accounts.take_step(db, account.account_id, step)
            if step is not None
            else accounts.use_recovery_code(db, account.account_id, _kept(code), now)
        )
        if right:
            accounts.note_success(db, account.account_id, now)
            sessions.close(db, session.session_hash, now)
            text = open_staff_session(
                db, account.account_id, now, proved=True, signed_on_at=session.signed_on_at
            )
            told = {"address": address, "second_factor": "code" if step is not None else "recovery"}
            actor = f"account:{account.account_id}"
            audit.record(db, Act(actor, "signed_in", facts=told), now)
            return text
    note_failure(store, account, admitted=admitted, address=address, now=now)
    return None


def _step(secret: str, code: str, now: datetime) -> int | None:
    """The step of time a code belongs to; None where it is none of now."""
    totp, step = pyotp.TOTP(secret, interval=SECONDS), int(now.timestamp()) // SECONDS
    typed = "".join(code.split()).encode()
    for drift in DRIFT:
        if hmac.compare_digest(totp.generate_otp(step + drift).encode(), typed):
            return step + drift
    return None


def _recovery_code() -> str:
    text = base64.b32encode(secrets.token_bytes(RECOVERY_BYTES)).decode().lower()
    return "-".join(text[start : start + 4] for start in range(0, len(text), 4))


def _kept(code: str) -> str:
    """So many random bits need no slow hash."""
    return hash_of("".join(c for c in code.lower() if c.isalnum()))
