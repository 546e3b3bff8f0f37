"""What a worker may rule out on the own page: how it is looked for, checked and said."""

from data.codes.occupations import occupations
from data.codes.regions import regions
from data.importers.worker_columns import LONGEST_EMPLOYER, SHIFTS, SHORTEST_EMPLOYER
from models.matching.unwanted import EMPLOYER, HOURS, OCCUPATION, PLACE, said


def may_be_ruled_out(item: str) -> bool:
    """Whether this is a thing that matching can respect."""
    kind, _, value = item.partition(":")
    if kind == EMPLOYER:
        return SHORTEST_EMPLOYER <= len(value) <= LONGEST_EMPLOYER and ";" not in value
    if kind == HOURS:
        return value in SHIFTS
    known = {OCCUPATION: occupations(), PLACE: regions()}
    return value in known.get(kind, {})


def found(word: str) -> list[tuple[str, str]]:
    """What fits a word: shifts, groups of occupations before single ones, places, an employer so called."""
    items = [f"{HOURS}:{name}" for name in SHIFTS if word in name]
    named = [o for o in occupations().values() if word in o.name.lower()]
    named.sort(key=lambda o: (o.level, len(o.name), o.code))
    items += [f"{OCCUPATION}:{o.code}" for o in named]
    items += [f"{PLACE}:{code}" for code, region in regions().items() if word in region.name]
    if may_be_ruled_out(f"{EMPLOYER}:{word}"):
        items.insert(0, f"{EMPLOYER}:{word}")
    return [(item, label(item)) for item in items]


def label(item: str) -> str:
    """One of them in words."""
    return f"{item.partition(':')[0]}：{said(item)}"
