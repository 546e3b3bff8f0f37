"""What a worker may say of the file without a proof: the questions, their possible answers, how a form is read."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from data.codes.fact_words import FACT_WORDS
from data.codes.occupations import local_occupations, occupations
from data.codes.skills import skills
from data.codes.title_words import title_words
from data.records import own_statements
from data.schema import HOURS, REACHES
from data.store import Store, transaction
from service.clock import local_day
from service.errors import NotFound, Problem
from service.me import ruling_out
from service.wording import occupation_name

Shape = Literal["one", "yes", "wage", "several", "search_one"]
"""One of a short list, yes or no, a sum of money, several of a long list, one of a long list."""

LEAST_WAGE, MOST_WAGE = 500, 100_000
MOST_FOUND = 12
YES, NO, UNSAID = "yes", "no", ""


class BadAnswer(Problem):
    """An answer that the question does not allow."""

    title = "请重新填写"


@dataclass(frozen=True, slots=True)
class Question:
    """One field as it is asked; `most` is how many values a list may have."""

    name: str
    asks: str
    shape: Shape
    codes: tuple[str, ...] = ()
    most: int = 1
    words: Literal["", "occupations", "skills", "unwanted"] = ""


SAYABLE: Mapping[str, Question] = {
    question.name: question
    for question in (
        Question("wish_occupations", "您想干什么活？", "several", most=8, words="occupations"),
        Question("wish_wage_fen", "您想要的月薪，最少多少元？", "wage"),
        Question("reach", "您能去多远的地方上班？", "one", REACHES),
        Question("wish_hours", "您能上什么班？", "one", HOURS),
        Question(
            "unwanted", "什么活、哪里、哪家单位您不去？", "several", most=20, words="unwanted"
        ),
        Question("training_wish", "您想学什么手艺？", "search_one", words="occupations"),
        Question("startup_wish", "您想自己创业吗？", "yes"),
        Question("own_transport", "您有自己的车吗？（摩托车、电动车也算）", "yes"),
        Question("skills", "您会做什么？", "several", most=40, words="skills"),
    )
}
"""Wishes, and what somebody can do: nobody else knows better. What law or money hangs on needs a proof."""

TAGS = ("skills", "past_occupations", *(name for name in SAYABLE if name != "skills"))
"""By these a list is chosen for somebody; each can be deleted (《网络数据安全管理条例》第四十二条)."""


def say(store: Store, worker_id: str, name: str, value: object, now: datetime) -> bool:
    """Keep what a worker says of one field, in force at once; whether it was news."""
    if name not in SAYABLE:
        raise NotFound("这一项需要带证明材料更正，请提交更正请求。")
    with transaction(store) as db:
        said = own_statements.say(db, worker_id, {name: value}, today=local_day(now), now=now)
    return bool(said)


def delete_tags(
    store: Store, worker_id: str, names: Sequence[str], now: datetime
) -> tuple[str, ...]:
    """Delete what lists are chosen by, all or some of it; what was deleted."""
    if not set(names) <= set(TAGS):
        raise NotFound("没有这个标签。")
    with transaction(store) as db:
        gone = dict.fromkeys(names, None)
        return own_statements.say(db, worker_id, gone, today=local_day(now), now=now)


def read_answer(question: Question, given: Sequence[str]) -> object:
    """What a form holds, as the file keeps it; None is "rather not say". BadAnswer where it cannot be."""
    values = list(dict.fromkeys(each.strip() for each in given if each.strip()))
    if question.shape == "several":
        return _several(question, values)
    if len(values) > 1:
        raise BadAnswer("请只选一项。")
    if not values:
        return None
    (value,) = values
    if question.shape == "wage":
        return _wage(value)
    if question.shape == "yes":
        if value not in {YES, NO}:
            raise BadAnswer("请选“是”或“不是”。")
        return value == YES
    if value not in (question.codes or _words(question)):
        raise BadAnswer("请从给出的选项里选。")
    return value


def options(question: Question) -> list[tuple[str, str]]:
    """Every answer of a short list, with its words."""
    return [(code, FACT_WORDS[question.name][code]) for code in question.codes]


def search(question: Question, typed: str) -> list[tuple[str, str]]:
    """The first answers of a long list that fit what was typed, the likeliest first."""
    word = typed.strip().lower()
    if not word:
        return []
    if question.words == "unwanted":
        return ruling_out.found(word)[:MOST_FOUND]
    found = _jobs(word) if question.words == "occupations" else _skills(word)
    return list(found.items())[:MOST_FOUND]


def held_of(question: Question, value: object) -> list[tuple[str, str]]:
    """What stands there now, of a list or of a short list, with its words."""
    if value is None or question.shape in {"wage", "yes"}:
        return []
    if question.shape == "one":
        return [(code, label) for code, label in options(question) if code == value]
    values = [str(each) for each in value] if isinstance(value, list) else [str(value)]
    return [(each, label_of(question, each)) for each in values]


def label_of(question: Question, value: str) -> str:
    """One answer of a long list in words."""
    if question.words == "unwanted":
        return ruling_out.label(value)
    return (occupation_name(value) or value) if question.words == "occupations" else value


def _several(question: Question, values: list[str]) -> list[str]:
    if not all(_is_known(question, value) for value in values):
        raise BadAnswer("请从给出的选项里选。")
    if len(values) > question.most:
        raise BadAnswer(f"最多选 {question.most} 项。")
    return values


def _is_known(question: Question, value: str) -> bool:
    if question.words == "unwanted":
        return ruling_out.may_be_ruled_out(value)
    return value in _words(question)


def _wage(value: str) -> int:
    plain = value.replace(",", "").replace("，", "").removesuffix("元")
    if not plain.isdecimal() or not LEAST_WAGE <= int(plain) <= MOST_WAGE:
        raise BadAnswer(f"请写每月多少元，{LEAST_WAGE} 到 {MOST_WAGE} 之间的整数。")
    return int(plain) * 100


def _words(question: Question) -> Mapping[str, object]:
    return occupations() if question.words == "occupations" else skills()


def _jobs(word: str) -> dict[str, str]:
    """Occupations of that name, those common here first; then those that are also called so."""
    common = {each.code for each in local_occupations()}
    named = [o for o in occupations().values() if o.level == 4 and word in o.name.lower()]
    named.sort(key=lambda o: (o.code not in common, len(o.name), o.code))
    called: dict[str, str] = {}
    for spelling, title in title_words().items():
        if word in spelling and not title.weak:
            called.setdefault(title.occupation, spelling.replace("+", ""))
    others = sorted(called.items(), key=lambda pair: (pair[0] not in common, len(pair[1]), pair[0]))
    found = {o.code: o.name for o in named}
    return found | {
        code: f"{occupations()[code].name}（{title}）"
        for code, title in others
        if code not in found
    }


def _skills(word: str) -> dict[str, str]:
    fitting = [
        skill.word
        for skill in skills().values()
        if any(word in each.lower() for each in (skill.word, *skill.aliases))
    ]
    return {each: each for each in sorted(fitting, key=lambda each: (len(each), each))}
