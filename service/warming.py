"""Getting a fresh process ready: the day loaded and the search compiled before somebody waits for it."""

from datetime import date

import pyarrow as pa
import structlog
from flask import Flask

from data.codes.regions import XINZHOU_UNITS
from data.records.workers import SNAPSHOT_SCHEMA
from models import advice, course_advice
from service.api.guard import Parts

log = structlog.get_logger()


def warm(app: Flask) -> None:
    """Answer once for nobody; a service that cannot is started all the same and says so when asked."""
    parts: Parts = app.extensions["songgang"]
    try:
        day = parts.advisor.days.get(parts.today())
        person = nobody(day.as_of)
        advice.vacancies_for(day, person.to_pylist()[0], k=1, finished=())
        course_advice.programmes_for(day, person, k=1, finished=())
    except Exception as failure:
        log.warning("not_warm", kind=type(failure).__name__)


def nobody(as_of: date) -> pa.Table:
    """Somebody of whom nothing is known but that he or she lives here."""
    row = {"worker_id": "", "region": XINZHOU_UNITS[0], "valid_on": as_of}
    return pa.Table.from_pylist([row], schema=SNAPSHOT_SCHEMA)
