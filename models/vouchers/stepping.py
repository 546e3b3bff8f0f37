"""One step of a voucher: whether it may be made, and how the voucher stands after it."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import timedelta
from typing import Any

from data.records.vouchers import Voucher
from models.vouchers.situation import Situation
from models.vouchers.states import EVENT_NAMES, ROLE_NAMES, STATE_NAMES, Event, State
from models.vouchers.transitions import TABLE, Transition

Facts = Mapping[str, Any]
Change = Callable[[Situation, Voucher], Facts]


class NotAllowed(Exception):
    """The step may not be made; the text is the sentence for whoever wanted it."""


def step_of(case: Situation, event: Event) -> Transition:
    """The row of the table for what somebody wants to do; raises NotAllowed with the first reason why not."""
    row = TABLE.get((case.state, event))
    if row is None:
        raise NotAllowed(f"培训券现为“{STATE_NAMES[case.state]}”，不能办理“{EVENT_NAMES[event]}”。")
    if case.role not in row.by:
        who = "、".join(ROLE_NAMES[role] for role in row.by)
        raise NotAllowed(f"“{EVENT_NAMES[event]}”只能由{who}办理。")
    for guard in row.guards:
        refusal = guard(case)
        if refusal is not None:
            raise NotAllowed(refusal)
    return row


def after(case: Situation, row: Transition) -> Voucher:
    """The voucher after the step."""
    voucher = case.voucher
    target = row.target or State(voucher.frozen_from or voucher.state)
    moved = replace(voucher, state=target.value, n_events=voucher.n_events + 1)
    if row.event in (Event.FREEZE, Event.EXTEND):
        return _frozen(case, moved)
    if voucher.state == State.FROZEN:
        return _thawed(case, moved)
    change = CHANGES.get(row.event)
    return moved if change is None else replace(moved, **change(case, moved))


def _claimed(case: Situation, _: Voucher) -> Facts:
    return {"worker_id": case.asker, "claimed_on": case.day}


def _submitted(case: Situation, _: Voucher) -> Facts:
    return {"submitted_on": case.day, "submitted_by": case.by}


def _settled(case: Situation, _: Voucher) -> Facts:
    return {"settled_on": case.day, "paid_fen": case.amount_fen, "bank_no": case.bank_no}


def _failed(case: Situation, _: Voucher) -> Facts:
    return {"resit_by": case.day + timedelta(days=case.rules["resit_days"])}


def _given_back(_: Situation, voucher: Voucher) -> Facts:
    return {"n_returns": voucher.n_returns + 1}


def _restored(_: Situation, voucher: Voucher) -> Facts:
    # A class called off is nobody's return.
    return {"n_returns": max(0, voucher.n_returns - 1)}


def _frozen(case: Situation, moved: Voucher) -> Voucher:
    before = case.voucher
    return replace(
        moved,
        frozen_from=before.frozen_from or before.state,
        frozen_on=before.frozen_on or case.day,
        frozen_until=case.until,
    )


def _thawed(case: Situation, moved: Voucher) -> Voucher:
    """Out of the frost; the days it lasted are given back to every deadline."""
    began = case.voucher.frozen_on or case.day
    lost = case.day - began
    by = moved.resit_by
    return replace(
        moved,
        frozen_from=None,
        frozen_on=None,
        frozen_until=None,
        claim_by=moved.claim_by + lost,
        valid_until=moved.valid_until + lost,
        resit_by=None if by is None else by + lost,
    )


CHANGES: Mapping[Event, Change] = {
    Event.CLAIM: _claimed,
    Event.START: lambda case, _: {"used_on": case.day},
    Event.CERTIFY: lambda case, _: {"certified_on": case.day},
    Event.SUBMIT: _submitted,
    Event.SEND_BACK: lambda *_: {"submitted_on": None, "submitted_by": None},
    Event.SETTLE: _settled,
    Event.GIVE_BACK: _given_back,
    Event.MISS: _given_back,
    Event.RESTORE: _restored,
    Event.FAIL: _failed,
    Event.RESIT: lambda _, voucher: {"n_resits": voucher.n_resits + 1},
}
"""What a step writes into the voucher besides its new state."""
