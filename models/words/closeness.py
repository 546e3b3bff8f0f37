"""How close skills and occupations are: the tree, and on top of it what vacancies and moves teach."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np
import pyarrow as pa
from scipy import sparse
from scipy.sparse.linalg import svds

TREE = (0.0, 0.15, 0.45, 0.75, 1.0)
"""Closeness by the levels two codes share: none, 大类, 中类, 小类, the occupation; as the matcher compares."""

DIMENSIONS = 48
DOUBT = 20.0
"""Vacancies and moves after which half of what they teach is believed."""

MOST = 0.9
"""What is learned never makes two occupations the same."""

SMOOTHING = 0.75
"""Rare contexts count more evenly (Levy, Goldberg & Dagan 2015)."""


@dataclass(frozen=True)
class Space:
    """Words as unit vectors (zero if never seen) with how often each was seen."""

    words: Mapping[str, int]
    vectors: np.ndarray
    seen: np.ndarray

    def learned(self, first: str, second: str) -> float:
        """Cosine, believed in proportion to the evidence of the rarer word; 0 if unknown."""
        if first not in self.words or second not in self.words:
            return 0.0
        a, b = self.words[first], self.words[second]
        evidence = float(min(self.seen[a], self.seen[b]))
        cosine = float(self.vectors[a] @ self.vectors[b])
        return max(0.0, cosine) * evidence / (evidence + DOUBT)


@dataclass(frozen=True)
class Closeness:
    """Closeness 0–1 of occupations and of skills; plain arrays, so that it can go into a bundle."""

    occupations: Space
    skills: Space

    def of_occupations(self, first: str, second: str) -> float:
        """The tree's closeness, raised by what vacancies and moves teach."""
        tree = by_tree(first, second)
        return tree + max(0.0, MOST - tree) * self.occupations.learned(first, second)

    def of_skills(self, first: str, second: str) -> float:
        """1 for the same word, else how far they are asked for together and by the same work."""
        return 1.0 if first == second else MOST * self.skills.learned(first, second)

    def occupation_matrix(self, codes: Sequence[str]) -> np.ndarray:
        """All pairs at once, float32, symmetric, 1 on the diagonal."""
        tree = tree_matrix(codes)
        learned = _learned_matrix(self.occupations, codes)
        return np.asarray(tree + np.maximum(0, MOST - tree) * learned, dtype=np.float32)

    def near_skills(self, word: str, n: int = 10) -> list[tuple[str, float]]:
        """The `n` closest other skills, closest first, then by the word."""
        space = self.skills
        if word not in space.words:
            return []
        at = space.words[word]
        evidence = np.minimum(space.seen, space.seen[at])
        cosine = np.maximum(0, space.vectors @ space.vectors[at])
        close = MOST * cosine * evidence / (evidence + DOUBT)
        close[at] = 0
        names = list(space.words)  # sorted, so that equals come by their word
        best = np.argsort(-close, kind="stable")[:n]
        return [(names[k], float(close[k])) for k in best if close[k] > 0]


def by_tree(first: str, second: str) -> float:
    """Closeness of two codes by the levels they share; `4-10` is as close to `4-10-01` as its own."""
    shared = 0
    for a, b in zip(first.split("-"), second.split("-"), strict=False):
        if a != b:
            break
        shared += 1
    return TREE[shared]


def tree_matrix(codes: Sequence[str]) -> np.ndarray:
    """`by_tree` of all pairs."""
    parts = [code.split("-") for code in codes]
    found = np.full((len(codes), len(codes)), TREE[0], dtype=np.float32)
    for level in range(1, len(TREE)):
        groups = np.unique(
            ["-".join(p[:level]) if len(p) >= level else f"?{i}" for i, p in enumerate(parts)],
            return_inverse=True,
        )[1]
        found[groups[:, None] == groups[None, :]] = TREE[level]
    return found


