"""Questions about accounts: who of the office may sign in, as what, and what was tried at the door."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cache

import sqlalchemy as sa

from data.columns import Instant
from data.fetching import Query
from data.sealing import TOTP
from data.store import Connection, rows_of, vault_of
from data.tables_access import accounts, past_passwords, recovery_codes

HISTORY = 5
"""How many passwords of the past must not come back (等保)."""


@dataclass(frozen=True, slots=True)
class Account:
    """Somebody of the office who may sign in."""

    account_id: str
    sign_in_name: str
    name: str
    role: str
    region: str | None
    township: str | None
    password_hash: str = field(repr=False)
    password_set_at: datetime
    must_change: bool
    totp_sealed: str | None = field(repr=False)
    totp_since: datetime | None
    totp_step: int | None
    failures: int
    locked_until: datetime | None
    closed_at: datetime | None
    created_at: datetime
    signed_in_at: datetime | None


@dataclass(frozen=True, slots=True)
class Post:
    """What somebody is to do, and for whose people; no region is the whole city."""

    role: str
    region: str | None = None
    township: str | None = None


def add(
    db: Connection,
    account_id: str,
    sign_in_name: str,
    *,
    name: str,
    post: Post,
    password_hash: str,
    must_change: bool,
    at: datetime,
) -> None:
    """Keep a new account; StoreClash where its sign-in name or name is taken."""
    db.execute(
        sa.insert(accounts).values(
            account_id=account_id,
            sign_in_name=sign_in_name,
            name=name,
            role=post.role,
            region=post.region,
            township=post.township,
            password_hash=password_hash,
            password_set_at=at,
            must_change=must_change,
            failures=0,
            created_at=at,
        )
    )


def find(db: Connection, account_id: str) -> Account | None:
    """The account with this id, whether it may sign in or not."""
    row = db.execute(_by_id(), {"asked_for": account_id}).mappings().first()
    return Account(**row) if row else None


def find_by_sign_in_name(db: Connection, sign_in_name: str) -> Account | None:
    """The account that signs in by this name, in whichever letters it was typed."""
    return _one(db, accounts.c.sign_in_name == sign_in_name.strip().lower())


def is_taken(db: Connection, sign_in_name: str, name: str) -> bool:
    """Whether another account has the sign-in name or the name."""
    a = accounts
    taken = sa.or_(a.c.sign_in_name == sign_in_name, a.c.name == name)
    return bool(db.scalar(sa.select(sa.exists().where(taken))))


def everybody(db: Connection) -> tuple[Account, ...]:
    """Every account there ever was, by sign-in name."""
    return _accounts(db)


def admit_try(
    db: Connection, account_id: str, now: datetime, *, most: int, lock: timedelta
) -> bool:
    """Count a try before it is looked at; False where the account is locked, and the last one locks it.

    Counted first and in one statement: tries made at the same time cannot slip past the limit.
    """
    a = accounts
    one_more = a.c.failures + 1
    last = one_more >= most
    tried = {
        "failures": sa.case((last, 0), else_=one_more),
        "locked_until": sa.case((last, sa.literal(now + lock, Instant)), else_=sa.null()),
    }
    free = sa.or_(a.c.locked_until.is_(None), a.c.locked_until <= now)
    admitted = (a.c.account_id == account_id, a.c.closed_at.is_(None), free)
    return rows_of(db, sa.update(a).where(*admitted).values(tried)) == 1


def give_back_try(db: Connection, account_id: str, *, most: int) -> None:
    """A try that was admitted and right counts no more; a lock that came since stood on it and is lifted."""
    a = accounts
    locked = a.c.locked_until.is_not(None)
    one_less = sa.case((locked, most - 1), (a.c.failures > 0, a.c.failures - 1), else_=0)
    given_back = {"failures": one_less, "locked_until": None}
    db.execute(sa.update(a).where(a.c.account_id == account_id).values(given_back))


def note_success(db: Connection, account_id: str, at: datetime) -> None:
    """Forget the failures: somebody signed in."""
    _change(db, account_id, {"failures": 0, "locked_until": None, "signed_in_at": at})


def unlock(db: Connection, account_id: str) -> None:
    """Let an account in again, whoever locked it."""
    _change(db, account_id, {"failures": 0, "locked_until": None, "closed_at": None})


def close(db: Connection, account_id: str, at: datetime) -> None:
    """Let an account in no more."""
    _change(db, account_id, {"closed_at": at})


def give_post(db: Connection, account_id: str, post: Post) -> None:
    """Let somebody do something else, or for other people."""
    facts = {"role": post.role, "region": post.region, "township": post.township}
    _change(db, account_id, facts)


def set_password(
    db: Connection, account: Account, password_hash: str, *, must_change: bool, at: datetime
) -> None:
    """Keep a new password and remember the old one."""
    old = {
        "account_id": account.account_id,
        "set_at": account.password_set_at,
        "password_hash": account.password_hash,
    }
    db.execute(sa.insert(past_passwords).values(old))
    new = {"password_hash": password_hash, "password_set_at": at, "must_change": must_change}
    _change(db, account.account_id, new)


def rehash(db: Connection, account_id: str, password_hash: str) -> None:
    """Keep the same password by a stronger hash."""
    _change(db, account_id, {"password_hash": password_hash})


def last_passwords(db: Connection, account: Account) -> tuple[str, ...]:
    """The hashes that must not come back: today's and those before it."""
    p = past_passwords
    query = sa.select(p.c.password_hash).where(p.c.account_id == account.account_id)
    past = db.scalars(query.order_by(p.c.set_at.desc()).limit(HISTORY - 1)).all()
    return (account.password_hash, *past)


