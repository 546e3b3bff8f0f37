"""The plan's indicators: what each counts of everybody, divided by what, and what the registry cannot know."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import date

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from data.codes.certificates import certificate_levels
from data.codes.education import education_years
from data.codes.regions import XINZHOU_UNITS
from data.records.figures import ALL, IndicatorFigure
from models.law.retirement import retirement_bounds
from models.matching.columns import Bools, Ints

EMPLOYED = ("employed", "self_employed", "flexible", "migrant", "farming")
"""从业人员: whoever works, for an employer, for themselves, away from home or on the land."""

COLUMNS = (
    "worker_id",
    "region",
    "sex",
    "birth_on",
    "retire_track",
    "education",
    "employment_status",
    "certificates",
)
"""What of a snapshot is read."""

YOUNGEST = 16
MEDIUM_RANK = list(certificate_levels()).index("4")
NO_CERTIFICATE = -1


@dataclass(frozen=True, slots=True)
class Facts:
    """Everybody as arrays; `rank` is of the highest certificate, -1 none; `years` of schooling, -1 unknown.

    `trained` is who finished a class within a year.
    """

    living: Bools
    working_age: Bools
    age_unknown: Bools
    works: Bools
    work_unknown: Bools
    n_certificates: Ints
    rank: Ints
    high: Bools
    years: Ints
    trained: Bools


@dataclass(frozen=True, slots=True)
class Counted:
    """For each person what is added to the numerator and whether he or she is in the denominator, or in neither."""

    numerator: Ints
    denominator: Bools | None
    unknown: Bools


def skilled(facts: Facts) -> Counted:
    """登记中持有至少一本技能类证书的人数（一人多证只计一人）。"""
    return Counted(_whole(_certified(facts)), None, _none(facts))


def high_skilled(facts: Facts) -> Counted:
    """所持证书的最高等级为高级工、技师、高级技师、特级技师或首席技师的人数。"""
    return Counted(_whole(facts.living & facts.high), None, _none(facts))


def certified_share(facts: Facts) -> Counted:
    """持有至少一本技能类证书的从业人员 ÷ 从业人员。从业人员不是全部建档人员：只算正在就业的人。"""
    return Counted(
        _whole(_certified(facts) & facts.works), facts.works, facts.living & facts.work_unknown
    )


def medium_share(facts: Facts) -> Counted:
    """最高等级为中级工及以上的人 ÷ 技能劳动者（持有至少一本技能类证书的人）。"""
    certified = _certified(facts)
    return Counted(_whole(certified & (facts.rank >= MEDIUM_RANK)), certified, _none(facts))


def schooling(facts: Facts) -> Counted:
    """劳动年龄人口受教育年限之和 ÷ 劳动年龄人口；文化程度未登记的人不计入分子和分母。"""
    known = facts.working_age & (facts.years >= 0)
    return Counted(
        np.where(known, facts.years, 0),
        known,
        facts.living & (facts.age_unknown | (facts.working_age & (facts.years < 0))),
    )


def trained_at_work(facts: Facts) -> Counted:
    """近12个月内结业的培训人员中现在从业的人 ÷ 近12个月内结业的培训人员（一人多次培训只计一人）。"""
    known = facts.living & facts.trained & ~facts.work_unknown
    return Counted(
        _whole(known & facts.works), known, facts.living & facts.trained & facts.work_unknown
    )


def certificates_held(facts: Facts) -> Counted:
    """登记中技能类证书的本数（人次：一人多证计多次），与“人数”分开统计。"""
    return Counted(np.where(facts.living, facts.n_certificates, 0), None, _none(facts))


def registered(facts: Facts) -> Counted:
    """登记中的劳动年龄人口：满16周岁、未到法定退休年龄（按渐进式延迟后的年龄）。"""
    return Counted(_whole(facts.working_age), None, facts.living & facts.age_unknown)


COUNTS: Mapping[str, Callable[[Facts], Counted]] = {
    count.__name__: count
    for count in (
        skilled,
        high_skilled,
        certified_share,
        medium_share,
        schooling,
        trained_at_work,
        certificates_held,
        registered,
    )
}
"""Every indicator that the registry can count; the docstring is its definition, shown to people."""


def indicator_figures(
    people: pa.Table, as_of: date, trained: Collection[str] = ()
) -> tuple[IndicatorFigure, ...]:
    """Every indicator of the city and of each county unit on a day; `trained` finished a class within a year."""
    facts = read_facts(people, as_of, trained)
    regions = pc.index_in(people["region"].combine_chunks(), pa.array(XINZHOU_UNITS, pa.string()))
    where = pc.fill_null(regions, len(XINZHOU_UNITS)).to_numpy().astype(np.int64)
    found = []
    for name, count in COUNTS.items():
        counted = count(facts)
        sums = [
            _by_county(values, where)
            for values in (counted.numerator, counted.denominator, counted.unknown)
        ]
        for place, region in enumerate((ALL, *XINZHOU_UNITS)):
            numerator, denominator, unknown = (None if s is None else int(s[place]) for s in sums)
            figure = IndicatorFigure(as_of, region, name, numerator or 0, denominator, unknown or 0)
            found.append(figure)
    return tuple(found)


def read_facts(people: pa.Table, as_of: date, trained: Collection[str]) -> Facts:
    """Everybody's facts on a day."""
    finished = pa.array(sorted(trained), pa.string())
    status = people["employment_status"].combine_chunks()
    living = ~_is_in(status, ("deceased",))
    birth = people["birth_on"].combine_chunks()
    sixteen = pa.scalar(_years_before(as_of, YOUNGEST), pa.date32())
    grown = _true(pc.less_equal(birth, sixteen))
    _, latest = retirement_bounds(people)
    before = _true(pc.greater(latest, pa.scalar(as_of, pa.date32())))
    n_certificates, rank, high = _certificates(people["certificates"])
    return Facts(
        living=living,
        working_age=living & grown & before,
        age_unknown=~np.asarray(birth.is_valid()),
        works=_is_in(status, EMPLOYED),
        work_unknown=~np.asarray(status.is_valid()),
        n_certificates=n_certificates,
        rank=rank,
        high=high,
        years=_years(people["education"].combine_chunks()),
        trained=_true(pc.is_in(people["worker_id"].combine_chunks(), value_set=finished)),
    )


