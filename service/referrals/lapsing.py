"""What the clock does to referrals: holds that end, posts that closed, people nobody could reach."""

from collections.abc import Callable
from datetime import datetime, timedelta

from data.records import referral_places, referrals
from data.records.referrals import Referral
from data.store import Connection, Store, reading, transaction
from models.referring.reasons import SCHEDULE
from models.referring.retention import GIVE_UP_DAYS, gives_up_on, months_after
from service.api.referral_forms import LapsedForm
from service.clock import local_day
from service.referrals.steps import Said, go_on, locked, vacancy_row

AT_ONCE = 500
"""Read at a time; each is closed in a transaction of its own, so that nobody waits for the whole list."""

Still = Callable[[Connection, Referral], bool]


def lapse(store: Store, at: datetime, *, per_opening: int) -> LapsedForm:
    """Close what is over by now; harmless to repeat, and to be killed in the middle of."""
    today = local_day(at)
    long_ago = months_after(today - timedelta(GIVE_UP_DAYS), -6) + timedelta(4)
    return LapsedForm(
        lapsed=_close(
            store,
            lambda db: referrals.lapsed(db, today, limit=AT_ONCE),
            lambda _db, found: found.hold_until is not None and found.hold_until < today,
            at=at,
            per_opening=per_opening,
        ),
        vacancy_closed=_close(
            store,
            lambda db: referrals.of_closed_vacancies(db, limit=AT_ONCE),
            lambda db, found: found.state == "referred" and _is_closed(db, found),
            at=at,
            per_opening=per_opening,
            reason="vacancy_closed",
        ),
        follow_up_lost=_close(
            store,
            lambda db: tuple(
                found
                for found in referrals.lost(db, long_ago)
                if found.placed_on is not None and gives_up_on(found.placed_on) < today
            ),
            lambda _db, found: found.place is not None,
            at=at,
            per_opening=per_opening,
            reason="follow_up_lost",
        ),
    )


def _close(
    store: Store,
    over: Callable[[Connection], tuple[Referral, ...]],
    still: Still,
    *,
    at: datetime,
    per_opening: int,
    reason: str | None = None,
) -> int:
    """Close all that are over, each only if it still is once nobody else can touch it."""
    n_closed = 0
    while True:
        with reading(store) as db:
            found = over(db)
        n_before = n_closed
        for each in found:
            with transaction(store) as db:
                now = locked(db, each.referral_id)
                if now.state == each.state and still(db, now):
                    said = Said(SCHEDULE, "系统", at, reason or _why(now))
                    go_on(db, now.referral_id, "closed", said, per_opening=per_opening)
                    n_closed += 1
        if len(found) < AT_ONCE or n_closed == n_before:
            return n_closed


def _why(found: Referral) -> str:
    return "hold_lapsed" if found.state == "referred" else "employer_no_answer"


def _is_closed(db: Connection, found: Referral) -> bool:
    closed = vacancy_row(db, found.vacancy_id)["status"] == "closed"
    return closed or referral_places.is_said_filled(db, found.vacancy_id)
