"""The example row of a template that somebody sends back as it is: it is nobody, and is set apart with a word."""

from collections.abc import Mapping
from dataclasses import replace

import numpy as np
import pyarrow.compute as pc

from data.importers.refusals import Refusal
from data.importers.rows import Rows
from data.importers.template_words import EXAMPLES, NOBODYS

LEFT_AS_IT_IS = "模板自带的示例行，没有导入"
ENOUGH = 2
"""One word alone may be somebody's: a worker's id, say, that another office gave."""


def without_example(rows: Rows, kind: str, headers: Mapping[str, str]) -> Rows:
    """The rows without the example of this kind's template, which is among the refused.

    A row is the example where all that marks it still stands there: a name, a number that is never
    issued. Where any of it was changed somebody means the row, and it stays.
    """
    marks = {headers[name]: text for name, text in _marks(kind).items() if name in headers}
    if len(marks) < ENOUGH:
        return rows
    same = np.ones(rows.table.num_rows, dtype=bool)
    for header, text in marks.items():
        if not same.any():
            return rows
        equal = pc.fill_null(pc.equal(rows.table[header], text), fill_value=False)
        same &= equal.to_numpy()
    if not same.any():
        return rows
    header = next(iter(marks))
    told = tuple(Refusal(int(n), header, marks[header], LEFT_AS_IT_IS) for n in rows.numbers[same])
    return replace(rows.only(~same), refused=(*rows.refused, *told))


def _marks(kind: str) -> dict[str, str]:
    return {
        name: text
        for name, text in EXAMPLES[kind].items()
        if isinstance(text, str) and any(mark in text for mark in NOBODYS)
    }
