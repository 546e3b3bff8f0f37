"""Each statutory category answers pass, fail or unknown as its drawn table says, with evidence."""

from dataclasses import replace
from datetime import date

import pytest

from data.codes.law.statutory import regulation_on, regulations
from models.law.evidence import Verdict
from models.law.households import Household
from models.law.predicates import PREDICATES
from models.law.statutory import CategoryCheck, check

AS_OF = date(2026, 3, 1)

JOBSEEKER: dict[str, object] = {
    "worker_id": "w1",
    "sex": "1",
    "birth_on": date(1986, 3, 1),
    "hukou_region": "140902",
    "population": "urban",
    "education": "61",
    "full_time_education": True,
    "graduated_on": date(2004, 7, 1),
    "retire_track": None,
    "labour_capacity": "full",
    "disabled": False,
    "low_income": "none",
    "poverty_monitored": False,
    "household_id": "h1",
    "employment_status": "unemployed",
    "willing": True,
    "registered_on": date(2025, 12, 1),
    "last_employer_kind": "private",
    "ui_months": 0,
}
"""A man of forty, registered for three months, who is in no category; unnamed facts are unknown."""

# category, what differs from the jobseeker (- is unknown), verdict
TABLE = """
D1 sex=1 birth_on=1976-03-01 ui_months=6                              pass
D1 sex=1 birth_on=1976-03-02 ui_months=6                              fail
D1 sex=2 birth_on=1986-03-01 ui_months=6                              pass
D1 sex=2 birth_on=1986-03-02 ui_months=6                              fail
D1 sex=2 birth_on=1980-01-01 ui_months=5                              fail
D1 sex=2 birth_on=1980-01-01 last_employer_kind=state                 pass
D1 sex=2 birth_on=1980-01-01 last_employer_kind=collective            pass
D1 sex=2 birth_on=1980-01-01 last_employer_kind=public                fail
D1 sex=2 birth_on=1980-01-01 ui_months=-                              unknown
D1 sex=2 birth_on=1980-01-01 ui_months=- last_employer_kind=state     pass
D1 sex=2 birth_on=1980-01-01 last_employer_kind=-                     unknown
D1 employment_status=never_worked last_employer_kind=- sex=2          fail
D1 sex=9 birth_on=1980-01-01 ui_months=6                              unknown
D1 sex=- birth_on=1976-01-01 ui_months=6                              pass
D1 sex=- birth_on=1974-01-01 ui_months=6                              unknown
D1 sex=- birth_on=1987-01-01 ui_months=6                              fail
D1 birth_on=- ui_months=6                                             unknown
D2 low_income=urban registered_on=2025-03-01                          pass
D2 low_income=urban registered_on=2025-03-02                          fail
D2 low_income=rural registered_on=2024-01-01                          fail
D2 low_income=none registered_on=2024-01-01                           fail
D2 low_income=- registered_on=2024-01-01                              unknown
D2 low_income=- registered_on=2025-12-01                              fail
D3 disabled=yes registered_on=2025-03-01                              pass
D3 disabled=yes registered_on=2025-04-01                              fail
D3 disabled=no registered_on=2024-03-01                               fail
D3 disabled=- registered_on=2024-03-01                                unknown
D3 disabled=yes registered_on=2024-03-01 labour_capacity=none         fail
D3 disabled=yes registered_on=2024-03-01 labour_capacity=partial      pass
D5 land_lost_on=2020-01-01 registered_on=2025-03-01                   pass
D5 land_lost_on=2020-01-01 registered_on=2025-06-01                   fail
D5 land_lost_on=- registered_on=2025-03-01                            unknown
D5 land_lost_on=- registered_on=2025-06-01                            fail
D5 land_lost_on=2026-05-01 registered_on=2025-03-01                   fail
D6 discharged_on=2012-09-01 registered_on=2025-03-01                  pass
D6 discharged_on=2012-09-01 registered_on=2025-03-02                  fail
D6 discharged_on=- registered_on=2024-03-01                           unknown
D7 registered_on=2024-03-01                                           pass
D7 registered_on=2024-03-02                                           fail
D7 registered_on=2020-03-02                                           pass
D7 registered_on=-                                                    unknown
D7 registered_on=2020-03-02 employment_status=employed                fail
D7 registered_on=2020-03-02 employment_status=never_worked            pass
D8 education=31 graduated_on=2025-03-01 registered_on=2025-03-01      pass
D8 education=31 graduated_on=2025-03-02 registered_on=2025-03-01      fail
D8 education=31 graduated_on=2024-07-01 registered_on=2025-07-01      fail
D8 education=21 low_income=rural                                      pass
D8 education=21 low_income=urban                                      pass
D8 education=14 poverty_monitored=yes                                 pass
D8 education=21 disabled=yes                                          pass
D8 education=61 disabled=yes                                          fail
D8 education=33 disabled=yes                                          fail
D8 education=32 disabled=yes                                          unknown
D8 education=- disabled=yes                                           unknown
D8 education=- disabled=no                                            fail
D8 education=21 disabled=yes full_time_education=no                   fail
D8 education=21 disabled=yes full_time_education=-                    unknown
D8 education=21 poverty_monitored=-                                   unknown
D9 sex=1                                                              unknown
D9 employment_status=employed                                         fail
D9 hukou_region=110105                                                fail
"""

