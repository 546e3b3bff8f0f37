"""Files nobody should have sent: each is taken as far as it can be, or refused in a sentence; nothing else happens."""

import io
import tracemalloc
from datetime import date
from pathlib import Path

import pytest
from openpyxl import load_workbook

from data.importers import sheets
from data.importers.readers import UnreadableFile, read_table
from data.store import Store
from service.exporting import Asked, Taker, export
from tests.hostile.bombs import BOMBS, workbook
from tests.hostile.rules import read_spoilt
from tests.hostile.taking import CALCULATED, bring, wrong_with
from tests.hostile.words import FAMILIES
from tests.service.stocked import NOW, opened


@pytest.mark.hostile
def test_many_bad_files_are_taken_or_refused_in_a_sentence(
    store: Store, tmp_path: Path, hostile: int, capsys: pytest.CaptureFixture[str]
) -> None:
    taken = bring(store, tmp_path / "files", max(60, hostile // 5), seeded=2)
    with capsys.disabled():
        print(f"\nfiles: {dict(taken.ends)}, {taken.slowest}")
    assert taken.faults == {}
    assert taken.ends["refused"] > taken.ends.total() / 5
    assert taken.ends["taken in part"] > taken.ends.total() / 20


@pytest.mark.parametrize("name", BOMBS)
def test_a_bomb_is_refused_before_it_unfolds(name: str, tmp_path: Path) -> None:
    path = tmp_path / name
    path.write_bytes(BOMBS[name]())
    assert path.stat().st_size < 6_000_000
    tracemalloc.start()
    with pytest.raises(UnreadableFile) as refusal:
        read_table(path)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 100_000_000
    assert "root:" not in str(refusal.value)
    assert not list(wrong_with(str(refusal.value), tmp_path))


def test_a_workbook_larger_than_allowed_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sheets, "MAX_UNPACKED", 1_000_000)
    path = tmp_path / "zeros.xlsx"
    path.write_bytes(workbook(media=b"\0" * 2_000_000))
    assert path.stat().st_size < 20_000
    with pytest.raises(UnreadableFile, match="展开后超过"):
        read_table(path)


@pytest.mark.hostile
def test_many_spoilt_mappings_and_policies_are_refused_in_a_sentence(
    tmp_path: Path, hostile: int, capsys: pytest.CaptureFixture[str]
) -> None:
    found = read_spoilt(tmp_path / "rules", max(100, hostile // 10), seeded=2)
    with capsys.disabled():
        print(f"\nrules: {dict(found.ends)}")
    assert found.faults == {}


def test_a_list_taken_away_holds_nothing_that_a_spreadsheet_calculates(
    tmp_path: Path,
) -> None:
    store = opened(tmp_path)
    rows = [[text, 3, None, date(2026, 1, 1)] for family in FAMILIES for text in family]
    taker = Taker("u-x", "=1+1", "主管", '@SUM(1)&"\x1b"')
    content = export(store, ["姓名", "数", "空", "日"], rows, taker, asked=Asked("", 99), at=NOW)
    store.engine.dispose()
    sheet = load_workbook(io.BytesIO(content)).worksheets[0]
    cells = [cell for row in sheet.iter_rows() for cell in row]
    assert all(cell.data_type != "f" for cell in cells)
    assert not [c.value for c in cells if str(c.value or "").startswith(CALCULATED)]
    assert sheet.cell(4, 2).value == 3
