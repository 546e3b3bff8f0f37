"""Every column that is sealed: whose it is, and by which name it is bound."""

from dataclasses import dataclass

import sqlalchemy as sa

from data.sealing import ADDRESS, ID_NUMBER, PHONE, TOTP
from data.tables import workers
from data.tables_access import accounts
from data.tables_push import push_addresses


@dataclass(frozen=True, slots=True)
class SealedColumn:
    """A column of sealed texts; `owner` is the column of the same row's key that says whose it is."""

    column: sa.Column[str]
    name: str
    owner: str = "worker_id"

    @property
    def table(self) -> sa.Table:
        """The table it is in."""
        return self.column.table


SEALED = (
    SealedColumn(workers.c.id_sealed, ID_NUMBER),
    SealedColumn(workers.c.phone_sealed, PHONE),
    SealedColumn(push_addresses.c.address_sealed, ADDRESS),
    SealedColumn(accounts.c.totp_sealed, TOTP, owner="account_id"),
)