def offer_second_factor(db: Connection, account_id: str, secret: str) -> None:
    """Keep a second factor that its owner has yet to prove; the one before it is gone."""
    sealed = vault_of(db).seal(TOTP, [account_id], [secret])[0]
    _change(db, account_id, {"totp_sealed": sealed, "totp_since": None, "totp_step": None})


def second_factor(db: Connection, account: Account) -> str | None:
    """The secret of the second factor, in use or offered."""
    if account.totp_sealed is None:
        return None
    return vault_of(db).unseal(TOTP, account.account_id, account.totp_sealed)


def prove_second_factor(db: Connection, account_id: str, at: datetime) -> None:
    """Ask for the second factor from now on."""
    _change(db, account_id, {"totp_since": at})


def take_step(db: Connection, account_id: str, step: int) -> bool:
    """Take the code of a time step; False where it, or a later one, was taken before."""
    a = accounts
    unused = (a.c.account_id == account_id, sa.func.coalesce(a.c.totp_step, 0) < step)
    return rows_of(db, sa.update(a).where(*unused).values(totp_step=step)) == 1


def drop_second_factor(db: Connection, account_id: str) -> None:
    """Forget the second factor and its recovery codes: the telephone is lost."""
    _change(db, account_id, {"totp_sealed": None, "totp_since": None, "totp_step": None})
    db.execute(sa.delete(recovery_codes).where(recovery_codes.c.account_id == account_id))


def give_recovery_codes(db: Connection, account_id: str, hashes: Sequence[str]) -> None:
    """Keep new recovery codes in place of the old ones."""
    db.execute(sa.delete(recovery_codes).where(recovery_codes.c.account_id == account_id))
    rows = [{"code_hash": each, "account_id": account_id} for each in hashes]
    db.execute(sa.insert(recovery_codes), rows)


def use_recovery_code(db: Connection, account_id: str, code_hash: str, at: datetime) -> bool:
    """Use a recovery code up; False where it is none, or was used."""
    r = recovery_codes
    unused = (r.c.account_id == account_id, r.c.code_hash == code_hash, r.c.used_at.is_(None))
    return rows_of(db, sa.update(r).where(*unused).values(used_at=at)) == 1


def _change(db: Connection, account_id: str, facts: Mapping[str, object]) -> None:
    db.execute(sa.update(accounts).where(accounts.c.account_id == account_id).values(dict(facts)))


def _one(db: Connection, condition: sa.ColumnElement[bool]) -> Account | None:
    found = _accounts(db, condition)
    return found[0] if found else None


@cache
def _by_id() -> Query:
    return _select(accounts.c.account_id == sa.bindparam("asked_for"))


def _accounts(db: Connection, *conditions: sa.ColumnElement[bool]) -> tuple[Account, ...]:
    return tuple(Account(**row) for row in db.execute(_select(*conditions)).mappings())


def _select(*conditions: sa.ColumnElement[bool]) -> Query:
    columns = [accounts.c[name] for name in Account.__dataclass_fields__]
    return sa.select(*columns).where(*conditions).order_by(accounts.c.sign_in_name)
