"""A few people and posts to refer between, and what must always be true of referrals."""

from datetime import UTC, date, datetime
from pathlib import Path

import sqlalchemy as sa

from data.records import recommendations, referrals, vacancies
from data.records.recommendations import Recommendation
from data.records.referrals import Referral
from data.store import Connection, Store, reading, transaction
from data.tables_archive import archive_events
from data.tables_referral import OPEN_STATES, PLACED_STATES
from data.tables_referral import referrals as table
from models.referring.steps import BY_STATES
from service.referrals.steps import Pair, Said, begin, go_on
from tests import builders
from tests.data.importing import people, take_people

NOW = datetime(2026, 11, 23, 4, tzinfo=UTC)
TODAY = date(2026, 11, 23)
PER_OPENING = 2


def settle(
    store: Store,
    folder: Path,
    *,
    n_people: int = 6,
    places: tuple[int, ...] = (1,),
    hours: str = "full",
) -> None:
    """People W000000… and posts V0… with so many places each."""
    take_people(store, folder, people(n_people))
    posts: list[dict[str, object]] = [
        {"vacancy_id": f"V{i}", "places": n, "expires_on": None, "hours": hours}
        for i, n in enumerate(places)
    ]
    with transaction(store) as db:
        vacancies.store_rows(db, builders.vacancies(posts), NOW)


def worker(i: int) -> str:
    return f"W{i:06d}"


def said(via: str = "counselor", at: datetime = NOW, **more: object) -> Said:
    return Said(via, "测试专员", at, **more)  # type: ignore[arg-type]


def recommended(db: Connection, worker_id: str, vacancy_id: str) -> str:
    """A recommendation as it might have been shown."""
    shown = Recommendation(
        worker_id, "vacancy", vacancy_id, TODAY, 1, 0.5, 0.4, 0.5, 0.0, "{}", "b"
    )
    return recommendations.record(db, [shown], NOW)[0]


def pair(worker_id: str, vacancy_id: str, recommendation_id: str | None = None) -> Pair:
    because = None if recommendation_id else "本人要求"
    return Pair(worker_id, vacancy_id, recommendation_id, because, None, None, "140902")


def refer(store: Store, i: int, vacancy_id: str = "V0", *, at: datetime = NOW) -> Referral:
    """A referral from a recommendation."""
    with transaction(store) as db:
        shown = recommended(db, worker(i), vacancy_id)
        wanted = pair(worker(i), vacancy_id, shown)
        return begin(db, wanted, said(at=at), per_opening=PER_OPENING)


def take(store: Store, referral_id: str, after: str, **more: object) -> Referral:
    """One step on."""
    with transaction(store) as db:
        return go_on(db, referral_id, after, said(**more), per_opening=PER_OPENING)  # type: ignore[arg-type]


def everything(store: Store) -> list[tuple[object, ...]]:
    """All rows that a step may touch: equal before and after a step that died."""
    found: list[tuple[object, ...]] = []
    with reading(store) as db:
        for name in ("referrals", "referral_events", "archive_events", "verdicts", "outbox"):
            rows = db.execute(sa.text(f"SELECT * FROM {name}")).all()  # noqa: S608
            found += sorted((name, *map(str, row)) for row in rows)
    return found


def check(store: Store) -> None:
    """No place is held twice, every state was reached by the table, and every step is in the archive."""
    with reading(store) as db:
        all_of = db.execute(sa.select(table.c.referral_id)).scalars().all()
        by_vacancy: dict[str, list[Referral]] = {}
        for referral_id in all_of:
            found = referrals.one(db, referral_id)
            assert found is not None
            by_vacancy.setdefault(found.vacancy_id, []).append(found)
            check_history(db, found)
        for vacancy_id, held in by_vacancy.items():
            places = vacancies.one(db, vacancy_id)["places"][0].as_py()
            check_places(held, places)


def check_places(held: list[Referral], places: int) -> None:
    holds = [r.hold for r in held if r.hold is not None]
    taken = [r.place for r in held if r.place is not None]
    assert len(set(taken)) == len(taken) <= places
    assert len(set(holds)) == len(holds) <= places * PER_OPENING
    assert all(r.state in OPEN_STATES for r in held if r.hold is not None)
    assert sum(r.state in OPEN_STATES for r in held) == len(holds)
    assert sum(r.state in PLACED_STATES for r in held) <= len(taken)
    if len(taken) == places:
        assert not holds, "nobody is left waiting for a place that is gone"


def check_history(db: Connection, found: Referral) -> None:
    steps = referrals.steps_of(db, found.referral_id)
    assert [s.step for s in steps] == list(range(1, found.n_steps + 1))
    state = "recommended"
    for step in steps:
        assert step.before == state
        assert step.before == step.after or (step.before, step.after) in BY_STATES
        state = step.after
    assert state == found.state
    key = archive_events.c.key
    told = db.execute(sa.select(key).where(key.like(f"referral:{found.referral_id}:%"))).all()
    assert len(told) == sum(s.before != s.after for s in steps)
