"""Questions about what people chose: which lines by which channels, and whether advice may look at them."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from functools import cache

import sqlalchemy as sa

from data.fetching import Query
from data.sealing import PHONE
from data.store import Connection, vault_of
from data.tables import workers
from data.tables_push import CHANNELS, personalisation_choices, push_choices


@dataclass(frozen=True, slots=True)
class Choice:
    """What a worker said: wanted or not, of one line or (None) all, by one channel or (None) all.

    `source` is how it was said and `proof` where that can be looked up: a form's number, the words of a
    text message. Nothing is overwritten; of the statements that cover a message the last one counts.
    """

    worker_id: str
    line: str | None
    channel: str | None
    wanted: bool
    source: str
    proof: str
    said_by: str
    said_at: datetime
    choice_id: int | None = None


@dataclass(frozen=True, slots=True)
class Personalisation:
    """Whether a worker wants what is chosen by his or her own traits, and how that was said."""

    worker_id: str
    wanted: bool
    source: str
    proof: str
    said_by: str
    said_at: datetime


def say(db: Connection, choice: Choice) -> int:
    """Keep a statement; it counts from the moment the transaction ends, for queued messages too."""
    values = {name: value for name, value in asdict(choice).items() if name != "choice_id"}
    said = sa.insert(push_choices).values(values).returning(push_choices.c.choice_id)
    return int(db.execute(said).scalar_one())


def say_personalisation(db: Connection, choice: Personalisation) -> None:
    """Keep whether advice may look at this worker; it counts at once."""
    db.execute(sa.insert(personalisation_choices).values(asdict(choice)))


def of_workers(db: Connection, worker_ids: Sequence[str]) -> Mapping[str, tuple[Choice, ...]]:
    """All that these workers said, by worker, in the order in which it was said."""
    c = push_choices
    columns = [c.c[name] for name in Choice.__dataclass_fields__]
    said = sa.select(*columns).where(c.c.worker_id.in_(worker_ids)).order_by(c.c.choice_id)
    found: dict[str, tuple[Choice, ...]] = {}
    for row in db.execute(said).mappings() if worker_ids else ():
        found[row["worker_id"]] = (*found.get(row["worker_id"], ()), Choice(**row))
    return found


def personalisation_of(db: Connection, worker_ids: Sequence[str]) -> Mapping[str, bool]:
    """The last word of those who said something here; the others are left out."""
    rows = db.execute(_personalisation(), {"asked_for": worker_ids}) if worker_ids else ()
    return {row[0]: row[1] for row in rows}


@cache
def _personalisation() -> Query:
    p = personalisation_choices
    asked = p.c.worker_id.in_(sa.bindparam("asked_for", expanding=True))
    return sa.select(p.c.worker_id, p.c.wanted).where(asked).order_by(p.c.choice_id)


def personalisations(db: Connection, worker_id: str) -> tuple[Personalisation, ...]:
    """All that a worker said of personalised advice, in the order in which it was said."""
    p = personalisation_choices
    columns = [p.c[name] for name in Personalisation.__dataclass_fields__]
    said = sa.select(*columns).where(p.c.worker_id == worker_id).order_by(p.c.choice_id)
    return tuple(Personalisation(**row) for row in db.execute(said).mappings())


def as_said(file: sa.FromClause) -> sa.ColumnElement[bool | None]:
    """Of a statement: `consent` of these rows of `worker_versions`, overruled by the last word said here.

    Registries repeat for years what they once heard. Whoever refused, or was erased, is therefore not
    looked at again because a later row says yes or nothing; only a later word here takes it back.
    """
    p = personalisation_choices.alias()
    said = sa.select(p.c.wanted).where(p.c.worker_id == file.c.worker_id)
    last = said.order_by(p.c.choice_id.desc()).limit(1).correlate_except(p).scalar_subquery()
    return sa.func.coalesce(last, file.c.consent).label("consent")


def refusing(db: Connection) -> frozenset[str]:
    """Everybody whose last word here is that advice must not look at them."""
    p, later = personalisation_choices, personalisation_choices.alias("later")
    overruled = sa.exists().where(
        later.c.worker_id == p.c.worker_id, later.c.choice_id > p.c.choice_id
    )
    return frozenset(db.scalars(sa.select(p.c.worker_id).where(~p.c.wanted, ~overruled)))


def with_phone(db: Connection, phone: str) -> tuple[str, ...]:
    """The ids of everybody who is reached by this number: families share telephones."""
    hashed = vault_of(db).hash_one(PHONE, phone)
    asked = sa.select(workers.c.worker_id).where(workers.c.phone_hash == hashed)
    return tuple(db.scalars(asked.order_by(workers.c.worker_id)))


def last_word(said: Sequence[Choice], line: str, channel: str) -> Choice | None:
    """The last of a worker's statements that covers a line on a channel; None where nothing was said."""
    covering = [
        choice
        for choice in said
        if choice.line in {None, line} and choice.channel in {None, channel}
    ]
    return covering[-1] if covering else None


def allowed(said: Sequence[Choice], line: str, channel: str) -> Choice | bool:
    """Whether a line may be sent by a channel: the choice that says so, True without one, or False.

    The mailbox is the worker's own page and on until it is switched off. What rings in a pocket is off
    until it is switched on by its own name: a message by telephone, e-mail or WeChat needs a consent that
    can be proved (个人信息保护法第十三、十四条;《通信短信息服务管理规定》).
    """
    word = last_word(said, line, channel)
    if channel == "mailbox":
        return word or True if word is None or word.wanted else False
    own = last_word([choice for choice in said if choice.channel == channel], line, channel)
    if word is None or own is None or not (word.wanted and own.wanted):
        return False
    return own


def preferred(said: Sequence[Choice], line: str) -> tuple[str, int | None] | None:
    """The channel for a line with the choice it rests on; None where the worker wants it by none.

    Of the channels that were switched on, the one spoken of last; else the mailbox.
    """
    wanted = []
    for channel in CHANNELS[1:]:
        ground = allowed(said, line, channel)
        if isinstance(ground, Choice):
            wanted.append((ground.choice_id or 0, channel))
    if wanted:
        choice_id, channel = max(wanted)
        return channel, choice_id
    return in_mailbox(said, line)


def in_mailbox(said: Sequence[Choice], line: str) -> tuple[str, int | None] | None:
    """The mailbox with the choice it rests on, if any; None where the worker switched it off."""
    ground = allowed(said, line, "mailbox")
    if ground is False:
        return None
    return "mailbox", ground.choice_id if isinstance(ground, Choice) else None
