"""Use cases of administrators' rights: one security administrator asks for them, another one agrees."""

from datetime import datetime, timedelta

from data.records import accounts, administrator_requests, audit
from data.records.accounts import Account, Post
from data.records.administrator_requests import Asked, Wish
from data.records.audit import Act
from data.store import Connection, vault_of
from service.access import keeping, passwords
from service.access.roles import ALL_ROLES
from service.auth import Caller
from service.errors import Conflict

LASTS = timedelta(days=7)
NEEDED = 2
"""So many security administrators there have to be."""


def is_administrator(role: str) -> bool:
    """Whether a role is one of the three that nobody gives alone: system, security and audit."""
    return ALL_ROLES[role].second_factor


def ask_account(
    db: Connection, sign_in_name: str, name: str, role: str, *, by: Caller, at: datetime
) -> tuple[int, str]:
    """Ask for a new account of an administrator: the request's number, and the first half of the password.

    It is made when another one agrees, who is shown the second half: neither can come in by it alone.
    """
    sign_in_name, name = keeping.usable(db, sign_in_name, name)
    wish = Wish("account", sign_in_name=sign_in_name, name=name, role=role)
    asked = _ask(db, wish, by=by, at=at)
    return asked.wish_id, _first_half(db, asked)


def ask_post(db: Connection, account: Account, role: str, *, by: Caller, at: datetime) -> None:
    """Ask that somebody becomes an administrator, or another kind of one."""
    _ask(db, Wish("post", account.account_id, role=role), by=by, at=at)


def ask_without_factor(db: Connection, account: Account, *, by: Caller, at: datetime) -> None:
    """Ask that an administrator's second factor is dropped, by which somebody else could come in."""
    _ask(db, Wish("second_factor", account.account_id), by=by, at=at)


def refuse_alone(account: Account, what: str, command: str) -> None:
    """Raise Conflict where one person alone could come in by an administrator's account, and say who can.

    Whoever holds the machine can do everything anyway; in the console it takes two.
    """
    if is_administrator(account.role):
        raise Conflict(f"{what}不能由一位管理员单独办理，请在服务器上运行 {command}。")


def waiting(db: Connection, now: datetime) -> tuple[Asked, ...]:
    """What waits for a second person, the oldest first; after a week it is no longer asked."""
    return administrator_requests.waiting(db, now - LASTS)


def agree(db: Connection, wish_id: int, *, by: Caller, at: datetime) -> tuple[str, str] | None:
    """Let it happen; returns whose first password it is and its second half, where one was drawn.

    Raises Conflict where nothing waits, where it is one's own wish or about oneself.
    """
    asked = _decided(db, wish_id, by=by, agreed=True, at=at, since=at - LASTS)
    wish = asked.wish
    if wish.account_id == by.account_id:
        raise Conflict("不能批准关于自己的申请，请由另一位安全管理员办理。")
    asker = keeping.known(db, asked.asked_by)
    if asker.closed_at is not None or asker.role != "security_administrator":
        raise Conflict("提出申请的人已停用或已不是安全管理员，这项申请不再有效，请重新提出。")
    facts = {"request": wish_id, "asked_by": f"account:{asked.asked_by}"}
    told = Act(by.actor, "administrator_agreed", wish.account_id or wish.sign_in_name, facts=facts)
    audit.record(db, told, at)
    if wish.deed == "account":
        name = wish.name or ""
        _, second_half = keeping.add_account(
            db,
            wish.sign_in_name or "",
            name,
            post=Post(wish.role or ""),
            by=by.actor,
            at=at,
            beginning=_first_half(db, asked),
        )
        return name, second_half
    account = keeping.known(db, wish.account_id or "")
    if account.closed_at is not None:
        raise Conflict("申请所说的账号已停用，不能批准。")
    if wish.deed == "post":
        keeping.give_post(db, account, Post(wish.role or ""), by=by.actor, at=at)
    else:
        keeping.drop_second_factor(db, account, by=by.actor, at=at)
    return None


def refuse(db: Connection, wish_id: int, *, by: Caller, at: datetime) -> None:
    """Let it not happen: refused by another, or taken back by who asked."""
    _refused(db, wish_id, by=by, at=at, since=at - LASTS)


def _refused(db: Connection, wish_id: int, *, by: Caller, at: datetime, since: datetime) -> None:
    asked = _decided(db, wish_id, by=by, agreed=False, at=at, since=since)
    subject = asked.wish.account_id or asked.wish.sign_in_name
    facts = {"request": wish_id, "asked_by": f"account:{asked.asked_by}"}
    audit.record(db, Act(by.actor, "administrator_refused", subject, facts=facts), at)


def too_few(db: Connection) -> bool:
    """Whether there is nobody who could agree: fewer than two security administrators may sign in."""
    able = [
        account
        for account in accounts.everybody(db)
        if account.role == "security_administrator" and account.closed_at is None
    ]
    return len(able) < NEEDED


def _first_half(db: Connection, asked: Asked) -> str:
    """Nowhere kept: it follows from the request by a key that does not lie in the database."""
    said = f"{asked.wish_id} {asked.asked_at.isoformat()} {asked.wish.sign_in_name}"
    return passwords.spelt(vault_of(db).hash_one("administrator_request", said))


def _ask(db: Connection, wish: Wish, *, by: Caller, at: datetime) -> Asked:
    """Keep a wish; an open one about the same account gives way to it, which is an act of its own."""
    if by.account_id is None:
        raise Conflict("只有登录的安全管理员可以申请。")
    for older in administrator_requests.about_the_same(db, wish):
        _refused(db, older.wish_id, by=by, at=at, since=older.asked_at)
    number = administrator_requests.ask(db, wish, by=by.account_id, at=at)
    facts = {"request": number, "deed": wish.deed, "role": wish.role}
    subject = wish.account_id or wish.sign_in_name
    audit.record(db, Act(by.actor, "administrator_asked", subject, facts=facts), at)
    return Asked(number, wish, by.account_id, at)


def _decided(
    db: Connection, wish_id: int, *, by: Caller, agreed: bool, at: datetime, since: datetime
) -> Asked:
    found = administrator_requests.decide(
        db, wish_id, by=by.account_id or "", agreed=agreed, at=at, since=since
    )
    if found is None:
        raise Conflict("没有可以由您办理的这项申请：已办理、已过期，或是您自己提出的。")
    return found
