"""The procedure of recognition: nine steps in order, spans in working days, and no way around a step."""

from collections.abc import Mapping
from datetime import date, timedelta
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.codes.law.recognition import procedure
from data.tables_cases import RECOGNITION_STATES
from models.law.recognition import (
    STATE_NAMES,
    TRANSITIONS,
    IllegalStep,
    Standing,
    Told,
    actions_from,
    allowed,
    due_on,
    due_words,
    notice_until,
    review_day,
    transition,
)

DAY = date(2026, 11, 23)
FINAL = {"refused_finally", "withdrawn", "ended"}
NINE = (
    "applied",
    "accepted",
    "checked",
    "posted",
    "unopposed",
    "reviewed",
    "compared",
    "recognised",
    "in_force",
)
"""申请、受理、初审、公示、公示期满、复核、比对、认定、告知与录入。"""


def test_the_nine_steps_are_the_procedure_s() -> None:
    assert tuple(step.state for step in procedure().steps) == NINE
    for before, after in pairwise(NINE):
        assert any(t.target == after for t in actions_from(before)), (before, after)


def test_every_state_has_a_name_a_way_in_and_a_way_on() -> None:
    assert STATE_NAMES.keys() == set(RECOGNITION_STATES)
    targets = {t.target for t in TRANSITIONS} | {"applied"}
    assert targets == set(RECOGNITION_STATES)
    assert {state for state in RECOGNITION_STATES if not actions_from(state)} == FINAL


def test_a_step_has_one_outcome() -> None:
    keys = [(t.source, t.action) for t in TRANSITIONS]
    assert len(keys) == len(set(keys))


def test_only_a_decision_recognises_refuses_or_ends() -> None:
    for t in TRANSITIONS:
        if t.target in {"recognised", "refused", "refused_finally", "ended"}:
            assert (t.level, "document" in t.asks) == ("approve", True), t


SPANS = [
    # state, reached on, due on
    ("accepted", "2026-11-23", "2026-12-02"),  # seven working days
    ("accepted", "2026-02-12", "2026-02-28"),  # over Spring Festival, two Saturdays worked
    ("in_force", "2026-11-23", None),
]


@pytest.mark.parametrize(("state", "reached", "due"), SPANS)
def test_spans_run_in_working_days(state: str, reached: str, due: str | None) -> None:
    found = due_on(procedure(), state, date.fromisoformat(reached))
    assert found == (date.fromisoformat(due) if due else None)


def test_only_the_span_that_was_read_is_told_without_a_warning() -> None:
    rules = procedure()
    assert due_words(rules, "accepted", date(2026, 12, 2)) == "2026-12-02前"
    assert "文件原文待核实" in str(due_words(rules, "compared", date(2026, 12, 2)))
    assert "放假安排尚未公布" in str(due_words(rules, "accepted", date(2060, 12, 2)))


def test_a_public_notice_runs_its_whole_span() -> None:
    until = notice_until(procedure(), DAY)
    case = Standing("posted", "甲", DAY, notice_until=until)
    with pytest.raises(IllegalStep, match="期满后"):
        allowed(case, "close_notice", Told(until, "甲"))
    assert (
        allowed(case, "close_notice", Told(until + timedelta(days=1), "甲")).target == "unopposed"
    )


def test_who_took_a_step_does_not_decide() -> None:
    case = Standing("compared", "甲", DAY, doers=frozenset({"甲", "乙"}))
    told = Told(DAY, "乙", reason="符合", document="忻人社认〔2026〕1号")
    with pytest.raises(IllegalStep, match="认定人不能是"):
        allowed(case, "recognise", told)
    assert allowed(case, "recognise", Told(DAY, "丙", "符合", "1号")).target == "recognised"


def test_who_refused_does_not_examine_again_and_who_proposed_does_not_end() -> None:
    again = Standing("reexamining", "甲", DAY, decided_by="丙")
    with pytest.raises(IllegalStep, match="复核不能由"):
        allowed(again, "refuse_again", Told(DAY, "丙", "不符", "2号"))
    ending = Standing("in_force", "甲", DAY, proposed_by="乙")
    ending = Standing("ending", "甲", DAY, proposed_by="乙")
    with pytest.raises(IllegalStep, match="提出人以外"):
        allowed(ending, "end", Told(DAY, "乙", "已就业", "3号"))


def test_what_a_step_asks_has_to_be_told() -> None:
    with pytest.raises(IllegalStep, match="须填写意见（同意或不同意）、理由"):
        allowed(Standing("accepted", "甲", DAY), "check", Told(DAY, "甲"))


def test_a_negative_opinion_goes_on_to_the_county() -> None:
    told = Told(DAY, "甲", reason="材料与实际不符", positive=False)
    assert allowed(Standing("accepted", "甲", DAY), "check", told).target == "checked"


def test_a_review_is_due_but_nothing_lapses() -> None:
    assert review_day(procedure(), DAY) == date(2027, 11, 23)
    assert not any(t.source == "in_force" and t.target == "ended" for t in TRANSITIONS)


WORDS: Mapping[str, Any] = {
    "reason": "理由充分",
    "document": "忻人社认〔2026〕1号",
    "positive": True,
    "ground": "employed",
    "officer": "王专员",
}
ACTIONS = sorted({t.action for t in TRANSITIONS})


@given(
    tries=st.lists(
        st.tuples(st.sampled_from(ACTIONS), st.sampled_from("甲乙丙"), st.integers(0, 9), st.booleans()),
        max_size=40,
    )
)  # fmt: skip
def test_no_sequence_reaches_a_status_around_the_steps(
    tries: list[tuple[str, str, int, bool]],
) -> None:
    """Whatever is tried in whatever order, recognition follows all steps, or a second look at a refusal."""
    path, doers, on, state = ["applied"], {"甲"}, DAY, "applied"
    until: date | None = None
    decided_by: str | None = None
    for action, by, days, complete in tries:
        on += timedelta(days=days)
        told = Told(on, by, **(WORDS if complete else {}))
        standing = Standing(state, "甲", on, until, decided_by, doers=frozenset(doers))
        try:
            step = allowed(standing, action, told)
        except IllegalStep:
            assert path[-1] == state
            continue
        if step.target == "posted":
            until = notice_until(procedure(), on)
        if step.target == "unopposed":
            assert until is not None
            assert on > until
        if step.level == "approve" and step.source == "compared":
            assert by not in doers
        if step.target in {"recognised", "refused"}:
            decided_by = by
        assert complete or not step.asks
        state = step.target
        doers.add(by)
        path.append(state)
    if "recognised" in path:
        steps = path[: path.index("recognised")]
        places = [steps.index(s) for s in NINE[:7]]
        assert places == sorted(places), path
    if state not in FINAL:
        assert actions_from(state)


def test_a_state_that_knows_no_such_step_says_so() -> None:
    with pytest.raises(IllegalStep, match="“公示中”的认定不能办理“认定”"):
        transition("posted", "recognise")
