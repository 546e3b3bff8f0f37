"""Whether vacancies are on offer on a day by what they and their employers are, whoever asks."""

from datetime import date
from hashlib import blake2b

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from models.matching.columns import Bools, Ints, column, day_number, days, flags, whole
from models.matching.linter import unlawful

LOOKED_AT = 200_000
"""So many posts' hashes are remembered, some twenty megabytes."""

_found: dict[bytes, bool] = {}
"""By the hash of all that the linter reads, whether a post is lawful: from day to day few of them change."""


def places_offered(vacancies: pa.Table, as_of: date) -> tuple[tuple[str, ...], Ints]:
    """The ids of vacancies, rising, and how many places each offers; none where it is closed to everybody.

    The same as a market's, without what only a search needs.
    """
    table = vacancies.take(pc.sort_indices(vacancies, [("vacancy_id", "ascending")]))
    offered = (
        still_open(table, as_of)
        & lawful(table, flags(table, "underground"))
        & in_good_standing(table)
    )
    ids = tuple(column(table, "vacancy_id").to_pylist())
    return ids, np.where(offered, whole(table, "places", missing=0), 0)


def still_open(table: pa.Table, as_of: date) -> Bools:
    """Open, not past its last day, and with a place left."""
    status = pc.fill_null(pc.equal(column(table, "status").cast(pa.string()), "open"), True)
    expires = days(table, "expires_on", missing=np.iinfo(np.int64).max)
    return (
        np.asarray(status.to_numpy(zero_copy_only=False), np.bool_)
        & (expires >= day_number(as_of))
        & (whole(table, "places", missing=0) > 0)
    )


def lawful(table: pa.Table, underground: Bools) -> Bools:
    """Whether the linter finds no unlawful demand in title and description."""
    titles = column(table, "title").to_pylist()
    texts = column(table, "description").to_pylist()
    posts = zip(titles, texts, underground, strict=True)
    return np.array([_is_lawful(t or "", d or "", bool(u)) for t, d, u in posts], np.bool_)


def _is_lawful(title: str, text: str, underground: bool) -> bool:
    read = f"{len(title)} {underground} {title}{text}"
    key = blake2b(read.encode("utf-8", "surrogatepass"), digest_size=16).digest()
    found = _found.get(key)
    if found is None:
        if len(_found) >= LOOKED_AT:
            _found.clear()
        found = _found[key] = not unlawful(title, text, underground=underground)
    return found


def in_good_standing(table: pa.Table) -> Bools:
    """Whether the employer is on none of the public lists; where nothing is said of lists, on none."""
    listed = column(table, "listed")
    if pa.types.is_null(listed.type):
        return np.ones(table.num_rows, np.bool_)
    n = pc.fill_null(pc.list_value_length(listed), 0)
    return np.asarray(n.to_numpy(zero_copy_only=False) == 0, np.bool_)


def days_since_posted(table: pa.Table, as_of: date) -> Ints:
    """How long ago each vacancy was posted, -1 where that is unknown."""
    posted = days(table, "posted_on", missing=-1)
    return np.where(posted < 0, -1, np.maximum(0, day_number(as_of) - posted))
