"""Questions about employers' standing: who is on a public list on a day, and the taking of new listings."""

import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime

import pyarrow as pa
import sqlalchemy as sa

from data.records.offers import Stored
from data.store import Connection
from data.tables_employers import employer_listings

LISTED = pa.list_(
    pa.struct([("list", pa.string()), ("listed_on", pa.date32()), ("source", pa.string())])
)
"""What a vacancy's row says of its employer: every list it is on that day, empty where it is on none."""


@dataclass(frozen=True, slots=True)
class Listing:
    """An employer on a public list from `listed_on` until the day before `removed_on`, None for as yet open."""

    employer: str
    uscc: str | None
    list: str
    listed_on: date
    removed_on: date | None
    source: str


def key_of(employer: str) -> str:
    """The employer's name without what writers differ in."""
    return "".join(unicodedata.normalize("NFKC", employer).split()).casefold()


def on_lists(db: Connection, as_of: date) -> tuple[Listing, ...]:
    """Every listing that counts on a day, by employer, list and first day."""
    return tuple(e for e in every(db) if _counts(e, as_of))


def of_employer(db: Connection, employer: str, as_of: date) -> tuple[Listing, ...]:
    """The lists that one employer is on on a day."""
    return tuple(e for e in every(db, [key_of(employer)]) if _counts(e, as_of))


def every(db: Connection, keys: Sequence[str] | None = None) -> tuple[Listing, ...]:
    """Every listing as last told, of all employers or of these, over or not."""
    e, later = employer_listings, employer_listings.alias()
    same = (later.c[n] == e.c[n] for n in ("employer_key", "list", "listed_on"))
    newer = sa.exists().where(*same, later.c.listing_id > e.c.listing_id)
    chosen = sa.select(*(e.c[name] for name in Listing.__dataclass_fields__)).where(~newer)
    if keys is not None:
        chosen = chosen.where(e.c.employer_key.in_(keys))
    rows = db.execute(chosen.order_by(e.c.employer_key, e.c.list, e.c.listed_on)).mappings()
    return tuple(Listing(**row) for row in rows)


def marked(db: Connection, vacancies: pa.Table, as_of: date) -> pa.Table:
    """The same vacancies, each with the lists its employer is on that day, in a column `listed`."""
    by_key: dict[str, list[Mapping[str, object]]] = {}
    for e in on_lists(db, as_of):
        told = {"list": e.list, "listed_on": e.listed_on, "source": e.source}
        by_key.setdefault(key_of(e.employer), []).append(told)
    names = vacancies["employer"].combine_chunks().dictionary_encode()
    of_name = [by_key.get(key_of(n), []) for n in names.dictionary.to_pylist()] if by_key else []
    found = [of_name[i] if by_key else [] for i in names.indices.to_pylist()]
    return vacancies.append_column("listed", pa.array(found, LISTED))


def store_rows(db: Connection, table: pa.Table, recorded_at: datetime) -> Stored:
    """Keep what listings tell that was not told before; of equal keys in one file the last counts."""
    told = {_key(e): e for e in (Listing(**row) for row in table.to_pylist())}
    held = {_key(e): e for e in every(db)}
    fresh = [e for key, e in told.items() if held.get(key) != e]
    if fresh:
        rows = [
            asdict(e) | {"employer_key": key_of(e.employer), "recorded_at": recorded_at}
            for e in fresh
        ]
        db.execute(sa.insert(employer_listings), rows)
    n_new = sum(_key(e) not in held for e in fresh)
    return Stored(n_new, len(fresh) - n_new, len(told) - len(fresh))


def _key(listing: Listing) -> tuple[str, str, date]:
    return key_of(listing.employer), listing.list, listing.listed_on


def _counts(listing: Listing, as_of: date) -> bool:
    over = listing.removed_on is not None and listing.removed_on <= as_of
    return listing.listed_on <= as_of and not over
