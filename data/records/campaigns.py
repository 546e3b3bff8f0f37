"""Questions about campaigns: one text to many, drafted by one person and approved by another."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

import pyarrow as pa
import sqlalchemy as sa

from data.records.workers import known_ids_where
from data.schema import ARROW, FACT_COLUMNS
from data.store import Connection, rows_of
from data.tables import worker_versions
from data.tables_push import campaigns

KINDS = {column.name: ARROW[column.kind] for column in FACT_COLUMNS}


@dataclass(frozen=True, slots=True)
class Campaign:
    """A text with its line, reason and audience; `n_people` is how many the approver was told of."""

    campaign_id: int
    name: str
    line: str
    title: str
    text: str
    reason: str
    audience: Mapping[str, object]
    expires_at: datetime
    state: str
    created_by: str
    created_at: datetime
    n_people: int
    approved_by: str | None
    approved_at: datetime | None
    ended_at: datetime | None


@dataclass(frozen=True, slots=True)
class Draft:
    """What a campaign is made of before anybody approves it."""

    name: str
    line: str
    title: str
    text: str
    reason: str
    audience: Mapping[str, object]
    expires_at: datetime
    n_people: int


def add_campaign(db: Connection, draft: Draft, *, by: str, now: datetime) -> int:
    """Keep a draft and return its number."""
    values = {name: getattr(draft, name) for name in Draft.__dataclass_fields__}
    values["audience"] = json.dumps(draft.audience, ensure_ascii=False, sort_keys=True)
    values |= {"state": "drafted", "created_by": by, "created_at": now}
    added = sa.insert(campaigns).values(values).returning(campaigns.c.campaign_id)
    return int(db.execute(added).scalar_one())


def one(db: Connection, campaign_id: int) -> Campaign | None:
    """The campaign with this number."""
    found = _found(db, campaigns.c.campaign_id == campaign_id)
    return found[0] if found else None


def all_campaigns(db: Connection, *, limit: int = 50) -> tuple[Campaign, ...]:
    """The campaigns, newest first."""
    return _found(db)[:limit]


def approved(db: Connection) -> tuple[Campaign, ...]:
    """Campaigns that were approved and are not yet in the outbox, oldest first."""
    return _found(db, campaigns.c.state == "approved")[::-1]


def approve(db: Connection, campaign_id: int, *, by: str, now: datetime, n_people: int) -> bool:
    """Approve a draft for so many people; False where it is no draft, or `by` wrote it."""
    c = campaigns
    draft = (c.c.campaign_id == campaign_id, c.c.state == "drafted", c.c.created_by != by)
    values = {"state": "approved", "approved_by": by, "approved_at": now, "n_people": n_people}
    return rows_of(db, sa.update(c).where(*draft).values(**values)) == 1


def end(db: Connection, campaign_id: int, state: str, now: datetime) -> bool:
    """Note that a campaign is in the outbox, or was called off; False where it had ended before."""
    c = campaigns
    before = ("approved",) if state == "enqueued" else ("drafted", "approved", "enqueued")
    running = (c.c.campaign_id == campaign_id, c.c.state.in_(before))
    return rows_of(db, sa.update(c).where(*running).values(state=state, ended_at=now)) == 1


def audience_of(db: Connection, as_of: date, audience: Mapping[str, object]) -> Sequence[str]:
    """The ids, in their order, of those who are meant as known on a day: every column has one of its values.

    Raises ValueError where a value cannot be one of its column's.
    """
    v = worker_versions
    meant = [v.c[name].in_(_values(name, wanted)) for name, wanted in audience.items()]
    return tuple(db.scalars(known_ids_where(as_of, *meant).order_by(v.c.worker_id)))


def _values(name: str, wanted: object) -> list[object]:
    values = list(wanted) if isinstance(wanted, list | tuple) else [wanted]
    try:
        found: list[object] = pa.array(values, KINDS[name]).to_pylist()
    except (pa.ArrowInvalid, pa.ArrowTypeError) as failure:
        raise ValueError(name) from failure
    return found


def _found(db: Connection, *conditions: sa.ColumnElement[bool]) -> tuple[Campaign, ...]:
    c = campaigns
    columns = [c.c[name] for name in Campaign.__dataclass_fields__]
    query = sa.select(*columns).where(*conditions).order_by(c.c.campaign_id.desc())
    rows = db.execute(query).mappings()
    return tuple(Campaign(**{**row, "audience": json.loads(row["audience"])}) for row in rows)
