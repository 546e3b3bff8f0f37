"""Administrative regions: their codes, names and neighbours, and how far a work place is from home."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np
import numpy.typing as npt

from data.codes.place_names import PlaceNames
from data.codes.tables import rows

XINZHOU_UNITS: tuple[str, ...] = (
    "140902", "140921", "140922", "140923", "140924", "140925", "140926", "140927",
    "140928", "140929", "140930", "140931", "140932", "140971", "140972", "140981",
)  # fmt: skip
"""The 14 county units and the two areas that report like one: 五台山风景名胜区, 忻州经济开发区."""

COUNTRY = "100000"

MUNICIPALITIES = ("11", "12", "31", "50")
"""Beijing, Tianjin, Shanghai and Chongqing are province and city at once."""


@dataclass(frozen=True, slots=True)
class Region:
    """A province, city, county unit or township; `status` says whose code it is.

    `gbt2260` is the national list, `former` was on it in this century, `statistical` is the statistics
    bureau's only, `internal` ours alone.
    """

    code: str
    name: str
    level: str
    parent: str
    status: str = "gbt2260"


@cache
def regions() -> Mapping[str, Region]:
    """Every province, city and county unit of the country by code, dissolved ones included."""
    found = [Region(**row) for row in rows("regions.csv")]
    return {region.code: region for region in found}


@cache
def townships() -> Mapping[str, Region]:
    """The townships and street offices of Xinzhou by their nine-digit code."""
    return {
        row["code"]: Region(row["code"], row["name"], "township", row["county"], "statistical")
        for row in rows("townships.csv")
    }


@cache
def neighbours() -> Mapping[str, frozenset[str]]:
    """County units that adjoin each county unit of Xinzhou, inside the city."""
    pairs = [(row["county"], row["neighbour"]) for row in rows("neighbours.csv")]
    both = [*pairs, *((b, a) for a, b in pairs)]
    return {unit: frozenset(b for a, b in both if a == unit) for unit in XINZHOU_UNITS}


@cache
def legacy_prefixes() -> Mapping[str, str]:
    """First six digits of ids issued before 2000 in 忻州地区, and the county unit of today."""
    return {row["prefix"]: row["region"] for row in rows("legacy_prefixes.csv")}


def find_region(text: str | None) -> str | None:
    """The code of the smallest region a text surely names: `石家庄·桥西·维明` is 130104.

    Endings, separators and repeated names are optional; what follows the last name is not read. None
    where the text names no region, or one that exists several times in the country (`鼓楼区`).
    """
    return _place_names().find(text) if text else None


def within(region: str, area: str) -> bool:
    """Whether a region lies in an area or is it: a county unit in its city, anything in 100000."""
    if area == COUNTRY:
        return True
    if area.endswith("0000"):
        return region[:2] == area[:2]
    return region[:4] == area[:4] if _is_wide(area) else region == area


def reach_class(home: str, work: str) -> int:
    """How far `work` is from `home`: 0 county unit, 1 adjoining, 2 city, 3 province, 4 elsewhere.

    Either may be a city or a province: then the nearest that is sure for all of it counts.
    """
    if home == work and not _is_wide(home):
        return 0
    if work in neighbours().get(home, ()):
        return 1
    if _city(home) == _city(work) != "":
        return 2
    return 3 if home[:2] == work[:2] else 4


def reach_matrix(homes: Sequence[str], works: Sequence[str]) -> npt.NDArray[np.uint8]:
    """`reach_class` of every home with every work place, each distinct pair looked at once."""
    home_codes, home_at = np.unique(np.asarray(homes, dtype=str), return_inverse=True)
    work_codes, work_at = np.unique(np.asarray(works, dtype=str), return_inverse=True)
    table = np.array(
        [[reach_class(str(h), str(w)) for w in work_codes] for h in home_codes], dtype=np.uint8
    ).reshape(len(home_codes), len(work_codes))
    return np.asarray(table[np.ix_(home_at, work_at)])


def _is_wide(code: str) -> bool:
    """Whether a code stands for a whole city or province."""
    return code.endswith("00")


def _city(code: str) -> str:
    """The city a code lies in; empty for a province. Units right under a province are their own city."""
    if code[:2] in MUNICIPALITIES:
        return code[:2]
    if code.endswith("0000"):
        return ""
    return code if code[2:4] == "90" else code[:4]


@cache
def _place_names() -> PlaceNames:
    return PlaceNames(
        {r.code: (r.name, r.level, r.parent) for r in regions().values()},
        [(row["alias"], row["code"]) for row in rows("region_aliases.csv")],
        prefer=XINZHOU_UNITS,
        former=[r.code for r in regions().values() if r.status == "former"],
    )
