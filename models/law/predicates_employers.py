"""The predicates of policies for employers over the facts that an employer gives."""

from collections.abc import Mapping

import pyarrow as pa
import pyarrow.compute as pc

from models.law.predicates import Case, Parameters, Predicate, codes_of, is_in, number_of


def _size_is(case: Case, asked: Parameters) -> pa.Array:
    return is_in(case["size"], codes_of(asked, "kinds"))


def _at_least(column: str, parameter: str) -> Predicate:
    """A predicate's `holds` for a plain least number."""

    def holds(case: Case, asked: Parameters) -> pa.Array:
        return pc.greater_equal(case[column], number_of(asked, parameter))

    return Predicate(LEAST[column], (column,), holds)


def _pays_insurance(case: Case, _: Parameters) -> pa.Array:
    return case["pays_insurance"]


def _layoffs_within(case: Case, asked: Parameters) -> pa.Array:
    """Few layoffs; small staffs may lose a larger share, since one person weighs more."""
    rate = case["layoff_percent"]
    usual = pc.less_equal(rate, _decimal(asked, "percent"))
    small = pc.less_equal(rate, _decimal(asked, "small_percent"))
    is_small = pc.less_equal(case["n_staff"], number_of(asked, "small_staff"))
    # Within the narrow limit the size of the staff does not matter, known or not.
    return pc.or_kleene(usual, pc.and_kleene(is_small, small))


def _hired_share(case: Case, asked: Parameters) -> pa.Array:
    """So many of the staff newly hired; large staffs need a smaller share."""
    staff = pc.cast(case["n_staff"], pa.float64())
    share = pc.divide(pc.multiply(pc.cast(case["n_hired"], pa.float64()), 100.0), staff)
    large = pc.greater(staff, float(number_of(asked, "large_staff")))
    needed = pc.if_else(
        large, float(number_of(asked, "large_percent")), float(number_of(asked, "percent"))
    )
    return pc.greater_equal(share, needed)


def _disabled_share(case: Case, asked: Parameters) -> pa.Array:
    return pc.greater_equal(case["disabled_percent"], _decimal(asked, "percent"))


LEAST = {
    "n_hard_to_employ": "新招用经认定的就业困难人员不少于{people}人",
    "n_hired": "新招用劳动者不少于{people}人",
    "n_young": "招用毕业生或16至24岁登记失业青年不少于{people}人",
    "contract_months": "签订{months}个月以上劳动合同",
    "kept_months": "稳定就业满{months}个月",
    "insured_months": "单位缴纳失业保险满{months}个月",
    "new_insured_months": "为新招人员缴纳失业、工伤、养老保险满{months}个月",
}

EMPLOYER_PREDICATES: Mapping[str, Predicate] = {
    "size_is": Predicate("企业规模为{kinds}", ("size",), _size_is),
    "hired_hard_to_employ": _at_least("n_hard_to_employ", "people"),
    "hired": _at_least("n_hired", "people"),
    "hired_young": _at_least("n_young", "people"),
    "contract_months": _at_least("contract_months", "months"),
    "kept_months": _at_least("kept_months", "months"),
    "employer_insured_months": _at_least("insured_months", "months"),
    "new_hires_insured_months": _at_least("new_insured_months", "months"),
    "pays_insurance": Predicate("为其缴纳社会保险", ("pays_insurance",), _pays_insurance),
    "layoffs_within": Predicate(
        "上年度裁员率不高于{percent}%（{small_staff}人以下的单位不高于{small_percent}%）",
        ("layoff_percent", "n_staff"),
        _layoffs_within,
    ),
    "hired_share": Predicate(
        "新招用人数不少于职工的{percent}%（超过{large_staff}人的不少于{large_percent}%）",
        ("n_hired", "n_staff"),
        _hired_share,
    ),
    "disabled_share": Predicate(
        "在职残疾职工不低于{percent}%", ("disabled_percent",), _disabled_share
    ),
}
"""Every predicate that a policy for employers may name."""


def _decimal(asked: Parameters, name: str) -> float:
    value = asked[name]
    if not isinstance(value, str):
        raise TypeError(f"{name} has to be a decimal number, written as a text")
    return float(value)
