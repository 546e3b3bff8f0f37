"""A change of keys that kills itself, as by `kill -9`, after so many batches: run as a process of its own."""

import os
import signal
import sys
from datetime import UTC, datetime
from pathlib import Path

from data.records import keyrings
from data.sealing import Vault
from data.store import open_store


def main(url: str, keys: str, batches: str) -> None:
    """Seal anew in batches of five and die after some of them."""
    keyrings.ROWS_AT_ONCE = 5
    store = open_store(url, Vault(Path(keys)))
    number = keyrings.renew(store, "aes-256-gcm", datetime(2026, 11, 23, tzinfo=UTC))
    left = int(batches)

    def die_in_time(_: int) -> None:
        nonlocal left
        left -= 1
        if left == 0:
            os.kill(os.getpid(), signal.SIGKILL)

    keyrings.seal_anew(store, number, die_in_time)


if __name__ == "__main__":
    main(*sys.argv[1:])
