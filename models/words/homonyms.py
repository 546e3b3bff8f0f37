"""Listed words that mean something else beside other words: `四线` of a city, `汽车工程师` for a 车工."""

import re

from models.words.phrases import Found

ELSEWHERE = {
    "四线": re.compile(
        r"(?<=三相)四线|四线(?:制|(?:及|和|或)?以[上下])|四线[的等]?(?:[大中小]?城|市|县|地区|品牌|明星|艺人)"
    ),
    "车工": re.compile(r"(?<=[行吊洗停客货汽整拖])车工|车工(?:[业作装厂]|程(?!序)|艺)"),
    "低压证": re.compile("低压证[明券]"),
    "高压证": re.compile("高压证[明券]"),
    "英文": re.compile(r"(?<=[精石])英文|英文(?:名|版|网|官网|字母|简称|缩写|期刊|cmu)"),
    "日文": re.compile(
        r"(?<=[当今明昨次翌每节假生周工平往近休息一二三四五六两])日文|日文(?:[件档书章案员化职秘教]|名|版|网|官网)"
    ),
    "超声": re.compile(
        r"超声(?:波(?!医|诊|检查|科|室|影像)|焊|塑焊|熔接|清洗|探伤|检测|测厚|切割|传感|雾化|加工|电机)"
    ),
}
NEAR = 10
"""Letters within which each of them ends."""


def means_the_listed(found: Found, text: str) -> bool:
    """Whether a phrase at its place in a (normalised) text means what the list says."""
    other = ELSEWHERE.get(found.phrase)
    return other is None or not other.match(text, found.start, found.start + NEAR)