# what differs from somebody registered for three years, verdict on D7
PRECONDITIONS = """
hukou_region=140105                           pass
hukou_region=130102                           fail
hukou_region=-                                unknown
labour_capacity=none                          fail
labour_capacity=-                             unknown
willing=no                                    fail
willing=-                                     unknown
employment_status=student                     fail
employment_status=-                           unknown
birth_on=1966-06-01                           pass
birth_on=1965-01-01                           fail
birth_on=2010-03-01                           pass
birth_on=2010-03-02                           fail
birth_on=-                                    unknown
sex=2 birth_on=1973-06-01                     unknown
sex=2 birth_on=1973-06-01 retire_track=F55    pass
sex=2 birth_on=1973-06-01 retire_track=F50    fail
sex=2 birth_on=1977-06-01                     pass
sex=2 birth_on=1968-01-01                     fail
"""


def person(*changes: str) -> dict[str, object]:
    """The jobseeker with `column=value` changed; `-` is unknown."""
    facts = dict(JOBSEEKER)
    for change in changes:
        column, text = change.split("=")
        facts[column] = _read(column, text)
    return facts


def category(
    facts: dict[str, object], code: str, household: Household | None = None
) -> CategoryCheck:
    result = check(facts, AS_OF, household=household)
    return next(c for c in result.categories if c.code == code)


@pytest.mark.parametrize("line", TABLE.strip().splitlines())
def test_a_category_answers_as_its_table_says(line: str) -> None:
    code, *changes, expected = line.split()
    assert category(person(*changes), code).verdict == expected


@pytest.mark.parametrize("line", PRECONDITIONS.strip().splitlines())
def test_a_precondition_holds_for_every_category(line: str) -> None:
    *changes, expected = line.split()
    facts = person("registered_on=2023-01-01", *changes)
    assert category(facts, "D7").verdict == expected


# D4: the spouse as changes of the jobseeker, the applicant of the household, verdict
HOUSEHOLDS = """
employment_status=unemployed                                        -   pass
employment_status=employed registered_on=-                          -   fail
employment_status=farming registered_on=-                           -   fail
employment_status=employed willing=no                               -   pass
employment_status=employed labour_capacity=none                     -   pass
employment_status=student                                           -   pass
employment_status=retired birth_on=1950-01-01                       -   pass
employment_status=unemployed registered_on=-                        -   unknown
employment_status=-                                                 -   unknown
employment_status=employed willing=-                                -   unknown
employment_status=unemployed                                        w1  pass
employment_status=unemployed                                        w2  fail
employment_status=never_worked                                      -   pass
"""


@pytest.mark.parametrize("line", HOUSEHOLDS.strip().splitlines())
def test_one_member_at_work_or_idle_but_unregistered_breaks_a_jobless_household(line: str) -> None:
    *changes, applicant, expected = line.split()
    spouse = {**person(*changes), "worker_id": "w2"}
    household = Household([JOBSEEKER, spouse], None if applicant == "-" else applicant)
    assert category(person(), "D4", household).verdict == expected


