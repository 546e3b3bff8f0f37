"""The predicates of policies for workers over columns: true, false, or null where nobody here knows."""

from collections.abc import Mapping
from functools import cache

import pyarrow as pa
import pyarrow.compute as pc

from data.codes.education import education_codes
from models.law.periods import days_before, latest_start, lies_back
from models.law.predicates import Case, Parameters, Predicate, codes_of, is_in, number_of

OWN_WISH_UNCLEAR = ("20", "30")
"""解除终止劳动关系、辞职辞退: the code does not tell who wanted it."""

SCHOOL_LEAVERS = ("60", "61", "70", "71")


def recognised(case: Case, _: Parameters) -> pa.Array:
    """Certified by the county as hard to employ, and still so."""
    return case["recognised"]


def _status_is(case: Case, asked: Parameters) -> pa.Array:
    return is_in(case["employment_status"], codes_of(asked, "kinds"))


def _population_is(case: Case, asked: Parameters) -> pa.Array:
    return is_in(case["population"], codes_of(asked, "kinds"))


def _no_company_officer(case: Case, _: Parameters) -> pa.Array:
    return pc.invert(case["company_officer"])


def _graduate_of(case: Case, asked: Parameters) -> pa.Array:
    """A completed level of the rank or above, or one of the codes named besides."""
    also = codes_of(asked, "also") if "also" in asked else ()
    return is_in(case["education"], (*_from_rank(number_of(asked, "rank")), *also))


def _graduated_within(case: Case, asked: Parameters) -> pa.Array:
    """Has left school, and not longer ago than so many months."""
    left = days_before(case["graduated_on"], case.as_of)
    longer = pc.less(case["graduated_on"], latest_start(case.as_of, number_of(asked, "months")))
    return pc.and_kleene(left, pc.invert(longer))


def _graduates_this_year(case: Case, _: Parameters) -> pa.Array:
    return pc.equal(pc.year(case["graduated_on"]), case.as_of.year)


def _left_school_this_year(case: Case, _: Parameters) -> pa.Array:
    """Lower or upper secondary school ended this year, and no other begun."""
    from_school = is_in(case["education"], SCHOOL_LEAVERS)
    gone_on = pc.equal(case["employment_status"], "student")
    ended = pc.and_kleene(from_school, _graduates_this_year(case, {}))
    return pc.and_kleene(ended, pc.invert(gone_on))


def _aged_between(case: Case, asked: Parameters) -> pa.Array:
    """From the first birthday named to the day before the one after the last."""
    birth = case["birth_on"]
    reached = lies_back(birth, case.as_of, number_of(asked, "from") * 12)
    passed = lies_back(birth, case.as_of, (number_of(asked, "to") + 1) * 12)
    return pc.and_kleene(reached, pc.invert(passed))


def _holds_certificate(case: Case, asked: Parameters) -> pa.Array:
    """At least one certificate of these levels; an empty list is known to hold none."""
    held = pc.binary_join(case["certificates"], ";")
    levels = "|".join(codes_of(asked, "levels"))
    return pc.match_substring_regex(held, f":({levels})(;|$)")


def _draws_benefit(case: Case, _: Parameters) -> pa.Array:
    return case["draws_benefit"]


def _left_unwillingly(case: Case, _: Parameters) -> pa.Array:
    """Whoever never had work, or gave up a business, lost no job; else the papers have to tell."""
    reason = case["unemployment_reason"]
    lost = pa.nulls(len(reason), pa.bool_())
    unclear = is_in(reason, OWN_WISH_UNCLEAR)
    return pc.if_else(unclear, lost, pc.if_else(reason.is_valid(), False, None))


def _has_migrated(case: Case, _: Parameters) -> pa.Array:
    return case["migrated"]


def _wants_to_found(case: Case, _: Parameters) -> pa.Array:
    return case["startup_wish"]


def _not_on_file(case: Case, _: Parameters) -> pa.Array:
    """No register here tells it: it stays open until the worker shows it."""
    return pa.nulls(case.people.num_rows, pa.bool_())


@cache
def _from_rank(rank: int) -> tuple[str, ...]:
    known = education_codes().values()
    return tuple(e.code for e in known if e.rank >= rank and not e.name.endswith(("结业", "肄业")))


POLICY_PREDICATES: Mapping[str, Predicate] = {
    "recognised": Predicate("已认定为就业困难人员", ("recognised",), recognised),
    "status_is": Predicate("就业状态为{kinds}", ("employment_status",), _status_is),
    "population_is": Predicate("属于{kinds}劳动力", ("population",), _population_is),
    "no_company_officer": Predicate(
        "不是在营企业的法人、股东或高管", ("company_officer",), _no_company_officer
    ),
    "graduate_of": Predicate("{schools}毕业", ("education",), _graduate_of),
    "graduated_within": Predicate("离校不超过{months}个月", ("graduated_on",), _graduated_within),
    "graduates_this_year": Predicate("在毕业年度内", ("graduated_on",), _graduates_this_year),
    "left_school_this_year": Predicate(
        "当年初中或高中毕业、未继续升学",
        ("education", "graduated_on", "employment_status"),
        _left_school_this_year,
    ),
    "aged_between": Predicate("年满{from}至{to}周岁", ("birth_on",), _aged_between),
    "holds_certificate": Predicate(
        "持有技能证书（{levels}）", ("certificates",), _holds_certificate
    ),
    "draws_benefit": Predicate("正在领取失业保险金", ("draws_benefit",), _draws_benefit),
    "left_unwillingly": Predicate(
        "非因本人意愿中断就业", ("unemployment_reason",), _left_unwillingly
    ),
    "has_migrated": Predicate("有外出务工经历", ("migrated",), _has_migrated),
    "wants_to_found": Predicate("有创业意愿", ("startup_wish",), _wants_to_found),
    "not_on_file": Predicate("{what}", (), _not_on_file, "没有这方面的登记信息"),
}
"""Every predicate that a policy for workers may name besides the statutory ones."""
