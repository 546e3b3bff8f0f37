"""How alike titles are: by letters, by their bones without level, and by the occupations they call up."""

from collections.abc import Iterable, Sequence

import numpy as np
from scipy import sparse
from sklearn.preprocessing import normalize

from data.codes.occupations import occupations
from data.codes.title_parts import title_parts_list
from data.codes.title_words import TitleWord, title_words
from models.words.normalise import normalise
from models.words.similarity import TextSpace, closest, joined, letters, pieces
from models.words.titles import words_from_names

NEIGHBOURS = 30
"""Listed spellings that speak for a title; their cosines are squared, so that the far ones whisper."""

TREE_WEIGHTS = {4: 1.0, 3: 0.5, 2: 0.25}
"""Each level up the tree says half as much about whether two titles are the same work."""


def bones(title: str) -> tuple[str, str]:
    """A title without words of level, and what its head means: `高级信贷专员` → (`信贷`, `clerk`)."""
    parts = title_parts_list()
    bare = parts.after.sub("", parts.before.sub("", normalise(title)))
    head = parts.head.search(bare)
    if head is None:
        return bare, ""
    return bare[: head.start()], parts.heads[head[0]]


def bone_pieces(title: str) -> list[str]:
    """The pieces of the bones; the head goes by its meaning, alone and with what stands before it."""
    stem, head = bones(title)
    found = pieces(stem) if stem.isascii() else letters(stem)
    if head:
        found += [f"<{head}>", f"{stem[-1:]}<{head}>", f"{stem[-2:]}<{head}>"]
    return found


class TitleSpace:
    """Titles as vectors whose cosine is their kinship; fitted on the titles to be compared.

    Four equal views: letters, bones, and the occupations of the nearest listed spellings seen by
    letters and by bones (explicit semantic analysis, Gabrilovich & Markovitch 2007).
    """

    def __init__(self, titles: Sequence[str], known: Iterable[TitleWord] | None = None) -> None:
        listed = list(_listed() if known is None else known)
        spellings = ["".join(word.words) for word in listed]
        self._levels = [_members(listed, level) for level in TREE_WEIGHTS]
        self._own = [TextSpace(titles, cut) for cut in (_letters, bone_pieces)]
        self._spaces = [TextSpace([*titles, *spellings], cut) for cut in (_letters, bone_pieces)]
        self._spellings = [space.vectors(spellings).T.tocsr() for space in self._spaces]

    def vectors(self, titles: Sequence[str]) -> sparse.csr_array:
        """One row a title, of length one."""
        own = [space.vectors(titles) for space in self._own]
        views = zip(self._spaces, self._spellings, strict=True)
        called = [self._called(space.vectors(titles) @ known) for space, known in views]
        return joined([*own, *called], [0.25] * 4)

    def kinship(self, queries: Sequence[str], titles: Sequence[str]) -> np.ndarray:
        """Cosines of every query with every title."""
        product = self.vectors(queries) @ self.vectors(titles).T
        return np.asarray(product.todense(), dtype=np.float32)

    def _called(self, likeness: sparse.csr_array) -> sparse.csr_array:
        """The occupations, minor and middle groups that the nearest spellings call up."""
        near = closest(likeness, NEIGHBOURS)
        near.data **= 2
        blocks = [sparse.csr_array(normalize(near @ members)) for members in self._levels]
        return joined(blocks, list(TREE_WEIGHTS.values()))


def _members(listed: Sequence[TitleWord], level: int) -> sparse.csr_array:
    """Which group of a level each spelling belongs to."""
    groups = ["-".join(word.occupation.split("-")[:level]) for word in listed]
    column = {group: i for i, group in enumerate(sorted(set(groups)))}
    places = (np.arange(len(groups)), [column[group] for group in groups])
    return sparse.csr_array((np.ones(len(groups), dtype=np.float32), places))


def _listed() -> list[TitleWord]:
    names = {o.code: o.name for o in occupations().values() if o.level == 4}
    return [*title_words().values(), *words_from_names(names)]


def _letters(title: str) -> list[str]:
    return letters(normalise(title))
