"""Results as Arrow tables: one row a worker for the index, one row a recommendation for the rest."""

import numpy as np
import pyarrow as pa

from models.advice import Day, programmes_for_all, vacancies_for_all
from models.index.assessment import HORIZONS
from models.index.feature import FAMILIES


def index_table(day: Day, people: pa.Table) -> pa.Table:
    """Index, curve, family sums and every reason; where it abstains the index is null, the gaps named."""
    found = day.index.assess(people, day.as_of)
    known = ~found.abstained
    columns = {
        "worker_id": people["worker_id"],
        "in_spell": pa.array(people["registered_on"].is_valid()),
        "index": pa.array(found.index.astype(np.float32), mask=found.abstained),
        "missing": pa.array([list(names) for names in found.missing], pa.list_(pa.string())),
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


def vacancy_table(day: Day, people: pa.Table, *, k: int) -> pa.Table:
    """The best vacancies of each worker, by worker and rank, with both parts of the score."""
    return vacancies_for_all(day, people, k=k)


def programme_table(day: Day, people: pa.Table, *, k: int) -> pa.Table:
    """The courses that open most for each worker, by worker and rank."""
    return programmes_for_all(day, people, k=k)
