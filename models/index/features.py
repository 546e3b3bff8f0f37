"""The features of the index in their five families, and the design matrix made of them."""

from collections.abc import Sequence
from datetime import date

import numpy as np
import pandas as pd
import pyarrow as pa

from models.index.families.basic import BASIC
from models.index.families.history import HISTORY
from models.index.families.income import INCOME
from models.index.families.skills import SKILLS
from models.index.families.wish import WISH
from models.index.feature import FAMILIES, Feature, Floats, refuse_features
from models.index.people import People

FEATURES: tuple[Feature, ...] = (*BASIC, *SKILLS, *INCOME, *HISTORY, *WISH)
NAMES: tuple[str, ...] = tuple(feature.name for feature in FEATURES)
PAIRS: tuple[tuple[str, str], ...] = (
    ("age", "certificate_level"),
    ("age", "schooling"),
    ("age", "months_worked_36"),
    ("wish_ratio", "reach"),
    ("wish_ratio", "certificate_level"),
    ("last_wage_ratio", "wish_over_last"),
)
"""The pairs that may act together; a pair is kept only when it helps on people not seen."""

refuse_features(FEATURES)


def features(people: pa.Table, as_of: date) -> Floats:
    """One column a feature, one row a worker, NaN for unknown; only what is known on `as_of`."""
    read = People(people, as_of)
    # Column after column in memory: so they are made, and so they are looked up.
    found = np.empty((len(read), len(FEATURES)), order="F")
    for at, feature in enumerate(FEATURES):
        found[:, at] = feature.column(read)
    return found


def design(people: pa.Table, as_of: date) -> pd.DataFrame:
    """The same as a frame, each column by its feature's name."""
    return pd.DataFrame(features(people, as_of), columns=list(NAMES), copy=False)


def place(names: Sequence[str]) -> list[int]:
    """Positions of features by name."""
    return [NAMES.index(name) for name in names]


def family_columns() -> dict[str, list[int]]:
    """Positions of the features of each family."""
    return {f: [i for i, x in enumerate(FEATURES) if x.family == f] for f in FAMILIES}


def sources() -> frozenset[str]:
    """The fields of the registry that the index reads."""
    return frozenset(field for feature in FEATURES for field in feature.fields)
