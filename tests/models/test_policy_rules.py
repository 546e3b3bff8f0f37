"""Policies are dated data: which version holds on a day, and what may be said of an amount."""

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest

from data.codes.law.exclusions import exclusions
from data.codes.law.policies import (
    BadPolicy,
    checked,
    in_force,
    lapsed,
    read_policies,
    shipped_policies,
)
from data.codes.law.statutory import Condition
from models.law.amounts import amount_words, duration_words, ends_on, most_fen, reference_words
from models.law.evidence import evidence
from models.law.policies import faults
from models.law.retirement import retires_on

ROWS = [*(f"P{n:02}" for n in (1, 2, *range(4, 18))), *(f"E{n:02}" for n in range(1, 8))]
"""The rows of the catalogue: there is no P03, so 23 policies."""


def test_every_row_of_the_catalogue_is_there_and_nothing_else() -> None:
    assert sorted({p.policy_id for p in shipped_policies()}) == sorted(ROWS)


def test_every_condition_can_be_answered() -> None:
    assert faults(shipped_policies()) == ()


@pytest.mark.parametrize(
    ("held", "said"),
    [
        (
            ["4-03-02-01:special", "6-18-02-04:4"],
            "证书为中式烹调师（专项能力）、焊工（四级），符合。",
        ),
        ([], "证书为无，不符合。"),
        (None, "证书没有记录，无法判断。"),
    ],
)
def test_certificates_are_told_by_their_names(held: list[str] | None, said: str) -> None:
    condition = Condition("holds_certificate", {"levels": ["special", "4"]})
    holds = None if held is None else bool(held)
    assert evidence(condition, {"certificates": held}, holds).sentence.endswith(said)


def test_a_condition_asked_the_wrong_way_is_a_fault() -> None:
    policy = shipped_policies()[0]
    wrong = replace(policy, every=(Condition("aged_between", {"from": 16}), Condition("rich", {})))
    assert len(faults([wrong])) == 2


def test_every_version_names_document_source_and_how_sure_it_is() -> None:
    for policy in shipped_policies():
        assert all((policy.doc_no, policy.sources, policy.certainty)), policy.version


def test_no_two_versions_hold_on_one_day() -> None:
    checked(shipped_policies())
    twice = (*shipped_policies(), shipped_policies()[0])
    with pytest.raises(BadPolicy, match="P01有两个版本"):
        checked(twice)


def test_a_change_of_rule_is_a_change_of_version_on_its_day() -> None:
    before = {p.policy_id: p for p in in_force(shipped_policies(), date(2026, 1, 8))}
    after = {p.policy_id: p for p in in_force(shipped_policies(), date(2026, 1, 9))}
    assert (before["P01"].doc_no, after["P01"].doc_no) == ("财社〔2023〕181号", "财社〔2026〕1号")


def test_a_policy_of_a_year_is_lapsed_the_day_after() -> None:
    assert "P09" in {p.policy_id for p in in_force(shipped_policies(), date(2025, 12, 31))}
    assert "P09" not in {p.policy_id for p in in_force(shipped_policies(), date(2026, 1, 1))}
    gone = {p.policy_id: p for p in lapsed(shipped_policies(), date(2026, 1, 1))}
    assert gone["P09"].effective_from == date(2025, 1, 1)
    assert "P01" not in gone


def test_an_amount_that_nobody_verified_is_never_told() -> None:
    for policy in shipped_policies():
        words = amount_words(policy.amount)
        if not policy.amount.verified:
            assert words == "金额待核实"
            assert most_fen(policy.amount, {"days": 10, "level": "4", "base_fen": 100}) is None
            reference = reference_words(policy.amount)
            assert reference is None or reference.endswith("不得向服务对象承诺。")
        else:
            assert "待核实" not in words
            assert reference_words(policy.amount) is None


REFUND = "上年度实际缴纳的失业保险费的比例：大型30%、中型60%、小型60%、微型60%"
AMOUNTS = [
    # policy, day, facts, words, most that may be paid in fen
    ("P09", "2025-06-01", {"level": "3"}, "每次五级不超过1,000元、四级不超过1,500元、三级不超过2,000元", 200_000),
    ("P09", "2025-06-01", {"level": "2"}, None, None),
    ("P13", "2025-06-01", {}, "贷款额度不超过300,000元", 30_000_000),
    ("E04", "2025-06-01", {"size": "large", "premium_fen": 1_000_001}, None, 300_000),
    ("E04", "2025-06-01", {"size": "micro", "premium_fen": 1_000_000}, REFUND, 600_000),
    ("E04", "2025-06-01", {"size": "micro"}, None, None),
    ("E05", "2025-06-01", {"n_young": 3}, "每招用一人不超过1,500元", 450_000),
    ("E07", "2025-06-01", {}, "法定义务，没有补贴金额", None),
]  # fmt: skip


