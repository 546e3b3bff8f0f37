"""The codes of a file's fields in words, the same on every page, in every reason and in every rule."""

from collections.abc import Mapping

FACT_WORDS: Mapping[str, Mapping[str, str]] = {
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
    "size": {"large": "大型", "medium": "中型", "small": "小型", "micro": "微型"},
    "reach": {
        "county": "本县（市、区）",
        "neighbours": "相邻县",
        "city": "全市",
        "province": "全省",
        "country": "全国",
    },
    "wish_hours": {"full": "全日制", "part": "非全日制", "night": "夜班", "any": "都可以"},
}
"""By field; `size` is an employer's."""
