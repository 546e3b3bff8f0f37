"""Driving licences in a text: the classes that it gives, and what one without a class means beside them."""

import re
from collections.abc import Mapping

from data.codes.licences import held_with, licences
from models.words.one_of import Named

ANY = "驾照"
"""A driving licence of no class, until the whole text has been read."""

ANY_CLASS = frozenset({"驾照", "驾驶证", "机动车驾驶证"})
LETTER = re.compile(
    r"[abc](?=驾|[照证类级]|本(?!科))|(?:(?<=驾照)|(?<=驾照[(: ])|(?<=驾驶证)|(?<=驾驶证[(: ]))[abc]"
)
"""`C驾照`, `驾照（C）` and a safety officer's `C证` name no class, nor the language C."""

OF_A_CAR = re.compile(r"(?<![a-z0-9])c(?=[照本](?!科))")

CAR = "C1"
UP = r"(?:\(?(?:含|[及或]?以上)\)?|类|级|型|照|证|本)"
PLACE = "(?:厂?区(?!域)|路(?![虎面考])|线(?!路)|座(?!驾)|[栋楼])"
CLASSES = re.compile(
    rf"(?<![a-z0-9])([abc][1-6])(?!{PLACE})[def]?(?:\(?(?:含|及?以上|或以上)\)?|类|级|型|\(?(?:自动|手动)[挡档]?\)?){{0,3}}的?"
    r"(?=\)(?:机动车|驾|照|司机)|机动车|驾|[照证本]|[^a-z0-9。;,]{0,4}司机|增驾"
    r"|[+和及与、/](?:道路)?(?:货运|客运|从业|危险品|危货|押运)[^。;,]{0,5}证"
    rf"|[、/,和或 ]{{0,4}}[abc][1-6](?!{PLACE})[^a-z0-9]{{0,6}}(?:驾|照|证|本|司机))"
    r"|(?:(?:驾照|驾驶证|驾证)(?:等级|级别|类别|类型|车型|要求)?|准驾(?:车型)?)[:为是(]?\s*([abc][1-6])(?![a-z0-9])"
    r"(?![^。;,)]{0,2}(?:勿|免谈|除外|不[要行可]))"
    rf"|(?:司机|驾驶员)(?:要求|需要?|须|必须)?(?:持有?|有)?[:( ]?([abc][1-6])(?![a-z0-9])(?=$|[。;,)、/或和及+ ]|{UP})"
)
"""`C1驾照（C2勿扰）` asks for C1 alone; `A2区司机` and `A1路公交车司机` name a place."""

NEXT_CLASS = re.compile(r"(?:[、/和或及 ]|或者){1,2}([abc][1-6])(?![a-z0-9])")
NEAR = 8
"""Letters in which the next class of a row has to stand."""

COMMA_IN_ROW = re.compile(
    r"(?<=[abc][1-6])(?<![a-z0-9][abc][1-6]),"
    rf"(?=[abc][1-6](?:[、/,或和]?[abc][1-6]){{0,4}}{UP}{{0,3}}(?:[均都皆驾]|(?<=[照证本]))(?![^。;,\n]{{0,6}}优先))"
)
"""`C1，C2驾照均可` is one row, `驾照B2，A2优先` is not."""

CLASS = r"([abc][1-6])(?![a-z0-9])"
CLASS_APART = re.compile(
    rf"\s*(?:有|持有?|需要?|要求)?{CLASS}(?:(?:[、/和或]|或者){CLASS})?{UP}*(?:即可|就行|[均都]可以?)?\s*$"
)
NAMED_BEFORE = re.compile(
    r"(?:驾照|驾驶证|司机|驾驶员|代驾|开车|[自手]动[挡档]|开?(?:[大货客]车|大巴))\s*$"
)
"""`持驾照，B2以上`, `公交车司机，A1或A3`: the class stands in a clause of its own."""

UNWANTED = re.compile(
    r"(?:不[要收招]|谢绝)持?有?[abc][1-6](?:驾照|驾驶证|[照证本])"
    r"|(?<![^(,;。\n])[abc][1-6](?:[、/和或及]{1,2}[abc][1-6]){0,3}(?:驾照|驾驶证|[照证本])[者的]?(?:请?勿(?:扰|投|来)?|免谈|除外|谢绝|不[要收招])"
    r"(?=[)。;,\n ]|$)"
)
"""`C1驾照（C2驾照勿扰）` and `B1、B2驾照勿扰` send holders away; `C1驾照不要求驾龄` does not."""

IN_FULL = re.compile(r"(?<!飞行)驾驶执照")

