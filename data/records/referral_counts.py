"""Questions for the report on referrals: how many were recommended, and how far referrals came."""

from collections.abc import Mapping
from datetime import date, datetime

import sqlalchemy as sa

from data.records.corrections import understood
from data.store import Connection
from data.tables import worker_versions
from data.tables_market import vacancies
from data.tables_referral import REFERRAL_STATES, referral_events, referrals
from data.tables_service import recommendations

Where = tuple[str, str]
"""A worker's county and the post's occupation; empty where one is not known."""


def recommended(db: Connection, since: datetime, until: datetime) -> Mapping[Where, int]:
    """Pairs of worker and vacancy that were recommended from `since` and before `until`."""
    r, v, w = recommendations, vacancies, worker_versions
    lived = (
        sa.select(w.c.region)
        .where(w.c.worker_id == r.c.worker_id, w.c.valid_on <= r.c.as_of)
        .order_by(w.c.valid_on.desc(), w.c.revision.desc())
        .limit(1)
        .scalar_subquery()
    )
    shown = (
        sa.select(
            r.c.worker_id,
            r.c.target_id,
            sa.func.min(sa.func.coalesce(lived, "")).label("region"),
            sa.func.min(sa.func.coalesce(understood("occupation"), "")).label("occupation"),
        )
        .select_from(r.join(v, v.c.vacancy_id == r.c.target_id))
        .where(r.c.kind == "vacancy", r.c.created_at >= since, r.c.created_at < until)
        .group_by(r.c.worker_id, r.c.target_id)
        .subquery()
    )
    counted = sa.select(shown.c.region, shown.c.occupation, sa.func.count())
    rows = db.execute(counted.group_by(shown.c.region, shown.c.occupation))
    return {(row[0], row[1]): row[2] for row in rows}


def reached(db: Connection, since: date, until: date) -> Mapping[Where, Mapping[str, int]]:
    """Referrals begun in this time, both days included, by the furthest state they ever reached.

    What should not have been written down has reached none.
    """
    r, e = referrals, referral_events
    rank = sa.case({state: i for i, state in enumerate(STAGES)}, value=e.c.after, else_=-1)
    furthest = (
        sa.select(
            r.c.region,
            sa.func.coalesce(r.c.occupation, "").label("occupation"),
            sa.func.max(rank).label("rank"),
        )
        .select_from(r.join(e, e.c.referral_id == r.c.referral_id))
        .where(r.c.referred_on >= since, r.c.referred_on <= until)
        .where(r.c.closed_because.is_distinct_from("entered_in_error"))
        .group_by(r.c.referral_id, r.c.region, r.c.occupation)
        .subquery()
    )
    counted = sa.select(
        furthest.c.region, furthest.c.occupation, furthest.c.rank, sa.func.count()
    ).group_by(furthest.c.region, furthest.c.occupation, furthest.c.rank)
    found: dict[Where, dict[str, int]] = {}
    for region, occupation, place, n in db.execute(counted):
        found.setdefault((region, occupation), {})[STAGES[place]] = n
    return found


def closings(db: Connection, since: date, until: date) -> Mapping[str, int]:
    """Why referrals begun in this time ended."""
    r = referrals
    counted = sa.select(r.c.closed_because, sa.func.count()).where(
        r.c.referred_on >= since, r.c.referred_on <= until, r.c.closed_because.is_not(None)
    )
    return {row[0]: row[1] for row in db.execute(counted.group_by(r.c.closed_because))}


STAGES = REFERRAL_STATES[:-1]
"""In the order in which they are reached; being closed is no stage."""
