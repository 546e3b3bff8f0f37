"""Questions about what happened to applications, cases, tags, measures and follow-ups: only ever added to."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

import sqlalchemy as sa

from data.store import Connection
from data.tables_assistance import assistance_events


@dataclass(frozen=True, slots=True)
class Step:
    """One change of state: what was done, by whom, when, why, on which document and rule."""

    subject: str
    subject_id: str
    action: str
    from_state: str | None
    to_state: str
    happened_on: date
    done_by: str
    reason: str | None = None
    document: str | None = None
    rule: str | None = None
    facts: Mapping[str, object] = field(default_factory=dict)


def add_step(db: Connection, step: Step, recorded_at: datetime) -> None:
    """Write a step down, in the transaction that makes it."""
    names = [name for name in Step.__dataclass_fields__ if name != "facts"]
    values = {name: getattr(step, name) for name in names}
    facts = json.dumps(dict(step.facts), ensure_ascii=False, sort_keys=True, default=str)
    db.execute(sa.insert(assistance_events).values(**values, facts=facts, recorded_at=recorded_at))


def steps_of(db: Connection, subject: str, subject_id: str) -> tuple[Step, ...]:
    """Every step of one subject, oldest first."""
    e = assistance_events
    rows = db.execute(
        sa.select(e)
        .where(e.c.subject == subject, e.c.subject_id == subject_id)
        .order_by(e.c.event_id)
    ).mappings()
    names = [name for name in Step.__dataclass_fields__ if name != "facts"]
    return tuple(Step(**{n: row[n] for n in names}, facts=json.loads(row["facts"])) for row in rows)
