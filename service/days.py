"""The day in memory: bundle and market loaded once, and again when either has changed on disk."""

from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from pathlib import Path
from threading import Lock
from time import perf_counter
from typing import Literal

import pyarrow as pa
import pyarrow.compute as pc

from data.codes.regions import XINZHOU_UNITS
from data.records import corrections, imports, programmes, referral_places, vacancies, workers
from data.store import Store, reading
from models.advice import PROMISES, Day, lay_out_homes, make_day
from models.bundle import Bundle, current, load_bundle
from models.matching.reverse import Workforce
from models.matching.seekers import encode_workers
from service.batch.prices import known_prices, newest
from service.operating.metrics import DAY_LOADS


@dataclass(frozen=True, slots=True)
class Mark:
    """What a day was made of: when any of it changes, the day is another one."""

    as_of: date
    bundle: str
    imported_at: datetime | None
    corrected: int
    prices: Path | None
    priced_at: int
    """When the prices were written, in nanoseconds; 0 where there are none."""


NOTHING: frozenset[str] = frozenset()

Look = Literal["loaded", "same", "not our turn"]
"""What a look came to: a new day is in place, nothing has changed, or another process is loading."""


@dataclass(frozen=True, slots=True)
class Seen:
    """What a process answers from, put in place as one: a day, and what of it nobody is shown now."""

    mark: Mark
    day: Day
    away: frozenset[str] = NOTHING


