"""A crash between any two writes, for tests and rehearsals: the engine stops dead before a chosen write."""

from collections.abc import Iterator
from contextlib import contextmanager

import sqlalchemy as sa

from data.store import Store

WRITES = ("INSERT", "UPDATE", "DELETE")


class Crash(Exception):
    """What is seen of a process that died; nothing in the product catches it."""


class Fuse:
    """Counts writing statements and burns at the n-th; `burnt` tells whether it came to that."""

    def __init__(self, n: int) -> None:
        self.left = n
        self.burnt = False

    def __call__(self, _db: object, _cursor: object, statement: str, *_rest: object) -> None:
        if not statement.lstrip().upper().startswith(WRITES):
            return
        self.left -= 1
        if self.left == 0:
            self.burnt = True
            raise Crash


@contextmanager
def crash_at(store: Store, n: int) -> Iterator[Fuse]:
    """Crash before the n-th writing statement inside the block (1 is the first), and swallow the crash.

    Loop n upwards until `burnt` stays False: then the block ran to its end, and every moment between
    two of its writes has been tried.
    """
    fuse = Fuse(n)
    sa.event.listen(store.engine, "before_cursor_execute", fuse)
    try:
        yield fuse
    except Crash:
        pass
    finally:
        sa.event.remove(store.engine, "before_cursor_execute", fuse)
