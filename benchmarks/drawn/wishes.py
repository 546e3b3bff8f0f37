"""Drawn candidates for allocation: what many people want is the same few vacancies."""

from dataclasses import dataclass

import numpy as np

from models.matching.columns import I32, Bools, Floats, Ints

CELLS = 300
REFERRALS_AN_OPENING = 10


@dataclass(frozen=True, slots=True)
class Wishes:
    """Distinct candidates of every worker by falling score (-1 none), and referrals each vacancy takes."""

    rows: I32
    scores: Floats
    capacity: Ints


def wishes(n_people: int, n_vacancies: int, k: int = 20, seed: int = 1) -> Wishes:
    """People and vacancies in 300 cells of county and occupation, of Pareto sizes.

    Three quarters of the candidates are of the own cell, popular ones first; a vacancy takes ten
    referrals for each opening.
    """
    rng = np.random.default_rng(seed)
    weight = rng.pareto(1.2, CELLS) + 0.05
    size = np.maximum(1, np.floor(weight / weight.sum() * n_vacancies).astype(np.int64))
    size[np.argmax(size)] += n_vacancies - size.sum()
    start = np.concatenate([[0], np.cumsum(size)])
    pull = rng.pareto(1.5, n_vacancies) + 1
    cell = rng.choice(CELLS, n_people, p=size / size.sum())
    rows = np.empty((n_people, k), np.int32)
    scores = np.empty((n_people, k))
    for part in np.array_split(np.arange(n_people), max(1, n_people // 100_000)):
        own = start[cell[part]][:, None] + skewed(rng, (len(part), k)) * size[cell[part]][:, None]
        other = skewed(rng, (len(part), k)) * n_vacancies
        wanted = np.where(rng.random((len(part), k)) < 0.75, own, other).astype(np.int64)
        liked = rng.random(wanted.shape) * 0.6 + 0.4 * np.minimum(1, np.log(pull[wanted]) / 3)
        again = repeated(wanted)
        liked[again] = 0.0
        order = np.argsort(-liked, axis=1)
        rows[part] = np.take_along_axis(np.where(again, -1, wanted), order, axis=1)
        scores[part] = np.take_along_axis(liked, order, axis=1)
    openings = np.minimum(50, rng.geometric(0.25, n_vacancies))
    return Wishes(rows, scores, openings * REFERRALS_AN_OPENING)


def skewed(rng: np.random.Generator, shape: tuple[int, int]) -> Floats:
    """Numbers 0-1, small ones often."""
    return np.asarray(rng.random(shape) ** 2)


def repeated(rows: Ints) -> Bools:
    """Which entries repeat an earlier one of the same row."""
    order = np.argsort(rows, axis=1, kind="stable")
    in_order = np.take_along_axis(rows, order, axis=1)
    same = np.zeros(rows.shape, np.bool_)
    same[:, 1:] = in_order[:, 1:] == in_order[:, :-1]
    found = np.zeros(rows.shape, np.bool_)
    np.put_along_axis(found, order, same, axis=1)
    return found