@dataclass(slots=True)
class Days:
    """Keeps the newest day that was asked for, and its jobseekers once a vacancy asked for people.

    A vacancy imported, corrected, changed, closed or past its day, a promoted bundle and a finished night all make
    the next answer a new day's: nothing that is no longer to be had stays on a list. Where somebody keeps
    watch (`look`), nobody waits for a new day: until it is loaded the old one answers, without what has
    changed since.
    """

    store: Store
    bundles: Path
    scores: Path
    per_opening: int = 3
    failing_since: datetime | None = None
    """Since when whoever keeps watch cannot load what has changed; None where nothing is in the way."""

    _lock: Lock = field(default_factory=Lock)
    _seen: Seen | None = None
    _workforce: Workforce | None = None
    _watched: bool = False

    def get(self, as_of: date) -> Day:
        """The day with the bundle in use and the offers as last imported."""
        seen = self._watched_over(as_of)
        if seen is not None:
            return seen.day
        mark = self._mark_of(as_of)
        with self._lock:
            seen = self._seen
            if seen is None or seen.mark != mark:
                seen = Seen(mark, self._load(as_of))
                self._put(seen)
            return seen.day

    def date_of(self, as_of: date) -> date:
        """Whose day answers now: the same, but where somebody keeps watch and has not yet loaded it."""
        seen = self._watched_over(as_of)
        return as_of if seen is None else seen.day.as_of

    def offering(self, as_of: date) -> tuple[Day, frozenset[str]]:
        """The same with its vacancies that nobody is shown now: full, closed, or no longer as it has them.

        Where somebody keeps watch both are of one look: to count everybody on the way to every vacancy
        takes longer than an answer. Whether a place is left is asked again at a referral.
        """
        seen = self._watched_over(as_of)
        if seen is not None:
            return seen.day, seen.away
        day = self.get(as_of)
        with reading(self.store) as db:
            return day, referral_places.unavailable(db, self.per_opening)

    def night_of(self, day: Day) -> Path | None:
        """The folder of the night whose prices a day was made with; None where there was none lately."""
        seen = self._seen
        ours = seen is not None and seen.day is day
        prices = seen.mark.prices if seen and ours else newest(self.scores, day.as_of)
        return prices.parent if prices else None

    def look(
        self,
        as_of: date,
        turn: AbstractContextManager[bool] | None = None,
        *,
        soon: date | None = None,
    ) -> Look:
        """Keep watch: load what has changed while the old day answers.

        One thread of a process calls this, every few seconds. `turn` lets one process load at a time: whose
        turn it is not goes on with the old day, without what has changed, and looks again.
        `soon` is the day it will be in a little while: a clock put right at midnight takes no day back.
        """
        if self._seen is not None and self._seen.day.as_of == soon:
            as_of = soon
        mark, seen = self._mark_of(as_of), self._seen
        same = seen is not None and seen.mark == mark
        if seen is not None:
            self._take_away(seen, NOTHING if same else self._changed_since(seen.mark))
        self._watched = True
        if same:
            return "same"
        with turn or nullcontext(True) as mine:
            if not mine:
                return "not our turn"
            mark = self._mark_of(as_of)
            day = self._load(as_of)
        with reading(self.store) as db:
            away = referral_places.unavailable(db, self.per_opening)
        with self._lock:
            self._put(Seen(mark, day, away))
        return "loaded"

    def workforce(self, day: Day) -> Workforce:
        """Everybody who may be somebody's candidate on the day, read against its market."""
        with self._lock:
            if self._is_now(day) and self._workforce is not None:
                return self._workforce
        with reading(self.store) as db:
            people = workers.registered(db, day.as_of)
        seekers = encode_workers(jobseekers(people), day.market)
        found = Workforce(seekers, day.market, day.ranking)
        with self._lock:
            if self._is_now(day):
                self._workforce = found
        return found

    def _watched_over(self, as_of: date) -> Seen | None:
        """What the last look left, where somebody keeps watch and it is not off by more than a day."""
        seen = self._seen
        if not self._watched or seen is None or abs((as_of - seen.day.as_of).days) > 1:
            return None
        return seen

    def _is_now(self, day: Day) -> bool:
        return self._seen is not None and self._seen.day is day

    def _put(self, seen: Seen) -> None:
        self._seen, self._workforce = seen, None

    def _take_away(self, seen: Seen, changed: frozenset[str]) -> None:
        with reading(self.store) as db:
            away = referral_places.unavailable(db, self.per_opening) | changed
        # The same set stays where nothing changed: it is part of what answers are kept by.
        with self._lock:
            if self._seen is seen and away != seen.away:
                self._seen = replace(seen, away=away)

    def _changed_since(self, mark: Mark) -> frozenset[str]:
        with reading(self.store) as db:
            return vacancies.changed_since(db, mark.imported_at, mark.corrected)

    def _mark_of(self, as_of: date) -> Mark:
        folder, prices = current(self.bundles), newest(self.scores, as_of)
        with reading(self.store) as db:
            taken = imports.latest(db, limit=1)
            said = corrections.newest(db)
        return Mark(
            as_of,
            folder.name if folder else "",
            taken[0].recorded_at if taken else None,
            said,
            prices,
            prices.stat().st_mtime_ns if prices else 0,
        )

    def _load(self, as_of: date) -> Day:
        began, outcome = perf_counter(), "failed"
        try:
            with reading(self.store) as db:
                offered = vacancies.open_on(db, as_of)
                courses = programmes.open_on(db, as_of)
            said = known_prices(newest(self.scores, as_of))
            placed = said.placed if said else None
            day = make_day(as_of, bundle_in_use(self.bundles), offered, courses, placed)
            lay_out_homes(day, XINZHOU_UNITS)
            outcome = "loaded"
            return day
        finally:
            DAY_LOADS.labels(outcome).observe(perf_counter() - began)


def jobseekers(people: pa.Table) -> pa.Table:
    """Who is in an open spell and refused neither work nor personalised advice."""
    refused = pc.or_kleene(pc.equal(people["consent"], False), pc.equal(people["willing"], False))
    sought = pc.and_(pc.is_valid(people["registered_on"]), pc.invert(pc.fill_null(refused, False)))
    return people.filter(sought).combine_chunks()


def bundle_in_use(bundles: Path) -> Bundle | None:
    """The promoted bundle, checked; None before the first promotion."""
    folder = current(bundles)
    return load_bundle(folder, PROMISES) if folder else None
