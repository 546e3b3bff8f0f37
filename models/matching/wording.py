"""How matching says a number, a place, a code or a list of words to people."""

from collections.abc import Mapping, Sequence
from functools import cache

from data.codes.occupations import occupations
from data.codes.regions import regions
from data.schema import REACHES
from data.schema_employers import EMPLOYER_LISTS
from models.matching.papers import licence_names, paper_name

EDUCATION_NAMES = ("不限", "小学", "初中", "高中/中专/技校", "大专", "本科", "硕士", "博士")
"""By rank, as in `data/codes/education.csv`."""

HOURS_NAMES = {"full": "全日制", "part": "非全日制", "night": "夜班", "any": "不限"}
FAR = REACHES.index("province")
REACH_NAMES = ("本县（市、区）", "本县及相邻县", "本市", "本省", "全国")
"""In the order of `schema.REACHES`."""


def yuan(fen: int) -> str:
    """Money a month as people say it: `4500元`."""
    return f"{fen / 100:.0f}元"


def place_name(code: str) -> str:
    """A region by name, its code where it is unknown to the list."""
    region = regions().get(code)
    return region.name if region else code


def full_place_name(code: str) -> str:
    """A region with the province and city it lies in: `陕西省西安市碑林区`."""
    names: list[str] = []
    region = regions().get(code)
    while region is not None:
        if not names or region.name != names[0]:
            names.insert(0, region.name)
        region = regions().get(region.parent)
    return "".join(names) or code


@cache
def place_seen_from(code: str, distance_class: int) -> str:
    """A region as somebody says it who lives at a `reach_class`: with its city where that is another one.

    A district's name alone says little to who does not live near it.
    """
    return place_name(code) if distance_class < FAR else full_place_name(code)


def occupation_name(code: str) -> str:
    """An occupation by name, its code where it is unknown to the classification."""
    occupation = occupations().get(code)
    return occupation.name if occupation else code


def paper_said(paper: str) -> str:
    """A licence or certificate as a person says it."""
    return paper_name(paper, occupation_name) if ":" in paper else licence_names().get(paper, paper)


def listing_said(told: Mapping[str, object]) -> str:
    """One list that an employer is on, since when, and who published it."""
    name = EMPLOYER_LISTS[str(told["list"])].name
    return f"招聘单位自{told['listed_on']}起在“{name}”上（公布机关：{told['source']}）"


def listed(words: Sequence[str], *, most: int = 4) -> str:
    """A few words joined as in a sentence; more than `most` are counted, not listed."""
    shown = "、".join(words[:most])
    return f"{shown}等{len(words)}项" if len(words) > most else shown


def some(words: Sequence[str], *, most: int = 4) -> str:
    """A few words joined; of more than `most`, whose number the sentence has said already, the first few."""
    return "、".join(words[:most]) + ("等" if len(words) > most else "")
