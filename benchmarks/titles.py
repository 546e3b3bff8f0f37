"""Titles by relevance: rank a corpus of job titles for each query, next to plain text peers.

The folder holds `titles_zh/queries.csv`, `corpus.csv` and `relevant.csv` (TalentCLEF 2025 task A,
Zenodo 14002665, or any of that form).
"""

import argparse
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
from sklearn.decomposition import TruncatedSVD
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.preprocessing import normalize

from benchmarks.ranked.folders import folder_with, table
from benchmarks.ranked.measures import Metrics, averages
from benchmarks.report import Row
from models.words.kinship import TitleSpace

METRICS = ("map", "mrr", "ndcg_at_10", "recall_at_100")
Scores = np.ndarray


def run(options: argparse.Namespace) -> list[Row]:
    """Every system on the same titles in the same process."""
    queries, corpus, relevant = read_folder(folder_with(options.data, "queries.csv", "titles_zh"))
    systems: dict[str, Callable[[list[str], list[str]], Scores]] = {
        "songgang": songgang,
        "char 1-3-gram tf-idf": characters,
        "bm25 1-2-gram": bm25,
        "lsa 200 of 1-3-gram": latent,
    }
    rows = []
    for system, score in systems.items():
        start = time.perf_counter()
        scores = score(queries, corpus)
        seconds = time.perf_counter() - start
        rows += _rows(system, averages(scores, relevant))
        rows.append(Row("titles", system, "seconds", seconds))
    return rows


def read_folder(folder: Path) -> tuple[list[str], list[str], list[set[int]]]:
    """Queries, corpus, and for each query the places of its relevant titles in the corpus."""
    queries, corpus, pairs = (table(folder / f"{n}.csv") for n in ("queries", "corpus", "relevant"))
    place = {row["title_id"]: i for i, row in enumerate(corpus)}
    found: dict[str, set[int]] = {row["query_id"]: set() for row in queries}
    for pair in pairs:
        found[pair["query_id"]].add(place[pair["title_id"]])
    judged = [row for row in queries if found[row["query_id"]]]
    return (
        [row["title"] for row in judged],
        [row["title"] for row in corpus],
        [found[row["query_id"]] for row in judged],
    )


def songgang(queries: list[str], corpus: list[str]) -> Scores:
    """The product's own kinship of titles."""
    return TitleSpace([*corpus, *queries]).kinship(queries, corpus)


def characters(queries: list[str], corpus: list[str]) -> Scores:
    """The baseline of the data's own description."""
    space = TfidfVectorizer(analyzer="char", ngram_range=(1, 3)).fit(corpus)
    return np.asarray((space.transform(queries) @ space.transform(corpus).T).todense())


def latent(queries: list[str], corpus: list[str]) -> Scores:
    """Latent semantic analysis of the same n-grams."""
    space = TfidfVectorizer(analyzer="char", ngram_range=(1, 3)).fit(corpus)
    svd = TruncatedSVD(200, random_state=0).fit(space.transform(corpus))
    left, right = (normalize(svd.transform(space.transform(t))) for t in (queries, corpus))
    return np.asarray(left @ right.T)


def bm25(queries: list[str], corpus: list[str]) -> Scores:
    """Okapi BM25 (k1 1.2, b 0.75) of letters and pairs of letters."""
    counts = TfidfVectorizer(analyzer="char", ngram_range=(1, 2), use_idf=False, norm=None).fit(
        corpus
    )
    c = np.asarray(counts.transform(corpus).todense(), dtype=np.float32)
    length = c.sum(axis=1, keepdims=True)
    held = (c > 0).sum(axis=0)
    idf = np.log(1 + (len(corpus) - held + 0.5) / (held + 0.5))
    weights = idf * c * 2.2 / (c + 1.2 * (0.25 + 0.75 * length / length.mean()))
    return np.asarray((counts.transform(queries) > 0) @ weights.T)


def _rows(system: str, found: Metrics) -> list[Row]:
    return [Row("titles", system, metric, found[metric]) for metric in METRICS]
