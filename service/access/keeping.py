"""Use cases of accounts: making, changing, locking; each is an act in the audit trail."""

import re
import secrets
from datetime import datetime, timedelta

from data.records import accounts, audit, sessions
from data.records.accounts import Account, Post
from data.records.audit import Act, Action
from data.store import Connection
from service.access import passwords
from service.access.roles import ALL_ROLES, reach_label
from service.auth import Caller
from service.errors import Conflict, NotFound

STATES = {
    "open": "正常",
    "new": "未登录过",
    "stale": "超过 90 天未登录",
    "locked": "连续错误，暂时锁定",
    "closed": "已停用",
}
STALE = timedelta(days=90)
"""Accounts nobody uses are to be closed (等保): a list has to show which."""

SIGN_IN_NAME = re.compile(r"[a-z][a-z0-9._-]{2,31}")


def add_account(
    db: Connection,
    sign_in_name: str,
    name: str,
    *,
    post: Post,
    by: str,
    at: datetime,
    must_change: bool = True,
    beginning: str = "",
) -> tuple[str, str]:
    """A new account and its first password, shown this once, to be changed at the first sign-in.

    With a `beginning` that somebody else was told it is what follows that beginning.
    Raises ValueError where a name cannot be used, Conflict where it is taken.
    """
    sign_in_name, name = usable(db, sign_in_name, name)
    account_id, password = f"u{secrets.token_hex(6)}", passwords.drawn()
    accounts.add(
        db,
        account_id,
        sign_in_name,
        name=name,
        post=post,
        password_hash=passwords.hashed(beginning + password),
        must_change=must_change,
        at=at,
    )
    facts = {"role": post.role, "region": post.region, "township": post.township}
    audit.record(db, Act(by, "account_created", account_id, facts=facts), at)
    return account_id, password


def usable(db: Connection, sign_in_name: str, name: str) -> tuple[str, str]:
    """Sign-in name and name of somebody new, tidied; ValueError where they cannot be used, Conflict where taken."""
    sign_in_name, name = sign_in_name.strip().lower(), name.strip()
    if not SIGN_IN_NAME.fullmatch(sign_in_name):
        raise ValueError("登录名应为 3–32 个小写字母、数字或 . _ -，以字母开头。")
    if not 1 < len(name) <= 40:
        raise ValueError("姓名应为 2–40 个字符；有重名时请注明单位，例如“张伟（代县）”。")
    if accounts.is_taken(db, sign_in_name, name):
        raise Conflict("登录名或姓名已有人使用；重名时请注明单位，例如“张伟（代县）”。")
    return sign_in_name, name


def state_of(account: Account, now: datetime) -> str:
    """Whether somebody may sign in, as one of `STATES`."""
    if account.closed_at is not None:
        return "closed"
    if account.locked_until is not None and account.locked_until > now:
        return "locked"
    if account.signed_in_at is None:
        return "new"
    return "stale" if now - account.signed_in_at >= STALE else "open"


def known(db: Connection, account_id: str) -> Account:
    """The account with this id; NotFound where there is none."""
    found = accounts.find(db, account_id)
    if found is None:
        raise NotFound("没有这个账号。")
    return found


def of_another(db: Connection, account_id: str, caller: Caller) -> Account:
    """The same for changes: nobody gives themselves rights, or back what was taken."""
    if account_id == caller.account_id:
        raise Conflict("不能变更自己的账号，请由另一位安全管理员办理。")
    return known(db, account_id)


def named(db: Connection, sign_in_name: str) -> Account:
    """The account with this sign-in name; NotFound where there is none."""
    found = accounts.find_by_sign_in_name(db, sign_in_name)
    if found is None:
        raise NotFound(f"没有登录名为“{sign_in_name}”的账号。")
    return found


def close_account(db: Connection, account: Account, *, by: str, at: datetime) -> None:
    """Let somebody in no more, and end what is open."""
    accounts.close(db, account.account_id, at)
    _ended(db, account, "account_locked", by=by, at=at)


def unlock_account(db: Connection, account: Account, *, by: str, at: datetime) -> None:
    """Let somebody in again."""
    accounts.unlock(db, account.account_id)
    audit.record(db, Act(by, "account_unlocked", account.account_id), at)


def reset_password(db: Connection, account: Account, *, by: str, at: datetime) -> str:
    """A new password, shown this once, to be changed at the next sign-in; what is open ends.

    Raises Conflict where the account is closed: to open it again is an act of its own.
    """
    if account.closed_at is not None:
        raise Conflict("账号已停用；如需恢复使用，请先解除停用，再重设密码。")
    password = passwords.drawn()
    accounts.set_password(db, account, passwords.hashed(password), must_change=True, at=at)
    accounts.unlock(db, account.account_id)
    _ended(db, account, "password_set", by=by, at=at)
    return password


def give_post(db: Connection, account: Account, post: Post, *, by: str, at: datetime) -> None:
    """Let somebody do other work, or for other people; what is open ends."""
    accounts.give_post(db, account.account_id, post)
    told = "，".join(filter(None, (ALL_ROLES[post.role].label, reach_label(post))))
    _ended(db, account, "account_changed", by=by, at=at, reason=told)


def drop_second_factor(db: Connection, account: Account, *, by: str, at: datetime) -> None:
    """Forget a second factor whose telephone is lost; what is open ends."""
    accounts.drop_second_factor(db, account.account_id)
    _ended(db, account, "second_factor_dropped", by=by, at=at)


def _ended(
    db: Connection,
    account: Account,
    action: Action,
    *,
    by: str,
    at: datetime,
    reason: str | None = None,
) -> None:
    """Whatever was open with the old password, post or factor ends with it."""
    sessions.close_of_account(db, account.account_id, at)
    audit.record(db, Act(by, action, account.account_id, reason), at)
