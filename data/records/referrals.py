"""Questions about referrals: how each stands, what a vacancy's places are, the steps taken."""

from collections.abc import Collection, Mapping
from dataclasses import asdict, dataclass
from datetime import date, datetime

import sqlalchemy as sa

from data.records.referral_places import said_filled
from data.store import Connection, rows_of
from data.tables import workers
from data.tables_market import vacancies
from data.tables_referral import (
    OPEN_STATES,
    PLACED_STATES,
    referral_events,
    referrals,
)


@dataclass(frozen=True, slots=True)
class Referral:
    """A referral as it stands; `hold` and `place` are numbers no two people have at one vacancy."""

    referral_id: str
    worker_id: str
    vacancy_id: str
    recommendation_id: str | None
    chosen_because: str | None
    overridden: str | None
    override_reason: str | None
    region: str
    occupation: str | None
    referred_on: date
    state: str
    closed_because: str | None
    hold: int | None
    place: int | None
    hold_until: date | None
    placed_on: date | None
    follow_up_on: date | None
    n_steps: int


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a referral as it was said."""

    referral_id: str
    step: int
    before: str
    after: str
    via: str
    said_by: str
    said_at: datetime
    happened_on: date
    reason: str | None
    note: str | None
    rules: str


def lock(db: Connection, worker_id: str, vacancy_id: str) -> None:
    """Let nobody else decide about this worker or this vacancy's places until the transaction ends.

    SQLite has one writer anyway. Always the worker first, then the vacancy, so that two never wait for
    each other.
    """
    for column, key in ((workers.c.worker_id, worker_id), (vacancies.c.vacancy_id, vacancy_id)):
        db.execute(sa.select(column).where(column == key).with_for_update(key_share=True))


def add(db: Connection, new: Referral, at: datetime) -> None:
    """Keep a new referral; the database refuses a hold that somebody else has."""
    db.execute(sa.insert(referrals).values(**asdict(new), recorded_at=at, changed_at=at))


def add_step(db: Connection, step: Step) -> None:
    """Add a step; steps are never changed."""
    db.execute(sa.insert(referral_events).values(**asdict(step)))


def advance(db: Connection, found: Referral, values: Mapping[str, object], *, at: datetime) -> bool:
    """Change a referral that still stands as it was found; False when somebody was there first."""
    r = referrals
    same = (
        r.c.referral_id == found.referral_id,
        r.c.state == found.state,
        r.c.n_steps == found.n_steps,
    )
    return rows_of(db, sa.update(r).where(*same).values(**values, changed_at=at)) == 1


def one(db: Connection, referral_id: str) -> Referral | None:
    """The referral with this id."""
    found = _found(db, referrals.c.referral_id == referral_id)
    return found[0] if found else None


def steps_of(db: Connection, referral_id: str) -> tuple[Step, ...]:
    """All that happened to a referral, in order."""
    e = referral_events
    columns = [e.c[name] for name in Step.__dataclass_fields__]
    chosen = sa.select(*columns).where(e.c.referral_id == referral_id).order_by(e.c.step)
    return tuple(Step(**row) for row in db.execute(chosen).mappings())


def of_worker(db: Connection, worker_id: str) -> tuple[Referral, ...]:
    """A worker's referrals, newest first."""
    return _found(db, referrals.c.worker_id == worker_id)


def of_vacancy(db: Connection, vacancy_id: str) -> tuple[Referral, ...]:
    """A vacancy's referrals, newest first."""
    return _found(db, referrals.c.vacancy_id == vacancy_id)


def page(
    db: Connection, *, states: Collection[str] | None, after: str, limit: int
) -> tuple[Referral, ...]:
    """Referrals in the order of their ids, some states only if asked, from the one after `after`."""
    conditions = [referrals.c.referral_id > after]
    if states is not None:
        conditions.append(referrals.c.state.in_(states))
    chosen = _columns().where(*conditions).order_by(referrals.c.referral_id).limit(limit)
    return tuple(Referral(**row) for row in db.execute(chosen).mappings())


