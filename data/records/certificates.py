"""Questions about skill certificates: whose they are, and the taking of new ones."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime

import sqlalchemy as sa

from data.store import Connection
from data.tables_training import certificates


@dataclass(frozen=True, slots=True)
class Certificate:
    """A certificate whose number was verified with whoever issued it."""

    certificate_no: str
    worker_id: str
    occupation: str
    level: str
    issued_on: date
    issuer: str
    class_id: str | None = None


def add(db: Connection, certificate: Certificate, *, at: datetime, by: str) -> bool:
    """Keep a certificate; False where this very one is held already."""
    if one(db, certificate.certificate_no) is not None:
        return False
    row = asdict(certificate) | {"verified_at": at, "verified_by": by}
    db.execute(sa.insert(certificates).values(**row))
    return True


def one(db: Connection, certificate_no: str) -> Certificate | None:
    """The certificate of a number."""
    found = _some(db, certificates.c.certificate_no == certificate_no)
    return found[0] if found else None


def some(db: Connection, numbers: Sequence[str]) -> dict[str, Certificate]:
    """The certificates of several numbers; unknown ones are left out."""
    return {c.certificate_no: c for c in _some(db, certificates.c.certificate_no.in_(numbers))}


def of_worker(
    db: Connection, worker_id: str, *, occupation: str | None = None, level: str | None = None
) -> tuple[Certificate, ...]:
    """A worker's certificates, newest first; of one occupation and level, or all."""
    c = certificates.c
    asked = {"occupation": occupation, "level": level}
    wanted = [c[name] == value for name, value in asked.items() if value is not None]
    return _some(db, c.worker_id == worker_id, *wanted)


def _some(db: Connection, *conditions: sa.ColumnElement[bool]) -> tuple[Certificate, ...]:
    c = certificates.c
    columns = [c[name] for name in Certificate.__dataclass_fields__]
    newest_first = (c.issued_on.desc(), c.certificate_no)
    rows = db.execute(sa.select(*columns).where(*conditions).order_by(*newest_first))
    return tuple(Certificate(*row) for row in rows)
