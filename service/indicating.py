"""Use cases about the plan's indicators: each number with its definition, parts, source and day, by county."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from data.codes.plan import PlanIndicator, plan_indicators
from data.codes.regions import XINZHOU_UNITS
from data.records import figures
from data.records.figures import ALL, IndicatorFigure
from data.store import Store, reading
from models.figures.indicators import COUNTS
from models.figures.small_counts import shown_in_line
from models.referring.funnel import LEAST
from service.figuring import county_name

HISTORY = timedelta(days=366)
TEN_THOUSAND = 10_000
REACHED, NEAR, LOW = 0.99, 0.96, 0.93
"""How much of the target: the four colours that a city's control targets are watched by, turned round."""

BANDS = {
    4: "达到（目标的99%以上）",
    3: "接近（96%–99%）",
    2: "偏低（93%–96%）",
    1: "未达（不足93%）",
    0: "无数据",
}
SHORT = {4: "达到", 3: "接近", 2: "偏低", 1: "未达", 0: "无数据"}
SOURCE = "劳动力建档立卡（本系统登记）"
EXTRA = (
    PlanIndicator("certificates_held", "技能类证书本数", "万本", "", "", ""),
    PlanIndicator("registered", "登记的劳动年龄人口", "万人", "", "", ""),
)
"""Not in the plan, but what its numbers stand on: persons and certificates are kept apart."""

NOTES: Mapping[str, Sequence[str]] = {
    "skilled": (
        "登记不知道证书是否已注销或被撤销；登记以外取得的证书也不在内。",
        "含专项职业能力证书和培训合格证：登记未把两者分开。",
        "规划 2020 年的 36.6 万在正文中又写作“人次”；这里按人数计，与证书本数分开。",
    ),
    "certified_share": (
        "从业人员包括单位就业、自主创业、灵活就业、外出务工和务农的人；不是全部建档人员。",
        "就业状态未登记的人既不在分子也不在分母。",
    ),
    "trained_at_work": (
        "只含在本系统登记结业的培训；“2020年”一栏为规划所载“十三五”的要求，规划没有 2025 年目标。",
        "就业状态按登记中最近一次更新；未登记的人既不在分子也不在分母。",
    ),
    "schooling": ("年限按文化程度代码折算（如初中 9 年、大专 15 年），肄业、结业按低一级计。",),
    "registered": ("退休年龄类别未登记的女性，按较晚的退休年龄计。",),
}


@dataclass(frozen=True, slots=True)
class Number:
    """One indicator of a county or the city as it may be shown; None where it is too small or unknown."""

    region: str
    region_name: str
    value: float | None
    numerator: int | None
    denominator: int | None
    n_unknown: int | None
    completion: float | None
    band: int


@dataclass(frozen=True, slots=True)
class Indicator:
    """An indicator with its plan, its meaning, the city's number and every county's."""

    plan: PlanIndicator
    definition: str
    notes: Sequence[str]
    is_rate: bool
    city: Number | None
    counties: Sequence[Number]

    @property
    def digits(self) -> int:
        """Behind the point: years and tens of thousands two, percent one."""
        return 1 if self.plan.unit == "%" else 2


@dataclass(frozen=True, slots=True)
class Indicators:
    """All of them on one day."""

    as_of: date
    every: Sequence[Indicator]

    def one(self, key: str) -> Indicator:
        """The indicator with this key, else the first one."""
        return next((i for i in self.every if i.plan.key == key), self.every[0])


class Plan:
    """Reads the indicators that the night counted."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def day(self, until: date) -> Indicators | None:
        """The newest indicators up to a day; None before the first night."""
        with reading(self._store) as db:
            day = figures.newest_indicator_day(db, until)
            found = figures.indicators_of_day(db, day) if day else ()
        if day is None:
            return None
        return Indicators(day, [_indicator(plan, found) for plan in (*plan_indicators(), *EXTRA)])

    def over_time(self, key: str, region: str, until: date) -> list[tuple[date, Number]]:
        """One indicator of the city or a county from day to day, a year back."""
        plan = next(p for p in (*plan_indicators(), *EXTRA) if p.key == key)
        with reading(self._store) as db:
            found = figures.indicators_over_time(db, key, since=until - HISTORY)
        days: dict[date, list[IndicatorFigure]] = {}
        for f in found:
            # As on the day's own page: a county that is hidden there with another is not told here.
            if f.as_of <= until and (f.region == ALL) == (region == ALL):
                days.setdefault(f.as_of, []).append(f)
        return [
            (f.as_of, _number(plan, f, _parts(line)[region]))
            for line in days.values()
            for f in line
            if f.region == region
        ]


Parts = tuple[int | None, int | None, int | None]
"""Numerator, denominator and who is in neither, as they may be shown."""


def _indicator(plan: PlanIndicator, found: Sequence[IndicatorFigure]) -> Indicator:
    mine = {f.region: f for f in found if f.indicator == plan.key}
    count = COUNTS.get(plan.key)
    if count is None or ALL not in mine:
        return Indicator(plan, "", (), is_rate=False, city=None, counties=())
    counties = [mine[unit] for unit in XINZHOU_UNITS if unit in mine]
    parts = _parts(counties)
    return Indicator(
        plan,
        count.__doc__ or "",
        NOTES.get(plan.key, ()),
        is_rate=mine[ALL].denominator is not None,
        city=_number(plan, mine[ALL], _parts([mine[ALL]])[ALL]),
        counties=[_number(plan, f, parts[f.region]) for f in counties],
    )


def _parts(line: Sequence[IndicatorFigure]) -> dict[str, Parts]:
    """A line's parts as they may be shown; where one alone would follow from the total, one more is hidden."""
    above = shown_in_line({f.region: f.numerator for f in line})
    below = shown_in_line({f.region: f.denominator or 0 for f in line})
    unknown = shown_in_line({f.region: f.n_unknown for f in line})
    gone = {f.region for f in line if None in (above[f.region], below[f.region]) or _tells(f)}
    rest = [f for f in line if f.region not in gone]
    if len(gone) == 1 and rest:
        gone.add(min(rest, key=lambda f: (f.denominator or f.numerator, f.region)).region)
    return {
        f.region: (
            None if f.region in gone else f.numerator,
            None if f.region in gone else f.denominator,
            unknown[f.region],
        )
        for f in line
    }


def _tells(f: IndicatorFigure) -> bool:
    """Whether the few who are in the denominator only could be told."""
    return f.denominator is not None and 0 < f.denominator - f.numerator < LEAST


def _number(plan: PlanIndicator, f: IndicatorFigure, parts: Parts) -> Number:
    numerator, denominator, n_unknown = parts
    value = _value(plan, numerator, denominator, is_total=f.denominator is None)
    target = plan.target if plan.target_text else None
    comparable = f.region == ALL or f.denominator is not None
    completion = value / target if value is not None and target and comparable else None
    return Number(
        f.region,
        county_name(f.region),
        value,
        numerator,
        denominator,
        n_unknown,
        completion,
        _band(completion),
    )


def _value(
    plan: PlanIndicator, numerator: int | None, denominator: int | None, *, is_total: bool
) -> float | None:
    if numerator is None:
        return None
    if is_total:
        return numerator / TEN_THOUSAND
    if not denominator:
        return None
    return numerator / denominator * (100 if plan.unit == "%" else 1)


def _band(completion: float | None) -> int:
    if completion is None:
        return 0
    return next((n for n, least in ((4, REACHED), (3, NEAR), (2, LOW)) if completion >= least), 1)
