"""Sentences that a heading makes wishes: `优先条件：` with what stands behind it, or in the items below it."""

import re
from collections.abc import Iterator

from models.words.demands import demands

TITLED = "(?:要求|职责|内容|待遇|福利|资格|条件|时间|地点|地址|方式|说明|须知)"
OF_POST = "(?:任职|岗位|职位|工作|招聘|应聘|上岗|入职|基本|其他|薪资|福利)"
HEADED = (
    rf"(?:[【\[]{OF_POST}?{TITLED}[】\]]|{OF_POST}{TITLED}:"
    r"|[【\[]?(?:优先(?:条件|项)|加分(?:项|条件))[】\]:])"
)
SENTENCE = re.compile(
    rf"[。;!?|]|(?<=\d)(?<![a-z]\d)[.、](?=\D)|(?<=[^【\[。;!?|.、])(?={HEADED})|(?<= )(?=(?:待遇|福利|地点|地址|时间):)"
)
NUMBER = r"(?:\(?(?:\d{1,2}|[一二三四五六七八九十]{1,2})[、.)]|[-•·*●◆■])"
ITEM = re.compile(rf"\s*{NUMBER}")
WISHES = re.compile(
    rf"\s*{NUMBER}?\s*[【\[]?(?:优先(?:录用|录取|聘用|考虑)?(?:条件|项|要求)?|加分(?:项|条件)"
    r"|(?:满足|具备|符合|有)?(?:以下|下列)[^。;,:]{0,10}优先[^。;,:]{0,6})(?:\s*:|[】\]]\s*:?|\s*$)(.*)"
)
OTHER_HEADING = re.compile(
    rf"\s*{NUMBER}?\s*[【\[]?[^。;,:]{{0,6}}{TITLED}\s*(?:[】\]]|:|$)|.*:\s*$"
)


def sentences(plain: str) -> Iterator[tuple[str, bool]]:
    """Each sentence, and whether a heading makes it a wish.

    A heading reaches over its own line or, with nothing behind it, over the line below and the
    items that go on from there. The next heading, an empty line and a sentence that demands end it.
    """
    above, bare = False, False
    for line in plain.split("\n"):
        item = bool(ITEM.match(line))
        wished = above and bool(line.strip()) and (item or bare)
        listed, bare, numbered, before = wished and item, False, False, ""
        for sentence in SENTENCE.split(line):
            after_number = before[-1:].isdigit()
            if heading := WISHES.match(sentence):
                wished, listed, numbered = True, False, after_number
                bare = not heading[1]
            elif sentence.strip():
                next_item = numbered and after_number
                wished = wished and not (next_item or _ends_wishes(sentence))
                bare = False
            yield sentence, wished
            before = sentence
        above = wished and (bare or listed)


def _ends_wishes(sentence: str) -> bool:
    return bool(OTHER_HEADING.match(sentence)) or demands(sentence)
