"""Classes and certificates from files: kept by the importers, and each certificate brings its voucher on."""

from datetime import datetime

import pyarrow as pa

from data.records import certificates
from data.records.certificates import Certificate
from data.records.offers import Stored
from data.store import Connection
from models.vouchers.states import Role
from service.vouchers.certifying import record_certificate
from service.vouchers.steps import Actor

IMPORTER = "证书导入"


def take_certificates(db: Connection, table: pa.Table, recorded_at: datetime) -> Stored:
    """Keep the certificates of a file in the import's own transaction; of equal numbers the last counts."""
    actor = Actor(Role.STAFF, IMPORTER, recorded_at)
    last = {str(row["certificate_no"]): Certificate(**row) for row in table.to_pylist()}
    held = certificates.some(db, list(last))
    for certificate in last.values():
        record_certificate(db, certificate, actor)
    return Stored(len(last) - len(held), 0, len(held))
