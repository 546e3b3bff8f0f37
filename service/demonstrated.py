"""Whether everybody here was made up: said in their own database, and over as soon as a real file comes."""

from datetime import datetime
from pathlib import Path

from data.records import accounts, audit, demonstrations, tokens
from data.store import Store, reading, transaction
from service.access.keeping import close_account
from service.auth import SYSTEM, revoke_token
from service.config import MARKER

BY = "demo"
"""Who makes the accounts of a demonstration, and what its token is called."""


def begin(store: Store, at: datetime) -> None:
    """Say so of an empty database, before its made-up files are taken."""
    with transaction(store) as db:
        demonstrations.begin(db, at)


def is_demonstration(store: Store) -> bool:
    """Whether nobody here is real; asked each time, for it may end under a running service."""
    with reading(store) as db:
        return demonstrations.is_on(db)


def end(store: Store, home: Path, at: datetime) -> None:
    """Close whatever a demonstration opened to everybody: real people are about to come in.

    Its folder is no longer one that the next demonstration may empty.
    """
    if not is_demonstration(store):
        return
    with transaction(store) as db:
        if not demonstrations.end(db, at):
            return
        made = {w.act.subject for w in audit.acts(db, action="account_created", actor=BY)}
        for account in accounts.everybody(db):
            if account.account_id in made and account.closed_at is None:
                close_account(db, account, by=SYSTEM, at=at)
        for token in tokens.all_tokens(db):
            if token.name == BY and token.revoked_at is None:
                revoke_token(db, token.token_hash, now=at, by=SYSTEM)
    (home / MARKER).unlink(missing_ok=True)
