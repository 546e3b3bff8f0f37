"""Stories of the places a night gave out: each worker's are found, and who has a list and no place is told apart."""

from collections.abc import Sequence
from pathlib import Path

import pyarrow as pa
import pytest

from models.matching.match import Referral
from service.batch.referred import read_referred, write_referred

Row = tuple[str, str, bool, float, str | None, int]
"""Worker, vacancy, whether referred, price, what was wanted more and is full, how many of those there are."""

NAMES = ("worker_id", "vacancy_id", "referred", "price", "instead_of", "n_full")
SCHEMA = pa.schema(
    [
        ("worker_id", pa.string()),
        ("vacancy_id", pa.string()),
        ("referred", pa.bool_()),
        ("price", pa.float32()),
        ("instead_of", pa.string()),
        ("n_full", pa.int16()),
    ]
)
LISTS: Sequence[Row] = (
    ("W1", "V1", True, 0.25, "V9", 2),
    ("W1", "V2", False, 0.5, None, 0),
    ("W1", "V3", True, 0.0, None, 0),
    ("W3", "V1", False, 0.25, None, 0),
    ("W5", "V2", True, 0.5, "V1", 1),
)


def written(path: Path, rows: Sequence[Row]) -> Path:
    """The file cut out of these lists."""
    columns = dict(zip(NAMES, zip(*rows, strict=True), strict=True)) if rows else {}
    table = pa.table({name: list(columns.get(name, ())) for name in NAMES}, schema=SCHEMA)
    write_referred(path, table, "vacancy_id")
    return path


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("W0", None),
        ("W1", [Referral("V1", 0.25, "V9", 2), Referral("V3", 0.0, None, 0)]),
        ("W2", None),
        ("W3", []),
        ("W5", [Referral("V2", 0.5, "V1", 1)]),
        ("W9", None),
    ],
)
def test_a_worker_finds_the_places_given_and_whoever_has_no_list_finds_nothing(
    tmp_path: Path, asked: str, found: list[Referral] | None
) -> None:
    path = written(tmp_path / "140902.arrow", LISTS)
    expected = None if found is None else {each.target_id: each for each in found}
    assert read_referred(path, asked) == expected


def test_the_lists_of_a_night_made_anew_are_read_anew(tmp_path: Path) -> None:
    path = written(tmp_path / "140902.arrow", LISTS)
    assert read_referred(path, "W3") == {}
    written(path, [("W3", "V7", True, 0.0, None, 0)])
    assert read_referred(path, "W3") == {"V7": Referral("V7", 0.0, None, 0)}
    assert read_referred(path, "W1") is None


def test_a_county_without_lists_and_a_night_without_the_county_give_nothing(tmp_path: Path) -> None:
    assert read_referred(written(tmp_path / "140902.arrow", ()), "W1") is None
    assert read_referred(tmp_path / "140921.arrow", "W1") is None
    assert [each.name for each in tmp_path.iterdir()] == ["140902.arrow"]


def test_what_a_damaged_disk_has_left_of_a_file_gives_nothing(tmp_path: Path) -> None:
    path = written(tmp_path / "140902.arrow", LISTS)
    whole = path.read_bytes()
    for left in (whole[: len(whole) // 2], b"", b"\0" * len(whole)):
        path.unlink()
        path.write_bytes(left)
        assert read_referred(path, "W1") is None


def test_a_few_bytes_lost_within_a_file_give_nothing_and_end_no_process(tmp_path: Path) -> None:
    """Arrow trusts what it maps: a damaged offset that is followed takes the whole process down."""
    path = written(tmp_path / "140902.arrow", LISTS)
    whole, given = path.read_bytes(), read_referred(path, "W1")
    found = []
    for at in range(8, len(whole) - 64, 64):
        path.unlink()
        path.write_bytes(whole[:at] + b"\xf5" * 64 + whole[at + 64 :])
        found.append(read_referred(path, "W1"))
    assert None in found
    assert all(each in (None, given) for each in found)
