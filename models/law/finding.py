"""Policies that look for their people: everybody who is entitled and has not applied, and who might be tagged."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date

import pyarrow as pa
import pyarrow.compute as pc

from data.codes.law.policies import Policy
from data.codes.law.tags import tag_rule
from models.law.evidence import Verdict
from models.law.policies import POLICY_SCHEMA, for_everybody
from models.law.statutory import candidates
from models.law.tagging import tag_columns
from models.law.weighing import codes_held

OUTSIDE = ("retired", "deceased")


@dataclass(frozen=True, slots=True)
class Beside:
    """What is known besides the people's facts.

    `taken` is who has asked for or holds which policy (`worker_id`, `policy_id`); `index` the
    difficulty index of those who have one (`worker_id`, `index`); `applicants` who of a household
    without anybody at work has applied for recognition (household to worker).
    """

    taken: pa.Table
    index: pa.Table
    applicants: Mapping[str, str] = field(default_factory=dict)


def find(people: pa.Table, as_of: date, policies: Iterable[Policy], beside: Beside) -> pa.Table:
    """One row for each person with something to be told, the most urgent first.

    `entitled` are the ids of policies whose conditions are met by what is on file and which the
    person has neither asked for nor holds, `categories` the statutory ones that are met; then the two
    tags, and `urgency`. `people` has the columns of `POLICY_SCHEMA` and `township`.
    """
    facts = people.select(POLICY_SCHEMA.names)
    checked = candidates(facts, as_of, applicants=beside.applicants)
    entitled = _entitled(for_everybody(facts, as_of, policies, checked), beside)
    index = _joined(people["worker_id"], beside.index)
    suggested = _suggested(checked)
    tags = tag_columns(
        tag_rule(),
        recognised=facts["recognised"].combine_chunks(),
        suggested=suggested,
        index=index,
    )
    found = pa.table(
        {
            **{name: people[name] for name in ("worker_id", "region", "township")},
            "entitled": entitled,
            "categories": suggested,
            "recognised": facts["recognised"],
            **{name: tags[name] for name in tags.column_names},
        }
    )
    return _worth_telling(found, people).sort_by(
        [("urgency", "descending"), ("worker_id", "ascending")]
    )


def entitled_codes(
    people: pa.Table, as_of: date, policies: Iterable[Policy], beside: Beside
) -> pa.Array:
    """For each person the ids of the policies that are met and neither asked for nor held."""
    facts = people.select(POLICY_SCHEMA.names)
    checked = candidates(facts, as_of, applicants=beside.applicants)
    return _entitled(for_everybody(facts, as_of, policies, checked), beside)


def _entitled(verdicts: pa.Table, beside: Beside) -> pa.Array:
    policies = [name for name in verdicts.column_names if name != "worker_id"]
    return codes_held({p: _untaken(verdicts, p, beside.taken) for p in policies})


def _untaken(verdicts: pa.Table, policy_id: str, taken: pa.Table) -> pa.Array:
    ids = taken.filter(pc.equal(taken["policy_id"], policy_id))["worker_id"].combine_chunks()
    passes = pc.equal(pc.cast(verdicts[policy_id], pa.string()), Verdict.PASS.value)
    held = pc.is_in(verdicts["worker_id"], value_set=ids)
    return pc.and_(passes, pc.invert(held)).combine_chunks()


def _joined(worker_ids: pa.ChunkedArray, index: pa.Table) -> pa.Array:
    at = pc.index_in(worker_ids, value_set=index["worker_id"].combine_chunks()).combine_chunks()
    return index["index"].combine_chunks().cast(pa.float64()).take(at)


def _suggested(checked: pa.Table) -> pa.Array:
    if "suggested" not in checked.column_names:
        empty: list[list[str]] = [[] for _ in range(checked.num_rows)]
        return pa.array(empty, pa.list_(pa.string()))
    return checked["suggested"].combine_chunks()


def _worth_telling(found: pa.Table, people: pa.Table) -> pa.Table:
    """Whoever has nothing to be told, or has left work or life, is left out."""
    something = pc.greater(pc.list_value_length(found["entitled"]), 0)
    tagged = pc.or_(found["priority_support"], found["intensive_help"])
    gone = pc.is_in(people["employment_status"], value_set=pa.array(OUTSIDE))
    return found.filter(pc.and_(pc.or_(something, tagged), pc.invert(gone)))
