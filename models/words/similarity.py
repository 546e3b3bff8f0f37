"""Short texts of any language as vectors: Latin words and pairs of them, runs of Chinese letters."""

import re
from collections.abc import Callable, Iterable, Sequence

import numpy as np
from scipy import sparse
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.preprocessing import normalize

from models.words.normalise import normalise

RUN = re.compile(r"[\u3400-\u9fff]+|[a-z0-9+#]+")
LONGEST = 3
"""Chinese words have one to three letters, most have two."""


def pieces(text: str) -> list[str]:
    """The comparable pieces: runs of up to three Chinese letters, Latin words and pairs of them."""
    runs = RUN.findall(normalise(text))
    found = []
    for run, after in zip(runs, [*runs[1:], ""], strict=False):
        if not run.isascii():
            found += letters(run)
            continue
        found.append(run)
        if after.isascii() and after:
            found.append(f"{run} {after}")
    return found


def letters(run: str) -> list[str]:
    """Every run of one to three letters."""
    return [run[i : i + n] for n in range(1, LONGEST + 1) for i in range(len(run) - n + 1)]


class TextSpace:
    """TF-IDF over the pieces of texts; vectors have length one, or zero where nothing is known."""

    def __init__(
        self, texts: Iterable[str], cut: Callable[[str], list[str]] = pieces, *, rarest: int = 1
    ) -> None:
        self._vectors = TfidfVectorizer(
            analyzer=cut, sublinear_tf=True, min_df=rarest, dtype=np.float32
        )
        self._vectors.fit(texts)

    def vectors(self, texts: Sequence[str]) -> sparse.csr_array:
        """One row a text."""
        return sparse.csr_array(self._vectors.transform(texts))


def closest(similarity: sparse.csr_array, n: int) -> sparse.csr_array:
    """The matrix with only the `n` largest values of each row (more where they are equal)."""
    kept = similarity.copy()
    for start, end in zip(kept.indptr[:-1], kept.indptr[1:], strict=True):
        row = kept.data[start:end]
        if len(row) > n:
            row[row < np.partition(row, -n)[-n]] = 0.0
    kept.eliminate_zeros()
    return kept


def joined(blocks: Sequence[sparse.csr_array], weights: Sequence[float]) -> sparse.csr_array:
    """Several views of the same texts side by side; the cosine is the weighted mean of theirs."""
    scaled = [normalize(b) * np.sqrt(w) for b, w in zip(blocks, weights, strict=True)]
    return sparse.csr_array(sparse.hstack(scaled))
