"""A clock that is set back: nothing is sent twice or at night, no cap is passed, what was closed stays closed."""

from collections import Counter
from datetime import UTC, date, datetime, timedelta

import pytest

from data.store import Store, reading, transaction
from service.auth import caller, create_token, revoke_token, token_id_of
from service.clock import local_day
from service.push.rules import Caps
from tests.data.pushed import LEASE, NOW, message, people, put, states, take
from tests.service.pushed import Clock, FakeChannel, chose, phones, sender

pytestmark = pytest.mark.faults

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
NIGHT = datetime(2026, 11, 22, 14, tzinfo=UTC)
"""Ten in the evening in Xinzhou, the day before."""


@pytest.fixture
def sms(store: Store) -> FakeChannel:
    """Somebody who wants text messages, and the channel that takes them."""
    people(store, "W1")
    phones(store, "W1")
    chose(store, "W1", channel="sms")
    return FakeChannel()


@pytest.mark.parametrize("back", [timedelta(minutes=1), HOUR, DAY])
def test_nothing_that_was_sent_is_sent_again(
    store: Store, sms: FakeChannel, back: timedelta
) -> None:
    clock = Clock()
    sending = sender(store, clock=clock, sms=sms)
    put(store, message("sent"))
    assert sending.push_some() == 1
    put(store, message("in hand"))
    assert len(take(store, by="another")) == 1
    clock.now -= back
    assert sending.push_some() == 0
    with reading(store) as db:
        assert states(db) == {"sent": "sent", "in hand": "claimed"}
    clock.now = NOW + LEASE + timedelta(seconds=1)
    assert sending.push_some() == 1, "what was in hand waits for its lease, and is not lost"
    assert sorted(sms.names.values()) == [1, 1]


def test_no_more_arrive_than_the_caps_of_either_day_allow(store: Store, sms: FakeChannel) -> None:
    clock, arrived = Clock(), Counter[date]()
    caps = Caps(day=1, week=2, line_week=9, kept_for_notices=0)
    sending = sender(store, clock=clock, sms=sms, caps=caps)
    put(store, *(message(f"k{n}") for n in range(4)), at=NOW - 2 * DAY)
    for moment in (NOW, NOW - HOUR, NOW - DAY, NOW, NOW + DAY, NOW, NOW + DAY, NOW + 2 * DAY):
        clock.now, before = moment, len(sms.letters)
        sending.push_some()
        arrived[local_day(moment)] += len(sms.letters) - before
    assert +arrived == {local_day(NOW): 1, local_day(NOW + DAY): 1}, "one a day, two a week"


def test_nothing_leaves_at_night_because_the_clock_says_so_again(
    store: Store, sms: FakeChannel
) -> None:
    clock = Clock()
    sending = sender(store, clock=clock, sms=sms)
    put(store, message(), at=NIGHT)
    clock.now = NIGHT
    assert sending.push_some() == 0
    assert sms.letters == []
    clock.now = NOW
    assert sending.push_some() == 1


def test_a_token_that_was_closed_stays_closed(store: Store) -> None:
    with transaction(store) as db:
        text = create_token(db, "测试", frozenset({"read"}), now=NOW, days=1)
    with transaction(store) as db:
        found = caller(db, f"Bearer {text}", NOW - DAY)
        assert found is not None
        assert found.token_id == token_id_of(hash_of(store))
        revoke_token(db, hash_of(store), now=NOW, by="测试")
    with reading(store) as db:
        for moment in (NOW, NOW - HOUR, NOW - DAY):
            assert caller(db, f"Bearer {text}", moment) is None


def hash_of(store: Store) -> str:
    with reading(store) as db:
        (only,) = db.exec_driver_sql("SELECT token_hash FROM tokens").all()
    return str(only[0])
