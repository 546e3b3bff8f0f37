"""Policy cases written by hand from the documents: who may have what on which day, and why not."""

from collections.abc import Mapping
from datetime import date

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from data.codes.law.policies import in_force, shipped_policies
from models.law.households import Household
from models.law.policies import (
    POLICY_SCHEMA,
    Entitlement,
    for_employer,
    for_everybody,
    for_person,
)
from models.law.statutory import check

NOBODY: Mapping[str, object] = {
    "worker_id": "W1",
    "region": "140902",
    "hukou_region": "140902",
    "birth_on": date(1985, 3, 1),
    "sex": "1",
    "retire_track": "M60",
    "population": "urban",
    "education": "71",
    "graduated_on": date(2001, 7, 1),
    "full_time_education": True,
    "labour_capacity": "full",
    "disabled": False,
    "low_income": "none",
    "poverty_monitored": False,
    "employment_status": "employed",
    "willing": True,
    "ui_months": 0,
    "certificates": [],
    "migrated": False,
    "startup_wish": False,
    "recognised": False,
    "company_officer": False,
    "draws_benefit": False,
}
"""An employed man of 41 to whom nothing special applies."""

JOBLESS = {"employment_status": "unemployed", "registered_on": date(2024, 8, 1)}

CASES = [
    # 1 P01, 财社〔2026〕1号: flexible work, certified, not in business of one's own
    ("P01", "2026-06-01", {"employment_status": "flexible", "recognised": True}, "pass"),
    ("P01", "2026-06-01", {"employment_status": "flexible", "recognised": True, "company_officer": True}, "fail"),
    ("P01", "2026-06-01", {"employment_status": "flexible", "recognised": True, "company_officer": None}, "unknown"),
    ("P01", "2026-06-01", {"employment_status": "flexible", "education": "31", "graduated_on": date(2024, 7, 1)}, "pass"),
    ("P01", "2026-07-02", {"employment_status": "flexible", "education": "31", "graduated_on": date(2024, 7, 1)}, "fail"),
    # 2 P02, 人社部发〔2019〕124号: certified people only
    ("P02", "2026-06-01", {"employment_status": "unemployed", "recognised": True, "registered_on": date(2026, 1, 5)}, "pass"),
    ("P02", "2026-06-01", {"employment_status": "employed"}, "fail"),
    # 3 P04, 人社部2024年政策卡: six classes of people
    ("P04", "2024-09-01", {"employment_status": "unemployed", "registered_on": date(2024, 5, 1)}, "pass"),
    ("P04", "2024-09-01", {"population": "rural", "employment_status": "migrant"}, "pass"),
    ("P04", "2024-09-01", {"employment_status": "employed"}, "fail"),
    ("P04", "2024-09-01", {"education": "61", "graduated_on": date(2024, 6, 10), "employment_status": "never_worked"}, "pass"),
    # 4 P06, 山西培训期间生活费: poor households, urban low income, nobody at work at home
    ("P06", "2024-09-01", {"low_income": "urban"}, "pass"),
    ("P06", "2024-09-01", {"low_income": "rural"}, "unknown"),
    ("P06", "2024-09-01", {"low_income": "rural", "population": "rural"}, "fail"),
    # 5 P09, 2025年失业保险稳岗惠民通知: employed and insured a year, certificate of level 5 to 3
    ("P09", "2025-06-01", {"ui_months": 12, "certificates": ["6-18-02-04:4"]}, "pass"),
    ("P09", "2025-06-01", {"ui_months": 11, "certificates": ["6-18-02-04:4"]}, "fail"),
    ("P09", "2025-06-01", {"ui_months": 12, "certificates": ["6-18-02-04:2"]}, "fail"),
    ("P09", "2025-06-01", {"ui_months": 12, "certificates": None}, "unknown"),
    ("P09", "2025-06-01", {"employment_status": "unemployed", "draws_benefit": True, "certificates": ["6-18-02-04:5"]}, "pass"),
    # 6 P10, 山西就业见习: two years out of college or vocational school, or 16 to 24 and registered
    ("P10", "2024-09-01", {"employment_status": "never_worked", "education": "41", "graduated_on": date(2023, 7, 1)}, "pass"),
    ("P10", "2024-09-01", {"employment_status": "unemployed", "birth_on": date(1999, 9, 2), "registered_on": date(2024, 6, 1)}, "pass"),
    ("P10", "2024-09-02", {"employment_status": "unemployed", "birth_on": date(1999, 9, 2), "registered_on": date(2024, 6, 1)}, "fail"),
    # 7 P13, 创业担保贷款（兴县）: ten classes, of which the registry knows not all
    ("P13", "2024-09-01", {"disabled": True}, "pass"),
    ("P13", "2024-09-01", {"population": "rural", "migrated": True}, "pass"),
    ("P13", "2024-09-01", {}, "unknown"),
    # 8 P14, 社会保险法第四十五条: a year of contributions, not left by own wish, registered
    ("P14", "2024-09-01", {"ui_months": 30, **JOBLESS, "unemployment_reason": "20"}, "unknown"),
    ("P14", "2024-09-01", {"ui_months": 11, **JOBLESS, "unemployment_reason": "20"}, "fail"),
    ("P14", "2024-09-01", {"ui_months": 30, **JOBLESS, "unemployment_reason": "80"}, "fail"),
    # 9 P15, 外出务工交通补贴: households out of poverty that went away for work
    ("P15", "2024-11-01", {"poverty_monitored": True, "employment_status": "migrant"}, "pass"),
    ("P15", "2024-11-01", {"poverty_monitored": True, "employment_status": "farming"}, "fail"),
    # 10 P17, 吕梁护工: another city's
    ("P17", "2024-11-01", {"poverty_monitored": True}, "fail"),
]  # fmt: skip


