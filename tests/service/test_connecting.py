"""Connections within one process of the service; with real ones in `tests/faults/test_connections.py`."""

import selectors
import socket
from collections import deque

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


def test_a_process_that_has_ended_holds_nothing() -> None:
    held = nobody_yet()
    held[Worker.age] = 5
    forget(held, Worker())
    assert min(held) == NOBODY
