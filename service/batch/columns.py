"""Everybody's index as an Arrow table: one row a worker."""

import numpy as np
import pyarrow as pa

from models.advice import Day
from models.index.assessment import HORIZONS, Assessment
from models.index.feature import FAMILIES

RECURRING = ("missing.list.element",)
"""What is worth a list of distinct values in a file: to look for the same reason to the last bit takes most of
the time of writing, and most of the room."""


def index_table(day: Day, people: pa.Table) -> pa.Table:
    """Index, curve, family sums and every reason; where it abstains the index is null, the gaps named."""
    found = day.index.assess(people, day.as_of)
    known = ~found.abstained
    columns = {
        "worker_id": people["worker_id"],
        "in_spell": pa.array(people["registered_on"].is_valid()),
        # To the last bit as pages compute it: lists and tags ask whether it reaches a bound.
        "index": pa.array(found.index.astype(np.float64), mask=found.abstained),
        "missing": _missing(found),
    }
    for place, months in enumerate(HORIZONS):
        curve = found.curve[:, place].astype(np.float32)
        columns[f"no_work_{months}_months"] = pa.array(curve, mask=~known)
    for place, family in enumerate(FAMILIES):
        columns[f"family_{family}"] = pa.array(found.families[:, place].astype(np.float32))
    for place, name in enumerate(found.feature_names):
        columns[f"reason_{name}"] = pa.array(found.contributions[:, place].astype(np.float32))
    return pa.table(columns).replace_schema_metadata(
        {"as_of": day.as_of.isoformat(), "bundle": day.bundle, "baseline": repr(found.baseline)}
    )


def _missing(found: Assessment) -> pa.Array:
    """The names of each row's unknown features, all rows at once: two million lists take long one by one."""
    unknown = np.isnan(found.values)
    starts = np.concatenate([[0], np.cumsum(unknown.sum(axis=1))])
    names = pa.array(found.feature_names, pa.string()).take(pa.array(np.nonzero(unknown)[1]))
    return pa.ListArray.from_arrays(pa.array(starts, pa.int32()), names)
