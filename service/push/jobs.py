"""The jobs of the push's processes: a list of equal parts, each done by one process at a time."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from functools import partial

from data.records import outbox_decisions
from data.store import Store, transaction
from service.clock import XINZHOU
from service.days import Days
from service.push.campaigns import Campaigns
from service.push.loop import Job, every
from service.push.planning.arrivals import Arrivals
from service.push.planning.planner import Planner
from service.referrals.lapsing import lapse
from service.vouchers.expiring import expire_due
from service.vouchers.looking import look_at_all

PLANS_AT = time(6, 30)
"""Before messages may leave, and after the night's imports."""

LOOKS_AT = time(2)
"""When nobody is in a class."""


@dataclass(frozen=True, slots=True)
class Office:
    """What the jobs work on."""

    store: Store
    days: Days
    referrals_per_place: int
    line_week: int


def push_jobs(office: Office, *, name: str) -> Sequence[Job]:
    """Everything that is done beside sending, in the order in which it is looked at."""
    store, per_place = office.store, office.referrals_per_place
    planner = Planner(store, office.days, referrals_per_place=per_place)
    arrivals = Arrivals(
        store, office.days, referrals_per_place=per_place, line_week=office.line_week
    )
    return (
        Job("arrivals", arrivals.look, every(timedelta(seconds=2))),
        Job("campaigns", Campaigns(store).enqueue_approved, every(timedelta(seconds=10))),
        Job("expire", _expire(store, name), every(timedelta(minutes=5))),
        Job("vouchers", _expire_vouchers(store), every(timedelta(hours=1))),
        Job("lapse", _lapse(store, per_place), every(timedelta(hours=1))),
        Job("risks", partial(look_at_all, store), next_look, lease=timedelta(hours=1)),
        Job("plan", _planned(planner), next_plan, lease=timedelta(hours=1)),
    )


def next_plan(now: datetime) -> datetime:
    """The next morning's planning after a moment."""
    return _next(PLANS_AT, now)


def next_look(now: datetime) -> datetime:
    """The next night's look at vouchers after a moment."""
    return _next(LOOKS_AT, now)


def _next(hour: time, now: datetime) -> datetime:
    local = now.astimezone(XINZHOU)
    coming = datetime.combine(local.date(), hour, XINZHOU)
    return (coming if local < coming else coming + timedelta(days=1)).astimezone(now.tzinfo)


def _planned(planner: Planner) -> Callable[[datetime], int]:
    return lambda now: sum(planner.plan(now).values())


def _expire(store: Store, name: str) -> Callable[[datetime], int]:
    def expire(now: datetime) -> int:
        with transaction(store) as db:
            return outbox_decisions.expire(db, by=name, now=now)

    return expire


def _expire_vouchers(store: Store) -> Callable[[datetime], int]:
    return lambda now: sum(expire_due(store, now).values())


def _lapse(store: Store, per_place: int) -> Callable[[datetime], int]:
    def over(now: datetime) -> int:
        closed = lapse(store, now, per_opening=per_place)
        return closed.lapsed + closed.vacancy_closed + closed.follow_up_lost

    return over
