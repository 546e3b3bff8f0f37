"""Finding a region in a text: names with and without their endings, nested, repeated or run together."""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache

SEPARATORS = re.compile(r"[·•‧・\-—–_/\\|,，;；、>\s]+")
ENDING = re.compile(r"(?:特别行政区|自治区|自治州|自治县|自治旗|地区|新区|特区|省|市|盟|区|县|旗)$")
PEOPLE = re.compile(
    r"(?:(?:达斡尔|柯尔克孜|哈萨克|塔吉克|维吾尔|鄂温克|鄂伦春|仫佬|仡佬|保安|傈僳|哈尼|土家|布依|布朗|怒|拉祜"
    r"|撒拉|普米|景颇|朝鲜|毛南|独龙|纳西|蒙古|裕固|锡伯|东乡|佤|侗|傣|各|回|土|壮|彝|水|满|瑶|畲|白|羌|苗|藏|黎)族"
    r"|维吾尔|蒙古|柯尔克孜|哈萨克|塔吉克|锡伯)$"
)
ANYWHERE = ""
LONGEST = 16
KEPT_TEXTS = 200_000

Name = tuple[str, bool]
"""A region's code, and whether this name of it counts only at the end of its part of the text."""

Reading = tuple[int, int, str]
"""Characters accounted for, minus the depth, and the code: the largest is the best reading."""


class PlaceNames:
    """Regions `(name, level, parent)` by what people write for them.

    A county name that several bear counts only inside a region that has one of them; those of `prefer`
    win everywhere, those of `former` (dissolved) only where no region of today bears the name.
    """

    def __init__(
        self,
        regions: Mapping[str, tuple[str, str, str]],
        aliases: Iterable[tuple[str, str]],
        *,
        prefer: Iterable[str],
        former: Iterable[str],
    ) -> None:
        self._above = {code: _above(code, regions) for code in regions}
        self._level = {code: level for code, (_, level, _) in regions.items()}
        self._prefer = frozenset(prefer)
        self._former = frozenset(former)
        self._names = self._index(regions, aliases)
        self.find = lru_cache(KEPT_TEXTS)(self._find)

    def _find(self, text: str) -> str | None:
        plain = unicodedata.normalize("NFKC", text).strip().removeprefix("中国")
        parts = tuple(p for p in SEPARATORS.split(plain) if p)
        return max(self._readings(ANYWHERE, "", parts))[2] or None

    def _readings(self, inside: str, said: str, parts: tuple[str, ...]) -> Iterator[Reading]:
        """Every way to read on inside a region that was last called `said`."""
        yield 0, -len(self._above.get(inside, ())), inside
        if not parts:
            return
        if said and parts[0].startswith(said):
            yield from self._after(said, inside, parts)
        for length in range(2, min(len(parts[0]), LONGEST) + 1):
            name = parts[0][:length]
            for code, at_end in self._names[inside].get(name, ()):
                if _may_stand(parts[0][length:], at_end):
                    yield from self._after(name, code, parts)

    def _after(self, name: str, code: str, parts: tuple[str, ...]) -> Iterator[Reading]:
        rest = parts[0][len(name) :]
        left = (rest, *parts[1:]) if rest else parts[1:]
        for n, depth, found in self._readings(code, name, left):
            yield n + len(name), depth, found

    def _index(
        self, regions: Mapping[str, tuple[str, str, str]], aliases: Iterable[tuple[str, str]]
    ) -> Mapping[str, Mapping[str, list[Name]]]:
        found: dict[str, dict[str, list[Name]]] = defaultdict(lambda: defaultdict(list))
        named = [
            (name, code, level == "county" and name != full)
            for code, (full, level, _) in regions.items()
            for name in {full, _short(full)}
        ]
        for name, code, at_end in [*named, *((alias, code, True) for alias, code in aliases)]:
            for ancestor in self._above[code]:
                found[ancestor][name].append((code, at_end))
        surely = {
            a: {n: self._surely(of) for n, of in inside.items()} for a, inside in found.items()
        }
        return defaultdict(dict, surely)

    def _surely(self, names: list[Name]) -> list[Name]:
        """What is left of a name's bearers: today's before former ones, of several counties none."""
        today = [n for n in names if n[0] not in self._former] or names
        counties = {n for n in today if self._level[n[0]] == "county"}
        if len({code for code, _ in counties}) > 1:
            counties = {n for n in counties if n[0] in self._prefer}
        return [*(n for n in today if self._level[n[0]] != "county"), *sorted(counties)]


def _may_stand(rest: str, at_end: bool) -> bool:
    """Whether this may follow a name: `朝阳` in `朝阳区` is no city, `金水` in `金水路` no district."""
    return not rest or not (at_end or rest[0] in "区县旗")


def _above(code: str, regions: Mapping[str, tuple[str, str, str]]) -> tuple[str, ...]:
    """Everything a region lies in, from `ANYWHERE` down."""
    parent = regions[code][2]
    return (*_above(parent, regions), parent) if parent else (ANYWHERE,)


def _short(name: str) -> str:
    """What people say: `延边` for 延边朝鲜族自治州; names that would be left with one character stay."""
    stem = ENDING.sub("", name)
    if len(stem) < 2:
        return name
    while "自治" in name or name.endswith("族区"):
        shorter = PEOPLE.sub("", stem)
        if len(shorter) < 2 or shorter == stem:
            break
        stem = shorter
    return stem
