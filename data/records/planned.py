"""Questions the planning asks: what each worker heard of and when, and how many were told of each offer."""

from collections.abc import Collection, Mapping
from datetime import date, datetime

import sqlalchemy as sa

from data.schema import VACANCY_COLUMNS
from data.store import Connection
from data.tables_market import vacancies, vacancy_versions
from data.tables_push import outbox, outbox_targets, vacancies_matched
from data.tables_referral import referrals

UNHEARD = ("nothing_left", "repeated", "opted_out")
"""Dropped for one of these, a message may be planned anew another day."""


def last_heard(db: Connection, since: datetime) -> Mapping[tuple[str, str], datetime]:
    """When each worker was last written to about each line since a moment; campaigns do not count."""
    o = outbox
    heard = (
        sa.select(o.c.worker_id, o.c.line, sa.func.max(o.c.created_at).label("at"))
        .where(
            o.c.created_at > since,
            o.c.campaign_id.is_(None),
            sa.or_(o.c.dropped_for.is_(None), o.c.dropped_for.not_in(UNHEARD)),
        )
        .group_by(o.c.worker_id, o.c.line)
    )
    return {(row[0], row[1]): row[2] for row in db.execute(heard)}


def written_to(
    db: Connection, worker_ids: Collection[str], line: str, since: datetime, *, times: int
) -> frozenset[str]:
    """Who was written to about a line so many times since a moment, whether it has arrived yet or not."""
    o = outbox
    often = (
        sa.select(o.c.worker_id)
        .where(
            o.c.worker_id.in_(worker_ids),
            o.c.line == line,
            o.c.created_at > since,
            o.c.state.not_in(("dropped", "dead")),
        )
        .group_by(o.c.worker_id)
        .having(sa.func.count() >= times)
    )
    return frozenset(db.scalars(often))


def told_or_waiting(
    db: Connection, worker_ids: Collection[str], since: datetime
) -> frozenset[tuple[str, str, str]]:
    """Worker, kind and id of all that was sent to these since a moment, is under way, or still waits."""
    o, t = outbox, outbox_targets
    written = (
        sa.select(o.c.worker_id, t.c.kind, t.c.target_id)
        .select_from(o.join(t))
        .where(
            o.c.worker_id.in_(worker_ids),
            o.c.created_at > since,
            sa.or_(o.c.counts_on.is_not(None), o.c.next_at.is_not(None)),
        )
    )
    return frozenset((row[0], row[1], row[2]) for row in db.execute(written))


def reached(
    db: Connection, kind: str, since: datetime, *, among: Collection[str] | None = None
) -> Mapping[str, int]:
    """How many people each offer has reached since a moment: told of it personally, or referred to it."""
    o, t, r = outbox, outbox_targets, referrals
    told = (
        sa.select(t.c.target_id, o.c.worker_id)
        .select_from(o.join(t))
        .where(
            t.c.kind == kind,
            o.c.created_at > since,
            o.c.personalised,
            o.c.state.not_in(("dropped", "dead")),
        )
    )
    taken = sa.select(r.c.vacancy_id, r.c.worker_id).where(
        sa.literal(kind) == "vacancy",
        sa.or_(r.c.hold.is_not(None), r.c.place.is_not(None)),
    )
    if among is not None:
        told = told.where(t.c.target_id.in_(among))
        taken = taken.where(r.c.vacancy_id.in_(among))
    pairs = sa.union(told, taken).subquery()
    target = pairs.c.target_id
    counted = sa.select(target, sa.func.count()).group_by(target)
    return {row[0]: row[1] for row in db.execute(counted)}


def lock_vacancies(db: Connection, vacancy_ids: Collection[str]) -> None:
    """Let nobody else count who was told of these until the transaction ends, so that places are kept."""
    v = vacancies
    chosen = sa.select(v.c.vacancy_id).where(v.c.vacancy_id.in_(vacancy_ids))
    db.execute(chosen.order_by(v.c.vacancy_id).with_for_update(key_share=True))


def places_of(db: Connection, vacancy_ids: Collection[str]) -> Mapping[str, int]:
    """How many places these vacancies have."""
    v = vacancies
    rows = db.execute(sa.select(v.c.vacancy_id, v.c.places).where(v.c.vacancy_id.in_(vacancy_ids)))
    return {row[0]: row[1] for row in rows}


def unmatched(db: Connection, since: datetime, as_of: date) -> tuple[tuple[str, int], ...]:
    """Vacancies that came or changed since a moment and have not been shown to anybody yet, with revision.

    One that now tells how well it asks for its skills, and nothing else that is new, has not changed.
    """
    v, m, version = vacancies, vacancies_matched, vacancy_versions.alias()
    seen = sa.exists().where(
        m.c.vacancy_id == version.c.vacancy_id, m.c.revision >= version.c.revision
    )
    news = sa.exists().where(
        version.c.vacancy_id == v.c.vacancy_id,
        version.c.recorded_at > since,
        ~seen,
        ~_says_the_same(version),
    )
    new = sa.select(v.c.vacancy_id, v.c.revision).where(
        v.c.recorded_at > since,
        sa.func.coalesce(v.c.status, "open") == "open",
        v.c.places > 0,
        sa.or_(v.c.expires_on.is_(None), v.c.expires_on >= as_of),
        news,
    )
    return tuple((row[0], row[1]) for row in db.execute(new.order_by(v.c.vacancy_id)))


NO_NEWS = frozenset({"vacancy_id", "skill_levels"})
"""Of a vacancy: what no version becomes news by, for nobody is chosen by it."""


def _says_the_same(version: sa.FromClause) -> sa.ColumnElement[bool]:
    """Whether the version before this one says the same but for what is no news."""
    before = vacancy_versions.alias()
    names = [column.name for column in VACANCY_COLUMNS if column.name not in NO_NEWS]
    return sa.exists().where(
        before.c.vacancy_id == version.c.vacancy_id,
        before.c.revision == version.c.revision - 1,
        *(before.c[name].is_not_distinct_from(version.c[name]) for name in names),
    )


def note_matched(
    db: Connection, vacancy_id: str, revision: int, *, n_people: int, now: datetime
) -> None:
    """Note that a vacancy has found its people."""
    m = vacancies_matched
    db.execute(sa.delete(m).where(m.c.vacancy_id == vacancy_id))
    values = {"vacancy_id": vacancy_id, "revision": revision, "n_people": n_people}
    db.execute(sa.insert(m).values(**values, matched_at=now))
