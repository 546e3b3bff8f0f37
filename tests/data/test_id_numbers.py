"""Id numbers are read as GB 11643 says, for everybody at once as for one."""

from datetime import date

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from stdnum.cn import ric

from data.importers.id_numbers import FAULTS, read_id_numbers
from data.importers.keys import doubled_keys, worker_keys
from data.masking import mask_id_number
from tests.builders import id_number

births = st.dates(date(1900, 1, 1), date(2025, 12, 31))


@given(st.lists(st.tuples(births, st.integers(0, 999)), min_size=1, max_size=20))
@settings(max_examples=50, deadline=None)
def test_a_sound_number_tells_birth_day_and_sex(people: list[tuple[date, int]]) -> None:
    numbers = [id_number(born, sequence=sequence) for born, sequence in people]
    found = read_id_numbers(pa.array(numbers))
    assert found.texts.to_pylist() == numbers
    assert not found.faults.any()
    assert found.birth_on.tolist() == [born for born, _ in people]
    assert found.is_man.tolist() == [sequence % 2 == 1 for _, sequence in people]


@given(births, st.integers(0, 999), st.integers(0, 17), st.sampled_from("0123456789X"))
@settings(max_examples=150, deadline=None)
def test_no_single_slip_of_the_pen_goes_unseen(
    born: date, sequence: int, place: int, slip: str
) -> None:
    right = id_number(born, sequence=sequence)
    wrong = right[:place] + slip + right[place + 1 :]
    sound = read_id_numbers(pa.array([wrong])).faults[0] == 0
    assert sound == (wrong == right)


def test_numbers_are_judged_as_an_independent_library_judges_them() -> None:
    rng = np.random.default_rng(7)
    numbers = []
    for _ in range(400):
        born = date(1940, 1, 1).fromordinal(int(rng.integers(708_000, 735_000)))
        number = id_number(born, sequence=int(rng.integers(0, 1000)), prefix="110105")
        place = int(rng.integers(6, 18))
        flip = str(rng.integers(0, 10)) if rng.random() < 0.5 else number[place]
        numbers.append(number[:place] + flip + number[place + 1 :])
    found = read_id_numbers(pa.array(numbers)).faults == 0
    assert found.tolist() == [ric.is_valid(number) for number in numbers]
    assert 0.4 < found.mean() < 0.8


@pytest.mark.parametrize(
    ("number", "fault"),
    [
        ("11010519491231002X", ""),
        ("11010519491231002x", ""),
        ("１１０１０５１９４９１２３１００２Ｘ", ""),
        ("'110105 19491231 002X", ""),
        (id_number(prefix="142201"), ""),
        ("110105194912310021", "校验码不符"),
        ("110105491231002", "15 位"),
        ("11010519490230002X", "出生日期不存在"),
        ("11010518491231002X", "出生日期不存在"),
        ("1101051949123100ZX", "应为数字"),
        ("忻州忻州忻州", "应为数字"),
        ("110105", "18 位"),
        (None, "18 位"),
    ],
)
def test_each_fault_has_its_own_reason(number: str | None, fault: str) -> None:
    found = read_id_numbers(pa.array([number], pa.string()))
    assert fault in FAULTS[found.faults[0]]
    assert bool(fault) == bool(found.faults[0])


def test_a_slice_and_an_empty_column_are_read_like_the_whole() -> None:
    numbers = pa.array(["x", id_number(), id_number(sequence=2)]).slice(1)
    assert read_id_numbers(numbers).is_man.tolist() == [True, False]
    assert len(read_id_numbers(pa.array([], pa.string())).faults) == 0


def test_a_masked_number_keeps_its_ends_only() -> None:
    assert mask_id_number("14090219830517001X") == "1409**********001X"
    assert mask_id_number("1409") == "****"


#   worker  number  day | two numbers, two workers, doubled, newest
KEYS = [
    ("A", "1", 5, "- - - N"),
    ("A", "1", 3, "- - D -"),
    ("A", "1", 3, "- - - -"),
    ("A", "2", 9, "X - - -"),
    ("B", "1", 4, "- X - -"),
    ("C", "3", 4, "- - D -"),
    ("C", "3", 4, "- - - N"),
    ("D", "2", 1, "- X - -"),
]


def test_rows_of_a_file_are_compared_with_each_other() -> None:
    who, numbers, days, _ = zip(*KEYS, strict=True)
    dates = pa.array(days, pa.int32()).cast(pa.date32())
    keys = worker_keys(pa.array(who), pa.array(numbers), dates)
    marks = [
        " ".join(
            mark if flag else "-"
            for mark, flag in zip("XXDN", (two, twice, doubled, newest), strict=True)
        )
        for two, twice, doubled, newest in zip(
            keys.two_numbers, keys.two_workers, keys.doubled, keys.newest, strict=True
        )
    ]
    assert marks == [row[3] for row in KEYS]
    assert doubled_keys(pa.array(who), dates).tolist() == [
        False,
        True,
        *[False] * 3,
        True,
        *[False] * 2,
    ]
