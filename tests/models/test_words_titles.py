"""A written title finds its occupation, the surer the more of it is explained, or none at all."""

import csv
import time
from pathlib import Path

import pytest

from data.codes.occupations import local_occupations, occupations
from data.codes.title_words import title_words
from models.words.titles import LEAST, TitleReader


@pytest.fixture(scope="module")
def reader() -> TitleReader:
    return TitleReader.from_lists()


@pytest.mark.parametrize(
    ("title", "occupation"),
    [
        ("服务员", "4-03-02-05"),
        ("急聘!火锅店服务员(包吃住)", "4-03-02-05"),
        ("业务员", "4-01-02-01"),
        ("人工智能助理讲师", "4-07-03-05"),
        ("java开发工程师", "4-04-05-01"),
        ("高级Java开发工程师（成都）", "4-04-05-01"),
        ("會計", "2-06-03-00"),
        ("司机", "4-02-02-01"),
        ("A2半挂司机", "4-02-02-02"),
        ("数控车工学徒", "6-18-01-01"),
        ("法兰锻造工", "6-18-02-02"),
        ("氩弧焊工8000+", "6-18-02-04"),
        ("煤矿综采工", "6-16-01-05"),
        ("月嫂", "4-10-01-06"),
        ("小区保安", "4-07-05-01"),
        ("挖掘机司机", "6-30-05-05"),
        ("软件产品运维工程师", "2-02-10-08"),
        ("python算法工程师", "2-02-38-01"),
        ("光伏电站运维", "6-28-01-10"),
        ("养羊饲养员", "5-03-02-01"),
    ],
)
def test_everyday_titles_find_their_occupation(
    reader: TitleReader, title: str, occupation: str
) -> None:
    assert reader.read(title).occupation == occupation


@pytest.mark.parametrize(
    "title", ["", "!!!", "月入过万/包吃住", "快过年了回家有钱花吗？", "技术类岗位"]
)
def test_words_that_name_no_work_get_no_occupation(reader: TitleReader, title: str) -> None:
    reading = reader.read(title)
    assert reading.occupation is None
    assert reading.confidence == 0


def test_a_whole_title_is_surer_than_its_head_than_its_inside(reader: TitleReader) -> None:
    whole, head, inside = (reader.read(t) for t in ("电工", "大型工厂电工", "电工及其他工作若"))
    assert whole.confidence > head.confidence > inside.confidence >= LEAST


def test_of_several_kinds_of_work_the_others_are_alternatives(reader: TitleReader) -> None:
    reading = reader.read("收银员/保洁员")
    assert reading.occupation == "4-01-02-04"
    assert "4-09-08-01" in [code for code, _ in reading.alternatives]


def test_every_name_of_the_classification_reads_as_itself(reader: TitleReader) -> None:
    leaves = [o for o in occupations().values() if o.level == 4]
    right = sum(reader.read(o.name).occupation == o.code for o in leaves)
    assert right / len(leaves) > 0.97


def test_the_local_occupations_are_read(reader: TitleReader) -> None:
    wrong = [o.title for o in local_occupations() if reader.read(o.title).occupation != o.code]
    assert len(wrong) <= 8, wrong


def test_every_listed_title_belongs_to_an_occupation_of_the_tree() -> None:
    unknown = {word.occupation for word in title_words().values()} - set(occupations())
    assert not unknown


@pytest.mark.shared
def test_real_titles_are_read_fast_and_nearly_all(reader: TitleReader, shared_data: Path) -> None:
    with (shared_data / "vacancies_zh/zhilian_2024.csv").open(encoding="utf-8-sig") as file:
        titles = [row[0] for row in csv.reader(file)][1:]
    start = time.process_time()
    readings = [reader.read(title) for title in titles]
    assert time.process_time() - start < 10
    assert sum(r.occupation is not None for r in readings) / len(readings) > 0.95
