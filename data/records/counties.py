"""Questions about whose people somebody is: the county unit behind any id that leads to one person."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

import sqlalchemy as sa

from data.fetching import Query
from data.store import Connection
from data.tables import worker_versions, workers
from data.tables_assistance import policy_applications
from data.tables_cases import followups, plan_measures, recognition_cases, tags
from data.tables_own import own_requests
from data.tables_push import outbox
from data.tables_referral import referrals
from data.tables_service import recommendations
from data.tables_training import enrolments
from data.tables_vouchers import vouchers

LEADS_TO_A_PERSON: Mapping[str, sa.Column[Any]] = {
    column.name: column
    for column in (
        workers.c.worker_id,
        referrals.c.referral_id,
        recognition_cases.c.case_id,
        vouchers.c.voucher_id,
        enrolments.c.enrolment_id,
        policy_applications.c.application_id,
        recommendations.c.recommendation_id,
        plan_measures.c.measure_id,
        followups.c.followup_id,
        tags.c.tag_id,
        outbox.c.message_id,
        own_requests.c.request_id,
    )
}
"""Ids of which each belongs to one worker, by the names they have in addresses."""


@dataclass(frozen=True, slots=True)
class Home:
    """Who somebody is by id, and where they live as known last."""

    worker_id: str
    region: str
    township: str | None


def home_behind(db: Connection, name: str, value: object) -> Home | None:
    """Where the person an id leads to lives; None where it leads to nobody."""
    column = LEADS_TO_A_PERSON[name]
    try:
        id_ = column.type.python_type(value)
    except (TypeError, ValueError):
        return None
    if isinstance(id_, int) and not 0 < id_ < 2**31:
        return None
    row = db.execute(_newest_behind(name), {"asked_for": id_}).first()
    return Home(*row) if row else None


def leads_to_an_employer(db: Connection, name: str, value: object) -> bool:
    """Whether an id leads to what an employer asked for: it is about no person, and of no county."""
    a = policy_applications.c
    if name != a.application_id.name:
        return False
    query = sa.select(sa.literal(1)).where(a.application_id == str(value), a.employer.is_not(None))
    return db.scalar(query) is not None


@cache
def _newest_behind(name: str) -> Query:
    column, v = LEADS_TO_A_PERSON[name], worker_versions
    asked = column == sa.bindparam("asked_for")
    whose = sa.select(column.table.c.worker_id).where(asked).scalar_subquery()
    newest = sa.select(v.c.worker_id, v.c.region, v.c.township).where(v.c.worker_id == whose)
    return newest.order_by(v.c.valid_on.desc(), v.c.revision.desc()).limit(1)


def county_behind(db: Connection, name: str, value: object) -> str | None:
    """The county unit of the person an id leads to; None where it leads to nobody."""
    home = home_behind(db, name, value)
    return home.region if home else None
