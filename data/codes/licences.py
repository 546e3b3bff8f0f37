"""Licences: permits that the law or a post demands, with the words people use for them."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from data.codes.tables import rows


@dataclass(frozen=True, slots=True)
class Licence:
    """`occupations` cannot be practised without it; its holder also has what `includes` names."""

    code: str
    name: str
    aliases: tuple[str, ...]
    category: str
    occupations: tuple[str, ...]
    includes: tuple[str, ...]


@cache
def licences() -> Mapping[str, Licence]:
    """All licences by code; codes are themselves readable: `C1`, `特种作业-电工`, `健康证`."""
    found = [
        Licence(
            row["code"],
            row["name"],
            _split(row["aliases"]),
            row["category"],
            _split(row["occupations"]),
            _split(row["includes"]),
        )
        for row in rows("licences.csv")
    ]
    return {licence.code: licence for licence in found}


def find_licence(text: str | None) -> str | None:
    """The licence a whole text names (`叉车证`, `C1驾照`), or None."""
    return _by_name().get((text or "").strip().upper()) if text else None


@cache
def held_with(code: str) -> frozenset[str]:
    """The licence and all that it includes: an A2 holder may drive what a C1 holder may."""
    known = licences().get(code)
    below = known.includes if known else ()
    return frozenset({code}).union(*(held_with(inner) for inner in below))


@cache
def _by_name() -> Mapping[str, str]:
    return {
        name.upper(): licence.code
        for licence in licences().values()
        for name in (licence.code, licence.name, *licence.aliases)
    }


def _split(text: str) -> tuple[str, ...]:
    return tuple(part for part in text.split(";") if part)
