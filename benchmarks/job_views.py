"""Which jobs workers look at, before anything is known of their looking (cold) and after (warm).

The folder holds `job_views_us/jobs.csv`, `views.csv`, `experience.csv`, `interests.csv` (public data
of hourly jobs). Cold: nothing of a worker's own views is used, and weights and counts come from
workers of other folds. Warm: counts come from views earlier than the one foretold, and weights from
workers of other folds.
"""

import argparse
import time
from collections.abc import Sequence

import numpy as np

from benchmarks.ranked.folders import folder_with
from benchmarks.ranked.measures import averages
from benchmarks.ranked.viewers import Market, Viewer, read_market, warm_target
from benchmarks.report import Row
from models.words.interest import InterestModel, Person, evidence
from models.words.viewings import Crowd

METRICS = ("recall_at_10", "recall_at_100", "ndcg_at_10", "mrr")
FOLDS = 5
SEED = 20240601


def run(options: argparse.Namespace) -> list[Row]:
    """Both tasks, each with the baselines of the data's own description."""
    market = read_market(folder_with(options.data, "views.csv", "job_views_us"))
    return [*cold(market), *warm(market)]


def cold(market: Market) -> list[Row]:
    """Workers with a profile: rank all jobs for all they will look at."""
    chosen = [v for v in market.viewers if v.profile]
    scores = np.zeros((len(chosen), len(market.openings)))
    start = time.perf_counter()
    for fold in range(FOLDS):
        crowd = Crowd(market.openings)
        for viewer in market.viewers:
            if viewer.fold != fold:
                for _, job in viewer.views:
                    crowd.add(viewer.name, viewer.homes, job)
        model = InterestModel(SEED + fold)
        for viewer in chosen:
            if viewer.fold != fold:
                model.show(_evidence(market, viewer, (), crowd), sorted(viewer.jobs))
        model.fit()
        for i, viewer in enumerate(chosen):
            if viewer.fold == fold:
                scores[i] = model.score(_evidence(market, viewer, (), crowd))
    seconds = time.perf_counter() - start
    text = np.stack([market.words(v).past + market.words(v).wishes for v in chosen])
    place = np.stack([_place(market, v.homes) for v in chosen])
    systems = {"songgang": scores, "text": text, "place": place, "text + place": text + place}
    return _rows("cold", systems, [v.jobs for v in chosen], seconds)


def warm(market: Market) -> list[Row]:
    """Workers with three jobs or more: foretell the last from the earlier ones, in order of time."""
    targets = {v.name: warm_target(v) for v in market.viewers if len(v.jobs) >= 3}
    start = time.perf_counter()
    models, asked = _replayed(market, targets)
    for model in models:
        model.fit()
    chosen = [v for v in market.viewers if v.name in asked]
    scores = np.stack([models[v.fold].score(asked[v.name]) for v in chosen])
    seconds = time.perf_counter() - start
    earlier = [sorted(v.jobs - {targets[v.name]}) for v in chosen]
    text = np.stack([_text(market, jobs) for jobs in earlier])
    place = np.stack([_place(market, market.openings.place[jobs].tolist()) for jobs in earlier])
    systems = {"songgang": scores, "text": text, "place": place, "text + place": text + place}
    for matrix in systems.values():
        for row, jobs in zip(matrix, earlier, strict=True):
            row[jobs] = -np.inf
    return _rows("warm", systems, [{targets[v.name]} for v in chosen], seconds)


def _replayed(
    market: Market, targets: dict[str, int]
) -> tuple[list[InterestModel], dict[str, np.ndarray]]:
    """Go through all first looks in order of time: each is evidence for the models of other folds.

    Also the evidence as it stood right before each target.
    """
    looks = sorted((at, v.name, job, v) for v in market.viewers for job, at in v.first_seen.items())
    crowd, models = Crowd(market.openings), [InterestModel(SEED + fold) for fold in range(FOLDS)]
    seen: dict[str, list[int]] = {}
    asked: dict[str, np.ndarray] = {}
    for _, name, job, viewer in looks:
        before = seen.setdefault(name, [])
        if before:
            rows = _evidence(market, viewer, before, crowd)
            for fold, model in enumerate(models):
                if fold != viewer.fold:
                    model.show(rows, [job])
            if targets.get(name) == job:
                asked[name] = rows
        before.append(job)
        crowd.add(name, viewer.homes, job)
    return models, asked


def _evidence(market: Market, viewer: Viewer, seen: Sequence[int], crowd: Crowd) -> np.ndarray:
    person = Person(viewer.name, viewer.homes, market.words(viewer), tuple(seen))
    return evidence(person, market.openings, crowd, market.titles)


def _text(market: Market, jobs: Sequence[int]) -> np.ndarray:
    likeness = market.titles[list(jobs)] @ market.titles.T
    mean: np.ndarray = np.asarray(likeness.todense()).mean(axis=0)
    return mean


def _place(market: Market, homes: Sequence[int]) -> np.ndarray:
    """1 in the same town, ½ in the same region."""
    openings = market.openings
    score = np.zeros(len(openings))
    for home in set(homes):
        same = np.where(openings.region == market.region_of[home], 0.5, 0.0)
        score = np.maximum(score, np.where(openings.place == home, 1.0, same))
    return score


def _rows(
    task: str, systems: dict[str, np.ndarray], relevant: Sequence[set[int]], seconds: float
) -> list[Row]:
    rows = [Row(task, "songgang", "seconds", seconds), Row(task, "songgang", "n", len(relevant))]
    for system, scores in systems.items():
        found = averages(scores, relevant)
        rows += [Row(task, system, metric, found[metric]) for metric in METRICS]
    return rows
