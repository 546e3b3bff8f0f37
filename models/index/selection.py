"""Chooses the member and its size by losses on persons it has not seen, and never a larger one for nothing."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Protocol, TypeVar

import numpy as np
from joblib import Parallel, delayed
from numpy.typing import NDArray
from sklearn.model_selection import StratifiedKFold
from threadpoolctl import threadpool_limits

from models.index.binning import CodeBinner
from models.index.hazard import Grid, Seen
from models.index.logit import (
    BENT,
    DRIFT,
    LINES,
    PENALTIES,
    STRETCHES,
    Prior,
    Shape,
    fit_logit,
    make_basis,
)
from models.index.rule import fit_rules
from models.index.tables import Tables

Floats = NDArray[np.float64]
Codes = NDArray[np.uint8]
Rows = NDArray[np.int64]
Fold = tuple[Rows, Rows]
FOLDS = 5
FOLDS_OF_MANY, MANY = 3, 20_000
"""With more persons than this, fewer folds tell members apart as well."""

DOUBT = 0.5
"""A larger candidate has to win by this many standard errors of its paired gain over a simpler one."""

Answer = TypeVar("Answer")


@dataclass(frozen=True)
class Sample:
    """The training rows in codes, what was seen of them, and how features may act."""

    codes: Codes
    seen: Seen
    grid: Grid
    binner: CodeBinner
    monotone: tuple[int, ...]
    seed: int
    prior: Prior | None = None
    n_jobs: int = 1

    def of(self, rows: Rows) -> "Sample":
        """These rows."""
        return replace(self, codes=self.codes[rows], seen=self.seen.of(rows))


@dataclass(frozen=True)
class Member:
    """A fitted candidate: its tables on all rows, and its log-odds for each row when held out."""

    name: str
    tables: Tables
    held_out: Floats
    losses: Floats


def make_folds(
    sample: Sample, groups: NDArray[np.generic] | None, periods: NDArray[np.generic] | None
) -> list[Fold]:
    """Up to five folds (three of many persons). Persons stay together; with periods each fold is a stretch of time.

    In that case the persons of the held-out stretch are left out of the other stretches too. The
    order of the rows does not matter: they are drawn after sorting by what they hold.
    """
    seen, n = sample.seen, len(sample.codes)
    order = np.lexsort((*sample.codes.T, seen.intervals, seen.exit))
    if groups is None:
        units = np.empty(n, dtype=np.int64)
        units[order] = np.arange(n)
    else:
        units = np.unique(groups, return_inverse=True)[1]
    if periods is not None and len(np.unique(periods)) > 1:
        part = _stretches(np.unique(periods, return_inverse=True)[1])
    else:
        part = _parts(seen, units, sample.seed)
    folds = []
    for k in np.unique(part):
        held = part == k
        kept = ~held & ~np.isin(units, units[held]) if periods is not None else ~held
        left = seen.exit[kept]
        if held.any() and left.any() and (len(sample.grid.edges) > 1 or not left.all()):
            folds.append((np.flatnonzero(kept), np.flatnonzero(held)))
    return folds if len(folds) > 1 else []


def on_folds(
    sample: Sample, folds: Sequence[Fold], work: Callable[[int, Fold], Answer]
) -> list[Answer]:
    """The same work on every fold, by its number, `n_jobs` folds at a time, each on one thread."""

    def alone(number: int, fold: Fold) -> Answer:
        with threadpool_limits(1):
            return work(number, fold)

    jobs = (delayed(alone)(number, fold) for number, fold in enumerate(folds))
    found: list[Answer] = Parallel(n_jobs=sample.n_jobs, prefer="threads")(jobs)
    return found


def _stretches(place: Rows) -> Rows:
    """Stretches of time with about as many rows each; a period is never cut."""
    n_folds = min(FOLDS, int(place.max()) + 1)
    shares = np.searchsorted(np.sort(place), place, side="left") / len(place)
    return np.minimum((shares * n_folds).astype(np.int64), n_folds - 1)


def _parts(seen: Seen, units: Rows, seed: int) -> Rows:
    n_units = int(units.max()) + 1
    label = np.zeros(n_units, dtype=int)
    np.maximum.at(label, units, seen.exit.astype(int))
    most = FOLDS if n_units <= MANY else FOLDS_OF_MANY
    n_folds = min(most, int(np.bincount(label, minlength=2).min()))
    if label.all():
        n_folds = min(most, n_units)
    if n_folds < 2:
        return np.zeros(len(units), dtype=np.int64)
    part = np.zeros(n_units, dtype=np.int64)
    splitter = StratifiedKFold(n_folds, shuffle=True, random_state=seed)
    for k, (_, held) in enumerate(splitter.split(label, label)):
        part[held] = k
    return part[units]


def held_out_losses(log_odds: Floats, seen: Seen) -> Floats:
    """Minus log-likelihood of each row from its held-out log-odds."""
    risk = np.arange(log_odds.shape[1]) < seen.intervals[:, None]
    losses: Floats = np.where(risk, np.logaddexp(0.0, log_odds), 0.0).sum(axis=1)
    last = np.flatnonzero(seen.exit & (seen.intervals > 0))
    losses[last] -= log_odds[last, seen.intervals[last] - 1]
    return losses


def better(losses: Floats, simpler: Floats) -> bool:
    """Whether the paired gain is more than `DOUBT` standard errors."""
    gain = simpler - losses
    error = gain.std() / np.sqrt(len(gain))
    return bool(gain.mean() > DOUBT * error)


def fit_rule_member(sample: Sample, folds: Sequence[Fold]) -> Member:
    """The single feature that foretells best on held-out rows."""

    def fit(part: Sample, most: int | None = None) -> list[Tables]:  # noqa: ARG001
        return fit_rules(part.codes, part.seen, part.binner, part.grid)

    return _best(sample, folds, "rule", fit)[0]


def fit_logit_member(sample: Sample, folds: Sequence[Fold]) -> Member:
    """Lines or bent lines, then effects that change in time, each only for a gain that is more than doubt."""
    found = _logit(sample, folds, LINES, PENALTIES)
    found = _larger(found, _logit(sample, folds, BENT, PENALTIES))
    if sample.grid.n_bands == 1:
        return found.member
    place = PENALTIES.index(found.penalty)
    near = PENALTIES[max(0, place - 1) : place + 2]
    bend = found.shape.bend
    for n in _stretch_numbers(sample.grid.n_bands):
        found = _larger(found, _logit(sample, folds, Shape(bend, DRIFT, n), near))
    return found.member


def _stretch_numbers(n_bands: int) -> list[int]:
    """In how many stretches of time effects may change: a few, or many where there are bands enough."""
    return sorted({min(n, n_bands) for n in STRETCHES})


@dataclass(frozen=True)
class FoundLogit:
    """The best penalty of one shape."""

    member: Member
    shape: Shape
    penalty: float


def _larger(simpler: FoundLogit, larger: FoundLogit) -> FoundLogit:
    return larger if better(larger.member.losses, simpler.member.losses) else simpler


def _logit(
    sample: Sample, folds: Sequence[Fold], shape: Shape, penalties: Sequence[float]
) -> FoundLogit:
    def fit(part: Sample, most: int | None = None) -> list[Tables]:
        basis = make_basis(part.binner, part.codes, part.monotone, shape.bend, prior=part.prior)
        few = penalties if most is None else penalties[: most + 1]
        return fit_logit(basis, part.codes, part.seen, grid=part.grid, shape=shape, penalties=few)

    member, place = _best(sample, folds, "logit", fit)
    return FoundLogit(member, shape, penalties[place])


class FitSizes(Protocol):
    """Fits a list of sizes, simplest first, or only those up to place `most`."""

    def __call__(self, part: Sample, most: int | None = None) -> list[Tables]: ...


def _best(sample: Sample, folds: Sequence[Fold], name: str, fit: FitSizes) -> tuple[Member, int]:
    """Fit every size on each fold, keep the one with the least held-out loss, refit it on all."""
    fitted = on_folds(sample, folds, lambda _, fold: fit(sample.of(fold[0])))
    held_out = [np.zeros((len(sample.codes), len(sample.grid.edges))) for _ in fitted[0]]
    for tables, (_, held) in zip(fitted, folds, strict=True):
        for odds, one in zip(held_out, tables, strict=True):
            odds[held] = one.log_odds(sample.codes[held])
    losses = [held_out_losses(odds, sample.seen) for odds in held_out]
    place = int(np.argmin([loss.mean() for loss in losses]))
    return Member(name, fit(sample, place)[place], held_out[place], losses[place]), place
