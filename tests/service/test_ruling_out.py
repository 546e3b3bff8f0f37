"""What a worker may rule out: found by a word, checked before it is kept, read alike from a file."""

import pytest

from data.importers.values import Unread
from data.importers.worker_columns import read_unwanted
from service.me.ruling_out import found, label, may_be_ruled_out


@pytest.mark.parametrize(
    ("word", "item", "said"),
    [
        ("夜班", "班次:夜班", "班次：夜班"),
        ("繁峙", "地点:140924", "地点：繁峙县"),
        ("焊工", "职业:6-18-02-04", "职业：焊工"),
        ("甲乙丙有限公司", "单位:甲乙丙有限公司", "单位：甲乙丙有限公司"),
    ],
)
def test_a_word_finds_what_can_be_ruled_out(word: str, item: str, said: str) -> None:
    assert (item, said) in found(word)
    assert label(item) == said
    assert may_be_ruled_out(item)
    assert read_unwanted(item) == item


@pytest.mark.parametrize(
    "item", ["职业:飞行", "班次:早班", "地点:000000", "单位:甲", "天气:雨", "夜班"]
)
def test_what_matching_could_not_respect_is_not_kept(item: str) -> None:
    assert not may_be_ruled_out(item)
    assert isinstance(read_unwanted(item), Unread)


def test_a_place_may_be_written_by_its_name_in_a_file() -> None:
    assert read_unwanted("地点：繁峙县") == "地点:140924"
