"""A place's text finds the smallest region it surely names, and distance follows the county borders."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.codes.regions import (
    XINZHOU_UNITS,
    find_region,
    legacy_prefixes,
    neighbours,
    reach_class,
    reach_matrix,
    regions,
    townships,
)

FOUND = """
石家庄·桥西·维明            130104  三段，省略“市”“区”
浙江省宁波                  330200  城市不写“市”
重庆·渝北区                 500112  撤销的区仍可读
上海·虹口·北外滩            310109  直辖市
上海·浦东·张江              310115  新区
四川省成都红星路            510100  路名不当区名
北京海淀区                  110108  不分段
北京北京海淀区              110108  重复市名
深圳深圳宝安区宝安          440306  计划单列市重复
山东省山东省                370000  只有省
山东省济南市中区            370103  “市中区”不拆成“济南市”
山东省青岛市北区            370203  同上
湖南省长沙长沙县            430121  与市同名的县
湖南省长沙长沙海信广场      430100  重复市名后是商场
广东省广州天河体育中心      440100  体育中心不当天河区
江苏省昆山                  320583  县级市直接在省后
海南省陵水                  469028  省直辖自治县
吉林省吉林                  220200  省市同名
吉林                        220000  宁可取省
朝阳·双塔区                 211302  辽宁朝阳
郑州·管城·东大街            410104  民族区
黔南·福泉市                 522702  自治州
内蒙古包头                  150200  自治区
香港                        810000  特别行政区
忻州·原平                   140981  本市
定襄                        140921  本市县，单独写
山西省忻州市代县上馆镇      140923  后接乡镇
五台                        140922  县
五台山                      140971  风景名胜区
忻州·五台山                 140971  同上
忻州开发区                  140972  经济开发区
中国·山西·忻州              140900  带国名
"""


@pytest.mark.parametrize("line", FOUND.strip().splitlines())
def test_a_text_finds_its_region(line: str) -> None:
    text, code, _ = line.split()
    assert find_region(text) == code


@pytest.mark.parametrize(
    "text", ["朝阳区", "鼓楼区", "桥西区", "日本", "老挝", "全国", "", "广省惠州惠城区"]
)
def test_a_text_that_names_no_single_region_finds_none(text: str) -> None:
    assert find_region(text) is None


@given(st.text(max_size=40))
def test_no_text_stops_the_search(text: str) -> None:
    found = find_region(text)
    assert found is None or found in regions()


@given(st.sampled_from(sorted(XINZHOU_UNITS)), st.sampled_from(["山西省忻州市{}", "忻州·{}", "{}"]))
def test_every_unit_of_the_city_is_found_by_its_name(unit: str, form: str) -> None:
    assert find_region(form.format(regions()[unit].name)) == unit


def test_every_region_of_today_is_found_by_its_full_path() -> None:
    wrong = [
        code
        for code, region in regions().items()
        if region.status == "gbt2260" and find_region(full_path(code)) != code
    ]
    assert wrong == []


def full_path(code: str) -> str:
    region = regions()[code]
    return f"{full_path(region.parent)}·{region.name}" if region.parent else region.name


def test_the_city_has_fourteen_counties_and_two_areas() -> None:
    status = [regions()[unit].status for unit in XINZHOU_UNITS]
    assert status.count("gbt2260") == 14
    assert {regions()[u].parent for u in XINZHOU_UNITS} == {"140900"}
    assert "140901" not in regions()


def test_townships_lie_in_units_of_the_city() -> None:
    assert len(townships()) == 173
    assert {t.parent for t in townships().values()} == set(XINZHOU_UNITS) - {"140972"}


def test_borders_are_mutual() -> None:
    for unit, others in neighbours().items():
        assert others, f"{unit} adjoins nothing"
        assert all(unit in neighbours()[other] for other in others)


def test_old_prefixes_lead_to_units_of_today() -> None:
    assert legacy_prefixes()["142201"] == legacy_prefixes()["142221"] == "140902"
    assert set(legacy_prefixes().values()) <= set(XINZHOU_UNITS) | {"140900"}


REACH = """
140902 140902 0  同县
140902 140921 1  邻县
140971 140922 1  景区与五台县
140902 140932 2  同市不相邻
140902 140900 2  只知在本市
140902 140105 3  同省
140902 140000 3  只知在本省
140902 330200 4  外省
330212 330200 2  外市的人看本市
110105 110101 2  直辖市内
110105 110000 2  只知在直辖市
140900 140900 2  两边都只知到市
429004 429005 3  省直辖的两个市
"""


@pytest.mark.parametrize("line", REACH.strip().splitlines())
def test_reach_is_the_nearest_that_is_sure(line: str) -> None:
    home, work, reach, _ = line.split()
    assert reach_class(home, work) == int(reach)


CODES = st.lists(st.sampled_from(sorted(regions())), max_size=6)


@given(CODES, CODES)
def test_the_matrix_says_what_each_pair_says(homes: list[str], works: list[str]) -> None:
    matrix = reach_matrix(homes, works)
    pairs = [[reach_class(h, w) for w in works] for h in homes]
    assert matrix.dtype == np.uint8
    assert matrix.shape == (len(homes), len(works))
    assert matrix.tolist() == pairs
