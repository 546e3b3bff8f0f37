"""Whether everybody here was made up: said in their own database, and over as soon as a real file is taken."""

from datetime import datetime
from pathlib import Path

from data.records import accounts, audit, demonstrations, tokens
from data.store import Connection, Store, reading, transaction
from service.access.keeping import close_account
from service.auth import SYSTEM, revoke_token
from service.config import MARKER

BY = "demo"
"""Who makes the accounts of a demonstration, and what its token is called."""

ENDING = (
    "这里是演示库。文件只要有一行被接收，演示就结束：演示账号和令牌全部停用，用它们登录的人随即退出；"
    "虚构人员不会删除。正式使用请另建新库。"
)
"""What a file is about to do, for whoever is to choose it."""

ENDED = "这份文件结束了演示：演示账号和令牌已全部停用，验证码不再显示在屏幕上。虚构人员仍在库中，正式使用请另建新库。"
"""The same for whoever's file it was."""


def begin(store: Store, at: datetime) -> None:
    """Say so of an empty database, before its made-up files are taken."""
    with transaction(store) as db:
        demonstrations.begin(db, at)


def is_demonstration(store: Store) -> bool:
    """Whether nobody here is real; asked each time, for it may end under a running service."""
    with reading(store) as db:
        return demonstrations.is_on(db)


def end(db: Connection, home: Path, at: datetime) -> bool:
    """Close whatever a demonstration opened to everybody; False where there is none.

    For the transaction that takes the first rows which nobody made up: both are there, or neither.
    """
    if not demonstrations.end(db, at):
        return False
    made = {w.act.subject for w in audit.acts(db, action="account_created", actor=BY)}
    for account in accounts.everybody(db):
        if account.account_id in made and account.closed_at is None:
            close_account(db, account, by=SYSTEM, at=at)
    for token in tokens.all_tokens(db):
        if token.name == BY and token.revoked_at is None:
            revoke_token(db, token.token_hash, now=at, by=SYSTEM)
    # Before the commit: a folder with real people in it must at no moment be one that may be emptied.
    (home / MARKER).unlink(missing_ok=True)
    return True
