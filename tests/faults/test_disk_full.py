"""An import or a backup on a full disk leaves nothing, says what is wrong, and completes when there is room."""

import gc
from datetime import timedelta
from pathlib import Path

import pytest
import typer

from data.records import imports, workers
from data.sealing import Vault
from data.store import Store, StoreUnreachable, open_store, reading
from service.cli.context import one_sentence
from service.config import Settings
from service.operating.copies import LAST, back_up, checked
from tests.data.importing import people, person, report_of, take_workers, write_csv
from tests.faults.machine import fill, small_disk
from tests.service.stocked import NOW
from tests.service.test_copies import PROGRAMS

pytestmark = pytest.mark.faults


@pytest.mark.parametrize("step", ["读取与检查", "装入", "合并"])
@pytest.mark.parametrize("left", [0, 400_000])
def test_an_import_into_a_file_on_a_full_disk_takes_nothing(
    migrated_sqlite: bytes,
    vault: Vault,
    tmp_path: Path,
    step: str,
    left: int,
    capsys: pytest.CaptureFixture[str],
) -> None:
    path = write_csv(tmp_path / "a.csv", people(2_000))
    with small_disk(tmp_path / "disk", 24) as disk:
        (disk / "songgang.db").write_bytes(migrated_sqlite)
        store = open_store(f"sqlite:///{disk / 'songgang.db'}", vault)
        take_workers(store, write_csv(tmp_path / "before.csv", people(5)))
        filled: list[Path] = []

        def full(done: int, total: int, doing: str) -> None:
            if doing == step and not filled:
                filled.append(fill(disk, but=left))

        with pytest.raises(typer.Exit) as ended, one_sentence():
            take_workers(store, path, progress=full)
        assert ended.value.exit_code == 2
        assert "磁盘已满" in capsys.readouterr().err
        # On a disk without a byte left SQLite cannot even be opened.
        filled[0].unlink()
        assert (n_workers(store), n_imports(store)) == (5, 1)
        summary = take_workers(store, path)
        assert (summary.new, summary.unchanged) == (1_995, 5)
        assert [p.name for p in disk.iterdir() if "staging" in p.name] == []
        store.engine.dispose()


def test_a_command_on_a_disk_without_a_byte_left_says_so(
    migrated_sqlite: bytes, vault: Vault, tmp_path: Path
) -> None:
    with small_disk(tmp_path / "disk", 24) as disk:
        (disk / "songgang.db").write_bytes(migrated_sqlite)
        fill(disk)
        with pytest.raises(StoreUnreachable, match="磁盘已满，请先腾出空间"):
            open_store(f"sqlite:///{disk / 'songgang.db'}", vault)


def test_an_import_whose_report_cannot_be_written_takes_nothing(
    store: Store, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    rows = [*people(20), person(worker_id="W-wrong", id_number="1")]
    with small_disk(tmp_path / "disk", 1) as disk:
        path = write_csv(disk / "a.csv", rows)
        ballast = fill(disk)
        with pytest.raises(typer.Exit) as ended, one_sentence():
            take_workers(store, path)
        assert ended.value.exit_code == 2
        assert "磁盘已满" in capsys.readouterr().err
        assert (n_workers(store), n_imports(store)) == (0, 0)
        # A workbook that was left half written complains when it is forgotten, wherever that is.
        gc.collect()
        left = {each for each in disk.rglob("*") if each.is_file()}
        assert left == {path, ballast}, "nothing of it is left"
        ballast.unlink()
        summary = take_workers(store, path)
        assert (summary.new, summary.refused) == (20, 1)
        assert len(report_of(summary)) == 1


def test_a_backup_on_a_full_disk_leaves_the_one_before_and_nothing_of_its_own(
    store: Store, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    home = tmp_path / "home"
    home.mkdir()
    config = Settings(home=home, database_url=store.url, postgres_programs=PROGRAMS)
    take_workers(store, write_csv(tmp_path / "a.csv", people(2_000)))
    with small_disk(tmp_path / "disk", 24) as disk:
        first = back_up(config, store, disk / "copies", now=NOW)
        before = checked(first)
        told = (home / LAST).read_bytes()
        for left in (0, 100_000):
            ballast = fill(disk, but=left)
            with pytest.raises(typer.Exit) as ended, one_sentence():
                back_up(config, store, disk / "copies", now=NOW + timedelta(days=1))
            assert ended.value.exit_code == 2
            assert "磁盘已满" in capsys.readouterr().err
            assert list((disk / "copies").iterdir()) == [first], "nothing of it is left"
            assert checked(first) == before
            assert (home / LAST).read_bytes() == told, "the last copy is the one that is whole"
            ballast.unlink()
        again = back_up(config, store, disk / "copies", now=NOW + timedelta(days=1))
        assert checked(again).files.keys() == before.files.keys()


def n_workers(store: Store) -> int:
    with reading(store) as db:
        return workers.count(db)


def n_imports(store: Store) -> int:
    with reading(store) as db:
        return len(imports.latest(db))
