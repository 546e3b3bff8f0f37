"""Reading a text twice as long takes twice the looking, whatever it repeats."""

import re
from collections.abc import Iterator
from types import ModuleType

import pytest

from models.words import (
    clauses,
    demands,
    driving,
    homonyms,
    invitations,
    lexicon,
    makers,
    mastery,
    one_of,
    papers,
    rows,
    standing,
    trades,
    wishes,
)
from models.words.lexicon import Lexicon

LEXICON = Lexicon.from_lists()


class Counting:
    """A pattern that adds up the letters it is given to look through."""

    letters = 0

    def __init__(self, pattern: re.Pattern[str]) -> None:
        self._pattern = pattern

    def search(self, text: str, start: int = 0, end: int | None = None) -> re.Match[str] | None:
        end = len(text) if end is None else end
        Counting.letters += min(len(text), end) - start
        return self._pattern.search(text, start, end)

    def match(self, text: str, start: int = 0, end: int | None = None) -> re.Match[str] | None:
        Counting.letters += min(len(text), len(text) if end is None else end) - start
        return self._pattern.match(text, start, len(text) if end is None else end)

    def fullmatch(self, text: str, start: int = 0, end: int | None = None) -> re.Match[str] | None:
        Counting.letters += (len(text) if end is None else end) - start
        return self._pattern.fullmatch(text, start, len(text) if end is None else end)

    def split(self, text: str) -> list[str]:
        Counting.letters += len(text)
        return self._pattern.split(text)

    def sub(self, by: str, text: str) -> str:
        Counting.letters += len(text)
        return self._pattern.sub(by, text)

    def finditer(self, text: str) -> Iterator[re.Match[str]]:
        Counting.letters += len(text)
        return self._pattern.finditer(text)


READS: tuple[ModuleType, ...] = (
    *(clauses, demands, driving, homonyms, invitations, lexicon, makers, mastery),
    *(one_of, papers, rows, standing, trades, wishes),
)
HOSTILE = [
    "，",
    "\n",
    "优先条件：",
    "任职要求：",
    "优先条件：\n",
    "焊工证",
    "焊工证、",
    "焊工证或",
    "A2驾照B2驾照",
    "A2和",
    "驾照C1、",
    "C1，",
    "驾照A2/",
    "负责员工",
    "【加分项】",
    "驾照，",
    "请联系焊工证",
    "需持健康证，公司",
    "人工智能、",
    "英语熟练",
    "电工证，",
    "电工或焊工证",
    "以下一种：",
    "以下一种：1、电工证 2、焊工证",
    "A1B2",
    "检查员工",
    "免费学习烘焙、",
    "或能办",
    " 待遇:",
    "司机A1，",
    "准驾A1(及以上)",
    "三菱、",
    "三菱，",
    "PLC、三菱、",
    "四线、",
    "大车、",
    "叉车工，持证上岗，",
    "叉车工持证上岗",
    "持证上岗，",
    "下列证书之一：电工证；焊工证；",
    "日语N1/N2",
    "招大货车司机、",
    "没有电工证、",
    "公司代办健康证、",
    "健康证、均",
    "电工证或保育证",
]


@pytest.mark.parametrize("again", HOSTILE)
def test_twice_the_text_is_twice_the_looking(again: str, monkeypatch: pytest.MonkeyPatch) -> None:
    for module in READS:
        for name, value in list(vars(module).items()):
            if isinstance(value, re.Pattern):
                monkeypatch.setattr(module, name, Counting(value))
    looked = [_looked_through(again * times) for times in (100, 200)]
    assert looked[1] <= 2.2 * looked[0]


def _looked_through(text: str) -> int:
    Counting.letters = 0
    LEXICON.read(text)
    return Counting.letters
