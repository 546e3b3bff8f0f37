"""A channel that hangs, and connections cut between sending and writing it down: nothing is lost, nothing twice without a reason."""

import threading
from collections import Counter
from datetime import timedelta

import pytest
import sqlalchemy as sa

from data.sealing import Vault
from data.store import Store, StoreBusy, open_store, reading
from data.tables_push import outbox
from service.push.channels.channel import ChannelError, Letter
from tests.data.pushed import LEASE, NOW, message, people, put
from tests.faults.machine import LIMIT, cut_connections, until
from tests.service.pushed import Clock, FakeChannel, chose, phones, sender

pytestmark = pytest.mark.faults

N = 6


class Hanging(FakeChannel):
    """Never answers the first letter until it is let go, and has not delivered it then."""

    def __init__(self) -> None:
        super().__init__()
        self.hangs, self.over = threading.Event(), threading.Event()

    def send(self, letter: Letter) -> str | None:
        if not self.hangs.is_set():
            self.hangs.set()
            assert self.over.wait(LIMIT)
            raise ChannelError("对方没有应答", permanent=False)
        return super().send(letter)


class CuttingOff(FakeChannel):
    """Delivers, and the connection is cut by which that is to be written down."""

    def __init__(self, store: Store, times: int) -> None:
        super().__init__()
        self.store, self.times, self.delivered = store, times, False

    def send(self, letter: Letter) -> str | None:
        self.delivered = True
        return super().send(letter)

    def cut(self, *_: object) -> None:
        """Cut off whoever begins to write after a delivery."""
        if self.delivered and self.times > 0:
            self.times -= 1
            cut_connections(self.store)
        self.delivered = False


def waiting_by_telephone(store: Store) -> None:
    ids = [f"W{n}" for n in range(N)]
    people(store, *ids)
    phones(store, *ids)
    for id_ in ids:
        chose(store, id_, channel="sms")
        put(store, message(id_, worker_id=id_))


def rows(store: Store) -> dict[str, tuple[str, int]]:
    """The state of every message and how often it was begun."""
    o = outbox.c
    with reading(store) as db:
        found = db.execute(sa.select(o.key, o.state, o.n_attempts))
        return {row.key: (row.state, row.n_attempts) for row in found}


def test_others_go_out_while_a_channel_hangs_and_its_message_is_retried_once(store: Store) -> None:
    waiting_by_telephone(store)
    clock, channel = Clock(), Hanging()
    stuck = sender(store, name="stuck", clock=clock, sms=channel)
    other = sender(store, name="other", clock=clock, sms=channel)
    thread = threading.Thread(target=stuck.push_some)
    thread.start()
    assert channel.hangs.wait(LIMIT)
    put(store, message("late", worker_id="W0"))
    assert other.push_some() == 1, "what nobody has in hand goes out at once"
    assert channel.names.total() == 1
    clock.now += LEASE + timedelta(seconds=1)
    assert other.push_some() == N, "the lease is over of what the other has in hand"
    channel.over.set()
    thread.join(LIMIT)
    clock.now += timedelta(days=1)
    assert other.push_some() == stuck.push_some() == 0
    assert set(channel.names.values()) == {1}, "nothing came twice"
    assert len(channel.names) == N + 1
    found = rows(store)
    assert {state for state, _ in found.values()} == {"sent"}
    assert Counter(n for _, n in found.values()) == {1: N, 2: 1}, "retried once"


def test_what_is_delivered_is_counted_over_a_cut_connection(
    postgres_url: str, vault: Vault
) -> None:
    store = open_store(postgres_url, vault)
    waiting_by_telephone(store)
    clock, channel = Clock(), CuttingOff(store, times=2)
    sending = sender(store, clock=clock, sms=channel)
    broken = 0
    # A connection that lay idle is tried before it is used; one cut while it is used is not.
    sa.event.listen(store.engine, "begin", channel.cut)

    def ended() -> bool:
        nonlocal broken
        try:
            sending.push_some()
        except StoreBusy:
            broken += 1
            clock.now += LEASE + timedelta(seconds=1)
        return {state for state, _ in rows(store).values()} == {"sent"}

    until(ended)
    assert broken == 2
    assert len(channel.names) == N, "nothing is lost"
    attempts = [n for _, n in rows(store).values()]
    assert channel.names.total() == N + broken, "once more for each cut, under the same name"
    assert sorted(channel.names.values()) == sorted(attempts), "every delivery is counted"
    assert clock.now < NOW + timedelta(hours=1)
    store.engine.dispose()
