"""The words: every message says who writes, what it is about, why it comes, and how it can be switched off."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import cast

from data.records.circumstances import Target
from service.push.lines import LINES

SIGNATURE = "【忻州人社】"
WHY = "为什么收到："
OFF = "不想再收到“{label}”类消息，可在“我的—消息设置”中关闭，立即生效，不影响您办理其他业务。"
OFF_NOTICE = (
    "此类通知与您正在办理的业务有关。如在“我的—消息设置”中关闭“{label}”，"
    "面试、培训券等通知也不再发送，请自行到“我的”查看。"
)
"""Switching off what is about one's own affairs costs something: that is said before it is done."""
LATE = "以下通知在有效期内未能送达，其中的时间可能已过。如有疑问，请到就近的就业服务窗口咨询。"
GREETING = "您好！"
TITLE_LENGTH = 30
PLAIN = "本条未使用您的个人特征进行推荐，按时间先后列出，供您参考。"

Facts = Mapping[str, object]


class UnknownTemplate(Exception):
    """A message names a template that does not exist; it cannot be sent by anybody."""


@dataclass(frozen=True, slots=True)
class Text:
    """A message in words: the title, the whole body, and the reason alone for short channels."""

    title: str
    body: str
    reason: str


@dataclass(frozen=True, slots=True)
class Template:
    """How one kind of message is said; `{…}` are facts of the message, never who somebody is."""

    name: str
    title: str
    opening: str
    closing: str
    listing: bool = False
    needs: tuple[str, ...] = ()


TEMPLATES: Mapping[str, Template] = {
    t.name: t
    for t in (
        Template(
            "vacancies",
            "有{n}个岗位适合您看看",
            "以下岗位正在招人，名额有限：",
            "想去或不合适，请到就近的就业服务窗口说明。",
            listing=True,
        ),
        Template(
            "vacancies_plain",
            "近期招聘岗位{n}个",
            "以下是近期发布、正在招人的岗位：",
            PLAIN,
            listing=True,
        ),
        Template(
            "new_vacancy",
            "新岗位：{first}",
            "新收到一个与您的情况相符的岗位：",
            "想去或不合适，请到就近的就业服务窗口说明。",
            listing=True,
        ),
        Template(
            "training",
            "培训推荐：{first}",
            "以下培训正在报名：",
            "使用培训券请到“我的—培训券”；报名可到就近的就业服务窗口咨询。",
            listing=True,
        ),
        Template(
            "training_plain",
            "近期开班的培训{n}项",
            "以下培训近期开班，正在报名：",
            PLAIN,
            listing=True,
        ),
        Template(
            "guidance",
            "请您来做一次职业指导",
            "我们的职业指导员可以免费为您分析求职方向、修改简历、准备面试。{advice}",
            "请到就近的就业服务窗口，可免费办理。",
            needs=("advice",),
        ),
        Template(
            "startup",
            "创业服务：免费咨询与开业指导",
            "您登记了创业意愿。我们提供免费的项目咨询、开业指导和创业担保贷款政策讲解。",
            "请到就近的就业服务窗口，可免费办理；贷款额度与条件以经办机构审核为准。",
        ),
        Template(
            "policies",
            "有{n}项就业政策可能与您有关",
            "根据登记信息，以下政策您可能可以申请，是否符合以经办机构审核为准：",
            "详情与所需材料见“我的—政策”，也可到就近的就业服务窗口咨询。",
            listing=True,
        ),
        Template(
            "policies_plain",
            "就业政策提醒",
            "就业失业登记、创业担保贷款、职业培训补贴、社会保险补贴等政策可在“我的—政策”逐项了解。",
            PLAIN,
        ),
        Template(
            "assistance",
            "您的服务联系人在等您",
            "近期求职、培训或生活上有困难，都可以告诉服务联系人，由专人为您跟进。",
            "请联系您的服务联系人，或到认定机构当面说明。",
        ),
        Template(
            "notice",
            "{title}",
            "{text}",
            "如有疑问，请到就近的就业服务窗口咨询。",
            needs=("title", "text"),
        ),
        Template(
            "campaign",
            "{title}",
            "{text}",
            "如有疑问，请到就近的就业服务窗口咨询。",
            needs=("title", "text"),
        ),
    )
}


def template_of(name: str) -> Template:
    """The template of this name; UnknownTemplate where there is none."""
    try:
        return TEMPLATES[name]
    except KeyError:
        raise UnknownTemplate(f"没有名为“{name}”的消息模板") from None


def render(
    name: str, line: str, *, facts: Facts, reason: str, left: Collection[Target] | None = None
) -> Text:
    """The message in words; of its items those whose target is `left` (None: all of them).

    Raises UnknownTemplate where the template, or a fact that it needs, is missing.
    """
    template = template_of(name)
    items = _items(facts, left) if template.listing else []
    words = {key: value for key, value in facts.items() if isinstance(value, str)}
    words |= {"n": str(len(items)), "first": str(items[0]["title"]) if items else ""}
    if missing := [need for need in template.needs if need not in words]:
        raise UnknownTemplate(f"消息缺少模板“{name}”需要的内容：{'、'.join(missing)}")
    label = LINES[line].label
    parts = [
        SIGNATURE + GREETING + _filled(template.opening, words),
        *(_item(n, item) for n, item in enumerate(items, 1)),
        WHY + reason,
        template.closing,
        way_out(name).format(label=label),
    ]
    return Text(_short(_filled(template.title, words)), "\n".join(parts), reason)


def late(facts: Facts, reason: str) -> Text:
    """A notice that expired before it could be delivered, as its worker's own page tells it."""
    title = _short(f"未能及时送达：{facts.get('title', '通知')}")
    return Text(title, "\n".join((LATE, str(facts.get("text", "")), WHY + reason)), reason)


def way_out(name: str) -> str:
    """How a message of this template is switched off, and what that costs."""
    return OFF_NOTICE if name == "notice" else OFF


def _filled(pattern: str, words: Mapping[str, str]) -> str:
    """The pattern with its words; texts written by people are put in as they are, braces and all."""
    for key, value in words.items():
        if f"{{{key}}}" in pattern:
            before, _, after = pattern.partition(f"{{{key}}}")
            return _filled(before, words) + value + _filled(after, words)
    return pattern


def _items(facts: Facts, left: Collection[Target] | None) -> list[Mapping[str, object]]:
    items = cast("Sequence[Mapping[str, object]]", facts.get("items", ()))
    return [i for i in items if left is None or (str(i["kind"]), str(i["id"])) in left]


def _item(n: int, item: Mapping[str, object]) -> str:
    about = "｜".join(str(part) for part in cast("Sequence[object]", item.get("about", ())) if part)
    why = item.get("why")
    said = f"{n}. {item['title']}"
    return said + (f"｜{about}" if about else "") + (f"\n   {why}" if why else "")


def _short(title: str) -> str:
    return title if len(title) <= TITLE_LENGTH else f"{title[: TITLE_LENGTH - 1]}…"
