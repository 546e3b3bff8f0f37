"""Answers that were given already: who asks again, and nothing it rests on has changed, is told the same words."""

from collections import OrderedDict
from collections.abc import Hashable
from dataclasses import dataclass, field
from threading import Lock
from typing import Self

from werkzeug.http import generate_etag

from data.records.grounds import Grounds
from data.records.workers import Known
from models.advice import Day

MOST = 1_000
"""Answers kept by a process; each is about twenty-five thousand characters."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What a list of vacancies rests on: the day, the worker as known, and what is not to be shown."""

    day: Day
    grounds: Grounds
    row: Known
    """The same as in `grounds`, where nobody may be known."""

    away: frozenset[str]
    seen: frozenset[str]

    @property
    def worker_id(self) -> str:
        """Whose list it is."""
        return self.grounds.worker_id

    def key(self, *, limit: int, plain: bool = False, refused: bool = False) -> Hashable:
        """All that a list rests on but the day, and how much was asked for."""
        return (self.row, self.grounds.finished, self.away, self.seen, limit, plain, refused)


@dataclass(frozen=True, slots=True)
class Answered:
    """An answer as it was sent, with its tag, and the ids under which all that it shows was recorded."""

    body: bytes
    tag: str
    recommendation_ids: tuple[str, ...]

    @classmethod
    def with_tag(cls, text: str, recommendation_ids: tuple[str, ...]) -> Self:
        """An answer that is sent for the first time: the tag is the one that Flask would give it."""
        body = text.encode()
        return cls(body, generate_etag(body), recommendation_ids)


@dataclass(slots=True)
class Repeated:
    """The newest answers of one day in memory, by everything they rest on besides that day.

    Nothing is assumed to be unchanged: whoever asks reads what the answer rests on and brings it as the key.
    Only the work that follows from it alone is saved. Another day in memory forgets all of them.
    """

    _lock: Lock = field(default_factory=Lock)
    _day: Day | None = None
    _kept: OrderedDict[Hashable, Answered] = field(default_factory=OrderedDict)

    def get(self, day: Day, key: Hashable) -> Answered | None:
        """What was answered to the same on the same day."""
        with self._lock:
            if self._day is not day or key not in self._kept:
                return None
            self._kept.move_to_end(key)
            return self._kept[key]

    def again(self, asked: Asked, key: Hashable) -> Answered | None:
        """The same, where all that it shows is still kept in the store: nothing is shown that nobody recorded."""
        before = self.get(asked.day, key)
        kept = before is not None and asked.grounds.shown.issuperset(before.recommendation_ids)
        return before if kept else None

    def keep(self, day: Day, key: Hashable, answered: Answered) -> None:
        """Remember an answer, and forget the one not asked for the longest where there are too many.

        What was worked out of an older day, while a newer one was loaded, is not worth remembering.
        """
        with self._lock:
            if self._day is not None and day.number < self._day.number:
                return
            if self._day is not day:
                self._day = day
                self._kept.clear()
            self._kept[key] = answered
            if len(self._kept) > MOST:
                self._kept.popitem(last=False)
