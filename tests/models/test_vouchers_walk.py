"""Random lives of vouchers, without a database: no illegal state, and books that agree at every step."""

from collections import Counter
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from data.codes.law.voucher_rules import voucher_rules_on
from data.records.batches import Batch
from data.records.certificates import Certificate
from data.records.enrolments import Enrolment
from data.records.training_classes import TrainingClass
from data.records.vouchers import Voucher
from data.tables_vouchers import CLOSED_STATES
from models.vouchers.books import agrees, moves_of
from models.vouchers.situation import Situation
from models.vouchers.states import Event, Role, State
from models.vouchers.stepping import NotAllowed, after, step_of
from models.vouchers.transitions import TABLE, TRANSITIONS

DAY = date(2026, 11, 23)
VALUE = 100_000
RULES = voucher_rules_on(DAY)
assert RULES is not None

BATCH = Batch(
    batch_id="B",
    fund_id="F",
    title="t",
    region="140900",
    occupation="6-18-02-04",
    level="4",
    value_kind="face",
    scope="named",
    value_fen=VALUE,
    quantity=1,
    budget_fen=VALUE,
    institutions=(),
    whom=(),
    claim_by=DAY + timedelta(days=30),
    valid_until=DAY + timedelta(days=90),
    state="published",
    drafted_at=datetime(2026, 11, 1, tzinfo=UTC),
    drafted_by="甲",
)
BORN = Voucher(
    voucher_id="V",
    batch_id="B",
    worker_id="W",
    occupation="6-18-02-04",
    level="4",
    value_fen=VALUE,
    state="draft",
    n_events=0,
    claim_by=BATCH.claim_by,
    valid_until=BATCH.valid_until,
    issued_on=DAY,
)

steps = st.tuples(
    st.sampled_from(list(Event)),
    st.sampled_from(list(Role)),
    st.integers(0, 20),
    st.integers(1, VALUE + 10),
    st.booleans(),
)


@settings(max_examples=300, deadline=None)
@given(st.lists(steps, min_size=5, max_size=60))
def test_any_life_of_a_voucher_keeps_its_books(
    life: list[tuple[Event, Role, int, int, bool]],
) -> None:
    voucher, day = BORN, DAY
    balances: Counter[str] = Counter()
    held: Counter[str] = Counter({"reserved": VALUE})
    for event, role, days, amount, flag in life:
        day += timedelta(days=days // 4)
        case = situation(voucher, day, role, amount, flag)
        case = replace(case, receivable_fen=balances["receivable"])
        try:
            row = step_of(case, event)
        except NotAllowed:
            continue
        new = after(case, row)
        assert TABLE[State(voucher.state), event] is row
        for move in moves_of(row.effect, voucher, amount):
            balances[move.from_account] -= move.amount_fen
            balances[move.to_account] += move.amount_fen
            held[move.from_account] -= move.amount_fen
            held[move.to_account] += move.amount_fen
            assert min(held[a] for a in ("reserved", "committed", "settled", "released")) >= 0
        voucher = new
        four = sum(held[a] for a in ("reserved", "committed", "settled", "released"))
        assert four == VALUE
        assert agrees(voucher, balances), voucher
        assert (voucher.state == "frozen") == (voucher.frozen_until is not None)


@settings(max_examples=200, deadline=None)
@given(steps, st.sampled_from([t for t in TRANSITIONS if t.source is not State.DRAFT]))
def test_whoever_may_not_do_something_cannot(
    said: tuple[Event, Role, int, int, bool], row: object
) -> None:
    _, role, days, amount, flag = said
    voucher = replace(BORN, state=row.source.value)  # type: ignore[attr-defined]
    case = situation(voucher, DAY + timedelta(days=days), role, amount, flag)
    if role in row.by:  # type: ignore[attr-defined]
        return
    with pytest.raises(NotAllowed, match="只能由"):
        step_of(case, row.event)  # type: ignore[attr-defined]


def test_every_state_can_be_reached_and_left_but_the_last_ones() -> None:
    reached = {State.DRAFT}
    while True:
        more = {t.target for t in TRANSITIONS if t.source in reached and t.target} - reached
        if not more:
            break
        reached |= more
    assert reached == set(State)
    left = {t.source for t in TRANSITIONS}
    assert {s for s in State if s not in left} == {State.EXPIRED, State.DROPPED, State.VOIDED}
    assert {s.value for s in State if s not in left} < set(CLOSED_STATES)


def test_each_step_has_one_row_and_each_guard_a_sentence_of_its_own() -> None:
    assert len(TABLE) == len(TRANSITIONS)
    guards = {guard for row in TRANSITIONS for guard in row.guards}
    sentences = [guard.__doc__ for guard in guards]
    assert all(s and s.endswith("。") for s in sentences)
    assert len(set(sentences)) == len(guards)


def test_only_the_worker_claims() -> None:
    claims = [t for t in TRANSITIONS if t.event in (Event.CLAIM, Event.RECLAIM)]
    assert {t.by for t in claims} == {(Role.WORKER,)}


def test_money_moves_only_by_a_second_person() -> None:
    paying = [t for t in TRANSITIONS if t.event in (Event.SETTLE, Event.CLAW_BACK, Event.ISSUE)]
    assert {t.by for t in paying} == {(Role.SECOND,)}


def test_no_frost_is_made_longer_by_the_clock() -> None:
    assert {t.by for t in TRANSITIONS if t.event is Event.EXTEND} == {(Role.STAFF,)}


def situation(voucher: Voucher, day: date, role: Role, amount: int, flag: bool) -> Situation:
    """Somebody wants something; `flag` decides on what is known besides."""
    assert RULES is not None
    chosen = TrainingClass(
        class_id="C",
        programme_id=None,
        title="t",
        institution="i",
        region="140902",
        place=None,
        occupation="6-18-02-04",
        level="4",
        filed_no="1",
        filed_on=DAY,
        seats=1,
        starts_on=DAY + timedelta(days=10),
        ends_on=DAY + timedelta(days=20),
        hours_total=8,
        fee_fen=VALUE,
        trainers=(),
        cancelled_on=DAY if amount % 7 == 0 else None,
    )
    place = Enrolment(1, "C", "W", "V", "enrolled", 360 * flag, flag, "valid")
    proof = Certificate("S", "W", "6-18-02-04", "4", DAY + timedelta(days=20), "i", "C")
    return Situation(
        voucher=voucher,
        batch=BATCH,
        rules=RULES,
        day=day,
        role=role,
        by=role.value,
        asker="W" if role is Role.WORKER else None,
        reason="理由",
        until=day + timedelta(days=5),
        amount_fen=amount,
        bank_no="1",
        person={"region": "140902"},
        training_class=chosen,
        enrolment=place,
        certificate=proof,
    )
