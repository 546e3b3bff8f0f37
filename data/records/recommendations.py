"""Questions about recommendations: what was shown to whom, why, and what people said to it."""

import json
from binascii import a2b_base64
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite

from data.sealing import Vault
from data.store import Connection, vault_of
from data.tables_service import recommendations, verdicts, withdrawals

RECOMMENDATION = "recommendation"
ID_LENGTH, OF_A_DAY = 24, 10
SAID = ("recommendation_id", "verdict", "reason", "said_by", "said_at", "note")

STANDING = (
    sa.select(verdicts)
    .where(~sa.exists().where(withdrawals.c.verdict_id == verdicts.c.verdict_id))
    .subquery("standing")
)
"""The verdicts that were not taken back; only these count."""

ON_WHAT = recommendations.join(
    STANDING, STANDING.c.recommendation_id == recommendations.c.recommendation_id
)


@dataclass(frozen=True, slots=True)
class Recommendation:
    """One vacancy or programme as it was shown to one worker; `evidence` is the JSON of all that was shown."""

    worker_id: str
    kind: str
    target_id: str
    as_of: date
    rank: int
    score: float
    hire_chance: float | None
    worth: float | None
    price: float | None
    evidence: str
    bundle: str

    @property
    def shown(self) -> dict[str, object]:
        """What was shown, read from its JSON."""
        found: dict[str, object] = json.loads(self.evidence)
        return found

    def row(self) -> dict[str, object]:
        """As it is kept."""
        return {name: getattr(self, name) for name in self.__dataclass_fields__}


@dataclass(frozen=True, slots=True)
class Verdict:
    """What somebody said to a recommendation, or what came of it; numbered once it is kept."""

    recommendation_id: str
    verdict: str
    reason: str | None
    said_by: str
    said_at: datetime
    note: str | None
    verdict_id: int | None = None
    withdrawn_at: datetime | None = None


def ids_of(vault: Vault, shown: Sequence[Recommendation]) -> tuple[str, ...]:
    """A keyed hash of all that was shown of each: the same answer twice is one recommendation.

    It begins with one of worker and day, so that the rows of a list lie side by side in the key; without the
    key nobody can try whose an id is. Earlier versions made ids otherwise.
    """
    lists = _hashes(vault, [f"{each.worker_id}\n{each.as_of}" for each in shown])
    rows = _hashes(vault, ["\n".join(map(str, each.row().values())) for each in shown])
    return tuple(
        own[:OF_A_DAY] + row[: ID_LENGTH - OF_A_DAY] for own, row in zip(lists, rows, strict=True)
    )


def record(
    db: Connection, shown: Sequence[Recommendation], created_at: datetime
) -> tuple[str, ...]:
    """Keep what is shown and return the ids in order; what was kept before stays as it is."""
    ids = ids_of(vault_of(db), shown)
    record_as(db, ids, shown, created_at)
    return ids


def record_as(
    db: Connection, ids: Sequence[str], shown: Sequence[Recommendation], created_at: datetime
) -> None:
    """The same under ids that were taken of them before."""
    insert = sqlite.insert if db.dialect.name == "sqlite" else postgresql.insert
    rows = [
        each.row() | {"recommendation_id": id_, "created_at": created_at}
        for id_, each in zip(ids, shown, strict=True)
    ]
    if rows:
        fresh = insert(recommendations).on_conflict_do_nothing(index_elements=["recommendation_id"])
        db.execute(fresh, rows)


def one(db: Connection, recommendation_id: str) -> Recommendation | None:
    """The recommendation with this id, exactly as it was shown."""
    return _kept(db, recommendations.c.recommendation_id == recommendation_id).get(
        recommendation_id
    )


def of_worker(
    db: Connection, worker_id: str, *, as_of: date | None = None, kind: str | None = None
) -> tuple[Recommendation, ...]:
    """What was shown to a worker, newest day first and by rank; of one day or one kind if asked."""
    conditions = [recommendations.c.worker_id == worker_id]
    if as_of is not None:
        conditions.append(recommendations.c.as_of == as_of)
    if kind is not None:
        conditions.append(recommendations.c.kind == kind)
    return tuple(_kept(db, *conditions).values())


def kept_of(db: Connection, worker_id: str) -> Mapping[str, Recommendation]:
    """All that was ever shown to a worker by the id it is kept under."""
    return _kept(db, recommendations.c.worker_id == worker_id)