def learn(vacancies: pa.Table, workers: pa.Table | None = None, *, seed: int) -> Closeness:
    """Learn from vacancies (skills asked together, and for which work) and from workers' past work."""
    asked = [
        (occupation, sorted({*(required or ()), *(welcome or ())}))
        for occupation, required, welcome in zip(
            *(
                vacancies[c].to_pylist()
                for c in ("occupation", "required_skills", "welcome_skills")
            ),
            strict=True,
        )
    ]
    skills = _space(_skill_pairs(asked), _seen(skills for _, skills in asked), seed)
    moves = [] if workers is None else workers["past_occupations"].to_pylist()
    done = _seen([occupation] for occupation, _ in asked if occupation)
    done.update(_seen(dict.fromkeys(move or ()) for move in moves))
    return Closeness(_space(_work_pairs(asked, moves), done, seed), skills)


def _skill_pairs(asked: Iterable[tuple[str | None, list[str]]]) -> Counter[tuple[str, str]]:
    """Skills with all skills of the vacancy, themselves too, and with its occupation."""
    pairs: Counter[tuple[str, str]] = Counter()
    for occupation, skills in asked:
        pairs.update((skill, skill) for skill in skills)
        for a, b in combinations(skills, 2):
            pairs[a, b] += 1
            pairs[b, a] += 1
        if occupation:
            pairs.update((skill, f"work {occupation}") for skill in skills)
    return pairs


def _work_pairs(
    asked: Iterable[tuple[str | None, list[str]]], moves: Iterable[Sequence[str] | None]
) -> Counter[tuple[str, str]]:
    """Occupations with the skills they ask for and with what people did before and after."""
    pairs: Counter[tuple[str, str]] = Counter()
    for occupation, skills in asked:
        if occupation:
            pairs.update((occupation, f"skill {skill}") for skill in skills)
    for move in moves:
        # The registry keeps past occupations as a set, so every two of them are a move either way.
        for before, after in combinations(dict.fromkeys(move or ()), 2):
            pairs.update([(before, f"move {after}"), (after, f"move {before}")])
            pairs.update([(before, f"move {before}"), (after, f"move {after}")])
    return pairs


def _space(pairs: Counter[tuple[str, str]], seen: Counter[str], seed: int) -> Space:
    """Positive pointwise mutual information of words and contexts, cut to its main directions."""
    words = {word: i for i, word in enumerate(sorted({word for word, _ in pairs}))}
    contexts = {c: i for i, c in enumerate(sorted({context for _, context in pairs}))}
    often = np.array([seen[word] for word in words], dtype=np.float32)
    if min(len(words), len(contexts)) < 3:
        return Space(words, np.eye(len(words), dtype=np.float32), often)
    places = ([words[w] for w, _ in pairs], [contexts[c] for _, c in pairs])
    counts = sparse.csr_array(
        (np.array(list(pairs.values()), dtype=np.float64), places),
        shape=(len(words), len(contexts)),
    )
    wanted = min(DIMENSIONS, min(counts.shape) - 1)
    left, size, _ = svds(_ppmi(counts), k=wanted, rng=np.random.default_rng(seed))
    vectors = left * np.sqrt(size)
    length = np.linalg.norm(vectors, axis=1, keepdims=True)
    unit = np.divide(vectors, length, out=np.zeros_like(vectors), where=length > 1e-9)
    return Space(words, unit.astype(np.float32), often)


def _ppmi(counts: sparse.csr_array) -> sparse.csr_array:
    total = counts.sum()
    rows = np.asarray(counts.sum(axis=1)).ravel()
    columns = np.asarray(counts.sum(axis=0)).ravel() ** SMOOTHING
    columns *= total / columns.sum()
    found = counts.tocoo()
    information = np.log(found.data * total / (rows[found.row] * columns[found.col]))
    kept = np.maximum(information, 0)
    return sparse.csr_array((kept, (found.row, found.col)), shape=counts.shape)


def _seen(groups: Iterable[Iterable[str]]) -> Counter[str]:
    return Counter(word for group in groups for word in group)


def _learned_matrix(space: Space, codes: Sequence[str]) -> np.ndarray:
    """`Space.learned` of all pairs."""
    known = np.array([space.words.get(code, -1) for code in codes])
    vectors = np.where((known >= 0)[:, None], space.vectors[known], 0) if len(space.words) else None
    if vectors is None:
        return np.zeros((len(codes), len(codes)), dtype=np.float32)
    seen = np.where(known >= 0, space.seen[known], 0)
    evidence = np.minimum(seen[:, None], seen[None, :])
    found: np.ndarray = np.maximum(vectors @ vectors.T, 0) * evidence / (evidence + DOUBT)
    return found
