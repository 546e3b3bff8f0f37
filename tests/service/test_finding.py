"""What a counselor types is read as it is meant; a file says where each of its fields comes from."""

import pytest

from data.schema import FACT_COLUMNS
from service.filing import GROUPS
from service.finding import Typed, meanings, read


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("张三", Typed(name="张三")),
        ("欧阳 学习", Typed(name="欧阳学习")),
        ("张三 123x", Typed(name="张三", ending="123X")),
        ("14090219830101123x", Typed(id_number="14090219830101123X")),
        ("13800000001", Typed(phone="13800000001")),
        ("W-000017", Typed(worker_id="W-000017")),
        ("定襄 张", Typed(name="张", county="140921")),
        ("张\u3000焊工", Typed(name="张", occupation="6-18-02-04")),
        ("高原", Typed(name="高原")),
        ("1234", Typed(worker_id="1234", ending="1234")),
        ("张三 01123x", Typed(name="张三", ending="01123X")),
        ("1422**********123x", Typed(beginning="1422", ending="123X")),
        ("张三 ＊＊1234", Typed(name="张三", ending="1234")),
        ("1234567", Typed(worker_id="1234567")),
        ("ZW", Typed(initials="zw")),
        ("w17", Typed(worker_id="w17")),
        ("", Typed()),
    ],
)
def test_words_are_read_as_they_are_meant(typed: str, meant: Typed) -> None:
    assert read(typed) == meant


def test_a_word_may_also_mean_a_place_or_an_occupation() -> None:
    assert [m.label for m in meanings("定襄")][:1] == ["定襄县"]
    assert ("occupation", "焊工") in [(m.filter, m.label) for m in meanings("焊工")]
    assert meanings("张") == ()


def test_a_file_shows_every_field_once() -> None:
    shown = [name for names in GROUPS.values() for name in names]
    assert sorted(shown) == sorted(c.name for c in FACT_COLUMNS if c.name != "valid_on")