def add_verdict(db: Connection, verdict: Verdict) -> None:
    """Add a verdict; nothing is ever overwritten, the latest one that stands counts."""
    r = recommendations.c
    of = sa.select(r.target_id).where(r.recommendation_id == verdict.recommendation_id)
    said = {name: getattr(verdict, name) for name in SAID}
    db.execute(sa.insert(verdicts).values(said | {"target_id": of.scalar_subquery()}))


def withdraw(db: Connection, verdict: Verdict, *, by: str, at: datetime) -> Verdict:
    """Take a verdict back: from now on it is as if it had never been given."""
    told = {"verdict_id": verdict.verdict_id, "withdrawn_by": by, "withdrawn_at": at}
    db.execute(sa.insert(withdrawals).values(told))
    return replace(verdict, withdrawn_at=at)


def verdicts_on(db: Connection, recommendation_id: str) -> tuple[Verdict, ...]:
    """All that was said to a recommendation, in the order in which it was said, also what was taken back."""
    columns = [*(verdicts.c[name] for name in (*SAID, "verdict_id")), withdrawals.c.withdrawn_at]
    said = sa.select(*columns).select_from(verdicts.outerjoin(withdrawals))
    said = said.where(verdicts.c.recommendation_id == recommendation_id)
    rows = db.execute(said.order_by(verdicts.c.verdict_id)).mappings()
    return tuple(Verdict(**row) for row in rows)


@dataclass(frozen=True, slots=True)
class Opinion:
    """What was said last of a vacancy for a worker: by which recommendation, who said it, when and why."""

    vacancy_id: str
    recommendation_id: str
    said_by: str
    said_at: datetime
    verdict: str
    reason: str | None


def opinions(db: Connection, worker_id: str) -> tuple[Opinion, ...]:
    """The latest verdict that stands on each vacancy shown to a worker, the last one said first."""
    r, v = recommendations.c, STANDING.c
    columns = (r.target_id, r.recommendation_id, v.said_by, v.said_at, v.verdict, v.reason)
    said = sa.select(*columns).select_from(ON_WHAT).order_by(v.verdict_id.desc())
    latest: dict[str, Opinion] = {}
    for row in db.execute(said.where(r.worker_id == worker_id, r.kind == "vacancy")):
        latest.setdefault(row[0], Opinion(*row))
    return tuple(latest.values())


def finished_by_worker(
    db: Connection, verdicts_meant: Sequence[str]
) -> Mapping[str, tuple[str, ...]]:
    """Targets on which a worker's latest verdict is one of these, by worker, each in the order of ids."""
    columns = (recommendations.c.worker_id, recommendations.c.target_id, STANDING.c.verdict)
    said = sa.select(*columns).select_from(ON_WHAT).order_by(STANDING.c.verdict_id)
    latest = {(row[0], row[1]): row[2] for row in db.execute(said)}
    found: dict[str, list[str]] = {}
    for (worker_id, target), verdict in sorted(latest.items()):
        if verdict in verdicts_meant:
            found.setdefault(worker_id, []).append(target)
    return {worker_id: tuple(targets) for worker_id, targets in found.items()}


def shown_before(db: Connection, worker_id: str, as_of: date) -> frozenset[str]:
    """Targets that were shown to a worker on an earlier day."""
    r = recommendations.c
    shown = sa.select(r.target_id).where(r.worker_id == worker_id, r.as_of < as_of).distinct()
    return frozenset(row[0] for row in db.execute(shown))


def finished_with(db: Connection, target_id: str, verdicts_meant: Sequence[str]) -> frozenset[str]:
    """Workers whose latest verdict on a target is one of these."""
    columns = (recommendations.c.worker_id, STANDING.c.verdict)
    said = sa.select(*columns).select_from(ON_WHAT).where(STANDING.c.target_id == target_id)
    latest = {row[0]: row[1] for row in db.execute(said.order_by(STANDING.c.verdict_id))}
    return frozenset(worker for worker, verdict in latest.items() if verdict in verdicts_meant)


def _hashes(vault: Vault, texts: Sequence[str]) -> list[str]:
    return [a2b_base64(str(hashed)).hex() for hashed in vault.hash(RECOMMENDATION, texts)]


def _kept(db: Connection, *conditions: sa.ColumnElement[bool]) -> Mapping[str, Recommendation]:
    r = recommendations
    columns = [r.c[name] for name in Recommendation.__dataclass_fields__]
    order = (r.c.as_of.desc(), r.c.created_at.desc(), r.c.kind, r.c.rank)
    chosen = sa.select(r.c.recommendation_id, *columns).where(*conditions).order_by(*order)
    return {id_: Recommendation(*shown) for id_, *shown in db.execute(chosen)}
