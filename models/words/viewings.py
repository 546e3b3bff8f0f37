"""What a crowd of people looked at: how often each job, employer and place, and what goes together."""

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

DOUBT = 3.0
"""Views of others that a place must have drawn before its share counts half."""


@dataclass(frozen=True, slots=True)
class Openings:
    """Jobs in columns of small integers; `place` is a town, `region` what it belongs to."""

    employer: np.ndarray
    place: np.ndarray
    region: np.ndarray
    n_employers: int
    n_places: int

    def __len__(self) -> int:
        return len(self.place)


@dataclass(slots=True)
class _Person:
    homes: frozenset[int]
    jobs: set[int] = field(default_factory=set)
    employers: set[int] = field(default_factory=set)
    places: set[int] = field(default_factory=set)


class Crowd:
    """Counts over people, each person once; every question leaves one person out."""

    def __init__(self, openings: Openings) -> None:
        self._openings = openings
        self._people: dict[str, _Person] = {}
        self._viewers: dict[int, set[str]] = {}
        self._jobs = np.zeros(len(openings), dtype=np.float32)
        self._employers = np.zeros(openings.n_employers, dtype=np.float32)
        self._places = np.zeros(openings.n_places, dtype=np.float32)
        self._together = np.zeros((openings.n_places, openings.n_places), dtype=np.float32)

    def add(self, person: str, homes: Sequence[int], job: int) -> None:
        """Note that somebody who lives at `homes` looked at a job; a second look adds nothing."""
        known = self._people.setdefault(person, _Person(frozenset(homes)))
        if job in known.jobs:
            return
        known.jobs.add(job)
        self._viewers.setdefault(job, set()).add(person)
        self._jobs[job] += 1
        employer, place = int(self._openings.employer[job]), int(self._openings.place[job])
        if employer not in known.employers:
            known.employers.add(employer)
            self._employers[employer] += 1
        if place not in known.places:
            self._link(known, place)

    def _link(self, known: _Person, place: int) -> None:
        """Places a person lives at or looked at go together, in both directions between views."""
        for other in known.homes | known.places | {place}:
            self._together[other, place] += 1
            if other in known.places and other not in known.homes:
                self._together[place, other] += 1
        known.places.add(place)
        self._places[place] += 1

    def drawn(self, without: str) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """For each job: how many others looked at it, at its employer, at its place."""
        own = self._people.get(without, _Person(frozenset()))
        counts = []
        for total, mine in (
            (self._jobs, own.jobs),
            (self._employers, own.employers),
            (self._places, own.places),
        ):
            others = total.copy()
            others[list(mine)] -= 1
            counts.append(others)
        return counts[0], counts[1][self._openings.employer], counts[2][self._openings.place]

    def affinity(self, sources: Sequence[int], without: str) -> np.ndarray:
        """For each place: the share of others from the `sources` who looked there, doubted if few."""
        total = np.zeros(len(self._places), dtype=np.float32)
        own = self._people.get(without, _Person(frozenset()))
        mine = list(own.places)
        for source in dict.fromkeys(sources):
            row = self._together[source].copy()
            if source in own.homes or source in own.places:
                row[mine] = np.maximum(row[mine] - 1, 0)
            total += row / (row.sum() + DOUBT)
        return total / max(1, len(set(sources)))

    def companions(self, seen: Sequence[int], without: str) -> np.ndarray:
        """For each job: how much others who looked at a job of `seen` looked at it as well."""
        found = np.zeros(len(self._jobs), dtype=np.float32)
        for job in dict.fromkeys(seen):
            for person in self._viewers.get(job, set()) - {without}:
                jobs = list(self._people[person].jobs)
                found[jobs] += 1 / len(jobs)
        return found