@pytest.mark.parametrize(
    ("population", "expected"), [("urban", "pass"), ("rural", "fail"), ("graduate", "unknown")]
)
def test_a_jobless_household_is_an_urban_one(population: str, expected: str) -> None:
    found = category(person(f"population={population}"), "D4", Household([JOBSEEKER]))
    assert found.verdict == expected


def test_without_a_household_nothing_is_said_of_it() -> None:
    assert category(person(), "D4").verdict is Verdict.UNKNOWN


def test_a_member_without_a_number_still_counts() -> None:
    working = {**person("employment_status=employed"), "worker_id": None}
    applicant = {**person(), "worker_id": None}
    assert category(applicant, "D4", Household([working])).verdict is Verdict.FAIL


@pytest.mark.parametrize("as_of", [date(2024, 6, 30), date(2029, 7, 1)])
def test_a_rule_is_not_applied_outside_its_days(as_of: date) -> None:
    result = check(person("registered_on=2020-01-01"), as_of)
    assert result.regulation is None
    assert result.categories == ()
    assert result.suggested == result.undecided == ()
    assert as_of.isoformat() in result.notice


@pytest.mark.parametrize("as_of", [date(2024, 7, 1), date(2029, 6, 30)])
def test_a_rule_is_applied_on_its_first_and_last_day(as_of: date) -> None:
    assert check(person("registered_on=2020-01-01"), as_of).suggested == ("D7",)


def test_a_given_regulation_keeps_to_its_days() -> None:
    rule = regulation_on(AS_OF)
    assert rule is not None
    later = replace(rule, effective_from=date(2026, 4, 1))
    assert check(person(), AS_OF, regulation=later).regulation is None


def test_evidence_names_field_value_and_verdict() -> None:
    found = category(person("registered_on=2024-03-01"), "D7")
    (proof,) = found.evidence
    assert proof.values == {"registered_on": "2024-03-01"}
    assert proof.sentence == "连续登记失业满24个月：失业登记日期为2024-03-01，符合。"
    assert found.missing == ()


def test_what_is_missing_is_named_and_nothing_else() -> None:
    found = category(person("sex=2", "birth_on=1980-01-01", "ui_months=-", "willing=-"), "D1")
    assert found.missing == ("willing", "ui_months")
    assert found.sentence == "尚不能判断“大龄失业人员”：需补充有就业意愿、失业保险缴费月数。"


def test_a_way_already_met_asks_for_nothing_more() -> None:
    facts = person("education=21", "disabled=yes", "low_income=-", "willing=-")
    assert category(facts, "D8").missing == ("willing",)


def test_a_failed_category_says_what_failed_first() -> None:
    found = category(person("hukou_region=130102"), "D7")
    assert found.sentence == "登记信息不符合“长期失业人员”的条件：具有本省户籍一项不成立。"
    none_of_them = category(person("education=21"), "D8")
    assert "各项情形" in none_of_them.sentence


def test_the_result_says_that_a_person_decides() -> None:
    result = check(person("registered_on=2020-01-01"), AS_OF)
    assert "不是认定" in result.notice
    assert "县（市、区）人力资源社会保障部门" in result.notice
    assert "晋政办发〔2024〕33号" in result.notice
    passed = next(c for c in result.categories if c.code == "D7")
    assert "建议本人申请" in passed.sentence


def test_the_city_list_is_open_and_says_so() -> None:
    found = category(person(), "D9")
    assert found.certainty == "unverified"
    assert found.sentence.endswith("需核实有关情况。")
    assert found.evidence[0].sentence == "属于设区的市政府确定的范围：范围未取得，无法判断。"


def test_every_rule_names_known_predicates_with_their_parameters() -> None:
    for rule in regulations():
        conditions = [*rule.preconditions]
        for c in rule.categories:
            conditions += [*c.every, *(x for way in c.alternatives for x in way)]
        for condition in conditions:
            assert PREDICATES[condition.predicate].label.format(**condition.parameters)


def test_no_two_predicates_say_the_same() -> None:
    labels = [p.label for p in PREDICATES.values()]
    assert len(set(labels)) == len(labels)


def _read(column: str, text: str) -> object:
    if text == "-":
        return None
    if text in {"yes", "no"}:
        return text == "yes"
    if column.endswith("_on"):
        return date.fromisoformat(text)
    return int(text) if column.endswith("_months") else text
