"""Questions about training classes: how one stands, its sessions, its seats, and the taking of new ones."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime

import pyarrow as pa
import sqlalchemy as sa

from data import tables_training
from data.canonical import split
from data.records import offers
from data.records.offers import Offers, Stored
from data.schema_training import CLASS_COLUMNS
from data.store import Connection, rows_of
from data.tables_training import class_sessions, training_classes

CLASSES = Offers(CLASS_COLUMNS, training_classes, tables_training.training_class_versions)


@dataclass(frozen=True, slots=True)
class TrainingClass:
    """A class as it stands; `filed_no` is its number with the office, without which it opens for nobody."""

    class_id: str
    programme_id: str | None
    title: str
    institution: str
    region: str
    place: str | None
    occupation: str
    level: str
    filed_no: str | None
    filed_on: date | None
    seats: int
    starts_on: date
    ends_on: date
    hours_total: int
    fee_fen: int
    trainers: tuple[str, ...]
    seats_taken: int = 0
    cancelled_on: date | None = None


@dataclass(frozen=True, slots=True)
class Session:
    """One meeting of a class."""

    session_no: int
    held_on: date
    minutes: int
    trainer: str | None


def store_rows(db: Connection, table: pa.Table, recorded_at: datetime) -> Stored:
    """Take classes: new and changed ones become a version, unchanged ones leave no trace."""
    return offers.store_offers(db, CLASSES, table, recorded_at)


def one(db: Connection, class_id: str, *, held: bool = False) -> TrainingClass | None:
    """A class by its id; `held` keeps others from changing it until the transaction ends."""
    query = _classes().where(training_classes.c.class_id == class_id)
    row = db.execute(query.with_for_update() if held else query).mappings().first()
    return None if row is None else _class(row)


def joinable(
    db: Connection, today: date, *, occupation: str | None = None, after: str = "", limit: int = 100
) -> tuple[TrainingClass, ...]:
    """Filed classes with a free seat that have not begun, by id."""
    c = training_classes
    query = _open(today).where(c.c.class_id > after)
    query = query if occupation is None else query.where(c.c.occupation == occupation)
    rows = db.execute(query.order_by(c.c.class_id).limit(limit)).mappings()
    return tuple(_class(row) for row in rows)


def next_of(db: Connection, today: date, programme_ids: Sequence[str]) -> dict[str, TrainingClass]:
    """By programme the next filed class with a free seat that has not begun; none where there is none."""
    c = training_classes
    query = _open(today).where(c.c.programme_id.in_(programme_ids))
    rows = db.execute(query.order_by(c.c.starts_on.desc(), c.c.class_id.desc())).mappings()
    # The earliest comes last and stays.
    return {str(row["programme_id"]): _class(row) for row in rows}


def of_programme(db: Connection, programme_id: str) -> tuple[TrainingClass, ...]:
    """The classes of a programme, in the order in which they begin."""
    mine = _classes().where(training_classes.c.programme_id == programme_id)
    rows = db.execute(mine.order_by(training_classes.c.starts_on)).mappings()
    return tuple(_class(row) for row in rows)


def seats_taken(db: Connection) -> dict[str, int]:
    """How many seats of each class are taken."""
    c = training_classes.c
    rows = db.execute(sa.select(c.class_id, c.seats_taken).where(c.seats_taken > 0))
    return {row[0]: row[1] for row in rows}


def take_seat(db: Connection, class_id: str) -> bool:
    """Take one seat; False where none is free. Two who want the last one are told apart here."""
    c = training_classes
    free = (c.c.class_id == class_id, c.c.seats_taken < c.c.seats, c.c.cancelled_on.is_(None))
    return rows_of(db, sa.update(c).where(*free).values(seats_taken=c.c.seats_taken + 1)) == 1


def free_seat(db: Connection, class_id: str) -> None:
    """Give one seat back."""
    c = training_classes
    one_less = sa.update(c).where(c.c.class_id == class_id)
    db.execute(one_less.values(seats_taken=c.c.seats_taken - 1))


def cancel(db: Connection, class_id: str, on: date) -> bool:
    """Call a class off; False where it was before."""
    c = training_classes
    standing = sa.update(c).where(c.c.class_id == class_id, c.c.cancelled_on.is_(None))
    return rows_of(db, standing.values(cancelled_on=on)) == 1


def add_sessions(db: Connection, class_id: str, sessions: Sequence[Session]) -> int:
    """Plan sessions; one that is planned already stays as it is. Returns how many were new."""
    s = class_sessions
    there = set(db.scalars(sa.select(s.c.session_no).where(s.c.class_id == class_id)))
    new = [asdict(x) | {"class_id": class_id} for x in sessions if x.session_no not in there]
    if new:
        db.execute(sa.insert(s), new)
    return len(new)


def sessions_of(db: Connection, class_id: str) -> tuple[Session, ...]:
    """The sessions of a class, in order."""
    s = class_sessions
    columns = [s.c[name] for name in Session.__dataclass_fields__]
    query = sa.select(*columns).where(s.c.class_id == class_id).order_by(s.c.session_no)
    return tuple(Session(*row) for row in db.execute(query))


def session_of(db: Connection, class_id: str, session_no: int) -> Session | None:
    """One session of a class."""
    s = class_sessions
    columns = [s.c[name] for name in Session.__dataclass_fields__]
    key = (s.c.class_id == class_id, s.c.session_no == session_no)
    row = db.execute(sa.select(*columns).where(*key)).first()
    return None if row is None else Session(*row)


def trainer_elsewhere(db: Connection, class_id: str) -> tuple[tuple[str, date, str], ...]:
    """Trainers of a class who on the same day teach at another place: trainer, day, the other class."""
    mine, other = class_sessions.alias("mine"), class_sessions.alias("other")
    here, there = training_classes.alias("here"), training_classes.alias("there")
    query = (
        sa.select(mine.c.trainer, mine.c.held_on, other.c.class_id)
        .join(other, sa.and_(other.c.trainer == mine.c.trainer, other.c.held_on == mine.c.held_on))
        .join(here, here.c.class_id == mine.c.class_id)
        .join(there, there.c.class_id == other.c.class_id)
        .where(
            mine.c.class_id == class_id,
            other.c.class_id != class_id,
            there.c.cancelled_on.is_(None),
            sa.or_(there.c.region != here.c.region, there.c.place != here.c.place),
        )
        .distinct()
        .order_by(mine.c.held_on, mine.c.trainer, other.c.class_id)
    )
    return tuple((row[0], row[1], row[2]) for row in db.execute(query))


def _open(today: date) -> sa.Select[*tuple[object, ...]]:
    """Filed classes with a free seat that have not begun."""
    c = training_classes.c
    return _classes().where(
        c.filed_no.is_not(None),
        c.cancelled_on.is_(None),
        c.seats_taken < c.seats,
        c.starts_on >= today,
    )


def _classes() -> sa.Select[*tuple[object, ...]]:
    c = training_classes.c
    return sa.select(*(c[name] for name in TrainingClass.__dataclass_fields__))


def _class(row: sa.RowMapping) -> TrainingClass:
    trainers = split(pa.array([row["trainers"]], pa.string())).to_pylist()[0] or ()
    return TrainingClass(**{**row, "trainers": tuple(trainers)})
