"""How well each vacancy asks for its skills, as numbers beside the skills themselves."""

import numpy as np
import pyarrow as pa

from data.codes.skill_levels import LEVEL_WORDS, parted
from models.matching.columns import I32, Lists, column, lists, word_index

NOT_TOLD = 0
NUMBER = {level: n for n, level in enumerate(LEVEL_WORDS, NOT_TOLD + 1)}
MOST = len(NUMBER) + 1


def levels_asked(table: pa.Table, words: tuple[str, ...], skills: Lists) -> I32:
    """For each entry of `skills` the number of its level, `NOT_TOLD` where the posting tells none.

    A level of a skill that the vacancy does not ask for is left out.
    """

    number = word_index(words)

    def read(entry: str) -> int:
        skill, level = parted(entry)
        known = skill in number and level in NUMBER
        return number[skill] * MOST + NUMBER[level] if known else -1

    told = lists(column(table, "skill_levels"), read)
    n = max(1, len(words))
    asked = skills.rows() * n + skills.values
    meant = told.rows() * n + told.values // MOST
    level = np.full(len(asked), NOT_TOLD, np.int32)
    at = np.searchsorted(asked, meant)
    found = at < len(asked)
    found[found] = asked[at[found]] == meant[found]
    level[at[found]] = told.values[found] % MOST
    return level
