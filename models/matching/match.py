"""The answers of matching: match with evidence, refusal with its rule, near miss, opened course."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Evidence:
    """What one comparison found between a worker and a vacancy.

    `value` is 0-1, higher is better; `known` is false where a fact is missing and a neutral value
    stands in for it. `hire` and `worth` are what the value adds to the two linear scores (log-odds of
    being hired, utility to the worker); `counselor` and `worker` are the same fact in Chinese.
    """

    comparison: str
    value: float
    known: bool
    hire: float
    worth: float
    counselor: str
    worker: str


@dataclass(frozen=True, slots=True)
class Referral:
    """A place given to a worker over everybody: its price, and what was wanted more but is full."""

    target_id: str
    price: float
    instead_of: str | None
    n_full: int


@dataclass(frozen=True, slots=True)
class Standing:
    """How a worker stands for the places of a vacancy or course after they were given out over everybody.

    `referred` is whether one of the places is this worker's; None before places were given out or for
    somebody who was not there. `instead_of` is the best choice that is full, `n_full` how many are.
    """

    price: float
    referred: bool | None
    instead_of: str | None
    n_full: int
    counselor: str
    worker: str


@dataclass(frozen=True, slots=True)
class Match:
    """A vacancy for a worker: its score, both parts of it, and why.

    `score` = `hire_chance` x `worth`, each 0-1. `price` is what a place costs after allocation (0 before
    it, or where places are left). `gaps` are words the worker could add: skills asked and not yet held.
    """

    vacancy_id: str
    rank: int
    score: float
    hire_chance: float
    worth: float
    price: float
    evidence: tuple[Evidence, ...]
    gaps: tuple[str, ...]
    notes: tuple[str, ...] = ()
    """What has to be asked because a fact is unknown, e.g. a vacancy that does not state its wage."""

    standing: Standing | None = None
    shown_chance: float = 1.0
    """With which chance it came to be shown; below 1 only in a slot that is drawn now and then."""

    drawn: bool = False


@dataclass(frozen=True, slots=True)
class Refusal:
    """A hard rule that closes a vacancy: the rule's name, its public sentence, and this pair's figures."""

    rule: str
    sentence: str
    detail: str


@dataclass(frozen=True, slots=True)
class NearMiss:
    """What one rule cost a worker: vacancies it refuses, and those that failed nothing else."""

    rule: str
    sentence: str
    n_refused: int
    n_only: int
    vacancy_ids: tuple[str, ...]
    """Some of those refused by this rule alone, best first."""


@dataclass(frozen=True, slots=True)
class Opened:
    """What a course opens for a worker: vacancies in reach closed today only for what it gives.

    `wage_now_fen` is the median offer of the vacancies open to the worker today, `wage_then_fen` that of
    the opened ones; None where no vacancy among them states a wage. `n_better` of the opened ones pay more
    than the first of these, None where it is not known.
    """

    programme_id: str
    rank: int
    n_opened: int
    n_better: int | None
    n_places: int
    vacancy_ids: tuple[str, ...]
    wage_now_fen: int | None
    wage_then_fen: int | None
    cost_fen: int | None
    days: int | None
    starts_on: date | None
    seats: int
    gives: tuple[str, ...]
    counselor: str
    worker: str
    standing: Standing | None = None
