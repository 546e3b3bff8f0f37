"""Who might be tagged for priority in money and posts, and who for intensive personal help.

The law gives both to the same people, so these are two tags and not two tiers. Both follow from the
law; the index only adds people to intensive help. What somebody refused or missed is not looked at.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from data.codes.law.tags import TagRule

Flags = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A tag that somebody should think about, with the reasons for it."""

    tag: str
    reasons: tuple[str, ...]


def suggestions(
    rule: TagRule,
    *,
    recognised: str | None,
    suggested: Sequence[tuple[str, str]],
    index: float | None,
) -> tuple[Suggestion, ...]:
    """What to think about for one worker; `recognised` is the category, `suggested` code and name.

    As `tag_columns` for everybody.
    """
    lawful = [f"已认定为就业困难人员（{recognised}）"] if recognised else []
    lawful += [f"登记信息符合“{name}”，尚待认定" for _, name in suggested]
    high = index is not None and index >= rule.index_from
    by_index = [f"就业困难指数为{index:.0f}，达到{rule.index_from}"] if high else []
    found = []
    if lawful:
        found.append(Suggestion("priority_support", tuple(lawful)))
    if lawful or by_index:
        found.append(Suggestion("intensive_help", (*lawful, *by_index)))
    return tuple(found)


def tag_columns(
    rule: TagRule, *, recognised: pa.Array, suggested: pa.Array, index: pa.Array
) -> pa.Table:
    """The same for everybody: two flags, and in `urgency` the order in which people are looked at.

    `recognised` are flags, `suggested` lists of codes, `index` numbers or null. Somebody without an
    index stands where the median of all does: too little known is no reason to wait.
    """
    has_category = pc.greater(pc.list_value_length(suggested), 0)
    lawful = pc.or_(pc.fill_null(recognised, False), pc.fill_null(has_category, False))
    high = pc.fill_null(pc.greater_equal(index, float(rule.index_from)), False)
    return pa.table(
        {
            "priority_support": lawful,
            "intensive_help": pc.or_(lawful, high),
            "urgency": _urgency(index),
        }
    )


def _urgency(index: pa.Array) -> pa.Array:
    values = index.cast(pa.float64()).to_numpy(zero_copy_only=False)
    known = values[~np.isnan(values)]
    middle = float(np.median(known)) if len(known) else 50.0
    return pa.array(np.where(np.isnan(values), middle, values))