def _certificates(column: pa.ChunkedArray) -> tuple[Ints, Ints, Bools]:
    """How many certificates everybody holds, the rank of the highest, and whether any is of high skill."""
    lists = column.combine_chunks()
    who = pc.list_parent_indices(lists).to_numpy()
    parts = pc.split_pattern(lists.flatten(), ":")
    codes = pc.list_element(parts, 1).dictionary_encode()
    known = certificate_levels()
    ranks = np.array([known[c].rank for c in codes.dictionary.to_pylist()], np.int64)
    is_high = np.array([known[c].high_skill for c in codes.dictionary.to_pylist()], np.bool_)
    at = codes.indices.to_numpy()
    rank = np.full(len(lists), NO_CERTIFICATE, np.int64)
    high = np.zeros(len(lists), np.bool_)
    if len(at):
        np.maximum.at(rank, who, ranks[at])
        np.logical_or.at(high, who, is_high[at])
    return np.bincount(who, minlength=len(lists)).astype(np.int64), rank, high


def _years(education: pa.Array) -> Ints:
    coded = education.dictionary_encode()
    years = [education_years(code) for code in coded.dictionary.to_pylist()]
    known = np.array([*(-1 if y is None else y for y in years), -1], np.int64)
    return np.asarray(known[pc.fill_null(coded.indices, -1).to_numpy()])


def _by_county(values: Ints | Bools | None, where: Ints) -> Ints | None:
    """The sum over everybody, then of each county unit."""
    if values is None:
        return None
    weights = values.astype(np.float64)
    counties = np.bincount(where, weights=weights, minlength=len(XINZHOU_UNITS) + 1)
    return np.concatenate([[weights.sum()], counties[: len(XINZHOU_UNITS)]]).astype(np.int64)


def _certified(facts: Facts) -> Bools:
    return facts.living & (facts.rank > NO_CERTIFICATE)


def _none(facts: Facts) -> Bools:
    return np.zeros_like(facts.living)


def _whole(mask: Bools) -> Ints:
    return mask.astype(np.int64)


def _is_in(values: pa.Array, wanted: tuple[str, ...]) -> Bools:
    return _true(pc.is_in(values, value_set=pa.array(wanted)))


def _true(values: pa.Array) -> Bools:
    return np.asarray(pc.fill_null(values, False), np.bool_)


def _years_before(day: date, years: int) -> date:
    """The same day so many years earlier; of 29 February the day before March."""
    try:
        return day.replace(year=day.year - years)
    except ValueError:
        return day.replace(year=day.year - years, day=28)
