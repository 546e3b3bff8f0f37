"""Questions about saved views: the filters that somebody of the office gave a name to."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from data.store import Connection
from data.tables_views import saved_views


@dataclass(frozen=True, slots=True)
class View:
    """A list as its owner calls it; `filters` is the end of an address."""

    view_id: int
    name: str
    filters: str


def of_account(db: Connection, account_id: str) -> Sequence[View]:
    """Somebody's views by name."""
    v = saved_views.c
    columns = (v.view_id, v.name, v.filters)
    rows = db.execute(sa.select(*columns).where(v.account_id == account_id).order_by(v.name))
    return [View(*row) for row in rows]


def keep(db: Connection, account_id: str, name: str, filters: str, *, at: datetime) -> None:
    """Keep a view; one of the same name is replaced."""
    v = saved_views
    db.execute(sa.delete(v).where(v.c.account_id == account_id, v.c.name == name))
    values = {"account_id": account_id, "name": name, "filters": filters, "created_at": at}
    db.execute(sa.insert(v).values(**values))


def forget(db: Connection, account_id: str, view_id: int) -> None:
    """Forget one of one's own views; of anybody else's nothing happens."""
    v = saved_views
    db.execute(sa.delete(v).where(v.c.account_id == account_id, v.c.view_id == view_id))
