"""Use case: who gets this month's intensive places, under a named policy, with the price of each."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import cast

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv
import pyarrow.parquet as pq
from numpy.typing import NDArray

from data.snapshot import parts
from data.store import Store
from models.advice import COLD, PROMISES, Index
from models.bundle import current, load_bundle
from models.index.allocation import POLICIES, HelpPlan, Policy, allocate_help
from models.index.groups import audit_groups
from models.index.scorecard import Scorecard
from models.law.cases import SCHEMA
from models.law.statutory import candidates
from service.batch.day import snapshot_of
from service.config import Settings

Report = Callable[[int, int, str], None]
Floats = NDArray[np.float64]
AGES, COUNTIES = "年龄段", "县区"
OUTSIDE = ("retired", "deceased", "student")
"""Who is none of these, is registered as unemployed and did not refuse work may get a place."""


class NobodyToHelp(Exception):
    """There is no registered jobseeker on the day."""


@dataclass(frozen=True, slots=True)
class Assistance:
    """What was asked, what every policy would do, and where the list of the chosen one lies."""

    as_of: date
    bundle: str
    jobseekers: int
    abstained: int
    n_places: int
    policy: Policy
    plans: dict[Policy, HelpPlan]
    file: Path


@dataclass(frozen=True, slots=True)
class Jobseekers:
    """Everybody who may get a place: file, index (NaN where it abstains), law, groups."""

    people: pa.Table
    index: Floats
    statutory: pa.ListArray
    groups: dict[str, NDArray[np.str_]]


def plan_help(
    config: Settings, store: Store, n_places: int, policy: Policy, *, as_of: date, report: Report
) -> Assistance:
    """Choose who gets the places and write the list; every other policy is worked out beside it.

    The choice is a proposal for counselors. Nobody on the list has a right by it, and nobody off it
    loses one.
    """
    snapshot = snapshot_of(config, store, as_of, report)
    name, index = index_in_use(config.bundles)
    files = parts(snapshot)
    found = read_jobseekers(files, index, as_of) if files else None
    if found is None or not len(found.index):
        raise NobodyToHelp(f"截至{as_of}没有登记失业的劳动者，无从安排。")
    plans = {each: _plan(found, n_places, each) for each in POLICIES}
    file = config.home / "assistance" / f"{as_of.isoformat()}-{policy}.csv"
    file.parent.mkdir(parents=True, exist_ok=True)
    pyarrow.csv.write_csv(chosen_list(found, plans[policy].chosen), file)
    return Assistance(
        as_of=as_of,
        bundle=name,
        jobseekers=len(found.index),
        abstained=int(np.isnan(found.index).sum()),
        n_places=n_places,
        policy=policy,
        plans=plans,
        file=file,
    )


def index_in_use(bundles: Path) -> tuple[str, Index]:
    """The promoted index, or the expert scorecard before the first promotion."""
    folder = current(bundles)
    if folder is None:
        return COLD, Scorecard()
    bundle = load_bundle(folder, PROMISES)
    return bundle.version, cast("Index", bundle.parts["index"])


def read_jobseekers(files: list[Path], index: Index, as_of: date) -> Jobseekers:
    """Jobseekers with index, statutory categories and groups; households are looked at as a whole."""
    everybody = pa.concat_tables([pq.read_table(file, columns=SCHEMA.names) for file in files])
    law = candidates(everybody.combine_chunks(), as_of)
    wanted = pa.concat_tables([_seeking(pq.read_table(file)) for file in files]).combine_chunks()
    found = index.assess(wanted, as_of)
    age = found.values[:, found.feature_names.index("age")]
    return Jobseekers(
        people=wanted,
        index=np.where(found.abstained, np.nan, found.index),
        statutory=_suggested(law, wanted),
        groups=dict(audit_groups(wanted, as_of, age)),
    )


def chosen_list(found: Jobseekers, chosen: NDArray[np.bool_]) -> pa.Table:
    """The chosen by id, the highest index first; nothing that tells who they are."""
    rows = np.flatnonzero(chosen)
    rows = rows[np.argsort(-np.nan_to_num(found.index[rows], nan=-1.0), kind="stable")]
    codes = pc.binary_join(found.statutory.take(pa.array(rows)), "、")
    return pa.table(
        {
            "个人编号": found.people["worker_id"].take(pa.array(rows)),
            "县区": pa.array(found.groups[COUNTIES][rows].tolist()),
            "就业困难指数": pa.array(np.round(found.index[rows], 1), from_pandas=True),
            "法定情形预检": codes,
        }
    )


def _plan(found: Jobseekers, n_places: int, policy: Policy) -> HelpPlan:
    return allocate_help(
        found.index,
        n_places,
        policy,
        groups=found.groups[COUNTIES if policy == "county_quotas" else AGES],
        statutory=np.asarray(pc.list_value_length(found.statutory).to_numpy()) > 0,
    )


def _seeking(people: pa.Table) -> pa.Table:
    outside = pc.is_in(people["employment_status"], value_set=pa.array(OUTSIDE))
    refused = pc.fill_null(pc.equal(people["willing"], False), False)
    kept = pc.and_(pc.is_valid(people["registered_on"]), pc.invert(pc.or_(outside, refused)))
    return people.filter(kept)


def _suggested(law: pa.Table, wanted: pa.Table) -> pa.ListArray:
    """The categories that each jobseeker seems to be in; empty lists where no regulation is in force."""
    if "suggested" not in law.column_names:
        return pa.array([[]] * wanted.num_rows, pa.list_(pa.string()))
    where = pc.index_in(wanted["worker_id"], law["worker_id"].combine_chunks())
    found: pa.ListArray = law["suggested"].combine_chunks().take(where.combine_chunks())
    return found
