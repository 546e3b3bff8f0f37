"""Use case: somebody of the office comes in by a password, changes it, and leaves."""

from datetime import datetime, timedelta
from functools import cache
from typing import Literal

from data.records import accounts, audit, sessions
from data.records.accounts import Account
from data.records.audit import Act
from data.records.sessions import Session
from data.store import Connection, Store, reading, transaction
from service.access import passwords
from service.access.roles import ALL_ROLES
from service.access.sessions import open_staff_session

MOST_FAILURES = 5
LOCK = timedelta(minutes=30)
REFUSED = (
    "登录名或密码不正确，或账号已被锁定。连续 5 次错误将锁定 30 分钟；忘记密码请联系安全管理员。"
)

Step = Literal["second_factor", "password", "enrol"]


def sign_in(
    store: Store, sign_in_name: str, password: str, *, address: str, now: datetime
) -> str | None:
    """A session for whoever knows the password; None otherwise, and nobody is told why.

    A try is counted before the password is looked at, see `accounts.admit_try`.
    """
    account, admitted = _tried(store, sign_in_name, now)
    kept = account.password_hash if account else _of_nobody()
    if not passwords.is_right(kept, password) or account is None or not admitted:
        note_failure(store, account, admitted=admitted, address=address, now=now)
        return None
    with transaction(store) as db:
        if passwords.is_weakly_hashed(kept):
            accounts.rehash(db, account.account_id, passwords.hashed(password))
        text = open_staff_session(db, account.account_id, now)
        if account.totp_since is None:
            accounts.note_success(db, account.account_id, now)
            act = Act(_actor(account), "signed_in", facts={"address": address})
            audit.record(db, act, now)
        else:
            # No failure, but it is the second factor that forgets the earlier ones.
            accounts.give_back_try(db, account.account_id, most=MOST_FAILURES)
    return text


def step_due(session: Session, account: Account, now: datetime) -> Step | None:
    """What somebody has to do before anything else: show the second factor, change the password, set one up."""
    if account.totp_since is not None and session.proved_at is None:
        return "second_factor"
    # Whoever came by the city's identity provider used no password of ours.
    by_password = session.signed_on_at is None
    if by_password and (account.must_change or passwords.is_due(account.password_set_at, now)):
        return "password"
    if session.proved_at is None and ALL_ROLES[account.role].second_factor:
        return "enrol"
    return None


def may_stay(account: Account | None, session: Session) -> bool:
    """Whether an account still opens what a session was opened for."""
    return account is not None and account.closed_at is None and session.kind == "staff"


def change_password(
    store: Store, account: Account, session: Session, *, old: str, new: str, now: datetime
) -> tuple[str | None, str]:
    """A fresh session and no fault, or no session and why not; every other session of the account ends."""
    with transaction(store) as db:
        admitted = accounts.admit_try(db, account.account_id, now, most=MOST_FAILURES, lock=LOCK)
        past = accounts.last_passwords(db, account)
    if not admitted or not passwords.is_right(account.password_hash, old):
        return None, "原密码不正确。"
    if fault := passwords.fault(new, names=(account.sign_in_name, account.name), past=past):
        with transaction(store) as db:
            accounts.give_back_try(db, account.account_id, most=MOST_FAILURES)
        return None, fault
    with transaction(store) as db:
        accounts.note_success(db, account.account_id, now)
        accounts.set_password(db, account, passwords.hashed(new), must_change=False, at=now)
        sessions.close_of_account(db, account.account_id, now)
        text = _opened_like(db, session, now)
        audit.record(db, Act(_actor(account), "password_set", account.account_id), now)
    return text, ""


def end_other_sessions(store: Store, account: Account, session: Session, *, now: datetime) -> str:
    """A fresh session in place of all that the account has open, here and elsewhere."""
    with transaction(store) as db:
        ended = sessions.close_of_account(db, account.account_id, now)
        text = _opened_like(db, session, now)
        told = {"sessions": ended - 1}
        audit.record(db, Act(_actor(account), "signed_out", facts=told), now)
    return text


def sign_out(store: Store, session: Session, actor: str, now: datetime) -> None:
    """End a session at once."""
    with transaction(store) as db:
        if sessions.close(db, session.session_hash, now):
            audit.record(db, Act(actor, "signed_out"), now)


def note_failure(
    store: Store, account: Account | None, *, admitted: bool, address: str, now: datetime
) -> None:
    """Write down that somebody was not let in, and whether that was one try too many.

    What was typed as the name is not kept: it may well be a password.
    """
    who = _actor(account) if account else "nobody"
    with transaction(store) as db:
        act = Act(who, "sign_in_failed", succeeded=False, facts={"address": address})
        audit.record(db, act, now)
        if account and admitted:
            _note_lock(db, account.account_id, now)


def _opened_like(db: Connection, session: Session, now: datetime) -> str:
    """A fresh session for whom an older one was, as far proven as that one was."""
    return open_staff_session(
        db,
        str(session.account_id),
        now,
        proved=session.proved_at is not None,
        signed_on_at=session.signed_on_at,
    )


def _note_lock(db: Connection, account_id: str, now: datetime) -> None:
    fresh = accounts.find(db, account_id)
    if fresh and fresh.locked_until is not None:
        audit.record(db, Act(_actor(fresh), "account_locked", account_id), now)


def _tried(store: Store, sign_in_name: str, now: datetime) -> tuple[Account | None, bool]:
    """The account of that name, and whether it may try; the try is counted."""
    with reading(store) as db:
        account = accounts.find_by_sign_in_name(db, sign_in_name)
    if account is None:
        return None, False
    with transaction(store) as db:
        return account, accounts.admit_try(
            db, account.account_id, now, most=MOST_FAILURES, lock=LOCK
        )


@cache
def _of_nobody() -> str:
    """Looked at for names nobody has, so that an answer takes as long as for any other."""
    return passwords.hashed("nobody")


def _actor(account: Account) -> str:
    return f"account:{account.account_id}"
