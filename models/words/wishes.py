"""Lines that a heading makes wishes: `优先条件：` with what stands behind it, or in the items below it."""

import re
from collections.abc import Iterator

NUMBER = r"(?:\(?(?:\d{1,2}|[一二三四五六七八九十]{1,2})[、.)]|[-•·*●◆■])"
ITEM = re.compile(rf"\s*{NUMBER}")
HEADING = re.compile(
    rf"\s*{NUMBER}?\s*[【\[]?(?:优先(?:录用|考虑)?(?:条件|项|要求)?|加分(?:项|条件)"
    r"|(?:满足|具备|符合|有)?(?:以下|下列)[^。;,:]{0,10}优先[^。;,:]{0,6})[】\]]?\s*(?::(.*)|$)"
)
OTHER_HEADING = re.compile(
    rf"\s*{NUMBER}?[^。;,:]{{0,6}}(?:要求|职责|内容|待遇|福利|资格|条件|时间|地点|地址|方式)[】\]]?\s*(?::|$)|.*:\s*$"
)


def lines_with_wishes(plain: str) -> Iterator[tuple[str, bool]]:
    """Each line, and whether a heading makes it a wish."""
    listing = False
    for line in plain.split("\n"):
        heading = HEADING.match(line)
        if heading:
            listing = not heading[1]
            yield line, True
        else:
            listing = listing and bool(ITEM.match(line)) and not OTHER_HEADING.match(line)
            yield line, listing
