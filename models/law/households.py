"""Households without anybody at work: what the members' own files say about each other."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from models.law.predicates import (
    Case,
    able_to_work,
    of_working_age,
    registered_unemployed,
    studying,
    willing_to_work,
)

Member = Mapping[str, object]

WORKS, UNKNOWN, JOBLESS = 0, 1, 2


@dataclass(frozen=True, slots=True)
class Household:
    """All members of a worker's household in the registry, and who of them has applied already."""

    members: Sequence[Member]
    applicant: str | None = None


def jobless_homes(people: pa.Table, as_of: date) -> pa.Array:
    """For each person whether all of the household who ought to work are registered unemployed.

    Members count who are of working age, able and willing and not at school. One of them at work
    decides; else one of whom too little is known leaves it open; nobody's household is known
    without its number. `people` has to hold everybody of a household.
    """
    standing = _standing(people, as_of)
    homes = people["household_id"].combine_chunks()
    encoded = pc.dictionary_encode(homes)
    index = pc.fill_null(encoded.indices, -1).to_numpy(zero_copy_only=False)
    lowest = np.full(len(encoded.dictionary) + 1, JOBLESS)
    np.minimum.at(lowest, index, standing)
    whole = np.where(index < 0, UNKNOWN, lowest[index])
    return pa.array(whole == JOBLESS, mask=whole == UNKNOWN)


def first_of_homes(people: pa.Table, applicants: Mapping[str, str]) -> pa.Array:
    """Whether nobody else of the household has applied; `applicants` is household to worker."""
    homes, workers = people["household_id"].to_pylist(), people["worker_id"].to_pylist()
    applied = [applicants.get(home) if home else None for home in homes] if applicants else []
    if not applied:
        return pa.array(np.ones(people.num_rows, dtype=bool))
    return pa.array([a is None or a == w for a, w in zip(applied, workers, strict=True)])


def _standing(people: pa.Table, as_of: date) -> np.typing.NDArray[np.int64]:
    nothing = pa.nulls(people.num_rows, pa.bool_())
    case = Case(people, as_of, nothing, nothing)
    ought = pc.and_kleene(of_working_age(case, {}), able_to_work(case, {}))
    ought = pc.and_kleene(ought, willing_to_work(case, {}))
    ought = pc.and_kleene(ought, pc.invert(studying(case, {})))
    fine = pc.or_kleene(pc.invert(ought), registered_unemployed(case, {}))
    known = fine.is_valid().to_numpy(zero_copy_only=False)
    holds = pc.fill_null(fine, False).to_numpy(zero_copy_only=False)
    return np.where(known, np.where(holds, JOBLESS, WORKS), UNKNOWN)
