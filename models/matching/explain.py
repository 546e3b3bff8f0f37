"""Why these vacancies: the evidence, gaps and notes of the few that are shown."""

from collections.abc import Sequence

import numpy as np

from models.matching.columns import Floats
from models.matching.comparisons import COMPARISONS, NAMES
from models.matching.evidence import SAY, gaps
from models.matching.market import ANY_HOURS, Market, hours_bit, only
from models.matching.match import Evidence, Match
from models.matching.ranking import POINTS, Ranking, Tables, one_point, tables, total
from models.matching.seekers import UNKNOWN_PLACE, Seekers


def explain(
    s: Seekers,
    i: int,
    m: Market,
    ranking: Ranking,
    rows: Sequence[int],
    *,
    prices: Floats | None = None,
    known: Tables | None = None,
) -> tuple[Match, ...]:
    """The vacancies of `rows`, in that order, as matches of worker `i`; `prices` is by market row."""
    kept = np.array([j for j in rows if j >= 0], np.int64)
    few = only(m, kept, texts=False)
    columns = {c.name: c.measure(s, i, few) for c in COMPARISONS}
    table = known or tables(ranking)
    chance = table.chance[total(ranking.hire, columns)].tolist()
    worth = table.worth[total(ranking.worth, columns)].tolist()
    values = {name: column.tolist() for name, column in columns.items()}
    return tuple(
        Match(
            vacancy_id=m.ids[kept[r]],
            rank=r + 1,
            score=chance[r] * worth[r],
            hire_chance=chance[r],
            worth=worth[r],
            price=0.0 if prices is None else float(prices[kept[r]]),
            evidence=tuple(
                evidence(s, i, few, r, name=name, value=values[name][r], ranking=ranking)
                for name in NAMES
            ),
            gaps=gaps(s, i, few, r),
            notes=notes(s, i, few, r),
        )
        for r in range(len(kept))
    )


def evidence(
    s: Seekers, i: int, m: Market, j: int, *, name: str, value: float, ranking: Ranking
) -> Evidence:
    """One comparison's finding on one vacancy, with what it added to either score."""
    known, counselor, worker = SAY[name](s, i, m, j)
    return Evidence(
        comparison=name,
        value=value,
        known=known,
        hire=one_point(ranking.hire[name], value) / POINTS,
        worth=one_point(ranking.worth[name], value) / POINTS,
        counselor=counselor,
        worker=worker,
    )


NO_PLACE = "工作地点未写明到市县，按可前往处理，请先问清。"
NO_WAGE = "岗位未写明工资，未按期望月薪筛选。"
NO_WISH = "劳动者未填期望月薪，未按工资筛选。"
COMPARED = frozenset({NO_PLACE, NO_WAGE, NO_WISH})
"""Of these the comparison of distance or wage says in its own words that it is unknown."""
NO_HOURS = "岗位没有限定工时，劳动者不上全日制的班，请先问清。"


def notes(s: Seekers, i: int, m: Market, j: int) -> tuple[str, ...]:
    """What a hard rule let pass because a fact is unknown, and has to be asked."""
    unknown = (
        (s.classes[s.home[i], m.place[j]] == UNKNOWN_PLACE, NO_PLACE),
        (m.ceiling[j] < 0, NO_WAGE),
        (s.floor[i] == 0, NO_WISH),
        (m.hours[j] == ANY_HOURS and not s.hours[i] & hours_bit("full"), NO_HOURS),
        (s.education[i] < 0 < m.min_education[j], "学历未登记，岗位有学历要求，请核实。"),
        (s.age[i] < 0, "出生日期未登记，年龄未核。"),
    )
    return tuple(sentence for missing, sentence in unknown if missing)
