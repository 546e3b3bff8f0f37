"""The day in memory: bundle and market loaded once, and again when either has changed on disk."""

from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from threading import Lock

import pyarrow as pa
import pyarrow.compute as pc

from data.records import corrections, imports, programmes, vacancies, workers
from data.store import Store, reading
from models.advice import PROMISES, Day, make_day
from models.bundle import Bundle, current, load_bundle
from models.matching.reverse import Workforce
from models.matching.seekers import encode_workers
from service.batch.prices import newest, read_prices

Key = tuple[date, str, datetime | None, int, str]


@dataclass(slots=True)
class Days:
    """Keeps the newest day that was asked for, and its jobseekers once a vacancy asked for people.

    A vacancy imported, corrected, changed, closed or past its day, a promoted bundle and a finished night all make
    the next answer a new day's: nothing that is no longer to be had stays on a list.
    """

    store: Store
    bundles: Path
    scores: Path
    _lock: Lock = field(default_factory=Lock)
    _key: Key | None = None
    _day: Day | None = None
    _workforce: Workforce | None = None

    def get(self, as_of: date) -> Day:
        """The day with the bundle in use and the offers as last imported."""
        key = self._key_of(as_of)
        with self._lock:
            if self._day is None or self._key != key:
                self._day, self._workforce = self._load(as_of), None
                self._key = key
            return self._day

    def workforce(self, day: Day) -> Workforce:
        """Everybody who may be somebody's candidate on the day, read against its market."""
        with self._lock:
            if self._day is day and self._workforce is not None:
                return self._workforce
        with reading(self.store) as db:
            people = workers.registered(db, day.as_of)
        seekers = encode_workers(jobseekers(people), day.market)
        found = Workforce(seekers, day.market, day.ranking)
        with self._lock:
            if self._day is day:
                self._workforce = found
        return found

    def _key_of(self, as_of: date) -> Key:
        folder, prices = current(self.bundles), newest(self.scores, as_of)
        with reading(self.store) as db:
            taken = imports.latest(db, limit=1)
            said = corrections.newest(db)
        return (
            as_of,
            folder.name if folder else "",
            taken[0].recorded_at if taken else None,
            said,
            f"{prices} {prices.stat().st_mtime_ns}" if prices else "",
        )

    def _load(self, as_of: date) -> Day:
        with reading(self.store) as db:
            offered = vacancies.open_on(db, as_of)
            courses = programmes.open_on(db, as_of)
        prices = newest(self.scores, as_of)
        placed = read_prices(prices).placed if prices else None
        return make_day(as_of, bundle_in_use(self.bundles), offered, courses, placed)


def jobseekers(people: pa.Table) -> pa.Table:
    """Who is in an open spell and refused neither work nor personalised advice."""
    refused = pc.or_kleene(pc.equal(people["consent"], False), pc.equal(people["willing"], False))
    sought = pc.and_(pc.is_valid(people["registered_on"]), pc.invert(pc.fill_null(refused, False)))
    return people.filter(sought).combine_chunks()


def bundle_in_use(bundles: Path) -> Bundle | None:
    """The promoted bundle, checked; None before the first promotion."""
    folder = current(bundles)
    return load_bundle(folder, PROMISES) if folder else None
