"""Use cases of signing on: an identity that the city's provider proved opens the account it was bound to."""

from dataclasses import dataclass, field
from datetime import datetime

from data.records import accounts, audit, identities, sessions
from data.records.accounts import Account
from data.records.audit import Act
from data.store import Connection, Store, StoreClash, transaction
from service.access.identity_provider import Proven
from service.access.sessions import open_staff_session
from service.errors import Conflict

REFUSED = {
    "unknown": "您已通过身份认证，但这个身份还没有绑定送岗账号。请把下面的身份标识告诉安全管理员，绑定后再登录。",
    "closed": "您的送岗账号已停用，不能登录；如需恢复，请联系安全管理员。",
    "locked": "您的送岗账号因连续输错密码暂时锁定，请 30 分钟后再试，或联系安全管理员解除。",
}
LONGEST_SUBJECT = 255
"""What the standard allows."""


@dataclass(frozen=True, slots=True)
class SignedOn:
    """A session for the browser, or the key of `REFUSED` that says why there is none."""

    text: str | None = field(default=None, repr=False)
    refusal: str | None = None


def sign_on(
    store: Store, issuer: str, proven: Proven, *, before: str | None, address: str, now: datetime
) -> SignedOn:
    """Let in whoever the provider proved, by the same rules as with a password; no account is ever made.

    Unlike at the door of passwords, it is said why not: whoever asks has shown who it is.
    """
    told: dict[str, object] = {"address": address, "door": "identity_provider"}
    with transaction(store) as db:
        account_id = identities.account_of(db, issuer, proven.subject)
        account = accounts.find(db, account_id) if account_id else None
        refusal = _refusal(account, now)
        if account is None or refusal:
            why = {"why": refusal or "unknown"}
            actor = _actor(account) if account else "nobody"
            act = Act(actor, "sign_in_failed", succeeded=False, facts=told | why)
            audit.record(db, act, now)
            return SignedOn(refusal=refusal or "unknown")
        if before:
            sessions.close(db, before, now)
        proved = proven.second_factor
        text = open_staff_session(db, account.account_id, now, proved=proved, signed_on_at=now)
        if proved or account.totp_since is None:
            accounts.note_success(db, account.account_id, now)
            told["second_factor"] = "identity_provider" if proved else None
            audit.record(db, Act(_actor(account), "signed_in", facts=told), now)
    return SignedOn(text)


def note_unproven(store: Store, why: str, *, address: str, now: datetime) -> None:
    """Write down that an answer of the provider, or what was said to be one, proved nothing."""
    facts = {"address": address, "door": "identity_provider", "why": why}
    with transaction(store) as db:
        audit.record(db, Act("nobody", "sign_in_failed", succeeded=False, facts=facts), now)


def bind(
    store: Store, account: Account, issuer: str, subject: str, *, by: str, at: datetime
) -> None:
    """Let an identity open an account from now on, in place of the one before; what is open ends.

    Raises ValueError where it cannot be an identity, Conflict where it opens another account.
    """
    subject = subject.strip()
    if not 0 < len(subject) <= LONGEST_SUBJECT or not subject.isprintable():
        raise ValueError("请填写身份标识，即登录人在“尚未绑定”页面上看到的那一串字符。")
    try:
        with transaction(store) as db:
            identities.unbind(db, account.account_id)
            identities.bind(db, account.account_id, issuer, subject, at)
            sessions.close_of_account(db, account.account_id, at)
            audit.record(db, Act(by, "sign_on_bound", account.account_id), at)
    except StoreClash:
        raise Conflict("这个身份已绑定另一个账号，请先在那个账号上解除绑定。") from None


def unbind(db: Connection, account: Account, *, by: str, at: datetime) -> None:
    """Let no identity open an account any more; what is open ends."""
    if identities.unbind(db, account.account_id):
        sessions.close_of_account(db, account.account_id, at)
        audit.record(db, Act(by, "sign_on_unbound", account.account_id), at)


def _refusal(account: Account | None, now: datetime) -> str | None:
    if account is None:
        return "unknown"
    if account.closed_at is not None:
        return "closed"
    locked = account.locked_until is not None and account.locked_until > now
    return "locked" if locked else None


def _actor(account: Account) -> str:
    return f"account:{account.account_id}"