def standing(db: Connection, worker_id: str, vacancy_id: str) -> Referral | None:
    """The referral of this worker to this vacancy that is not closed."""
    r = referrals
    mine = (r.c.worker_id == worker_id, r.c.vacancy_id == vacancy_id, r.c.state != "closed")
    found = _found(db, *mine)
    return found[0] if found else None


def count_of_pair(db: Connection, worker_id: str, vacancy_id: str) -> int:
    """How often this worker was referred to this vacancy."""
    r = referrals
    mine = (r.c.worker_id == worker_id, r.c.vacancy_id == vacancy_id)
    return db.scalar(sa.select(sa.func.count()).select_from(r).where(*mine)) or 0


def beside(
    db: Connection, placed: Referral, *, worker_too: bool, vacancy_too: bool
) -> tuple[Referral, ...]:
    """The other referrals on the way of the same worker, or to the same vacancy, or both.

    Locked in the order of ids, so that two who close the same ones never wait for each other.
    """
    r = referrals
    whose = [
        *([r.c.worker_id == placed.worker_id] if worker_too else []),
        *([r.c.vacancy_id == placed.vacancy_id] if vacancy_too else []),
    ]
    chosen = _columns().where(
        sa.or_(sa.false(), *whose),
        r.c.state.in_(OPEN_STATES),
        r.c.referral_id != placed.referral_id,
    )
    rows = db.execute(chosen.order_by(r.c.referral_id).with_for_update()).mappings()
    return tuple(Referral(**row) for row in rows)


def lapsed(db: Connection, today: date, *, limit: int) -> tuple[Referral, ...]:
    """Referrals whose hold ended before today, the longest over first."""
    r = referrals
    over = _columns().where(r.c.hold_until < today).order_by(r.c.hold_until, r.c.referral_id)
    return tuple(Referral(**row) for row in db.execute(over.limit(limit)).mappings())


def of_closed_vacancies(db: Connection, *, limit: int) -> tuple[Referral, ...]:
    """Referrals nobody has applied with yet, to vacancies that the employer closed."""
    r, v = referrals, vacancies
    gone = (
        _columns()
        .select_from(r.join(v, r.c.vacancy_id == v.c.vacancy_id))
        .where(r.c.state == OPEN_STATES[0], sa.or_(v.c.status == "closed", said_filled()))
        .order_by(r.c.referral_id)
    )
    return tuple(Referral(**row) for row in db.execute(gone.limit(limit)).mappings())


def due(db: Connection, today: date, *, limit: int) -> tuple[Referral, ...]:
    """People at work whose follow-up is due, the longest due first."""
    r = referrals
    waiting = _columns().where(r.c.follow_up_on <= today)
    in_order = waiting.order_by(r.c.follow_up_on, r.c.referral_id).limit(limit)
    return tuple(Referral(**row) for row in db.execute(in_order).mappings())


def lost(db: Connection, placed_before: date) -> tuple[Referral, ...]:
    """People placed before a day of whom six months are not proven."""
    r = referrals
    unproven = _columns().where(r.c.state.in_(PLACED_STATES[:-1]), r.c.placed_on < placed_before)
    rows = db.execute(unproven.order_by(r.c.referral_id)).mappings()
    return tuple(Referral(**row) for row in rows)


def _columns() -> sa.Select[tuple[object, ...]]:
    return sa.select(*(referrals.c[name] for name in Referral.__dataclass_fields__))


def _found(db: Connection, *conditions: sa.ColumnElement[bool]) -> tuple[Referral, ...]:
    newest = (referrals.c.recorded_at.desc(), referrals.c.referral_id)
    rows = db.execute(_columns().where(*conditions).order_by(*newest)).mappings()
    return tuple(Referral(**row) for row in rows)
