"""The predicates of statutory rules over columns: true, false, or null where the registry does not know."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date

import pyarrow as pa
import pyarrow.compute as pc

from data.codes.law.statutory import Parameter
from models.law.periods import days_before, lies_back
from models.law.retirement import retirement_bounds

Parameters = Mapping[str, Parameter]

WORKING_AGE = 16
"""年满十六周岁，劳动法第十五条。"""

JOBLESS = ("unemployed", "never_worked")


@dataclass(frozen=True, slots=True)
class Case:
    """The people who are asked about, the day, and what is known of their households.

    `jobless_homes` and `first_of_homes` are one boolean a person, null where it is not known.
    """

    people: pa.Table
    as_of: date
    jobless_homes: pa.Array
    first_of_homes: pa.Array

    def __getitem__(self, column: str) -> pa.Array:
        return self.people[column].combine_chunks()


@dataclass(frozen=True, slots=True)
class Predicate:
    """What the law asks (`label`, with the rule's parameters), of which columns, and who meets it."""

    label: str
    fields: tuple[str, ...]
    holds: Callable[[Case, Parameters], pa.Array]
    silence: str = "范围未取得"
    """What stands in the place of facts where a predicate looks at none."""


def _hukou_in_province(case: Case, asked: Parameters) -> pa.Array:
    return pc.starts_with(case["hukou_region"], str(asked["province"]))


def of_working_age(case: Case, _: Parameters) -> pa.Array:
    """Old enough to work and before the statutory retirement day, which may be known by bounds only."""
    earliest, latest = retirement_bounds(case.people)
    before = pc.greater(earliest, case.as_of)
    after = pc.less_equal(latest, case.as_of)
    between = pa.nulls(len(before), pa.bool_())
    working = pc.if_else(before, True, pc.if_else(after, False, between))
    return pc.and_kleene(lies_back(case["birth_on"], case.as_of, WORKING_AGE * 12), working)


def able_to_work(case: Case, _: Parameters) -> pa.Array:
    """Not wholly unable to work."""
    return pc.not_equal(case["labour_capacity"], "none")


def willing_to_work(case: Case, _: Parameters) -> pa.Array:
    """Wants to work."""
    return case["willing"]


def registered_unemployed(case: Case, _: Parameters) -> pa.Array:
    """Without work by status and registered by the day."""
    return pc.and_kleene(
        is_in(case["employment_status"], JOBLESS),
        pc.less_equal(case["registered_on"], case.as_of),
    )


def studying(case: Case, _: Parameters) -> pa.Array:
    """At school or college."""
    return pc.equal(case["employment_status"], "student")


def _age_at_least(case: Case, asked: Parameters) -> pa.Array:
    birth, sex = case["birth_on"], case["sex"]
    woman = lies_back(birth, case.as_of, number_of(asked, "female") * 12)
    man = lies_back(birth, case.as_of, number_of(asked, "male") * 12)
    unknown = pa.nulls(len(sex), pa.bool_())
    either = pc.if_else(pc.equal(woman, man), woman, unknown)
    is_woman = pc.fill_null(pc.equal(sex, "2"), False)
    is_man = pc.fill_null(pc.equal(sex, "1"), False)
    return pc.if_else(is_woman, woman, pc.if_else(is_man, man, either))


def _last_employer_was(case: Case, asked: Parameters) -> pa.Array:
    """Who has never worked has no last employer, recorded or not."""
    kind = case["last_employer_kind"]
    never = pc.fill_null(pc.equal(case["employment_status"], "never_worked"), False)
    return pc.if_else(pc.and_(never, kind.is_null()), False, is_in(kind, codes_of(asked, "kinds")))


def _insured_months(case: Case, asked: Parameters) -> pa.Array:
    return pc.greater_equal(case["ui_months"], number_of(asked, "months"))


def _low_income_of(case: Case, asked: Parameters) -> pa.Array:
    return is_in(case["low_income"], codes_of(asked, "kinds"))


def _registered_months(case: Case, asked: Parameters) -> pa.Array:
    return lies_back(case["registered_on"], case.as_of, number_of(asked, "months"))


def _holds_disability_card(case: Case, _: Parameters) -> pa.Array:
    return case["disabled"]


def _urban_household(case: Case, _: Parameters) -> pa.Array:
    """A graduate's file does not say whether the family is an urban one."""
    population = case["population"]
    undecided = pc.equal(population, "graduate")
    unknown = pa.nulls(len(population), pa.bool_())
    return pc.if_else(undecided, unknown, pc.equal(population, "urban"))


def _nobody_at_work_at_home(case: Case, _: Parameters) -> pa.Array:
    return case.jobless_homes


def _first_of_household(case: Case, _: Parameters) -> pa.Array:
    return case.first_of_homes


def _land_lost(case: Case, _: Parameters) -> pa.Array:
    return days_before(case["land_lost_on"], case.as_of)


def _discharged(case: Case, _: Parameters) -> pa.Array:
    return days_before(case["discharged_on"], case.as_of)


def _full_time_graduate(case: Case, asked: Parameters) -> pa.Array:
    """A degree earned full time; those who completed the courses without one need a look."""
    education = case["education"]
    undecided = is_in(education, codes_of(asked, "unclear"))
    unknown = pa.nulls(len(education), pa.bool_())
    graduated = pc.if_else(undecided, unknown, is_in(education, codes_of(asked, "graduated")))
    return pc.and_kleene(graduated, case["full_time_education"])


def _graduated_months(case: Case, asked: Parameters) -> pa.Array:
    return lies_back(case["graduated_on"], case.as_of, number_of(asked, "months"))


def _poverty_monitored(case: Case, _: Parameters) -> pa.Array:
    return case["poverty_monitored"]


def _listed_by_city(case: Case, _: Parameters) -> pa.Array:
    """The city's list is not known here: nobody can be said to be on it, nor not to be."""
    return pa.nulls(case.people.num_rows, pa.bool_())


PREDICATES: Mapping[str, Predicate] = {
    "hukou_in_province": Predicate("具有本省户籍", ("hukou_region",), _hukou_in_province),
    "of_working_age": Predicate(
        "在法定劳动年龄内", ("birth_on", "retire_track", "sex"), of_working_age
    ),
    "able_to_work": Predicate("有劳动能力", ("labour_capacity",), able_to_work),
    "willing_to_work": Predicate("有就业意愿", ("willing",), willing_to_work),
    "registered_unemployed": Predicate(
        "处于登记失业状态", ("employment_status", "registered_on"), registered_unemployed
    ),
    "studying": Predicate("在校就读", ("employment_status",), studying),
    "age_at_least": Predicate(
        "女满{female}周岁或男满{male}周岁", ("birth_on", "sex"), _age_at_least
    ),
    "last_employer_was": Predicate(
        "原单位为国有或集体企业", ("last_employer_kind",), _last_employer_was
    ),
    "insured_months": Predicate("缴纳失业保险满{months}个月", ("ui_months",), _insured_months),
    "low_income_of": Predicate("享受最低生活保障（{kinds}）", ("low_income",), _low_income_of),
    "registered_months": Predicate(
        "连续登记失业满{months}个月", ("registered_on",), _registered_months
    ),
    "holds_disability_card": Predicate(
        "持残疾人证或残疾军人证", ("disabled",), _holds_disability_card
    ),
    "urban_household": Predicate("属于城镇家庭", ("population",), _urban_household),
    "nobody_at_work_at_home": Predicate(
        "家庭中应就业的成员均登记失业", ("household_id",), _nobody_at_work_at_home
    ),
    "first_of_household": Predicate("本户没有其他人申请", ("household_id",), _first_of_household),
    "land_lost": Predicate("因政府统一征收失去全部土地", ("land_lost_on",), _land_lost),
    "discharged": Predicate("已退出现役", ("discharged_on",), _discharged),
    "full_time_graduate": Predicate(
        "全日制专科（高职）及以上毕业", ("education", "full_time_education"), _full_time_graduate
    ),
    "graduated_months": Predicate("毕业满{months}个月", ("graduated_on",), _graduated_months),
    "poverty_monitored": Predicate(
        "属于农村脱贫家庭（含防返贫监测对象）", ("poverty_monitored",), _poverty_monitored
    ),
    "listed_by_city": Predicate("属于设区的市政府确定的范围", (), _listed_by_city),
}
"""Every predicate a rule may name."""


def is_in(column: pa.Array, values: tuple[str, ...]) -> pa.Array:
    """Membership that stays null where the value is."""
    found = pc.is_in(column, pa.array(values, pa.string()))
    return pc.if_else(column.is_valid(), found, None)


def number_of(asked: Parameters, name: str) -> int:
    """What the rule asks of a predicate as a whole number."""
    value = asked[name]
    if not isinstance(value, int):
        raise TypeError(f"{name} has to be a whole number")
    return value


def codes_of(asked: Parameters, name: str) -> tuple[str, ...]:
    """What the rule asks of a predicate as a list of codes."""
    value = asked[name]
    if not isinstance(value, list):
        raise TypeError(f"{name} has to be a list")
    return tuple(value)