SIX_METRES = (
    r"(?:(?<![0-9.])(?:[6-9]|1\d)(?:\.\d米?|米\d?)|(?<![一二三四五六七八九十])(?:[六七八九]|十[一二三四五六七]?)米[一二三四五六七八九]?)"
    "(?:的|长)?(?:新能源|电动|黄牌)?"
)
LONG_LORRY = (
    "(?:(?:高栏|[厢箱]式?|[平大]板|飞翼|冷藏)货?|货)(?:车(?![架物仓柜位])|(?![货车架物仓柜位]))"
)
VEHICLES = (
    ("a1", r"大型?客车|大巴车?"),
    ("b1", r"中型客车|中巴车?"),
    (
        "a2",
        rf"(?<!轻型)(?:{SIX_METRES}(?:{LONG_LORRY})?)?(?:重型)?(?:半挂(?:牵引)?|牵引(?:挂)?|大挂|拖[挂头])车?"
        "|(?<![型引])挂车",
    ),
    (
        "b2",
        "(?:大型?|重型)货车|大货|(?<![各广])大车(?![间型])|渣土车|泥头车|搅拌车"
        rf"|{SIX_METRES}{LONG_LORRY}",
    ),
    ("a3", "(?:城市)?公交(?![卡站线场]|公司|集团)车?"),
    ("", r"(?:[小中轻微]型?)?[客货]车|小车|轿车|面包车"),
)
"""`大车` is said of lorries, B2 or A2: who holds either drives what a B2 allows. From six metres on a lorry is none of a C1."""

VEHICLE = re.compile("|".join(f"({named})" for _, named in VEHICLES))
ONE_VEHICLE = f"(?:{'|'.join(named for _, named in VEHICLES)})"
ROW_OF_VEHICLES = f"{ONE_VEHICLE}(?:(?:[、/和及与或]|或者){ONE_VEHICLE}){{0,3}}"
OF_VEHICLES = re.compile(
    rf"(?:(?<![a-z0-9])([abc][1-6])的?)?({ROW_OF_VEHICLES})的?"
    r"(?=驾照|驾驶?证)(?![^(: ]{2,3}[(: ]?[abc][1-6])"
)
"""`大货车驾照` is the class so named, a `货车驾照` at the least a car's."""


OF_WHERE = (
    "(?:旅游|长途|短途|景区|机场|校园|通勤|夜班|白班|专职|跨省|市内|城[际市乡]|本地|全国){0,2}"
)
DRIVER = re.compile(
    r"(?<![^。;,:、/或和及与( \n])(?:(?:诚|急|直)?招聘?|聘)?(?:\d{1,3}[名个位])?"
    + OF_WHERE
    + rf"(?:(?:[会能]|负责)?(?:开|驾驶){ROW_OF_VEHICLES}|{ROW_OF_VEHICLES}的?(?:司机|驾驶员)"
    "(?!的?(?:对接|沟通|交接|协调|管理|主管|助理|调度|招聘专员|培训讲?师)))"
)
"""What whoever is sought drives; `接待大货车司机` and `大货车司机管理` are said of others."""


def spelled_out(plain: str) -> str:
    """A normalised text with one word for a driving licence, by its class, and its rows without commas."""
    plain = UNWANTED.sub("", IN_FULL.sub("驾驶证", plain))
    return COMMA_IN_ROW.sub("、", OF_VEHICLES.sub(_class_of, plain))


def _class_of(said: re.Match[str]) -> str:
    """The classes of the vehicles; nothing where one of them has none, so that a car's is enough."""
    if said[1]:
        return said[1]
    classes = [VEHICLES[(one.lastindex or 1) - 1][0] for one in VEHICLE.finditer(said[2])]
    return VEHICLE.sub(lambda _: classes.pop(0), said[2]) if all(classes) else ""


def classes_of(text: str, before: str) -> list[Named]:
    """The classes that a clause gives, each where it stands."""
    found = [named for m in CLASSES.finditer(text) for named in _row(text, m)]
    if not found:
        found = [("licence", ANY, m.start(), m.end()) for m in OF_A_CAR.finditer(text)]
    apart = None if found else CLASS_APART.match(text)
    if apart and NAMED_BEFORE.search(before):
        return [
            ("licence", apart[n].upper(), apart.start(n), apart.end(n)) for n in (1, 2) if apart[n]
        ]
    return found


def _row(text: str, first: re.Match[str]) -> list[Named]:
    """The class and, where it stands behind its word, those in one row with it: `驾照C1、C2`."""
    word = first[1] or first[2] or first[3]
    row = [("licence", word.upper(), first.start(), first.end())]
    while not first[1] and (further := NEXT_CLASS.match(text, row[-1][3], row[-1][3] + NEAR)):
        row.append(("licence", further[1].upper(), further.start(1), further.end()))
    return row


def of_drivers(plain: str) -> str:
    """The class that whoever the text seeks drives with: the least of its vehicles', a car's where none is."""
    driven = {
        VEHICLES[(one.lastindex or 1) - 1][0].upper() or CAR
        for said in DRIVER.finditer(plain)
        for one in VEHICLE.finditer(said[0])
    }
    least = [one for one in driven if all(one in held_with(other) for other in driven)]
    return least[0] if least else CAR


def settled(found: Mapping[str, list[str]], driven: str) -> dict[str, list[str]]:
    """The words by how they are meant, a licence of no class told by the classes beside it.

    One that is meant as a class of the text is, is that class; else it is the lesser one (`C2`) that the
    text gives anywhere, or that of what is `driven`.
    """
    given = [
        word
        for key, words in found.items()
        if key.endswith(" licence") and key != "mentioned licence"
        for word in words
    ]
    lesser = [w for w in given if w in held_with(CAR)]
    means = lesser[0] if lesser else driven
    return {key: _settled(words, means) for key, words in found.items()}


def _settled(words: list[str], means: str) -> list[str]:
    classed = any(w in licences() and licences()[w].category == "driving" for w in words)
    if classed:
        return [word for word in words if word != ANY]
    return [means if word == ANY else word for word in words]
