"""Measures of a ranking: averages over queries of precision, reciprocal rank, gain and recall."""

from collections.abc import Mapping, Sequence

import numpy as np

Metrics = Mapping[str, float]


def averages(scores: np.ndarray, relevant: Sequence[set[int]]) -> Metrics:
    """Means over the rows of `scores`; equal scores keep the order of the columns."""
    each = [measures(row, found) for row, found in zip(scores, relevant, strict=True)]
    return {metric: float(np.mean([m[metric] for m in each])) for metric in each[0]}


def measures(scores: np.ndarray, relevant: set[int]) -> Metrics:
    """One ranking: binary relevance, NDCG with logarithmic discount."""
    order = np.argsort(-scores, kind="stable")
    hits = np.isin(order, list(relevant))
    ranks = np.flatnonzero(hits) + 1.0
    gains = 1 / np.log2(np.arange(2, 12))
    best = gains[: min(10, len(relevant))].sum()
    return {
        "map": float((np.arange(1, len(ranks) + 1) / ranks).sum() / len(relevant)),
        "mrr": float(1 / ranks[0]) if len(ranks) else 0.0,
        "ndcg_at_10": float(gains[: len(hits)][hits[:10]].sum() / best),
        "recall_at_10": float(hits[:10].sum() / len(relevant)),
        "recall_at_100": float(hits[:100].sum() / len(relevant)),
    }
