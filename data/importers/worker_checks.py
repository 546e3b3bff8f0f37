"""What cannot be true of a worker: facts that contradict each other, the calendar or common sense."""

from collections.abc import Mapping
from datetime import date

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from data.importers.cells import Mask, Sieve
from data.importers.id_numbers import IdNumbers

OLDEST_BIRTH = date(1900, 1, 1)
MEN_ONLY, WOMEN_ONLY = ("M60",), ("F55", "F50")

MOST: Mapping[str, tuple[int, str]] = {
    "n_dependants": (30, "需照料家庭成员不应超过 30 人"),
    "ui_months": (720, "缴费月数不应超过 720"),
    "income_months_12": (12, "近12个月有收入月数不应超过 12"),
    "months_worked_36": (36, "近36个月就业月数不应超过 36"),
    "n_jobs_36": (100, "近36个月工作单位数不应超过 100"),
    "experience_months": (960, "累计工作月数不应超过 960"),
    "longest_tenure_months": (960, "最长任职月数不应超过 960"),
    "last_wage_fen": (20_000_000, "月收入不应超过 20 万元，请核对单位"),
    "wish_wage_fen": (20_000_000, "期望月薪不应超过 20 万元，请核对单位"),
}
LEAST_WAGE_FEN = 10_000
"""Below 100 yuan a month somebody took yuan for fen, or thousands for yuan."""

NOT_LATER = (
    "graduated_on",
    "land_lost_on",
    "discharged_on",
    "registered_on",
    "trained_on",
)
"""Days of events: one after the day of the file was not known then, so something is wrong."""

Facts = dict[str, pa.Array]


def settle_identity(sieve: Sieve, facts: Facts, numbers: IdNumbers, given: pa.Table) -> None:
    """Take birth day and sex from the id number where the file is silent; refuse contradictions."""
    sound = numbers.faults == 0
    born = pa.array(numbers.birth_on, pa.date32(), mask=~sound)
    sexes = pa.array(np.where(numbers.is_man, "1", "2"), pa.string(), mask=~sound)
    other_birth = _true(pc.not_equal(facts["birth_on"], born))
    sieve.refuse(
        other_birth, "birth_on", _shown(given, "birth_on"), "与公民身份号码中的出生日期不符"
    )
    said = pc.if_else(pc.equal(facts["sex"], "0"), pa.scalar(None, pa.string()), facts["sex"])
    other_sex = _true(pc.not_equal(said, sexes)) & _true(pc.not_equal(said, "9"))
    sieve.refuse(other_sex, "sex", _shown(given, "sex"), "与公民身份号码中的性别不符")
    facts["birth_on"] = pc.coalesce(facts["birth_on"], born)
    facts["sex"] = pc.coalesce(said, sexes)


def refuse_impossible(sieve: Sieve, facts: Facts, given: pa.Table, as_of: date) -> None:
    """Refuse rows whose facts cannot all be true on their day."""
    known_on = facts["valid_on"]
    late = _true(pc.greater(known_on, as_of))
    sieve.refuse(late, "valid_on", _shown(given, "valid_on"), f"信息更新日期晚于导入日 {as_of}")
    born = facts["birth_on"]
    old = _true(pc.less(born, OLDEST_BIRTH))
    sieve.refuse(old, "birth_on", born.cast(pa.string()), "出生日期早于 1900 年")
    unborn = _true(pc.greater(born, known_on))
    sieve.refuse(unborn, "birth_on", born.cast(pa.string()), "出生日期晚于信息更新日期")
    for name in NOT_LATER:
        shown = _shown(given, name)
        sieve.refuse(_true(pc.greater(facts[name], known_on)), name, shown, "晚于信息更新日期")
        sieve.refuse(_true(pc.less(facts[name], born)), name, shown, "早于出生日期")
    _refuse_amounts(sieve, facts, given)
    _refuse_tracks(sieve, facts, given)


def _refuse_amounts(sieve: Sieve, facts: Facts, given: pa.Table) -> None:
    for name, (most, reason) in MOST.items():
        sieve.refuse(_true(pc.greater(facts[name], most)), name, _shown(given, name), reason)
    for name in ("last_wage_fen", "wish_wage_fen"):
        positive = _true(pc.greater(facts[name], 0))
        small = positive & _true(pc.less(facts[name], LEAST_WAGE_FEN))
        sieve.refuse(small, name, _shown(given, name), "每月不足 100 元，请核对单位（元或分）")


def _refuse_tracks(sieve: Sieve, facts: Facts, given: pa.Table) -> None:
    track, sex = facts["retire_track"], facts["sex"]
    wrong = _true(pc.and_(pc.is_in(track, pa.array(MEN_ONLY)), pc.equal(sex, "2")))
    wrong |= _true(pc.and_(pc.is_in(track, pa.array(WOMEN_ONLY)), pc.equal(sex, "1")))
    sieve.refuse(wrong, "retire_track", _shown(given, "retire_track"), "退休年龄类别与性别不符")


def _true(condition: pa.Array) -> Mask:
    """Where a condition surely holds: what is unknown contradicts nothing."""
    return np.asarray(pc.fill_null(condition, False).to_numpy(zero_copy_only=False), dtype=bool)


def _shown(given: pa.Table, name: str) -> pa.Array:
    if name in given.column_names:
        return given.column(name).combine_chunks()
    return pa.nulls(given.num_rows, pa.string())
