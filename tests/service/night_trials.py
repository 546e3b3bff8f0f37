"""Nights killed for good at drawn moments, in processes of their own, and what they leave behind."""

import hashlib
import os
import signal
import sys
from collections.abc import Callable
from datetime import date
from pathlib import Path

import numpy as np
import pyarrow.parquet as pq
import sqlalchemy as sa

from data.columns import metadata
from data.opening import open_with_keys
from data.store import Store, reading
from data.synthetic import write_market
from service.config import Settings
from service.demo import noon
from service.night.running import Asked, Progress, run_night

AS_OF = date(2026, 11, 23)
LONGEST_SECONDS = 240
LEFT_OUT = {
    "imports": {"seconds", "import_id"},
    "workers": {"id_sealed", "phone_sealed"},
    "outbox_targets": {"message_id"},
    "outbox": {"message_id"},
}
"""What differs from one undisturbed night to another: seconds, sealed texts, running numbers."""


def opened(home: Path, url: str | None = None) -> tuple[Settings, Store]:
    """The store of a home, which has its tables already: a file in it unless it is told another."""
    config = Settings(home=home, database_url=url or f"sqlite:///{home / 'songgang.db'}")
    now = noon(AS_OF)
    return config, open_with_keys(config.database_url, config.keys, cipher=config.cipher, now=now)


def days_files(folder: Path) -> Path:
    """A folder with a day's files of a small market."""
    market = write_market(folder, 300, 120, seed=5, as_of=AS_OF)
    for path in market.truth:
        path.unlink()
    for kind, path in {
        "workers": market.workers[0],
        "spells": market.spells[0],
        "vacancies": market.vacancies,
        "programmes": market.programmes,
    }.items():
        path.rename(folder / f"{kind}-{AS_OF}.parquet")
    return folder


def one_night(
    home: Path,
    files: Path,
    moment: Callable[[], None],
    *,
    processes: int = 1,
    url: str | None = None,
) -> None:
    """A night; `moment` is called at every statement and whenever it tells how far it is."""
    config, store = opened(home, url)
    sa.event.listen(store.engine, "before_cursor_execute", lambda *_: moment())
    sa.event.listen(store.engine, "commit", lambda *_: moment())

    def told(far: Progress) -> None:
        del far
        moment()

    run_night(config, store, Asked(files, AS_OF, processes), lambda: noon(AS_OF), told)
    store.engine.dispose()


def in_a_child(work: Callable[[], None]) -> bool:
    """Do something in a process of its own; whether it came to its end."""
    child = os.fork()
    if child == 0:
        # Whoever waits for ever is as good as dead.
        signal.alarm(LONGEST_SECONDS)
        try:
            work()
            os._exit(0)
        except BaseException as failure:
            sys.stderr.write(f"{failure!r}\n")
            os._exit(1)
    _, status = os.waitpid(child, 0)
    if os.WIFEXITED(status) and os.WEXITSTATUS(status):
        raise RuntimeError("a night failed")
    return os.WIFEXITED(status)


def undisturbed(home: Path, files: Path, url: str | None = None) -> int:
    """A night that nobody kills, in this process: those forked later find everything loaded. Its moments."""
    n = [0]

    def moment() -> None:
        n[0] += 1

    one_night(home, files, moment, url=url)
    return n[0]


def killed(
    home: Path,
    files: Path,
    n_moments: int,
    kills: int,
    rng: np.random.Generator,
    url: str | None = None,
) -> int:
    """A night killed some times, each time begun again; how often it was really killed."""
    n_killed = 0
    for _ in range(kills):
        left = [int(rng.integers(n_moments * 2 // (kills + 1)))]

        def moment(left: list[int] = left) -> None:
            left[0] -= 1
            if left[0] < 0:
                os.kill(os.getpid(), signal.SIGKILL)

        n_killed += not in_a_child(lambda moment=moment: one_night(home, files, moment, url=url))
    in_a_child(lambda: one_night(home, files, lambda: None, url=url))
    return n_killed


def results(home: Path, url: str | None = None) -> dict[str, str]:
    """A hash of every result: the tables of the database and the files of scores and snapshots."""
    _, store = opened(home, url)
    found = {}
    with reading(store) as db:
        for table in metadata.sorted_tables:
            columns = [c for c in table.c if c.name not in LEFT_OUT.get(table.name, ())]
            rows = sorted(repr(tuple(row)) for row in db.execute(sa.select(*columns)))
            found[table.name] = hashlib.sha256("\n".join(rows).encode()).hexdigest()[:12]
    for path in sorted(
        [*home.rglob("*.parquet"), *home.rglob("plan.jsonl"), *home.rglob("prices.json")]
    ):
        content = path.read_bytes()
        if path.suffix == ".parquet":
            content = repr(pq.read_table(path).to_pydict()).encode()
        found[str(path.relative_to(home))] = hashlib.sha256(content).hexdigest()[:12]
    store.engine.dispose()
    return found
