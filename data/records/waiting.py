"""Questions of a counselor's day about referrals: each list in its order and with an end."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa

from data.fetching import Query
from data.store import Connection
from data.tables_market import vacancies
from data.tables_referral import referrals


@dataclass(frozen=True, slots=True)
class Waiting:
    """Something that waits: about whom, what it is, since or until when, and the id it goes by."""

    worker_id: str
    id: str
    what: str
    on: date


def referrals_unanswered(db: Connection, before: date, *, limit: int) -> Sequence[Waiting]:
    """Referrals of which nothing has been heard since a day, whose hold ends first."""
    r, v = referrals.c, vacancies.c
    query = (
        sa.select(
            r.worker_id, r.referral_id, v.title, sa.func.coalesce(r.hold_until, r.referred_on)
        )
        .join_from(referrals, vacancies, r.vacancy_id == v.vacancy_id)
        .where(r.state == "referred", r.referred_on <= before)
        .order_by(sa.func.coalesce(r.hold_until, r.referred_on), r.referral_id)
        .limit(limit)
    )
    return _waiting(db, query)


def placements_to_follow(db: Connection, until: date, *, limit: int) -> Sequence[Waiting]:
    """People who found work and are to be asked by a day whether they are still there."""
    r, v = referrals.c, vacancies.c
    query = (
        sa.select(r.worker_id, r.referral_id, v.title, r.follow_up_on)
        .join_from(referrals, vacancies, r.vacancy_id == v.vacancy_id)
        .where(r.follow_up_on <= until)
        .order_by(r.follow_up_on, r.referral_id)
        .limit(limit)
    )
    return _waiting(db, query)


def _waiting(db: Connection, query: Query) -> Sequence[Waiting]:
    return [Waiting(who, id_, what, on) for who, id_, what, on in db.execute(query)]
