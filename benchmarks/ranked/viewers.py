"""The public views of hourly jobs in the product's own form: openings, words, homes, order of time."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from scipy import sparse

from benchmarks.ranked.folders import table
from models.words.interest import Words
from models.words.similarity import TextSpace
from models.words.viewings import Openings

FOLDS = 5
SEED = 20240601


@dataclass(frozen=True, slots=True)
class Viewer:
    """A worker with profile and views (time, job) in order; `fold` splits workers, not views."""

    name: str
    fold: int
    homes: tuple[int, ...]
    positions: tuple[str, ...]
    employers: tuple[str, ...]
    wishes: tuple[str, ...]
    views: tuple[tuple[str, int], ...]

    @property
    def profile(self) -> bool:
        """Whether anything but views is known."""
        return bool(self.positions or self.wishes)

    @property
    def jobs(self) -> set[int]:
        """All jobs looked at."""
        return {job for _, job in self.views}

    @property
    def first_seen(self) -> dict[int, str]:
        """When each job was first looked at."""
        return {job: at for at, job in reversed(self.views)}


@dataclass(frozen=True, slots=True)
class Market:
    """`titles` are the jobs' text vectors, `region_of` tells the region of each place."""

    openings: Openings
    titles: sparse.csr_array
    employers: sparse.csr_array
    space: TextSpace
    employer_space: TextSpace
    region_of: np.ndarray
    viewers: tuple[Viewer, ...]
    _words: dict[str, Words] = field(default_factory=dict)

    def words(self, viewer: Viewer) -> Words:
        """Similarity of a viewer's own words with every job."""
        if viewer.name not in self._words:
            singles = [*viewer.positions, *viewer.wishes] or [""]
            closest = self._like([*singles], self.space, self.titles).max(axis=0)
            past, wishes = (
                self._like([" ".join(w)], self.space, self.titles)[0]
                for w in (viewer.positions, viewer.wishes)
            )
            employers = self._like(
                [" ".join(viewer.employers)], self.employer_space, self.employers
            )[0]
            self._words[viewer.name] = Words(past, wishes, closest, employers)
        return self._words[viewer.name]

    @staticmethod
    def _like(texts: list[str], space: TextSpace, jobs: sparse.csr_array) -> np.ndarray:
        return np.asarray((space.vectors(texts) @ jobs.T).todense())


def warm_target(viewer: Viewer) -> int:
    """The job whose first view is the last of all."""
    first = viewer.first_seen
    return max(first, key=lambda job: (first[job], job))


def read_market(folder: Path) -> Market:
    """The four files of the folder, with places and employers as small integers.

    The jobs are shuffled: the public file lists those that were looked at first, so that equal
    scores kept in its order would be read off the answer.
    """
    jobs, views, experience, interests = (
        table(folder / f"{name}.csv") for name in ("jobs", "views", "experience", "interests")
    )
    jobs = [jobs[i] for i in np.random.default_rng(SEED).permutation(len(jobs))]
    places = _numbers([_place(row) for row in (*jobs, *experience)])
    regions = _numbers([place.split("|")[1] for place in places])
    employers = _numbers([_plain(row["company"]) for row in jobs])
    region_of = np.array([regions[place.split("|")[1]] for place in places])
    place = np.array([places[_place(row)] for row in jobs])
    openings = Openings(
        np.array([employers[_plain(row["company"])] for row in jobs]),
        place,
        region_of[place],
        len(employers),
        len(places),
    )
    titles, companies = ([row[c] for row in jobs] for c in ("position", "company"))
    space, employer_space = TextSpace(titles), TextSpace(companies)
    return Market(
        openings,
        space.vectors(titles),
        employer_space.vectors(companies),
        space,
        employer_space,
        region_of,
        _viewers(jobs, views, experience, interests, places=places),
    )


def _viewers(
    jobs: list[dict[str, str]],
    views: list[dict[str, str]],
    experience: list[dict[str, str]],
    interests: list[dict[str, str]],
    *,
    places: dict[str, int],
) -> tuple[Viewer, ...]:
    number = {row["job_id"]: i for i, row in enumerate(jobs)}
    seen = _by_worker(views)
    past, wishes = _by_worker(experience), _by_worker(interests)
    names = sorted(seen)
    folds = np.random.default_rng(SEED).permutation(len(names)) % FOLDS
    return tuple(
        Viewer(
            name,
            int(fold),
            tuple(dict.fromkeys(places[_place(row)] for row in past.get(name, ()))),
            tuple(row["position_name"] for row in past.get(name, ())),
            tuple(row["employer_name"] for row in past.get(name, ())),
            tuple(row["position_of_interest"] for row in wishes.get(name, ())),
            tuple(sorted((row["view_start"], number[row["job_id"]]) for row in seen[name])),
        )
        for name, fold in zip(names, folds, strict=True)
    )


def _by_worker(rows: Sequence[dict[str, str]]) -> dict[str, list[dict[str, str]]]:
    found: dict[str, list[dict[str, str]]] = {}
    for row in rows:
        found.setdefault(row["applicant_id"], []).append(row)
    return found


def _numbers(names: Sequence[str]) -> dict[str, int]:
    return {name: i for i, name in enumerate(dict.fromkeys(names))}


def _place(row: dict[str, str]) -> str:
    return f"{_plain(row['city'])}|{row['state_code'].strip().upper()}"


def _plain(text: str) -> str:
    return re.sub(r"[^a-z0-9]+", " ", text.lower()).strip()
