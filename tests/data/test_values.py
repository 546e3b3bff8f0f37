"""A cell says what people mean by it, or why it cannot be read."""

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from data.importers.values import (
    Unread,
    read_any_region,
    read_certificate,
    read_count,
    read_day,
    read_education,
    read_fen,
    read_flag,
    read_occupation,
)

FORMS = ("{:%Y-%m-%d}", "{:%Y/%m/%d}", "{:%Y.%m.%d}", "{:%Y%m%d}", "{0.year}年{0.month}月{0.day}日",
         "{0.year}/{0.month}/{0.day}", "{:%Y-%m-%d} 08:30:00", "{:%Y-%m-%d}T00:00:00Z")  # fmt: skip


@given(st.dates(date(1000, 1, 1)), st.sampled_from(FORMS))
@settings(max_examples=100, deadline=None)
def test_a_day_is_read_in_every_usual_form(day: date, form: str) -> None:
    assert read_day(form.format(day)) == day


@given(st.dates(date(1927, 5, 18), date(2173, 10, 13)))
@settings(max_examples=50, deadline=None)
def test_a_day_is_read_from_the_number_a_spreadsheet_keeps(day: date) -> None:
    serial = (day - date(1899, 12, 30)).days
    assert read_day(str(serial)) == read_day(f"{serial}.0") == day


@given(st.text(max_size=12))
@settings(max_examples=200, deadline=None)
def test_any_text_is_read_or_refused_with_a_reason(text: str) -> None:
    readers = (read_day, read_count, read_fen, read_flag, read_any_region, read_education,
               read_occupation, read_certificate)  # fmt: skip
    for read in readers:
        value = read(text)
        assert value is not None
        assert not isinstance(value, Unread) or value.reason


@pytest.mark.parametrize(
    ("text", "fen"),
    [
        ("450000", 450_000),
        ("4500元", 450_000),
        ("4,500元", 450_000),
        ("￥4500.5", 450_050),
        ("0.45万", 450_000),
        ("4500元/月", 450_000),
        ("0", 0),
        ("4500.5", None),
        ("4500.505元", None),
        ("面议", None),
        ("999999999999元", 99_999_999_999_900),
        ("999999999999万", 999_999_999_999_000_000),
        ("99999999999999999999元", None),
        ("-5", None),
    ],
)
def test_money_is_fen_unless_it_says_yuan(text: str, fen: int | None) -> None:
    value = read_fen(text)
    assert (None if isinstance(value, Unread) else value) == fen


@pytest.mark.parametrize(
    ("text", "code"),
    [("140902", "140902"), ("142201", "142201"), ("140900", "140900"), ("1", None)],
)
def test_a_region_may_be_one_that_was(text: str, code: str | None) -> None:
    value = read_any_region(text)
    assert (None if isinstance(value, Unread) else value) == code
