"""Connections: each goes to the process that holds fewest, and no thread waits for one that has said nothing yet."""

import errno
import resource
import selectors
import socket
import struct
import time
from collections.abc import MutableSequence
from functools import partial
from multiprocessing.sharedctypes import RawArray
from typing import Any, cast

from gunicorn.workers.gthread import TConn, ThreadWorker

SLOTS = 64
"""A process has one by its age; two far apart in age may share one, which costs evenness and nothing else."""

NOBODY = 2**31 - 1
"""Stands in the slot of no process, and of one that takes no more connections."""

MOMENT, MOMENTS = 0.0005, 20
"""Seconds for which a connection is left to another process, and how often before it is taken after all."""

STALLED = struct.pack("ll", 10, 0)
"""Seconds, and their millionths, after which whoever takes nothing of what is sent, or sends nothing, has gone."""

CONNECTIONS = 0.5
"""The share of the files that a process may open which may be connections."""

SILENT_SECONDS = 1.0
"""Whoever has said nothing for so long may be closed where another needs the room."""

FULL = frozenset({errno.EMFILE, errno.ENFILE})

Held = MutableSequence[int]
"""How many connections each process holds, by slot."""


def nobody_yet() -> Held:
    """Memory that all processes share: made before the first of them is forked."""
    return cast("Held", RawArray("i", [NOBODY] * SLOTS))


def forget(held: Held, worker: Any) -> None:
    """A process has ended, however it did, and holds no connection."""
    held[worker.age % SLOTS] = NOBODY


class Evenly(ThreadWorker):
    """Gunicorn's threads, for connections that stay open; `app.held` of its app is what `nobody_yet` gave.

    A connection that is kept, as a proxy keeps it, stays with the process that took it: one that took most of
    them would work while another looks on. Gunicorn also has a thread wait up to five seconds for the first
    words of each new connection, and browsers open some of them in advance, without a word. Where there are
    too many, the one makes room that has been silent longest.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._left = 0
        files, _ = resource.getrlimit(resource.RLIMIT_NOFILE)
        if files != resource.RLIM_INFINITY:
            self.worker_connections = min(self.cfg.worker_connections, int(CONNECTIONS * files))

    def accept(self, listener: Any) -> None:
        """Take a connection, or leave it for a moment where another process holds fewer."""
        if self.nr_conns > min(self.app.held) and self._left < MOMENTS:
            self._left += 1
            time.sleep(MOMENT)
            return
        try:
            taken, address = listener.accept()
        except (BlockingIOError, ConnectionAbortedError):
            return
        except OSError as failure:
            if failure.errno not in FULL:
                raise
            time.sleep(MOMENT)
            return
        for way in (socket.SO_RCVTIMEO, socket.SO_SNDTIMEO):
            taken.setsockopt(socket.SOL_SOCKET, way, STALLED)
        self.nr_conns += 1
        self._tell()
        silent = TConn(self.cfg, taken, address, listener.getsockname())
        silent.set_timeout()
        self.pending_conns.append(silent)
        heard = partial(self.on_pending_socket_readable, silent)
        self.poller.register(taken, selectors.EVENT_READ, heard)

    def _make_room(self) -> None:
        """Close whoever has been silent longest, if for more than a moment."""
        heads = [held[0] for held in (self.pending_conns, self.keepalived_conns) if held]
        longest = min(heads, key=lambda conn: conn.timeout, default=None)
        if longest and longest.timeout < time.monotonic() + self.cfg.keepalive - SILENT_SECONDS:
            longest.timeout = 0
            self.murder_pending()
            self.murder_keepalived()

    def on_pending_socket_readable(self, conn: Any, client: Any) -> None:
        """As gunicorn does, unless it was closed to make room since the poller told of it."""
        if conn in self.pending_conns:
            super().on_pending_socket_readable(conn, client)

    def on_client_socket_readable(self, conn: Any, client: Any) -> None:
        """The same for a connection that was used before."""
        if conn in self.keepalived_conns:
            super().on_client_socket_readable(conn, client)

    def wait_for_and_dispatch_events(self, timeout: float) -> None:
        """As gunicorn does, and tell the other processes what is held afterwards."""
        left = self._left
        super().wait_for_and_dispatch_events(timeout)
        if self._left == left:
            self._left = 0
        if self.alive and self.nr_conns >= self.worker_connections:
            self._make_room()
        self._tell()

    def _tell(self) -> None:
        self.app.held[self.age % SLOTS] = self.nr_conns if self.alive else NOBODY

    def _cap_keepalive(self, deadline: float) -> None:
        # At the end nobody waits longer for silent connections than for those that were used.
        super()._cap_keepalive(deadline)
        for silent in self.pending_conns:
            silent.timeout = min(silent.timeout, deadline)
