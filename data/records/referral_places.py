"""Questions about a vacancy's places: which are taken, where nobody can be sent, what does not come back."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import NamedTuple

import sqlalchemy as sa

from data.fetching import Query
from data.store import Connection
from data.tables_caseload import caseload
from data.tables_market import vacancies
from data.tables_referral import referral_events, referrals

COMES_BACK = (
    "hold_lapsed",
    "worker_unreachable",
    "entered_in_error",
    "vacancy_filled",
    "vacancy_closed",
    "employer_no_answer",
)
"""After these a vacancy may be shown to the same person again: neither side said no to the other."""


class Done(NamedTuple):
    """A worker and a vacancy that have had their answer, or wait for it."""

    worker_id: str
    vacancy_id: str


@dataclass(frozen=True, slots=True)
class Taken:
    """Which numbers of a vacancy are taken: referrals held, and places of people at work."""

    holds: frozenset[int]
    places: frozenset[int]


def taken(db: Connection, vacancy_id: str) -> Taken:
    """Which of a vacancy's numbers somebody has."""
    r = referrals
    rows = db.execute(
        sa.select(r.c.hold, r.c.place).where(
            r.c.vacancy_id == vacancy_id, sa.or_(r.c.hold.is_not(None), r.c.place.is_not(None))
        )
    ).all()
    return Taken(
        frozenset(hold for hold, _ in rows if hold is not None),
        frozenset(place for _, place in rows if place is not None),
    )


def unavailable(db: Connection, per_opening: int) -> frozenset[str]:
    """Vacancies to which nobody can be referred now: places taken, enough on the way, or just closed."""
    r, v = referrals, vacancies
    counted = (
        sa.select(
            r.c.vacancy_id,
            sa.func.count(r.c.hold).label("n_held"),
            sa.func.count(r.c.place).label("n_placed"),
        )
        .where(sa.or_(r.c.hold.is_not(None), r.c.place.is_not(None)))
        .group_by(r.c.vacancy_id)
        .subquery()
    )
    left = v.c.places - counted.c.n_placed
    full = sa.select(v.c.vacancy_id).where(
        v.c.vacancy_id == counted.c.vacancy_id, counted.c.n_held >= left * per_opening
    )
    # The day in memory may be older than an employer's word, or the source's, that a post is closed.
    shut = sa.select(r.c.vacancy_id).join(v, v.c.vacancy_id == r.c.vacancy_id)
    shut = shut.where(sa.or_(v.c.status == "closed", said_filled()))
    return frozenset(db.scalars(sa.union(full, shut)))


def is_said_filled(db: Connection, vacancy_id: str) -> bool:
    """Whether the employer said that this post is filled, and has not posted it again since."""
    mine = sa.select(vacancies.c.vacancy_id).where(vacancies.c.vacancy_id == vacancy_id)
    return db.scalar(mine.where(said_filled())) is not None


def said_filled() -> sa.ColumnElement[bool]:
    """For each vacancy whether an employer said it is filled; a newer posting takes that back.

    It is read from what was said and not written into the vacancy: the source that still lists the post
    would open it again at its next import.
    """
    r, e, v = referrals.alias("filled"), referral_events, vacancies
    said = sa.and_(
        r.c.vacancy_id == v.c.vacancy_id,
        e.c.referral_id == r.c.referral_id,
        e.c.reason == "vacancy_filled",
        e.c.via == "employer",
        sa.or_(v.c.posted_on.is_(None), v.c.posted_on <= e.c.happened_on),
    )
    return sa.exists().where(said).correlate(v)


def done(db: Connection, *, vacancy_id: str | None = None) -> frozenset[Done]:
    """Pairs that do not come back: on the way, at work there, or ended by an answer; of one vacancy if asked."""
    r = referrals
    pairs = sa.select(r.c.worker_id, r.c.vacancy_id).where(~comes_back()).distinct()
    if vacancy_id is not None:
        pairs = pairs.where(r.c.vacancy_id == vacancy_id)
    return frozenset(Done(*row) for row in db.execute(pairs))


def at_work(db: Connection, worker_ids: Sequence[str]) -> frozenset[str]:
    """Of these workers those whom a referral brought to work, and who have not left."""
    return frozenset(db.scalars(_at_work(), {"asked_for": worker_ids}))


@cache
def _at_work() -> Query:
    r = referrals
    asked = r.c.worker_id.in_(sa.bindparam("asked_for", expanding=True))
    there = (asked, r.c.placed_on.is_not(None), r.c.state != "closed")
    return sa.select(r.c.worker_id).where(*there)


def hired(db: Connection) -> frozenset[str]:
    """Whom a referral brought to work since they registered last, and who have not left.

    Until the registry knows it, their files still say that they are without work. Work for part of the
    day leaves the other part open: whoever has it still looks for work.
    """
    r, v, c = referrals, vacancies, caseload
    known = r.join(v, v.c.vacancy_id == r.c.vacancy_id).join(c, c.c.worker_id == r.c.worker_id)
    there = (
        r.c.placed_on.is_not(None),
        r.c.state != "closed",
        v.c.hours.is_distinct_from("part"),
        sa.or_(c.c.registered_on.is_(None), r.c.placed_on >= c.c.registered_on),
    )
    return frozenset(db.scalars(sa.select(r.c.worker_id).select_from(known).where(*there)))


def comes_back() -> sa.ColumnElement[bool]:
    """Of a referral, whether it ended so that its vacancy may be shown to the same person again."""
    r = referrals
    # As so many values and not as one list, which would be written into the statement each time anew.
    reasons = [sa.literal(reason) for reason in COMES_BACK]
    return sa.and_(
        r.c.state == "closed",
        r.c.placed_on.is_(None),
        r.c.closed_because.in_(reasons),
    )
