"""Questions about imports: which files were taken, when, with what result."""

from dataclasses import asdict, dataclass
from datetime import datetime

import sqlalchemy as sa

from data.store import Connection
from data.tables_service import imports


@dataclass(frozen=True, slots=True)
class Import:
    """One file that was taken; it is recorded in the transaction that took its rows."""

    kind: str
    source: str
    file_name: str
    sha256: str
    recorded_at: datetime
    seconds: float
    read: int
    accepted: int
    new: int
    changed: int
    unchanged: int
    refused: int
    duplicates: int


def add_import(db: Connection, taken: Import) -> None:
    """Note a file that is being taken in this transaction."""
    db.execute(sa.insert(imports).values(**asdict(taken)))


def latest(db: Connection, kind: str | None = None, limit: int = 20) -> tuple[Import, ...]:
    """The files taken last, newest first."""
    columns = [imports.c[name] for name in Import.__dataclass_fields__]
    query = sa.select(*columns).order_by(imports.c.import_id.desc()).limit(limit)
    if kind is not None:
        query = query.where(imports.c.kind == kind)
    return tuple(Import(**row) for row in db.execute(query).mappings())
