"""Which jobs somebody will look at: words, place and the crowd, weighed by what others looked at."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy import sparse
from sklearn.ensemble import HistGradientBoostingClassifier

from models.words.viewings import Crowd, Openings

COMPARISONS = (
    "words_of_past_work",
    "words_of_wishes",
    "closest_single_words",
    "words_of_past_employers",
    "words_of_seen_jobs",
    "words_of_the_last_seen_job",
    "closest_seen_job",
    "lives_in_the_place",
    "share_of_seen_jobs_in_the_place",
    "last_seen_job_in_the_place",
    "share_of_homes_and_seen_jobs_in_the_region",
    "others_from_there_look_here",
    "share_of_seen_jobs_of_the_employer",
    "others_look_at_the_job",
    "others_look_at_the_employer",
    "others_look_at_the_place",
    "others_who_saw_the_same_saw_it",
    "jobs_in_the_place",
    "place_is_known",
)
RISING = frozenset(range(17)) - {14, 15}
"""More words in common, nearer places and more viewers never lower a job."""

OUT_OF_REACH = -1e3
NEGATIVES = 100
NEGATIVE_WEIGHT = 0.06


@dataclass(frozen=True, slots=True)
class Words:
    """Similarity of one person's words with every job; all rows have the length of the market."""

    past: np.ndarray
    wishes: np.ndarray
    closest: np.ndarray
    employers: np.ndarray


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody looking for work: homes are places (the latest first), `seen` jobs in their order."""

    name: str
    homes: tuple[int, ...]
    words: Words
    seen: tuple[int, ...] = ()


def evidence(
    person: Person, openings: Openings, crowd: Crowd, titles: sparse.csr_array
) -> np.ndarray:
    """One row a job, one column a comparison; `titles` are the jobs' text vectors."""
    seen = list(person.seen)
    places, regions = openings.place, openings.region
    here = np.bincount(places[seen], minlength=openings.n_places)[places] / max(1, len(seen))
    employer = np.bincount(openings.employer[seen], minlength=openings.n_employers)
    jobs, employers, drawn_places = crowd.drawn(person.name)
    sources = [*person.homes, *places[seen].tolist()]
    region_of = np.zeros(openings.n_places, dtype=int)
    region_of[places] = regions
    known_regions = np.array([region_of[s] for s in sources], dtype=int)
    in_region = np.bincount(known_regions, minlength=regions.max() + 1)[regions]
    columns = [
        *(person.words.past, person.words.wishes, person.words.closest, person.words.employers),
        *_likeness(seen, titles),
        np.isin(places, person.homes),
        here,
        places == (places[seen[-1]] if seen else -1),
        in_region / max(1, len(sources)),
        np.log1p(20 * crowd.affinity(sources, person.name)[places]),
        employer[openings.employer] / max(1, len(seen)),
        *(np.log1p(jobs), np.log1p(employers), np.log1p(drawn_places)),
        crowd.companions(seen, person.name),
        np.log(np.bincount(places, minlength=openings.n_places)[places]),
        np.full(len(openings), bool(sources)),
    ]
    return np.stack(columns, axis=1).astype(np.float32)


def _likeness(seen: Sequence[int], titles: sparse.csr_array) -> tuple[np.ndarray, ...]:
    """Mean, last and best similarity of every job with the jobs seen."""
    if not seen:
        nothing = np.zeros(titles.shape[0], dtype=np.float32)
        return nothing, nothing, nothing
    likeness = np.asarray((titles[list(seen)] @ titles.T).todense())
    return likeness.mean(axis=0), likeness[-1], likeness.max(axis=0)


class InterestModel:
    """Boosted trees over the comparisons, monotone where sense demands it.

    `fit` takes evidence with what was looked at; `score` orders the jobs: higher is likelier, jobs
    out of reach (no home or seen job in the region, nobody from there looks here) come last.
    """

    def __init__(self, seed: int) -> None:
        self._rng = np.random.default_rng(seed)
        self._rows: list[np.ndarray] = []
        self._looked: list[np.ndarray] = []
        self._weights: list[np.ndarray] = []
        self._trees = HistGradientBoostingClassifier(
            max_iter=200,
            learning_rate=0.06,
            max_leaf_nodes=6,
            min_samples_leaf=40,
            l2_regularization=5.0,
            monotonic_cst=[int(i in RISING) for i in range(len(COMPARISONS))],
            early_stopping=False,
            random_state=seed,
        )

    def show(self, rows: np.ndarray, looked_at: Sequence[int]) -> None:
        """Keep one person's evidence: the jobs looked at and a drawn sample of the others."""
        others = np.setdiff1d(self._rng.choice(len(rows), NEGATIVES), looked_at)
        chosen = [*looked_at, *others]
        weights = np.full(len(chosen), NEGATIVE_WEIGHT)
        weights[: len(looked_at)] = 1 / len(looked_at)
        self._rows.append(rows[chosen])
        self._looked.append(np.arange(len(chosen)) < len(looked_at))
        self._weights.append(weights)

    def fit(self) -> "InterestModel":
        """Learn the weights from what was shown."""
        self._trees.fit(
            np.concatenate(self._rows),
            np.concatenate(self._looked),
            sample_weight=np.concatenate(self._weights),
        )
        return self

    def score(self, rows: np.ndarray) -> np.ndarray:
        """Log-odds of being looked at, out of reach last."""
        scores: np.ndarray = self._trees.decision_function(rows)
        return scores + OUT_OF_REACH * ~reachable(rows)


def reachable(rows: np.ndarray) -> np.ndarray:
    """The hard rule of place: same region, or others from there look here; all if none is known."""
    named = dict(zip(COMPARISONS, rows.T, strict=True))
    near = named["share_of_homes_and_seen_jobs_in_the_region"] > 0
    followed = named["others_from_there_look_here"] > 0
    return np.asarray(near | followed | (named["place_is_known"] == 0))
