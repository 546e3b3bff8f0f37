"""Turns: one at a time over a whole database, whoever reaches it; and letting others write in between."""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from time import sleep

import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError

from data.engines import SELDOM_SECONDS
from data.store import Store

NIGHT = 0x50_4E_47_48
"""The number under which PostgreSQL keeps the turn of the night; migrations have the one before."""


@contextmanager
def alone(store: Store, turn: int) -> Iterator[bool]:
    """Whether nobody else has this turn; it is ours until the end, or until this process dies.

    PostgreSQL keeps it with a connection of its own, outside any transaction: one that stood open for
    minutes would keep old rows from being cleared away. A SQLite file is on this machine, where its
    home has a lock of its own.
    """
    if store.is_sqlite:
        yield True
        return
    db = store.engine.connect().execution_options(isolation_level="AUTOCOMMIT")
    # Nobody may meet this connection later: whoever has it has the turn.
    db.detach()
    try:
        ours = bool(db.scalar(sa.select(sa.func.pg_try_advisory_lock(turn))))
        try:
            yield ours
        finally:
            # Closing alone would not do: the server hears of it a moment after we have gone on. One that was
            # restarted meanwhile has forgotten the turn as well.
            with suppress(DBAPIError):
                if ours:
                    db.scalar(sa.select(sa.func.pg_advisory_unlock(turn)))
    finally:
        with suppress(DBAPIError):
            db.close()


def give_way(store: Store) -> None:
    """Between two pieces of long work: whoever waits to write to a SQLite file asks for the turn meanwhile."""
    if store.is_sqlite:
        sleep(2 * SELDOM_SECONDS)
