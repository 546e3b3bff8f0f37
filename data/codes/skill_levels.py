"""How well a posting asks for a skill: the levels, the words they are read from, and `skill:level` as it is kept."""

from collections.abc import Iterable, Mapping

LEVEL_WORDS: Mapping[str, str] = {
    "expert": "精通",
    "skilled": "熟练",
    "familiar": "熟悉或掌握",
    "basic": "了解",
}
"""Each level as people are told it."""

READ_AS: Mapping[str, str] = {
    "精通": "expert",
    "熟练": "skilled",
    "擅长": "skilled",
    "流利": "skilled",
    "熟悉": "familiar",
    "掌握": "familiar",
    "了解": "basic",
}
"""What a posting writes, and the level it means."""


def kept(skill: str, level: str) -> str:
    """A skill with its level as one entry of a list."""
    return f"{skill}:{level}"


def parted(entry: str) -> tuple[str, str]:
    """The skill and the level of an entry; a skill may itself have a colon."""
    skill, _, level = entry.rpartition(":")
    return skill, level


def by_skill(entries: Iterable[str] | None) -> dict[str, str]:
    """The level of every skill that has one."""
    return dict(parted(entry) for entry in entries or ())
