"""What somebody may do with a voucher now: asked of the table and guards that decide when it is done."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from data.records import flags, vouchers
from data.records.vouchers import Voucher
from data.store import Connection
from models.vouchers.states import EVENT_NAMES, STATE_NAMES, Event, State
from models.vouchers.stepping import NotAllowed, step_of
from models.vouchers.transitions import TABLE
from service.clock import XINZHOU
from service.errors import Conflict
from service.vouchers.steps import Actor, Said, held, rules_for, situation

DESK = (
    Event.SUBMIT,
    Event.SETTLE,
    Event.SEND_BACK,
    Event.CLEAR,
    Event.EXTEND,
    Event.REPAY,
    Event.CLAW_BACK,
    Event.FREEZE,
    Event.VOID,
)
"""Steps that the office makes with a voucher in hand, those that bring it on before those that stop it."""


@dataclass(frozen=True, slots=True)
class Open:
    """A step that leads on from where a voucher is; `refusal` is what stands in its way for this person."""

    event: Event
    refusal: str | None


def open_steps(db: Connection, voucher: Voucher, actors: Sequence[Actor]) -> tuple[Open, ...]:
    """The steps of `DESK` from here; `actors` is one person in every role that is his or hers, maybe none."""
    if not actors:
        return ()
    known = [event for event in DESK if (State(voucher.state), event) in TABLE]
    return tuple(Open(event, refusal(db, voucher, event, actors)) for event in known)


def standing_of(db: Connection, voucher: Voucher) -> str:
    """How a voucher and what was noticed of it stand, as one word that a form sends back."""
    noticed = flags.of_voucher(db, voucher.voucher_id)
    n_undecided = sum(flag.decision is None for flag in noticed)
    return f"{voucher.n_events}.{len(noticed)}.{n_undecided}"


def held_as_seen(db: Connection, voucher_id: str, standing: str) -> Voucher:
    """The voucher, held; Conflict where a step was made, or something noticed or decided, since it stood like this."""
    voucher = held(db, voucher_id)
    if standing_of(db, voucher) == standing:
        return voucher
    if standing.partition(".")[0] == str(voucher.n_events):
        raise Conflict(
            "您打开页面之后，这张券的疑点有了变化：有新的提示，或已有人核实。"
            "您刚才的操作没有执行，请看过现在的疑点再办。"
        )
    last = vouchers.events_of(db, voucher_id)[-1]
    at = f"{last.at.astimezone(XINZHOU):%m-%d %H:%M}"
    raise Conflict(
        f"您打开页面之后，{last.by}已于{at}办理“{EVENT_NAMES[Event(last.event)]}”，"
        f"这张券现为“{STATE_NAMES[State(voucher.state)]}”。您刚才的操作没有执行，请看过现在的情况再办。"
    )


def refusal(db: Connection, voucher: Voucher, event: Event, actors: Sequence[Actor]) -> str | None:
    """Why nobody of these may; nothing as soon as one may who says all that the step asks for."""
    refusals = []
    for actor in sorted(actors, key=lambda a: a.role not in TABLE[State(voucher.state), event].by):
        try:
            step_of(situation(db, voucher, event, actor, _all_said(actor)), event)
        except NotAllowed as refused:
            refusals.append(str(refused))
        else:
            return None
    return refusals[0]


def _all_said(actor: Actor) -> Said:
    """Whatever a form can ask for: a guard that still refuses refuses whatever is typed."""
    until = actor.today + timedelta(days=rules_for(actor.today)["freeze_days"])
    return Said(reason="理由", until=until, amount_fen=1, bank_no="回单")
