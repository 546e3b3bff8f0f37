"""Questions about imports: which files were taken, when, with what result."""

from collections.abc import Sequence
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


def was_taken(db: Connection, kind: str, file_name: str, sha256: str) -> bool:
    """Whether a file of this name and these bytes was taken before."""
    same = (
        imports.c.kind == kind,
        imports.c.file_name == file_name,
        imports.c.sha256 == sha256,
    )
    return bool(db.scalar(sa.select(sa.exists().where(*same))))


def of_files(db: Connection, kind: str, file_names: Sequence[str]) -> int:
    """How many rows were read of these files, each as it was taken last."""
    newest = (
        sa.select(sa.func.max(imports.c.import_id))
        .where(imports.c.kind == kind, imports.c.file_name.in_(file_names))
        .group_by(imports.c.file_name)
    )
    rows = sa.select(sa.func.sum(imports.c.read)).where(imports.c.import_id.in_(newest))
    return int(db.scalar(rows) or 0)
