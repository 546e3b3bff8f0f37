"""What a posting may not ask: unlawful demands found in title and text, each with the law it breaks."""

import re
import unicodedata
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Finding:
    """One demand found in a posting: the kind, the words found, the law, and whether it closes the post.

    A demand that is not `unlawful` (an age limit) is only monitored: no law forbids it outright.
    """

    kind: str
    words: str
    law: str
    unlawful: bool


@dataclass(frozen=True, slots=True)
class Demand:
    """A kind of demand, the law on it, and how people write it."""

    kind: str
    law: str
    pattern: re.Pattern[str]
    unlawful: bool = True


SEX = "(?:男|女)(?:性|士|生|工|孩)?"
DEMANDS = (
    Demand(
        "性别限制",
        "《就业促进法》第二十七条、《妇女权益保障法》第四十三条",
        re.compile(
            rf"(?:仅|只|限|专)(?:限|招|收|要|聘)*{SEX}(?!女|男)"
            rf"|{SEX}(?:士|性)?优先|(?:要求|需|须)(?:为)?(?:男|女)(?:性|士)"
            r"|性别(?:要求)?[:：]?(?:限)?(?:男|女)(?!女|男)|(?:不要|不招|谢绝|拒绝)(?:男|女)(?:性|士|生|工)?"
        ),
    ),
    Demand(
        "婚育限制",
        "《就业促进法》第二十七条、《妇女权益保障法》第四十三条",
        re.compile(
            r"未婚|已婚(?:已育)?(?:者)?(?:优先|女性?)|已婚已育|已育优先|未育|无孩|不(?:得|准)怀孕"
        ),
    ),
    Demand(
        "户籍限制",
        "《就业促进法》第三条、第三十一条，《人力资源市场暂行条例》第二十四条",
        re.compile(
            r"(?:仅|只|限)(?:限|招|收|要)*[\u4e00-\u9fff]{1,6}(?:户口|户籍|籍(?!贯不限))"
            r"|(?:本地|本市|本省|城镇|当地)(?:人|户口|户籍)优先|(?:不要|不招|谢绝|拒绝)[\u4e00-\u9fff]{1,6}(?:人|籍)"
        ),
    ),
    Demand(
        "民族宗教限制",
        "《就业促进法》第三条、第二十八条",
        re.compile(
            r"汉族优先|(?:仅|只|限)(?:限|招|收|要)*汉族|(?:不要|不招)少数民族|(?:限|要求)无宗教"
        ),
    ),
    Demand(
        "相貌身材要求",
        "《就业促进法》第三条、第二十六条，《就业服务与就业管理规定》第二十条",
        re.compile(
            r"形象(?:、|及|和|与)?(?:气质)?(?:较|要|极|良)?(?:好|佳)|气质(?:较)?(?:好|佳)|相貌(?:端正|好)|五官端正|颜值"
            r"|身高(?:要求)?[:：]?(?:在|不低于|达到|需|须|约|男|女)*\d|净身高|体型(?:匀称|偏瘦)"
        ),
    ),
    Demand(
        "健康歧视",
        "《就业促进法》第二十九条、第三十条",
        re.compile(
            r"(?:无|非|不要|不招)乙肝|乙肝(?:携带者)?(?:勿扰|不要|免谈)|残疾(?:人)?(?:勿扰|不要|免谈)"
        ),
    ),
    Demand(
        "年龄要求",
        "法律未禁止；按《就业促进法》第二十六条公平就业要求予以监测",
        re.compile(
            r"\d{2}(?:周)?岁?(?:至|到|-|—|~)\d{2}(?:周)?岁|(?:年龄)?\d{2}(?:周)?岁(?:以下|以内)|年龄[:：]?\d{2}"
        ),
        unlawful=False,
    ),
)

WAIVED = re.compile(
    r"(?:不限|无论|不分)(?:于)?(?:男女|性别|婚否|户籍|身高)|男女(?:均|都|皆)?(?:不限|可)|性别不限|婚否不限"
    r"|(?:未婚|已婚)[、,和或/]?(?:已婚|未婚)(?:均|都|皆)可|(?:身高|形象|户籍|户口|籍贯)(?:、形象)?(?:均)?不限"
)
"""Words that waive a demand; they are taken out before looking, as they name what they do not ask."""

UNDERGROUND_SEX_LAW = "性别限制"
"""Women may not work underground in mines (女职工劳动保护特别规定, annex): there the demand is the law's."""


def plain(text: str) -> str:
    """Full-width forms made narrow, blanks and line ends taken out, waived demands removed."""
    narrow = unicodedata.normalize("NFKC", text)
    return WAIVED.sub("。", re.sub(r"\s+", "", narrow))


def lint(title: str, text: str, *, underground: bool = False) -> tuple[Finding, ...]:
    """Every unlawful or monitored demand of a posting, each kind once, in the order of `DEMANDS`."""
    words = plain(f"{title}。{text}")
    found = []
    for demand in DEMANDS:
        if underground and demand.kind == UNDERGROUND_SEX_LAW:
            continue
        hit = demand.pattern.search(words)
        if hit:
            found.append(Finding(demand.kind, hit.group(0), demand.law, demand.unlawful))
    return tuple(found)


def unlawful(title: str, text: str, *, underground: bool = False) -> tuple[Finding, ...]:
    """Only the findings that keep a posting out of matching until the employer has corrected it."""
    return tuple(f for f in lint(title, text, underground=underground) if f.unlawful)
