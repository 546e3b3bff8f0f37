"""Equal contents have one form: lists are sorted texts, rows have numbers that change when they do."""

from datetime import date

import pyarrow as pa
from hypothesis import given, settings
from hypothesis import strategies as st

from data.canonical import contents, joined, split
from data.schema import FACT_COLUMNS, Column
from tests import builders

words = st.text(st.characters(exclude_characters=";", exclude_categories=["C", "Z"]), min_size=1)
lists = st.none() | st.lists(words, max_size=5)
CELLS = (Column("a", "text", ""), Column("n", "int", ""))


@given(st.lists(lists, max_size=8))
@settings(max_examples=60, deadline=None)
def test_a_list_comes_back_as_the_set_it_is(rows: list[list[str] | None]) -> None:
    there = joined(pa.array(rows, pa.list_(pa.string())))
    back = split(there).to_pylist()
    assert back == [None if row is None else sorted(set(row)) for row in rows]
    assert joined(split(there)).equals(there)


def test_a_slice_of_lists_is_joined_like_the_whole() -> None:
    whole = pa.array([["b", "a"], None, [], ["c", "c"], ["", " d "]], pa.list_(pa.string()))
    assert joined(whole).to_pylist() == ["a;b", None, "", "c", "d"]
    assert joined(whole.slice(2, 2)).to_pylist() == ["", "c"]
    assert joined(pa.array([], pa.list_(pa.string()))).to_pylist() == []


@given(st.lists(st.tuples(st.none() | st.text(), st.none() | st.integers(0, 9)), max_size=12))
@settings(max_examples=100, deadline=None)
def test_rows_have_equal_numbers_exactly_when_they_are_equal(
    rows: list[tuple[str | None, int | None]],
) -> None:
    names, numbers = [row[0] for row in rows], [row[1] for row in rows]
    table = pa.table({"a": pa.array(names, pa.string()), "n": pa.array(numbers, pa.int32())})
    found = contents(table, CELLS).to_pylist()
    assert len(set(found)) == len(set(rows))
    one_by_one = [contents(table.slice(i, 1), CELLS)[0].as_py() for i in range(len(rows))]
    assert found == one_by_one


def test_every_fact_of_a_worker_counts() -> None:
    usual = builders.worker(sex="1")
    before = contents(usual, FACT_COLUMNS)[0].as_py()
    seen = {before}
    for place, column in enumerate(usual.schema.names):
        if column == "worker_id" or usual[column].null_count:
            continue
        gone = usual.set_column(place, column, pa.nulls(1, usual.schema.field(column).type))
        seen.add(contents(gone, FACT_COLUMNS)[0].as_py())
    known = sum(usual[c.name].null_count == 0 for c in FACT_COLUMNS)
    assert len(seen) == 1 + known


def test_the_numbers_never_change_between_versions_of_the_product() -> None:
    """A registry of millions would otherwise look changed after an update."""
    columns = (*CELLS, Column("r", "real", ""), Column("f", "flag", ""), Column("d", "date", ""))
    table = pa.table(
        {
            "a": ["货车司机", None],
            "n": pa.array([7, None], pa.int32()),
            "r": [0.25, None],
            "f": [True, None],
            "d": [date(2026, 11, 23), None],
        }
    )
    assert contents(table, columns).to_pylist() == [8154954446290671710, 0]
