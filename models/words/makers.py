"""Makers whose bare name stands for their controllers only where a text speaks of automation."""

import re

from models.words.phrases import Found

PLC_MAKERS = frozenset({"西门子", "三菱", "欧姆龙"})
AUTOMATION = re.compile(r"plc|自动化|电气|电控|工控|变频|伺服|组态|触摸屏|上位机|运动控制|编程")
OTHER_GOODS = re.compile(
    r"(?:[、/和及与][^、/和及与。;,]{1,4}?){0,3}品?牌?(?:电梯|扶梯|空调|冰箱|洗衣机|家电|汽车|叉车|重工|燃气)"
)


def controllers_meant(found: Found, text: str, around: str) -> bool:
    """Whether a name of a skill in a (normalised) text means what the list says: not `三菱` in `三菱电梯`.

    Only the bare name of a maker may mean something else; `around` is what is said near it.
    """
    if found.phrase not in PLC_MAKERS:
        return True
    return bool(AUTOMATION.search(around)) and not OTHER_GOODS.match(text, found.end)
