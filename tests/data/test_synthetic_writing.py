"""A market written to files is the market in memory, and the registry's importer reads it whole."""

from collections.abc import Sequence
from datetime import date
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from data.importers.mapping import load_mapping
from data.importers.readers import read_batches
from data.importers.worker_rows import check_spells, check_workers
from data.schema import WORKER_COLUMNS
from data.synthetic import market as synthetic_market
from data.synthetic import synthesise, write_market
from data.synthetic.writing import as_text

AS_OF = date(2026, 3, 1)


@pytest.fixture
def _small_blocks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(synthetic_market, "BLOCK", 100)


def _read(paths: Sequence[Path]) -> pa.Table:
    return pa.concat_tables([pq.read_table(path) for path in paths])


@pytest.mark.usefixtures("_small_blocks")
def test_parts_hold_exactly_the_market_in_memory(tmp_path: Path) -> None:
    told: list[tuple[int, int, str]] = []
    written = write_market(
        tmp_path,
        450,
        60,
        seed=9,
        as_of=AS_OF,
        rows_per_part=320,
        progress=lambda done, total, step: told.append((done, total, step)),
    )
    whole = synthesise(450, 60, 9, AS_OF)
    assert [t[:2] for t in told] == [(n, 450) for n in (100, 200, 300, 400, 450)]
    assert len(written.workers) > 1
    assert _read(written.workers).equals(as_text(whole.workers))
    assert _read(written.spells).equals(as_text(whole.spells))
    assert _read(written.truth).equals(whole.truth)
    assert pq.read_table(written.vacancies).equals(as_text(whole.vacancies))
    assert pq.read_table(written.programmes).equals(as_text(whole.programmes))


@pytest.mark.usefixtures("_small_blocks")
def test_no_worker_is_spread_over_two_parts(tmp_path: Path) -> None:
    written = write_market(tmp_path, 300, 1, seed=2, as_of=AS_OF, rows_per_part=1)
    ids = [set(pq.read_table(path)["worker_id"].to_pylist()) for path in written.workers]
    assert len(ids) == 3
    assert len(set.union(*ids)) == sum(map(len, ids)) == 300


@pytest.mark.usefixtures("_small_blocks")
def test_what_was_not_finished_has_no_name(tmp_path: Path) -> None:
    def stop(done: int, *_: object) -> None:
        raise InterruptedError(done)

    with pytest.raises(InterruptedError):
        write_market(tmp_path, 300, 1, seed=2, as_of=AS_OF, progress=stop)
    assert not list(tmp_path.iterdir())


def test_the_importer_reads_every_worker_and_every_fact(tmp_path: Path) -> None:
    written = write_market(tmp_path, 600, 1, seed=9, as_of=AS_OF)
    mapping = load_mapping("registry")
    (rows,) = read_batches(written.workers[0])
    headers = mapping.headers(rows.table.column_names, written.workers[0].name)
    checked = check_workers(rows, mapping, headers, as_of=AS_OF)
    assert checked.refusals == ()
    workers = synthesise(600, 1, 9, AS_OF).workers
    assert checked.table.num_rows == workers.num_rows
    derived = {"birth_on", "sex"}
    for column in WORKER_COLUMNS:
        read, drawn = checked.table[column.name].to_pylist(), workers[column.name].to_pylist()
        if column.name in derived:
            continue
        assert [_plain(v) for v in read] == [_plain(v) for v in drawn], column.name


def test_the_importer_reads_every_spell(tmp_path: Path) -> None:
    written = write_market(tmp_path, 600, 1, seed=9, as_of=AS_OF)
    mapping = load_mapping("spells")
    (rows,) = read_batches(written.spells[0])
    headers = mapping.headers(rows.table.column_names, written.spells[0].name)
    assert check_spells(rows, mapping, headers, as_of=AS_OF).refusals == ()


def _plain(value: object) -> object:
    """Lists are sets of words to the registry, which stages them as sorted text."""
    return ";".join(sorted(value)) if isinstance(value, list) else value
