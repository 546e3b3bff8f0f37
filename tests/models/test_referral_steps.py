"""A referral moves forward only, by who may say so, and never onto a place that is not there."""

from dataclasses import replace
from datetime import date

import pytest

from data.tables_referral import CLOSING_REASONS, OPEN_STATES, PLACED_STATES, REFERRAL_STATES, VIAS
from data.tables_service import VERDICT_REASONS, VERDICTS
from models.referring import steps
from models.referring.places import HOLD_DAYS, first_free, held_until
from models.referring.reasons import BY_CODE, REASONS
from models.referring.retention import gives_up_on, months_after, next_follow_up, proven, try_again
from models.referring.steps import BY_STATES, LABELS, TRANSITIONS, Facts, refusal

TODAY = date(2026, 11, 23)
FACTS = Facts(
    day=TODAY,
    before="referred",
    via="counselor",
    places=1,
    referred_on=date(2026, 11, 20),
    placed_on=TODAY,
    reason="worker_too_far",
)


def test_every_state_has_a_label_and_every_reason_a_sentence_of_its_own() -> None:
    assert set(LABELS) == {"recommended", *REFERRAL_STATES}
    assert tuple(BY_CODE) == CLOSING_REASONS
    assert len({reason.label for reason in REASONS}) == len(REASONS)
    assert {via for reason in REASONS for via in reason.said_by} <= set(VIAS)


def test_what_a_reason_teaches_is_a_verdict_that_exists() -> None:
    for reason in REASONS:
        assert reason.verdict is None or reason.verdict in VERDICTS
        assert reason.because is None or reason.because in VERDICT_REASONS
        assert reason.verdict is None or reason.phase == "before", "who was hired was hired"


def test_no_two_guards_say_the_same() -> None:
    guards = {guard for step in TRANSITIONS for guard in step.guards}
    sentences = {guard.__doc__ for guard in guards}
    assert None not in sentences
    assert len(sentences) == len(guards)


def test_every_state_can_be_reached_and_closed_but_none_leads_back() -> None:
    assert len(BY_STATES) == len(TRANSITIONS)
    order = ["recommended", *REFERRAL_STATES]
    assert all(order.index(t.before) < order.index(t.after) for t in TRANSITIONS)
    assert {t.after for t in TRANSITIONS} == set(REFERRAL_STATES)
    assert {t.before for t in TRANSITIONS if t.after == "closed"} == {*OPEN_STATES, *PLACED_STATES}


