"""The outbox loses nothing and gives a message to one sender at a time, on both databases."""

from collections import Counter
from datetime import timedelta
from uuid import uuid4

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from data.records import outbox, outbox_decisions
from data.records.outbox import Claimed
from data.records.outbox_decisions import Delivered
from data.store import Store, reading, transaction
from data.tables_push import outbox as table
from data.tables_push import outbox_events, outbox_targets
from tests.data.pushed import LEASE, NOW, message, people, put, states, take


@pytest.fixture(autouse=True)
def somebody(store: Store) -> None:
    people(store, "W1", "W2")


def test_the_same_key_twice_is_one_message(store: Store) -> None:
    assert put(store, message("a"), message("b"), message("a")) == 2
    assert put(store, message("a", worker_id="W2")) == 0
    assert [(m.key, m.worker_id) for m in take(store)] == [("a", "W1"), ("b", "W1")]


def test_a_message_belongs_to_the_transaction_that_causes_it(store: Store) -> None:
    def cause() -> None:
        with transaction(store) as db:
            outbox.enqueue(db, message(), NOW)
            raise RuntimeError

    with pytest.raises(RuntimeError):
        cause()
    assert take(store) == ()


def test_a_claimed_message_says_all_that_was_put_in(store: Store) -> None:
    targets = (("vacancy", "V1"), ("vacancy", "V2"))
    put(store, message("a", facts={"title": "焊工"}, targets=targets, personalised=True))
    (found,) = take(store)
    assert (found.facts, found.targets) == ({"title": "焊工"}, targets)
    assert (found.personalised, found.n_attempts, found.channel) == (True, 0, None)


def test_nobody_gets_a_message_that_is_claimed_until_the_lease_ends(store: Store) -> None:
    put(store, message())
    assert len(take(store, "one")) == 1
    assert take(store, "other", at=NOW + LEASE - timedelta(seconds=1)) == ()
    assert len(take(store, "other", at=NOW + LEASE)) == 1


def test_a_message_is_not_claimed_before_it_is_due(store: Store) -> None:
    later = NOW + timedelta(hours=1)
    put(store, message("now"), message("later", due_at=later))
    assert [m.key for m in take(store)] == ["now"]
    assert [m.key for m in take(store, at=later)] == ["now", "later"]


def test_the_message_of_a_dead_sender_comes_back_under_its_key(store: Store) -> None:
    put(store, message())
    (first,) = take(store, "dead")
    with transaction(store) as db:
        assert outbox.begin(db, first.message_id, by="dead", now=NOW, lease=LEASE)
    (again,) = take(store, "other", at=NOW + LEASE)
    assert (again.key, again.n_attempts) == ("k", 1)


def test_an_attempt_begins_only_in_the_hands_of_its_holder(store: Store) -> None:
    put(store, message())
    (claimed,) = take(store, "slow")
    take(store, "other", at=NOW + LEASE)
    with transaction(store) as db:
        assert not outbox.begin(db, claimed.message_id, by="slow", now=NOW, lease=LEASE)
        assert outbox.begin(db, claimed.message_id, by="other", now=NOW, lease=LEASE)
        assert not outbox.begin(db, claimed.message_id, by="other", now=NOW, lease=LEASE)


def test_a_sent_message_never_comes_back_whoever_held_it(store: Store) -> None:
    put(store, message())
    (claimed,) = take(store, "slow")
    take(store, "other", at=NOW + LEASE)
    assert sent(store, claimed)
    assert not sent(store, claimed)
    with transaction(store) as db:
        assert not outbox.begin(db, claimed.message_id, by="other", now=NOW, lease=LEASE)
    assert take(store, at=NOW + timedelta(days=99)) == ()


def test_a_failure_that_may_pass_puts_the_message_back_for_later(store: Store) -> None:
    put(store, message())
    (claimed,) = take(store)
    later = NOW + timedelta(minutes=1)
    with transaction(store) as db:
        outbox.retry_later(db, claimed, by="sender", now=NOW, at=later, failure="限流")
    assert take(store) == ()
    assert len(take(store, at=later)) == 1


def test_a_failure_for_good_makes_a_dead_letter_that_can_be_sent_again(store: Store) -> None:
    put(store, message())
    (claimed,) = take(store)
    with transaction(store) as db:
        assert outbox.give_up(db, claimed, by="sender", now=NOW, failure="号码无效")
        assert not outbox.give_up(db, claimed, by="sender", now=NOW, failure="号码无效")
    assert take(store, at=NOW + timedelta(days=1)) == ()
    with transaction(store) as db:
        args = {"by": "张三", "now": NOW, "expires_at": NOW + timedelta(days=7)}
        assert outbox_decisions.resend(db, claimed.message_id, **args)
        assert not outbox_decisions.resend(db, claimed.message_id, **args)
    (again,) = take(store)
    assert (again.key, again.n_attempts) == (claimed.key, 0)
    with reading(store) as db:
        said = db.scalars(sa.select(outbox_events.c.event).order_by(outbox_events.c.event_id))
        assert list(said) == ["died", "resent"]


