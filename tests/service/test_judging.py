"""What a night tells the lists is written in pieces: others write between them, and a kill costs nothing."""

import os
import signal
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Event
from typing import Any

import pyarrow as pa
import pytest

from data.records import caseload, caseload_lists, workers
from data.records.caseload_lists import Wanted
from data.store import Store, reading, transaction
from service.batch import judging
from service.batch.judging import tell_lists
from tests.builders import TODAY
from tests.data.importing import people, take_workers, write_csv
from tests.service.night_trials import in_a_child

N = 60
LONGEST_SECONDS = 60
"""Whoever has not been let in by then never will."""


@pytest.fixture
def found(store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> pa.Table:
    """What a night found of people whom no night has judged yet; it is written in twelve pieces."""
    take_workers(store, write_csv(tmp_path / "people.csv", people(N)))
    monkeypatch.setattr(judging, "ROWS_AT_ONCE", N // 12)
    with reading(store) as db:
        ids = workers.registered(db, TODAY)["worker_id"].to_pylist()
    index = [40 + n / 7 for n in range(len(ids))]
    suggested = ["D1" if n % 9 == 0 else None for n in range(len(ids))]
    return pa.table({"worker_id": ids, "index_value": index, "suggested": suggested})


def told(store: Store) -> list[tuple[str, float, str | None]]:
    with reading(store) as db:
        lines = caseload_lists.page(db, Wanted(), "registered", limit=N)
    return sorted((p.worker_id, p.index_value, p.suggested) for p in lines if p.judged_on)


def said(found: pa.Table) -> list[tuple[str, float, str | None]]:
    return sorted(tuple(row.values()) for row in found.to_pylist())


# On PostgreSQL nobody waits for these rows.
@pytest.mark.parametrize("store", ["sqlite"], indirect=True)
def test_whoever_writes_beside_is_let_in_between_two_pieces(
    store: Store, found: pa.Table, monkeypatch: pytest.MonkeyPatch
) -> None:
    began, pieces = Event(), []
    keep = caseload.keep_judged

    def kept(db: Any, news: pa.Table) -> None:
        began.set()
        keep(db, news)
        pieces.append(len(news))

    def beside() -> int:
        assert began.wait(LONGEST_SECONDS)
        with transaction(store):
            return len(pieces)

    monkeypatch.setattr(caseload, "keep_judged", kept)
    with ThreadPoolExecutor(1) as crew:
        other = crew.submit(beside)
        tell_lists(store, found, TODAY)
        assert other.result() < len(pieces)
    assert told(store) == said(found)


@pytest.mark.filterwarnings("ignore:.*fork.*:DeprecationWarning")
def test_lists_of_a_night_killed_between_two_pieces_go_on_with_the_rest(
    store: Store, found: pa.Table, monkeypatch: pytest.MonkeyPatch
) -> None:
    keep, pieces = caseload.keep_judged, []

    def killed(db: Any, news: pa.Table) -> None:
        if len(pieces) == 2:
            os.kill(os.getpid(), signal.SIGKILL)
        pieces.append(len(news))
        keep(db, news)

    with monkeypatch.context() as dying:
        dying.setattr(caseload, "keep_judged", killed)
        assert not in_a_child(lambda: tell_lists(store, found, TODAY))
    assert len(told(store)) == 2 * (N // 12)
    tell_lists(store, found, TODAY)
    assert told(store) == said(found)
