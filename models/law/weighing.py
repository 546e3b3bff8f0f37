"""Weighing findings: all that is needed and one of the ways make a verdict, and what would decide it."""

from collections.abc import Iterable, Mapping, Sequence
from functools import reduce

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from data.codes.law.statutory import Condition
from models.law.conditions import condition_holds
from models.law.evidence import Evidence, Verdict
from models.law.predicates import Case

CERTAINTY = (Verdict.FAIL, Verdict.UNKNOWN, Verdict.PASS)
"""Kleene's order: the least of what is needed decides, and the best of the ways."""


def verdict_of(needed: Sequence[Evidence], ways: Sequence[Sequence[Evidence]]) -> Verdict:
    """All that is needed and, where there are ways, one of them; as `all_hold` for columns."""
    verdict = _every(needed)
    if not ways:
        return verdict
    best = max((_every(way) for way in ways), key=CERTAINTY.index)
    return min(verdict, best, key=CERTAINTY.index)


def missing_of(needed: Sequence[Evidence], ways: Sequence[Sequence[Evidence]]) -> tuple[str, ...]:
    """Fields that keep it open: of all that is needed, and of the ways not yet barred."""
    open_ways = [way for way in ways if all(e.verdict is not Verdict.FAIL for e in way)]
    is_met = any(all(e.verdict is Verdict.PASS for e in way) for way in open_ways)
    asked = [*needed] if is_met else [*needed, *(e for way in open_ways for e in way)]
    return tuple(dict.fromkeys(field for e in asked for field in e.missing))


def all_hold(
    case: Case, every: Sequence[Condition], alternatives: Sequence[Sequence[Condition]]
) -> pa.Array:
    """Whether every condition holds and, if there are any, one of the alternatives; row by row."""
    met = everything(case.people.num_rows, (condition_holds(case, c) for c in every))
    if not alternatives:
        return met
    n = case.people.num_rows
    ways = [everything(n, (condition_holds(case, c) for c in group)) for group in alternatives]
    return pc.and_kleene(met, reduce(pc.or_kleene, ways))


def everything(n: int, parts: Iterable[pa.Array]) -> pa.Array:
    """Kleene's conjunction; of nothing it is true."""
    found = list(parts)
    return reduce(pc.and_kleene, found) if found else pa.repeat(pa.scalar(True), n)


def as_words(holds: pa.Array) -> pa.Array:
    """Verdicts as the words pass, fail and unknown, dictionary-encoded."""
    texts = pc.if_else(holds, Verdict.PASS.value, Verdict.FAIL.value)
    return pc.dictionary_encode(pc.fill_null(texts, Verdict.UNKNOWN.value))


def codes_held(verdicts: Mapping[str, pa.Array]) -> pa.Array:
    """The codes that hold, row by row."""
    codes = pa.array(list(verdicts))
    held = [pc.fill_null(h, False).to_numpy(zero_copy_only=False) for h in verdicts.values()]
    table = np.column_stack(held)
    offsets = np.concatenate([[0], np.cumsum(table.sum(axis=1))]).astype(np.int32)
    return pa.ListArray.from_arrays(pa.array(offsets), codes.take(pa.array(np.nonzero(table)[1])))


def _every(parts: Sequence[Evidence]) -> Verdict:
    return min((e.verdict for e in parts), key=CERTAINTY.index, default=Verdict.PASS)
