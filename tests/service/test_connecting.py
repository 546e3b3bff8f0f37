"""Connections within one process of the service; with real ones in `tests/faults/test_connections.py`."""

import selectors
import socket
import time
from collections import deque
from types import SimpleNamespace

import pytest

from service.connecting import NOBODY, Evenly, forget, nobody_yet


class Worker:
    """A process as the master knows it when it has ended."""

    age = 3


def test_who_was_closed_to_make_room_is_not_listened_to_in_the_same_moment() -> None:
    worker = Evenly.__new__(Evenly)
    worker.pending_conns, worker.keepalived_conns = deque(), deque()
    worker.poller = selectors.DefaultSelector()
    heard, closed = socket.socketpair()
    with heard, closed, worker.poller:
        worker.on_pending_socket_readable(object(), heard)
        worker.on_client_socket_readable(object(), heard)
        assert not worker.poller.get_map()


class Idle:
    """A connection that has been silent for so many seconds, of the 30 for which it may be."""

    def __init__(self, seconds: float) -> None:
        self.sock, self.timeout, self.closed = None, time.monotonic() + 30 - seconds, False

    def close(self) -> None:
        self.closed = True


@pytest.mark.parametrize(
    ("silent", "used", "gone"),
    [
        ([9.0, 5.0], [7.0], [True, False, False]),
        ([5.0], [9.0, 7.0], [False, True, False]),
        ([0.0], [9.0], [False, True]),
        ([0.0], [0.5], [False, False]),
        ([], [], []),
    ],
)
def test_who_has_been_silent_longest_makes_room(
    silent: list[float], used: list[float], gone: list[bool]
) -> None:
    worker = Evenly.__new__(Evenly)
    worker.cfg, worker.nr_conns = SimpleNamespace(keepalive=30), len(silent) + len(used)
    worker.pending_conns, worker.keepalived_conns = deque(map(Idle, silent)), deque(map(Idle, used))
    every = [*worker.pending_conns, *worker.keepalived_conns]
    with selectors.DefaultSelector() as worker.poller:
        worker._make_room()
    assert [conn.closed for conn in every] == gone
    assert worker.nr_conns == gone.count(False)


def test_a_process_that_has_ended_holds_nothing() -> None:
    held = nobody_yet()
    held[Worker.age] = 5
    forget(held, Worker())
    assert min(held) == NOBODY
