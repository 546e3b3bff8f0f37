"""Questions about a referral's papers: the worker's consent to show a résumé, and the letters issued."""

from dataclasses import asdict, dataclass
from datetime import date, datetime

import sqlalchemy as sa

from data.store import Connection, rows_of
from data.tables_referral import referral_consents, referral_letters


@dataclass(frozen=True, slots=True)
class Consent:
    """What was asked or answered about showing the résumé; `paper` is the signed sheet's number."""

    referral_id: str
    answer: str
    via: str
    paper: str | None
    said_by: str
    said_at: datetime


@dataclass(frozen=True, slots=True)
class Letter:
    """A letter of introduction as it was issued."""

    code: str
    referral_id: str
    title: str
    employer: str
    office: str
    issued_on: date
    valid_until: date
    issued_by: str
    issued_at: datetime
    withdrawn_at: datetime | None


def add_consent(db: Connection, consent: Consent) -> None:
    """Keep what was asked or answered; nothing is overwritten, the latest counts."""
    db.execute(sa.insert(referral_consents).values(**asdict(consent)))


def consents_of(db: Connection, referral_id: str) -> tuple[Consent, ...]:
    """All that was asked and answered, in order."""
    c = referral_consents
    columns = [c.c[name] for name in Consent.__dataclass_fields__]
    said = sa.select(*columns).where(c.c.referral_id == referral_id).order_by(c.c.consent_id)
    return tuple(Consent(**row) for row in db.execute(said).mappings())


def consented(db: Connection, referral_id: str) -> bool:
    """Whether the worker's latest word is that the employer may see the résumé."""
    said = [c for c in consents_of(db, referral_id) if c.answer != "asked"]
    return bool(said) and said[-1].answer == "given"


def add_letter(db: Connection, letter: Letter) -> None:
    """Keep a letter."""
    db.execute(sa.insert(referral_letters).values(**asdict(letter)))


def letter(db: Connection, code: str) -> Letter | None:
    """The letter with this code."""
    found = _letters(db, referral_letters.c.code == code)
    return found[0] if found else None


def letters_of(db: Connection, referral_id: str) -> tuple[Letter, ...]:
    """The letters of a referral, in the order in which they were issued."""
    return _letters(db, referral_letters.c.referral_id == referral_id)


def withdraw_letters(db: Connection, referral_id: str, at: datetime) -> int:
    """Let a referral's letters open nothing any more; returns how many there were."""
    good = (
        referral_letters.c.referral_id == referral_id,
        referral_letters.c.withdrawn_at.is_(None),
    )
    return rows_of(db, sa.update(referral_letters).where(*good).values(withdrawn_at=at))


def _letters(db: Connection, condition: sa.ColumnElement[bool]) -> tuple[Letter, ...]:
    columns = [referral_letters.c[name] for name in Letter.__dataclass_fields__]
    order = (referral_letters.c.issued_at, referral_letters.c.code)
    rows = db.execute(sa.select(*columns).where(condition).order_by(*order)).mappings()
    return tuple(Letter(**row) for row in rows)
