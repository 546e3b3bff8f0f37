"""Questions of the desk about classes: which there are, and how many, by time, place and words."""

from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa

from data.records import training_classes as classes
from data.records.training_classes import TrainingClass
from data.store import Connection
from data.tables_training import check_ins, enrolments, training_classes

WHEN = ("now", "asked", "over", "cancelled", "all")
"""Not over yet, with somebody who asks for a seat, over, called off, or all."""


@dataclass(frozen=True, slots=True)
class Sought:
    """Which classes, as of a day; an empty region or text is not asked."""

    when: str
    as_of: date
    region: str = ""
    text: str = ""


def count(db: Connection, sought: Sought) -> int:
    """How many there are."""
    query = sa.select(sa.func.count()).select_from(training_classes)
    return db.scalar(query.where(*_conditions(sought))) or 0


def page(db: Connection, sought: Sought, *, start: int, limit: int) -> tuple[TrainingClass, ...]:
    """Some of them, those that begin last first; `start` are passed over."""
    c = training_classes.c
    query = sa.select(c.class_id).where(*_conditions(sought))
    order = (c.starts_on.desc(), c.class_id)
    ids = db.scalars(query.order_by(*order).offset(start).limit(limit)).all()
    found = (classes.one(db, class_id) for class_id in ids)
    return tuple(each for each in found if each is not None)


def sessions_attended(db: Connection, class_id: str) -> dict[int, frozenset[int]]:
    """Which sessions of a class somebody came to, by enrolment; who never came is left out."""
    c = check_ins.c
    rows = db.execute(sa.select(c.enrolment_id, c.session_no).where(c.class_id == class_id))
    found: dict[int, set[int]] = {}
    for enrolment_id, session_no in rows:
        found.setdefault(enrolment_id, set()).add(session_no)
    return {enrolment_id: frozenset(sessions) for enrolment_id, sessions in found.items()}


def _conditions(sought: Sought) -> list[sa.ColumnElement[bool]]:
    c, e = training_classes.c, enrolments.c
    asked = sa.select(e.class_id).where(e.state == "requested")
    held = c.cancelled_on.is_(None)
    times: dict[str, list[sa.ColumnElement[bool]]] = {
        "now": [held, c.ends_on >= sought.as_of],
        "asked": [held, c.class_id.in_(asked)],
        "over": [held, c.ends_on < sought.as_of],
        "cancelled": [c.cancelled_on.is_not(None)],
        "all": [],
    }
    place = [c.region == sought.region] if sought.region else []
    named = (c.title, c.institution, c.class_id)
    words = [sa.or_(*(n.contains(sought.text, autoescape=True) for n in named))]
    return [*times[sought.when], *place, *(words if sought.text else [])]