@pytest.mark.parametrize(("policy_id", "day", "facts", "verdict"), CASES)
def test_cases_from_the_documents(
    policy_id: str, day: str, facts: Mapping[str, object], verdict: str
) -> None:
    assert found(policy_id, date.fromisoformat(day), facts).verdict == verdict


EMPLOYERS = [
    # E01, 晋财社〔2019〕1号: small firm, certified person, a year's contract
    ("E01", "2025-03-01", {"size": "small", "n_hard_to_employ": 1, "contract_months": 12}, "pass"),
    ("E01", "2025-03-01", {"size": "medium", "n_hard_to_employ": 1, "contract_months": 12}, "fail"),
    ("E01", "2025-03-01", {"size": "micro", "n_hard_to_employ": 1}, "unknown"),
    # E04, 2025年失业保险稳岗惠民通知: layoffs of 5.5 %, of 20 % up to 30 people
    ("E04", "2025-03-01", {"insured_months": 12, "layoff_percent": 5.5, "n_staff": 200}, "pass"),
    ("E04", "2025-03-01", {"insured_months": 12, "layoff_percent": 5.6, "n_staff": 200}, "fail"),
    ("E04", "2025-03-01", {"insured_months": 12, "layoff_percent": 20.0, "n_staff": 30}, "pass"),
    ("E04", "2025-03-01", {"insured_months": 12, "layoff_percent": 20.0, "n_staff": 31}, "fail"),
    ("E04", "2025-03-01", {"insured_months": 12, "layoff_percent": 5.0}, "pass"),
    ("E04", "2025-03-01", {"insured_months": 12, "layoff_percent": 9.0}, "unknown"),
    # E05, the same notice: three months of insurance
    ("E05", "2025-03-01", {"n_young": 2, "new_insured_months": 3}, "pass"),
    ("E05", "2025-03-01", {"n_young": 2, "new_insured_months": 2}, "fail"),
    # E06, 创业担保贷款（兴县）: 15 % of the staff newly hired, 8 % above 100 people
    ("E06", "2025-03-01", {"size": "small", "n_staff": 100, "n_hired": 15, "contract_months": 12}, "pass"),
    ("E06", "2025-03-01", {"size": "small", "n_staff": 100, "n_hired": 14, "contract_months": 12}, "fail"),
    ("E06", "2025-03-01", {"size": "small", "n_staff": 101, "n_hired": 9, "contract_months": 12}, "pass"),
    # E07, 残疾人就业条例第八条
    ("E07", "2025-03-01", {"disabled_percent": 1.5}, "pass"),
    ("E07", "2025-03-01", {"disabled_percent": 1.4}, "fail"),
]  # fmt: skip


