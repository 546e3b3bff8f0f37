"""The listed spelling most like a given one, by TF-IDF of its letter runs with the head weighted."""

from collections.abc import Sequence

import numpy as np
from scipy import sparse
from sklearn.feature_extraction.text import TfidfVectorizer


class NearestSpelling:
    """Compares a title with known spellings; a run of letters at the end counts once more."""

    def __init__(self, spellings: Sequence[str], codes: Sequence[str]) -> None:
        self._codes = list(codes)
        self._vectors = TfidfVectorizer(
            analyzer="char", ngram_range=(1, 3), sublinear_tf=True, dtype=np.float32
        )
        known = self._vectors.fit_transform(s + "$" for s in spellings)
        self._known: sparse.csc_array = sparse.csc_array(known.T)

    def nearest(self, title: str, n: int = 3) -> list[tuple[str, float]]:
        """The `n` likeliest codes with the cosine of their best spelling, best first."""
        query = sparse.csr_array(self._vectors.transform([title + "$"]))
        row = sparse.csr_array(query @ self._known)
        order = np.argsort(-row.data, kind="stable")
        found: dict[str, float] = {}
        for place in order[: 20 * n]:
            found.setdefault(self._codes[row.indices[place]], float(row.data[place]))
            if len(found) == n:
                break
        return list(found.items())
