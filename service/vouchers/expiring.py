"""What the schedule does with vouchers whose time is over; run it every night, and again where it stopped."""

from collections import Counter
from datetime import datetime, timedelta

from data.records import enrolments, training_classes, vouchers
from data.records.vouchers import Voucher
from data.store import Connection, Store, transaction
from models.vouchers.guards_training import MINUTES_AN_HOUR
from models.vouchers.states import EVENT_NAMES, Event, Role, State
from service.vouchers.enrolling import known, remember
from service.vouchers.freezing import thaw
from service.vouchers.steps import Actor, Said, rules_for, step

CLOCK = "系统按期"
AT_ONCE = 200


def expire_due(store: Store, now: datetime, *, at_once: int = AT_ONCE) -> dict[str, int]:
    """Do all that is due and count it by what it was; some vouchers a transaction, so that others get a turn."""
    counts: Counter[str] = Counter()
    while True:
        with transaction(store) as db:
            done = expire_some(db, now, limit=at_once)
        counts += done
        if sum(done.values()) < at_once:
            break
    return dict(counts)


def expire_some(db: Connection, now: datetime, *, limit: int) -> Counter[str]:
    """Do some of what is due in the caller's transaction, and count it."""
    actor = Actor(Role.CLOCK, CLOCK, now)
    rules = rules_for(actor.today)
    counts: Counter[str] = Counter()
    due = vouchers.due(db, actor.today, most_resits=rules["max_resits"], limit=limit)
    for voucher_id in due:
        voucher = vouchers.hold(db, voucher_id)
        if voucher is not None and voucher.state == State.FROZEN:
            thaw(db, voucher_id, actor)
            counts[Event.THAW.value] += 1
        elif voucher is not None:
            step(db, voucher, Event.EXPIRE, actor)
            counts[Event.EXPIRE.value] += 1
    if len(due) < limit:
        counts += _end_classes(db, actor, limit=limit - len(due))
    return counts


def _end_classes(db: Connection, actor: Actor, *, limit: int) -> Counter[str]:
    rules = rules_for(actor.today)
    overdue = vouchers.overdue_in_class(
        db,
        actor.today,
        undone_since=actor.today - timedelta(days=rules["undone_days"]),
        minutes_an_hour=MINUTES_AN_HOUR,
        percent=rules["hours_percent"],
        limit=limit,
    )
    counts: Counter[str] = Counter()
    for voucher_id, enrolment_id in overdue:
        voucher = vouchers.hold(db, voucher_id)
        if voucher is not None:
            counts[_end(db, voucher, enrolment_id, actor).value] += 1
    return counts


def _end(db: Connection, voucher: Voucher, enrolment_id: int, actor: Actor) -> Event:
    enrolment = known(db, enrolment_id, held=True)
    came = voucher.state == State.IN_TRAINING
    event = Event.LAPSE if came else Event.MISS
    step(db, voucher, event, actor, Said(enrolment=enrolment))
    state = "dropped" if came else "withdrawn"
    reason = EVENT_NAMES[event]
    enrolments.change(db, enrolment, state, by=actor.by, at=actor.now, reason=reason)
    if not came:
        training_classes.free_seat(db, enrolment.class_id)
    remember(db, known(db, enrolment_id), state, actor)
    return event
