"""One worker as known on a day, for whoever is asked about: known, or not found in words for people."""

from datetime import date

from data.records import workers
from data.records.workers import Known
from data.store import Connection
from service.errors import NotFound


def known(db: Connection, worker_id: str, as_of: date) -> Known:
    """What was known of a worker; NotFound where nothing was."""
    row = workers.known(db, worker_id, as_of)
    if row is None:
        raise unknown(worker_id, as_of)
    return row


def unknown(worker_id: str, as_of: date) -> NotFound:
    """Of somebody the registry does not know."""
    return NotFound(f"截至{as_of}，登记中没有编号为“{worker_id}”的劳动者。")
