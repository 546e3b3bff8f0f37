"""Questions of an inspector: has anything been sold twice, sent against somebody's word, or lost in the books."""

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime

import sqlalchemy as sa

from data.store import Connection
from data.tables_archive import archive_events
from data.tables_ledger import ledger_entries
from data.tables_market import vacancies
from data.tables_push import outbox, personalisation_choices, push_choices
from data.tables_referral import OPEN_STATES, PLACED_STATES, referral_events, referrals
from data.tables_training import SEATED_STATES, enrolments, training_classes
from data.tables_vouchers import voucher_events, vouchers

Wish = tuple[str, str | None, str | None, bool, datetime]
"""Who said it, of which line and channel (None is all), whether it is wanted, and when."""


@dataclass(frozen=True, slots=True)
class SentMessage:
    """A message that was sent, by what decides whether it might be."""

    message_id: int
    worker_id: str
    line: str
    channel: str
    personalised: bool
    counts_on: date
    ended_at: datetime


def sent_messages(db: Connection) -> Iterator[SentMessage]:
    """Everything that was sent, in order."""
    columns = [outbox.c[name] for name in SentMessage.__dataclass_fields__]
    sent = sa.select(*columns).where(outbox.c.state == "sent").order_by(outbox.c.message_id)
    return (SentMessage(*row) for row in db.execute(sent))


def fates(db: Connection) -> Mapping[str, int]:
    """How many messages came to which end; what was dropped under its reason."""
    fate = sa.func.coalesce(outbox.c.dropped_for, outbox.c.state)
    counted = sa.select(fate, sa.func.count()).group_by(fate).order_by(fate)
    return {row[0]: row[1] for row in db.execute(counted)}


def wishes(db: Connection) -> tuple[Wish, ...]:
    """Every statement about lines and channels in the order it was made: who, line, channel, wanted, when."""
    c = push_choices.c
    said = sa.select(c.worker_id, c.line, c.channel, c.wanted, c.said_at).order_by(c.choice_id)
    return tuple((row[0], row[1], row[2], row[3], row[4]) for row in db.execute(said))


def refusals_of_advice(db: Connection) -> tuple[tuple[str, bool, datetime], ...]:
    """Every statement about being looked at, in the order it was made: who, wanted, when."""
    c = personalisation_choices.c
    said = sa.select(c.worker_id, c.wanted, c.said_at).order_by(c.choice_id)
    return tuple((row[0], row[1], row[2]) for row in db.execute(said))


def oversold_vacancies(db: Connection, per_opening: int) -> tuple[str, ...]:
    """Vacancies with more people at work than places, or more on the way than may be."""
    r, v = referrals, vacancies
    at_work = sa.func.sum(sa.case((r.c.state.in_(PLACED_STATES), 1), else_=0))
    on_the_way = sa.func.sum(sa.case((r.c.state.in_(OPEN_STATES), 1), else_=0))
    over = (
        sa.select(v.c.vacancy_id)
        .join(r, r.c.vacancy_id == v.c.vacancy_id)
        .group_by(v.c.vacancy_id, v.c.places)
        .having(sa.or_(at_work > v.c.places, on_the_way > v.c.places * per_opening))
    )
    return tuple(db.scalars(over.order_by(v.c.vacancy_id)))


def oversold_classes(db: Connection) -> tuple[str, ...]:
    """Classes with more seats taken than there are, or whose count is not that of the people in them."""
    c, e = training_classes, enrolments
    seated = (
        sa.select(sa.func.count())
        .where(e.c.class_id == c.c.class_id, e.c.state.in_(SEATED_STATES))
        .scalar_subquery()
    )
    wrong = sa.or_(c.c.seats_taken > c.c.seats, c.c.seats_taken != seated)
    standing = sa.select(c.c.class_id).where(c.c.cancelled_on.is_(None), wrong)
    return tuple(db.scalars(standing.order_by(c.c.class_id)))


def vouchers_that_came_to(db: Connection, state: str) -> int:
    """How many vouchers were ever in a state."""
    e = voucher_events.c
    came = sa.select(sa.func.count(sa.distinct(e.voucher_id))).where(e.to_state == state)
    return db.scalar(came) or 0


def learners_at_work(db: Connection) -> int:
    """How many people whose voucher was paid for were placed by a referral after it was issued."""
    v, r = vouchers, referrals
    placed = sa.exists().where(r.c.worker_id == v.c.worker_id, r.c.placed_on >= v.c.issued_on)
    people = sa.select(sa.func.count(sa.distinct(v.c.worker_id))).where(
        v.c.state == "settled", placed
    )
    return db.scalar(people) or 0


def fingerprint(db: Connection) -> str:
    """One number of all that happened: two rehearsals with the same one went the same way, step by step."""
    digest = hashlib.sha256()
    for table, names in TOLD.items():
        columns = [table.c[name] for name in names]
        for row in db.execute(sa.select(*columns).order_by(*table.primary_key)):
            digest.update(repr(tuple(row)).encode())
    return digest.hexdigest()


TOLD: Mapping[sa.Table, tuple[str, ...]] = {
    voucher_events: ("voucher_id", "event", "to_state", "at", "by"),
    ledger_entries: ("batch_id", "voucher_id", "from_account", "to_account", "amount_fen", "at"),
    referral_events: ("referral_id", "before", "after", "reason", "said_at"),
    outbox: ("key", "state", "channel", "counts_on", "dropped_for", "ended_at"),
    archive_events: ("key", "happened_on", "text"),
}
"""What a rehearsal is told by; numbers drawn for secrecy are left out."""
