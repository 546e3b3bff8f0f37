"""Values as people read them."""

from datetime import date

import pytest

from data.codes.fact_words import FACT_WORDS
from data.masking import mask_id_number, mask_phone
from data.schema import WORKER_COLUMNS
from service import wording
from service.config import settings_from

COLUMNS = {column.name: column for column in WORKER_COLUMNS}


@pytest.mark.parametrize(
    ("name", "value", "text"),
    [
        ("sex", "2", "女"),
        ("education", "41", "中等专科毕业"),
        ("reach", "neighbours", "相邻县"),
        ("disabled", False, "否"),
        ("wish_wage_fen", 450_000, "4,500元"),
        ("birth_on", date(1983, 5, 17), "1983-05-17"),
        ("certificates", ["6-18-02-04:4"], "焊工（四级/中级工）"),
        ("wish_occupations", ["4-02-02-02", "9-9"], "道路货运汽车驾驶员、9-9"),
        ("township", "140902001", "秀容街道"),
        ("skills", [], "无"),
        ("skills", None, "未填写"),
    ],
)
def test_a_field_is_said_in_words(name: str, value: object, text: str) -> None:
    assert wording.text_of(COLUMNS[name], value) == text


@pytest.mark.parametrize("column", [c for c in WORKER_COLUMNS if c.codes], ids=lambda c: c.name)
def test_every_code_has_its_word(column: object) -> None:
    assert set(FACT_WORDS[column.name]) == set(column.codes)  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("low", "high", "text"),
    [
        (None, None, "面议"),
        (450_000, 600_000, "4,500–6,000元/月"),
        (None, 600_000, "6,000元/月"),
        (450_000, None, "4,500元/月"),
        (450_000, 450_000, "4,500元/月"),
    ],
)
def test_wages(low: int | None, high: int | None, text: str) -> None:
    assert wording.wage_text(low, high) == text


@pytest.mark.parametrize(
    ("fen", "text"),
    [
        (520_000, "5,200"),
        (99_950, "999.50"),
        (123_456_705, "1,234,567.05"),
        (1, "0.01"),
        (0, "0"),
        (-30_001, "-300.01"),
    ],
)
def test_money_is_said_exactly(fen: int, text: str) -> None:
    assert wording.yuan(fen) == text


def test_a_wage_is_said_to_the_yuan() -> None:
    assert wording.wage_text(449_950, 600_049) == "4,500–6,000元/月"


@pytest.mark.parametrize(
    ("code", "name"),
    [
        ("140981", "忻州·原平市"),
        ("140900", "忻州市"),
        ("140000", "山西省"),
        ("xx", "xx"),
        (None, None),
    ],
)
def test_regions(code: str | None, name: str | None) -> None:
    assert wording.region_name(code) == name


def test_identities_are_masked() -> None:
    assert wording.mask_name("张三") == "张*"
    assert wording.mask_name("王") == "王*"
    assert mask_id_number("140902198305170019") == "1409**********0019"
    assert mask_id_number("1409021") == "*******"
    assert mask_phone("13800000001") == "138****0001"


def test_settings_come_from_the_environment_given() -> None:
    config = settings_from({"SONGGANG_HOME": "/x", "SONGGANG_PORT": "81"})
    assert config.database_url == "sqlite:////x/songgang.db"
    assert (config.port, config.host) == (81, "127.0.0.1")
    with pytest.raises(ValueError, match="SONGGANG_PORT"):
        settings_from({"SONGGANG_PORT": "high"})
