"""From a written title to an occupation of the 2022 classification, with how sure that is."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from data.codes.occupations import occupations
from data.codes.title_words import TitleWord, title_words
from models.words.nearest import NearestSpelling
from models.words.normalise import normalise, title_parts
from models.words.phrases import Found, Phrases

# About the shares right among 600 titles of real vacancies read by a person, by the kind of
# evidence; `nearest` is multiplied by the cosine, below LEAST nothing is said.
SURE = {"whole": 0.96, "head": 0.9, "inside": 0.72, "nearest": 0.6}
WEAK = 0.6
SEVERAL = 0.9
LEAST = 0.45
WIDEST_GAP = 8
GAP_COSTS = 0.6

LEVEL_BEFORE = re.compile(
    r"^(?:高级|资深|中级|初级|中高级|初中级|初|中|助理|实习|储备|首席|见习|兼职|全职|专职|主任|普通|熟练|熟手)+(?=..)"
)
LEVEL_AFTER = re.compile(
    r"(?<=..)(?:助理|实习生|实习|学徒工|学徒|岗位|岗|组长|班长|人员|专家|储备|方向|若干名|若干|数名|兼职|全职|\d+名?|[abc])+$"
)
ANYBODY = re.compile(
    r"(?:开发|研发|设计|应用|软件|实习)*(?:工程师|程序员|技术员|专员|人员|主管|助理|经理|组长|师|员|工|岗)"
)
PERSON = re.compile(
    r"(?:师|员|工|手|长|家|岗|者|医|医生|人|经理|主管|专家|顾问|总监|司机|秘书|代表)[a-z\d]*$"
)
FAMILIES = {
    "工程技术人员": ("工程师", "工程技术员", "技术员"),
    "技术人员": ("技术员", "技师"),
    "专业人员": ("专员", "师"),
    "研究人员": ("研究员",),
    "设计人员": ("设计师", "设计"),
    "医师": ("医生", "大夫"),
}


@dataclass(frozen=True, slots=True)
class TitleReading:
    """`alternatives` are the next best occupations with their own confidence, best first."""

    occupation: str | None
    confidence: float
    alternatives: tuple[tuple[str, float], ...] = ()


NOTHING = TitleReading(None, 0.0)


class TitleReader:
    """Reads titles by listed spellings, the longest and nearest the head first, then by likeness."""

    def __init__(self, names: Mapping[str, str], listed: Iterable[TitleWord]) -> None:
        self._words: dict[str, list[TitleWord]] = {}
        for word in (*words_from_names(names), *listed):
            self._words.setdefault(word.words[0], []).append(word)
        self._phrases = Phrases(self._words)
        every = [word for words in self._words.values() for word in words]
        self._nearest = NearestSpelling(
            ["".join(word.words) for word in every], [word.occupation for word in every]
        )
        self._read: dict[str, TitleReading] = {}

    @classmethod
    def from_lists(cls) -> "TitleReader":
        """The reader of the carried lists: the classification's names and the written titles."""
        names = {o.code: o.name for o in occupations().values() if o.level == 4}
        return cls(names, title_words().values())

    def read(self, title: str) -> TitleReading:
        """The occupation a title names; None where a guess would be no better than silence."""
        reading = self._read.get(title)
        if reading is None:
            reading = self._read[title] = self._judge(title_parts(title))
        return reading

    def _judge(self, parts: tuple[str, ...]) -> TitleReading:
        best: dict[str, float] = {}
        parts = tuple(sorted(parts, key=lambda part: not PERSON.search(part)))
        for part in parts:
            for code, sure in self._listed(part).items():
                best[code] = max(best.get(code, 0.0), sure)
            if len(best) >= 3:
                break
        main = self._listed(parts[0]) if parts else {}
        if not best and parts:
            best = self._alike(parts[0])
        ordered = sorted(best.items(), key=lambda item: -item[1])
        if main and max(main.values()) >= SURE["inside"] * WEAK:
            first = max(main, key=lambda code: main[code])
            ordered.sort(key=lambda item: item[0] != first)
        ordered = [(code, sure) for code, sure in ordered if sure >= LEAST]
        if not ordered:
            return NOTHING
        code, sure = ordered[0]
        rivals = any(other >= sure for _, other in ordered[1:])
        return TitleReading(
            code, round(sure * (SEVERAL if rivals else 1.0), 3), tuple(ordered[1:4])
        )

    def _listed(self, part: str) -> dict[str, float]:
        """The occupation of the best listed spelling in one part of a title."""
        bare = LEVEL_AFTER.sub("", LEVEL_BEFORE.sub("", part))
        best: tuple[float, int, float, str] | None = None
        for text in dict.fromkeys((part, bare)):
            for found in self._phrases.all(text):
                for word in self._words[found.phrase]:
                    candidate = _weigh(text, found, word)
                    if candidate is not None and (best is None or candidate > best):
                        best = candidate
        return {} if best is None else {best[3]: best[2]}

    def _alike(self, part: str) -> dict[str, float]:
        bare = LEVEL_AFTER.sub("", LEVEL_BEFORE.sub("", part))
        return {code: SURE["nearest"] * like for code, like in self._nearest.nearest(bare)}


def _weigh(text: str, found: Found, word: TitleWord) -> tuple[float, int, float, str] | None:
    """How much of the title a spelling explains, how early, how sure that makes us, and of what."""
    gap, end = 0, found.end
    for part in word.words[1:]:
        start = text.find(part, end, end + WIDEST_GAP + len(part))
        if start < 0:
            return None
        gap += start - end
        end = start + len(part)
    width = sum(_width(part) for part in word.words)
    at_head = end == len(text) or ANYBODY.fullmatch(text, end) is not None
    kind = "whole" if width >= _width(text) else "head" if at_head else "inside"
    rank = width + 1.5 * at_head - 1.5 * word.weak - GAP_COSTS * gap
    return rank, -found.start, SURE[kind] * (WEAK if word.weak else 1.0), word.occupation


def _width(text: str) -> float:
    """Length in Chinese letters; a Latin word counts as two."""
    return len(re.findall(r"[^\x00-\x7f]", text)) + 2 * len(re.findall(r"[\x21-\x7f]+", text))


def words_from_names(names: Mapping[str, str]) -> list[TitleWord]:
    """The classification's own names and the spellings that follow from their endings."""
    found = []
    for code, name in names.items():
        plain = normalise(name)
        found.append(TitleWord((plain,), code, False))
        for ending, others in FAMILIES.items():
            if plain.endswith(ending) and len(plain) > len(ending) + 1:
                stem = plain.removesuffix(ending)
                found += [TitleWord((stem + other,), code, False) for other in others]
                break
    return found