@pytest.mark.parametrize(
    ("before", "after", "changed", "said"),
    [
        ("recommended", "referred", {"vacancy_open": False}, "已停止招聘"),
        ("recommended", "referred", {"n_placed": 1}, "已招满"),
        ("recommended", "referred", {"n_held": 3}, "名额已全部占用"),
        ("recommended", "referred", {"n_held": 2}, None),
        ("recommended", "referred", {"places": 2, "n_placed": 1, "n_held": 3}, "名额已全部占用"),
        ("recommended", "referred", {"via": "employer"}, "不能由这一方"),
        ("recommended", "placed", {}, "“已推荐”之后不能登记为“已就业”"),
        ("referred", "applied", {"via": "worker"}, None),
        ("referred", "interviewed", {"via": "worker"}, "不能由这一方"),
        ("interviewed", "applied", {}, "“已面试”之后不能登记为“已应聘”"),
        ("offered", "placed", {}, None),
        ("offered", "placed", {"via": "worker"}, "不能由这一方"),
        ("offered", "placed", {"n_placed": 1}, "岗位已招满，没有名额"),
        ("offered", "placed", {"placed_on": None}, "到岗日期"),
        ("offered", "placed", {"placed_on": date(2026, 11, 19)}, "到岗日期"),
        ("offered", "placed", {"placed_on": date(2027, 1, 22)}, None),
        ("offered", "placed", {"placed_on": date(2027, 1, 23)}, "到岗日期"),
        ("placed", "retained_1", {"placed_on": date(2026, 10, 23)}, None),
        ("placed", "retained_1", {"placed_on": date(2026, 10, 24)}, "未满1个月"),
        ("placed", "retained_3", {"placed_on": date(2026, 8, 24)}, "未满3个月"),
        ("retained_1", "retained_6", {"placed_on": date(2026, 5, 23)}, None),
        ("retained_3", "retained_6", {"placed_on": date(2026, 5, 24)}, "未满6个月"),
        ("retained_3", "retained_1", {}, "不能登记为“稳定就业满1个月”"),
        ("referred", "closed", {}, None),
        ("referred", "closed", {"reason": None}, "结束原因"),
        ("referred", "closed", {"reason": "left_wage"}, "结束原因"),
        ("placed", "closed", {"reason": "left_wage"}, None),
        ("placed", "closed", {"reason": "worker_too_far"}, "结束原因"),
        ("offered", "closed", {"reason": "entered_in_error"}, None),
        ("placed", "closed", {"reason": "entered_in_error"}, None),
        ("placed", "closed", {"reason": "entered_in_error", "via": "employer"}, "结束原因"),
        ("retained_1", "closed", {"reason": "entered_in_error"}, "结束原因"),
        ("applied", "closed", {"via": "employer", "reason": "worker_too_far"}, "结束原因"),
        ("applied", "closed", {"via": "employer", "reason": "employer_lacks_skills"}, None),
        ("applied", "closed", {"via": "worker", "reason": "employer_lacks_skills"}, "结束原因"),
        ("applied", "closed", {"via": "schedule", "reason": "employer_no_answer"}, None),
        ("closed", "referred", {}, "“已结束”之后不能登记为“已介绍”"),
    ],
)
def test_a_step_is_allowed_or_refused_with_a_sentence(
    before: str, after: str, changed: dict[str, object], said: str | None
) -> None:
    found = refusal(replace(FACTS, before=before, **changed), after)  # type: ignore[arg-type]
    if said is None:
        assert found is None
    else:
        assert found is not None
        assert said in found


def test_numbers_are_filled_from_below() -> None:
    assert [first_free(taken) for taken in ((), (1,), (2,), (1, 2, 4))] == [1, 2, 1, 3]


def test_each_step_on_the_way_holds_for_some_days() -> None:
    assert set(HOLD_DAYS) == set(OPEN_STATES)
    assert held_until("referred", TODAY) == date(2026, 11, 30)
    assert all(steps.is_open(state) for state in HOLD_DAYS)


@pytest.mark.parametrize(
    ("start", "months", "then"),
    [
        (date(2026, 1, 31), 1, date(2026, 2, 28)),
        (date(2028, 1, 31), 1, date(2028, 2, 29)),
        (date(2026, 11, 23), 3, date(2027, 2, 23)),
        (date(2026, 8, 31), 6, date(2027, 2, 28)),
    ],
)
def test_months_end_with_their_last_day(start: date, months: int, then: date) -> None:
    assert months_after(start, months) == then


@pytest.mark.parametrize(
    ("today", "state"),
    [
        (date(2026, 12, 22), None),
        (date(2026, 12, 23), "retained_1"),
        (date(2027, 2, 22), "retained_1"),
        (date(2027, 2, 23), "retained_3"),
        (date(2027, 5, 23), "retained_6"),
    ],
)
def test_being_at_work_proves_all_the_months_before(today: date, state: str | None) -> None:
    assert proven(TODAY, today) == state


def test_a_person_at_work_is_asked_until_six_months_are_proven_or_nobody_can_reach_them() -> None:
    assert next_follow_up("placed", TODAY) == date(2026, 12, 23)
    assert next_follow_up("retained_3", TODAY) == date(2027, 5, 23)
    assert next_follow_up("retained_6", TODAY) is None
    assert try_again(date(2026, 12, 23), TODAY) == date(2026, 12, 30)
    assert gives_up_on(TODAY) == date(2027, 7, 22)
    assert try_again(date(2027, 7, 16), TODAY) is None
