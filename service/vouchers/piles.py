"""Which vouchers wait for a person as of a day, for the desk and for a counselor's day."""

from datetime import date, timedelta

from data.codes.law.voucher_rules import voucher_rules_on
from data.records import voucher_desk
from data.records.voucher_desk import Days
from data.records.waiting import Waiting
from data.store import Connection
from models.vouchers.states import STATE_NAMES, State

LAPSE_DAYS = 30


def days_of(today: date) -> Days:
    """The days by which vouchers are sorted out; without rules of the day no notice is ever over."""
    rules = voucher_rules_on(today)
    over = date.min if rules is None else today - timedelta(days=rules["notice_days"])
    return Days(today, announced_until=over, lapses_by=today + timedelta(LAPSE_DAYS))


def for_the_day(db: Connection, today: date, limit: int) -> list[Waiting]:
    """What has an end that a counselor can still meet: something noticed, or about to lapse unused."""
    days = days_of(today)
    noticed = voucher_desk.page(db, "noticed", days, limit=limit)
    lapsing = voucher_desk.page(db, "lapsing", days, limit=limit)
    told = {w.voucher.voucher_id: (w, _lapsing(w)) for w in lapsing}
    told |= {w.voucher.voucher_id: (w, "培训券有疑点待核实") for w in noticed}
    found = [
        Waiting(str(w.voucher.worker_id), id_, words, w.due_on) for id_, (w, words) in told.items()
    ]
    return sorted(found, key=lambda w: (w.on, w.id))[:limit]


def _lapsing(waiting: voucher_desk.Waiting) -> str:
    return f"培训券{STATE_NAMES[State(waiting.voucher.state)]}，即将过期"