@pytest.mark.parametrize(("policy_id", "day", "facts", "verdict"), EMPLOYERS)
def test_cases_of_employers(
    policy_id: str, day: str, facts: Mapping[str, object], verdict: str
) -> None:
    answers = for_employer(facts, date.fromisoformat(day), shipped_policies())
    assert {a.policy.policy_id: a.verdict for a in answers}[policy_id] == verdict


def test_who_might_be_certified_is_told_to_apply_for_that_first() -> None:
    jobless = {"employment_status": "unemployed", "registered_on": date(2024, 1, 5)}
    answer = found("P02", date(2026, 6, 1), jobless)
    assert answer.verdict == "unknown"
    assert answer.missing == ("recognised",)
    assert answer.first == "登记信息符合就业困难人员情形，请先申请认定。"


def test_a_zero_employment_household_counts_for_the_living_allowance() -> None:
    me = dict(NOBODY) | {"employment_status": "unemployed", "registered_on": date(2024, 1, 5)}
    wife = me | {"worker_id": "W2", "sex": "2", "retire_track": "F50"}
    day = date(2024, 9, 1)
    home = Household([me, wife])
    assert entitlement("P06", day, me, home).verdict == "pass"
    at_work = Household([me, wife | {"employment_status": "employed"}])
    assert entitlement("P06", day, me, at_work).verdict == "fail"


def test_a_pass_says_what_has_to_be_shown_and_no_unread_amount() -> None:
    answer = found("P01", date(2026, 6, 1), {"employment_status": "flexible", "recognised": True})
    assert "申请时须出示：灵活就业登记" in answer.sentence
    assert (answer.amount, answer.most_fen) == ("金额待核实", None)


def test_a_policy_of_elsewhere_says_so() -> None:
    assert "不在本市实行" in found("P17", date(2026, 6, 1), {}).sentence


FACTS = st.fixed_dictionaries(
    {
        "employment_status": st.sampled_from(
            ["employed", "flexible", "migrant", "unemployed", "self_employed", "student", None]
        ),
        "population": st.sampled_from(["urban", "rural", "graduate", None]),
        "education": st.sampled_from(["31", "61", "41", "22", None]),
        "graduated_on": st.sampled_from([date(2026, 6, 1), date(2024, 1, 1), None]),
        "registered_on": st.sampled_from([date(2026, 1, 5), date(2023, 1, 5), None]),
        "birth_on": st.sampled_from([date(2004, 5, 5), date(1970, 5, 5), None]),
        "certificates": st.sampled_from([[], ["6-18-02-04:4"], None]),
        "recognised": st.sampled_from([True, False, None]),
        "company_officer": st.sampled_from([True, False, None]),
        "poverty_monitored": st.sampled_from([True, False, None]),
        "ui_months": st.sampled_from([0, 12, None]),
        "unemployment_reason": st.sampled_from(["20", "80", None]),
    }
)  # fmt: skip


@settings(max_examples=60, deadline=None)
@given(people=st.lists(FACTS, min_size=1, max_size=5), day=st.sampled_from([date(2025, 6, 1), date(2026, 6, 1)]))  # fmt: skip
def test_everybody_at_once_is_one_by_one(people: list[dict[str, object]], day: date) -> None:
    rows = [{**NOBODY, **p, "worker_id": f"W{n}", "household_id": f"H{n}"} for n, p in enumerate(people)]  # fmt: skip
    table = for_everybody(pa.Table.from_pylist(rows, schema=POLICY_SCHEMA), day, shipped_policies())
    for n, row in enumerate(rows):
        alone = all_for(row, day, Household([row]))
        together = {k: v for k, v in table.slice(n, 1).to_pylist()[0].items() if k != "worker_id"}
        assert {e.policy.policy_id: str(e.verdict) for e in alone} == together


def found(policy_id: str, day: date, facts: Mapping[str, object]) -> Entitlement:
    return entitlement(policy_id, day, dict(NOBODY) | dict(facts), None)


def entitlement(
    policy_id: str, day: date, person: Mapping[str, object], home: Household | None
) -> Entitlement:
    answers = {e.policy.policy_id: e for e in all_for(person, day, home)}
    assert answers.keys() <= {p.policy_id for p in in_force(shipped_policies(), day)}
    return answers[policy_id]


def all_for(
    person: Mapping[str, object], day: date, home: Household | None
) -> tuple[Entitlement, ...]:
    checked = check(person, day, household=home)
    return for_person(person, day, shipped_policies(), check=checked, household=home)
