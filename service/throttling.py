"""How often one caller may come: buckets that fill steadily, counted by all processes of this machine together."""

import hashlib
import mmap
import secrets
from dataclasses import asdict
from datetime import datetime
from functools import lru_cache
from ipaddress import IPv6Address, ip_address
from threading import Lock
from typing import Literal

from service.config import Limits

Door = Literal["token", "address", "public", "sign-in", "own"]
"""API by token, API by address, doors without a token, the office's sign-in, workers' sign-in."""

ROWS, CELLS = 4, 1 << 16
CELL_BYTES = 8
MINUTE = 60_000_000
"""In microseconds, as everything here."""


class Throttle:
    """One number for a caller: the moment at which its bucket will be full again (GCRA).

    The numbers stand in memory that is made before the workers fork, so that they all count in it.
    A caller has a cell in each of four rows, chosen by a salted hash, and counts by the emptiest of
    them (a count-min sketch): nothing has to be forgotten, and nobody can choose whom to crowd out.
    Two processes that write a cell in the same moment may count one request instead of two; a lock
    between processes would stop all of them when one is killed.
    """

    def __init__(self, limits: Limits | None = None) -> None:
        self._most = asdict(limits or Limits())
        self._salt = secrets.token_bytes(16)
        self._lock = Lock()
        self._cells: memoryview[int] = memoryview(mmap.mmap(-1, ROWS * CELLS * CELL_BYTES)).cast(
            "Q"
        )

    def wait(self, door: Door, key: str, now: datetime) -> int:
        """Whole seconds until this caller may come; 0 lets it in and counts it. Refused ones do not count."""
        most: int = self._most.get(door, self._most["door"])
        if not most:
            return 0
        at, step = int(now.timestamp() * 1_000_000), MINUTE // most
        mine = self._of(door, key)
        with self._lock:
            full = max(at, min(self._within(cell, at) for cell in mine))
            over = full + step - at - MINUTE
            if over > 0:
                return -(-over // 1_000_000)
            for cell in mine:
                self._cells[cell] = max(self._within(cell, at), full + step)
        return 0

    def _within(self, cell: int, at: int) -> int:
        """The moment in a cell; one that no bucket reaches is from before the clock was set back.

        Processes read the clock at moments of their own, so that is only said of twice as far ahead.
        """
        full = self._cells[cell]
        return full if full <= at + 2 * MINUTE else at

    def _of(self, door: Door, key: str) -> list[int]:
        digest = hashlib.blake2b(f"{door} {key}".encode(), digest_size=8, key=self._salt).digest()
        return [row * CELLS + int.from_bytes(digest[2 * row : 2 * row + 2]) for row in range(ROWS)]


@lru_cache(10_000)
def neighbourhood(address: str) -> str:
    """An address as it is counted: of IPv6 the first half, within which anybody may take any other."""
    try:
        found = ip_address(address)
    except ValueError:
        return address
    if not isinstance(found, IPv6Address):
        return str(found)
    return str(found.ipv4_mapped or IPv6Address(int(found) >> 64 << 64))