def test_a_dropped_message_says_why_and_one_under_way_cannot_be_dropped(store: Store) -> None:
    put(store, message("waiting"), message("under way"))
    waiting, under_way = take(store)
    with transaction(store) as db:
        outbox.begin(db, under_way.message_id, by="sender", now=NOW, lease=LEASE)
        both = [waiting.message_id, under_way.message_id]
        assert outbox_decisions.drop(db, both, "opted_out", by="sender", now=NOW) == 1
    with reading(store) as db:
        assert states(db) == {"waiting": "dropped", "under way": "sending"}
        assert set(db.scalars(sa.select(table.c.dropped_for))) == {None, "opted_out"}


def test_a_sender_that_stops_gives_back_what_it_has_not_begun(store: Store) -> None:
    put(store, message("a"), message("b"))
    begun, _ = take(store, "leaving")
    with transaction(store) as db:
        outbox.begin(db, begun.message_id, by="leaving", now=NOW, lease=LEASE)
        assert outbox_decisions.release(db, by="leaving", now=NOW) == 1
    assert [m.key for m in take(store, "other")] == ["b"]


def test_targets_are_kept_once_a_message(store: Store) -> None:
    put(store, message(targets=(("vacancy", "V1"), ("vacancy", "V1"))))
    put(store, message(targets=(("vacancy", "V2"),)))
    with reading(store) as db:
        assert list(db.scalars(sa.select(outbox_targets.c.target_id))) == ["V1"]


STEPS = st.lists(
    st.tuples(
        st.sampled_from(["claim", "begin", "settle", "retry", "release", "die", "wait"]),
        st.sampled_from(["p", "q", "r"]),
    ),
    max_size=40,
)


@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(steps=STEPS, n=st.integers(1, 5))
def test_any_interleaving_of_claims_sends_each_message_once(
    store: Store, steps: list[tuple[str, str]], n: int
) -> None:
    """Unless its sender died with the send under way; then it is sent again, under the same key."""
    keys = [uuid4().hex for _ in range(n)]
    put(store, *(message(key) for key in keys))
    world = World(store)
    for step, who in [*steps, *FINISH * n]:
        getattr(world, step)(who)
    doubles = {key for key, times in world.left.items() if times > 1}
    assert set(world.left) == set(keys)
    assert doubles <= world.in_doubt
    with reading(store) as db:
        assert set(states(db).values()) == {"sent"}


FINISH = [("wait", "p"), ("claim", "p"), *[("begin", "p"), ("settle", "p")] * 5]


class World:
    """Three senders and a clock: what left the house, and what may have left twice."""

    def __init__(self, store: Store) -> None:
        self.store, self.now = store, NOW
        self.held: dict[str, list[Claimed]] = {"p": [], "q": [], "r": []}
        self.under_way: dict[str, Claimed] = {}
        self.left: Counter[str] = Counter()
        self.in_doubt: set[str] = set()

    def claim(self, who: str) -> None:
        if who not in self.under_way:
            self.held[who] += take(self.store, who, at=self.now, limit=2)

    def begin(self, who: str) -> None:
        if who in self.under_way or not self.held[who]:
            return
        message = self.held[who].pop(0)
        with transaction(self.store) as db:
            ours = outbox.begin(db, message.message_id, by=who, now=self.now, lease=LEASE)
        if ours:
            self.left[message.key] += 1
            self.under_way[who] = message

    def settle(self, who: str) -> None:
        if message := self.under_way.pop(who, None):
            sent(self.store, message)

    def retry(self, who: str) -> None:
        """The channel said no: nothing has left."""
        if message := self.under_way.pop(who, None):
            self.left[message.key] -= 1
            with transaction(self.store) as db:
                at = self.now + timedelta(seconds=1)
                ours = outbox.retry_later(db, message, by=who, now=self.now, at=at, failure="限流")
            assert ours or message.key in self.in_doubt

    def release(self, who: str) -> None:
        with transaction(self.store) as db:
            outbox_decisions.release(db, by=who, now=self.now)

    def die(self, who: str) -> None:
        """`kill -9`: what was held is forgotten, a send under way may have arrived."""
        if message := self.under_way.pop(who, None):
            self.in_doubt.add(message.key)
        self.held[who] = []

    def wait(self, who: str) -> None:
        """All leases end; a send still under way outlasts its lease only where its sender hangs."""
        del who
        self.in_doubt |= {message.key for message in self.under_way.values()}
        self.now += LEASE


def sent(store: Store, claimed: Claimed) -> bool:
    with transaction(store) as db:
        words = Delivered(claimed.message_id, "mailbox", None, "题", "文")
        outbox_decisions.let_through(db, [words], NOW.date())
        return outbox.settle(db, claimed.message_id, "r", NOW)
