"""Makers whose bare name stands for their controllers only where a text speaks of automation."""

import re

from models.words.phrases import Found

PLC_MAKERS = frozenset({"西门子", "三菱", "欧姆龙"})
AUTOMATION = re.compile(r"plc|自动化|电气|电控|工控|变频|伺服|组态|触摸屏|上位机|运动控制|编程")
OTHER_GOODS = re.compile(
    r"(?:[、/和及与][^、/和及与。;,]{1,4}?){0,3}品?牌?(?:电梯|扶梯|空调|冰箱|洗衣机|家电|汽车|叉车|重工|燃气)"
)
NEAR = 20
"""Letters within which `OTHER_GOODS` ends."""


def speaks_of_automation(text: str) -> bool:
    """Whether a (normalised) text speaks of automation at all."""
    return bool(AUTOMATION.search(text))


def without_other_goods(
    found: list[Found], text: str, around: str, *, automation: bool = False
) -> list[Found]:
    """The phrases of a (normalised) text but for bare makers of something else: not `三菱` in `三菱电梯`.

    Makers of controllers are meant where `around` speaks of automation, or `automation` says so beforehand.
    """
    if not any(each.phrase in PLC_MAKERS for each in found):
        return found
    automation = automation or speaks_of_automation(around)
    return [
        each
        for each in found
        if each.phrase not in PLC_MAKERS
        or (automation and not OTHER_GOODS.match(text, each.end, each.end + NEAR))
    ]
