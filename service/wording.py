"""Values as people read them: money, places, codes, yes and no; and identities, masked."""

from collections.abc import Mapping
from datetime import date

from data.codes.education import education_name
from data.codes.occupations import occupations
from data.codes.regions import regions, townships
from data.schema import Column

UNKNOWN = "未填写"
NONE = "无"
"""An empty list: asked, and there is none."""

TEXTS: Mapping[str, Mapping[str, str]] = {
    "sex": {"1": "男", "2": "女", "0": "未知", "9": "未说明"},
    "population": {"rural": "农村劳动力", "graduate": "高校毕业生", "urban": "城镇劳动力"},
    "retire_track": {
        "M60": "男职工（原60岁）",
        "F55": "女职工（原55岁）",
        "F50": "女职工（原50岁）",
    },
    "labour_capacity": {"full": "有劳动能力", "partial": "部分劳动能力", "none": "无劳动能力"},
    "low_income": {"none": "非低保", "urban": "城镇低保", "rural": "农村低保"},
    "employment_status": {
        "employed": "单位就业",
        "self_employed": "自主创业",
        "flexible": "灵活就业",
        "migrant": "外出务工",
        "farming": "务农",
        "unemployed": "失业",
        "never_worked": "未曾就业",
        "student": "在校",
        "retired": "退休",
        "deceased": "死亡",
    },
    "unemployment_reason": {
        "10": "毕业、肄业未升学",
        "20": "解除或终止劳动关系",
        "30": "辞职或被辞退",
        "40": "失去土地",
        "50": "退役未安置",
        "60": "刑满释放等",
        "80": "个体或私营停业",
        "90": "其他",
    },
    "last_employer_kind": {
        "state": "国有",
        "collective": "集体",
        "private": "私营",
        "public": "机关事业",
        "household": "个体户",
        "other": "其他",
    },
    "reach": {
        "county": "本县（市、区）",
        "neighbours": "相邻县",
        "city": "全市",
        "province": "全省",
        "country": "全国",
    },
    "wish_hours": {"full": "全日制", "part": "非全日制", "night": "夜班", "any": "都可以"},
}


def text_of(column: Column, value: object) -> str:
    """A field's value in words; unknown says so."""
    if value is None:
        return UNKNOWN
    if value == []:
        return NONE
    if isinstance(value, bool):
        return "是" if value else "否"
    if column.name in TEXTS:
        return TEXTS[column.name].get(str(value), str(value))
    if column.kind == "fen" and isinstance(value, int):
        return f"{yuan(value)}元"
    if column.name == "education":
        return education_name(str(value)) or str(value)
    if isinstance(value, list):
        return "、".join(_code_text(column, str(item)) for item in value)
    if isinstance(value, date):
        return value.isoformat()
    return _code_text(column, str(value))


def yuan(fen: int) -> str:
    """Exactly so much, with thousands marks and fen only where there are some: 5,200 and 999.50."""
    whole, rest = divmod(abs(fen), 100)
    return f"{'-' if fen < 0 else ''}{whole:,}{f'.{rest:02d}' if rest else ''}"


def whole_yuan(fen: int) -> str:
    """A wage, or a mean of wages, to the yuan: 449_950 fen are 4,500."""
    return f"{round(fen / 100):,}"


def wage_text(low_fen: int | None, high_fen: int | None) -> str:
    """A monthly wage as a posting says it."""
    if low_fen is None and high_fen is None:
        return "面议"
    if low_fen is None or high_fen is None or low_fen == high_fen:
        return f"{whole_yuan(low_fen if low_fen is not None else high_fen or 0)}元/月"
    return f"{whole_yuan(low_fen)}–{whole_yuan(high_fen)}元/月"


def region_name(code: str | None) -> str | None:
    """The name of a region, with its city where that tells more: 山西省忻州市原平市 is 忻州·原平市."""
    if code is None:
        return None
    region = regions().get(code)
    if region is None:
        return code
    above = regions().get(region.parent) if region.parent else None
    if above is None or region.level in {"province", "city"}:
        return region.name
    return f"{above.name.removesuffix('市')}·{region.name}"


def occupation_name(code: str | None) -> str | None:
    """The name of an occupation, or its code where the classification has none."""
    if code is None:
        return None
    occupation = occupations().get(code)
    return occupation.name if occupation else code


def mask_name(name: str) -> str:
    """张三 is 张*."""
    return f"{name[:1]}{'*' * max(1, len(name) - 1)}"


def _code_text(column: Column, value: str) -> str:
    if column.name in {"region", "hukou_region"}:
        return region_name(value) or value
    if column.name == "township":
        township = townships().get(value)
        return township.name if township else value
    if column.name == "certificates":
        return certificate_text(value)
    if "occupation" in column.name or column.name == "training_wish":
        return occupation_name(value) or value
    return value


def certificate_text(certificate: str) -> str:
    """`6-18-02-04:4` is 焊工（四级/中级工）."""
    occupation, _, level = certificate.partition(":")
    return f"{occupation_name(occupation)}（{LEVELS.get(level, level)}）"


LEVELS = {
    "special": "专项职业能力",
    "5": "五级/初级工",
    "4": "四级/中级工",
    "3": "三级/高级工",
    "2": "二级/技师",
    "1": "一级/高级技师",
    "expert": "特级技师",
    "chief": "首席技师",
}