@pytest.mark.parametrize(("policy_id", "day", "facts", "words", "fen"), AMOUNTS)
def test_amounts(
    policy_id: str, day: str, facts: dict[str, object], words: str | None, fen: int | None
) -> None:
    policies = in_force(shipped_policies(), date.fromisoformat(day))
    amount = next(p.amount for p in policies if p.policy_id == policy_id)
    assert words is None or amount_words(amount) == words
    assert most_fen(amount, facts) == fen


def test_days_of_training_are_paid_in_steps() -> None:
    p05 = next(p for p in shipped_policies() if p.policy_id == "P05")
    assert reference_words(p05.amount) is not None
    assert "第1至10天每天150元，第11至15天每天100元" in str(reference_words(p05.amount))


def test_five_years_before_retirement_a_subsidy_runs_until_then() -> None:
    p01 = next(p for p in in_force(shipped_policies(), date(2026, 6, 1)) if p.policy_id == "P01")
    assert (
        duration_words(p01.duration) == "最长3年；初次核定时距法定退休年龄不足5年的，可延长至退休"
    )
    # A man born in January 1970 retires at 61 years and 4 months: 2031-05-15.
    man = retires_on(date(1970, 1, 15), "M60")
    assert man is not None
    assert man.on == date(2031, 5, 15)
    exactly = date(2026, 5, 15)
    assert ends_on(p01.duration, exactly, first_approved_on=exactly, retirement=man) == date(
        2029, 5, 15
    )
    less = exactly + timedelta(days=1)
    assert ends_on(p01.duration, less, first_approved_on=less, retirement=man) == man.on


def test_without_a_known_track_the_plain_span_holds() -> None:
    p01 = next(p for p in in_force(shipped_policies(), date(2026, 6, 1)) if p.policy_id == "P01")
    woman = retires_on(date(1974, 1, 15), None, "2")
    assert woman is not None
    assert woman.on is None
    day = date(2026, 6, 1)
    assert ends_on(p01.duration, day, first_approved_on=day, retirement=woman) == date(2029, 6, 1)


BENEFIT = [
    (11, None),
    (12, "2027-06-01"),
    (59, "2027-06-01"),
    (60, "2027-12-01"),
    (120, "2028-06-01"),
]


@pytest.mark.parametrize(("months", "end"), BENEFIT)
def test_unemployment_benefit_runs_by_the_years_of_contributions(
    months: int, end: str | None
) -> None:
    p14 = next(p for p in shipped_policies() if p.policy_id == "P14")
    day = date(2026, 6, 1)
    found = ends_on(
        p14.duration, day, first_approved_on=day, retirement=None, insured_months=months
    )
    assert found == (None if end is None else date.fromisoformat(end))


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("[[policies]]\nid = 'X1'\n", "X1的内容不完整"),
        ("nonsense = 1\n", "应由"),
        ("[[policies", "读不出"),
    ],
)
def test_a_table_that_cannot_be_read_says_which_policy(
    tmp_path: Path, text: str, sentence: str
) -> None:
    path = tmp_path / "policies.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(BadPolicy, match=sentence):
        read_policies(path)


def test_a_column_that_nobody_reads_stops_the_policy(tmp_path: Path) -> None:
    source = Path("data/codes/law/policies_employers.toml").read_text(encoding="utf-8")
    path = tmp_path / "policies.toml"
    path.write_text(source.replace('item = "post"', 'item = "post"\nbonus = 1', 1), "utf-8")
    with pytest.raises(BadPolicy, match="E01里有不认识的内容：bonus"):
        read_policies(path)


def test_exclusions_speak_of_known_policies_in_sentences() -> None:
    known = {p.policy_id for p in shipped_policies()} | {"*"}
    for rule in exclusions():
        assert set(rule.policies) <= known
        assert rule.sentence.endswith("。")
        assert rule.source or rule.certainty == "unverified"
