"""What the importers ask of whoever reads words: a title's occupation and a text's skills."""

from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Reading:
    """What a vacancy's words say; `occupation` is None where nothing can be said, `confidence` is 0-1."""

    occupation: str | None
    confidence: float
    required_skills: tuple[str, ...] = ()
    welcome_skills: tuple[str, ...] = ()
    required_licences: tuple[str, ...] = ()
    underground: bool = False
    skill_levels: tuple[str, ...] = ()
    """Each as `skill:level`, of required and welcome skills alone."""


class Words(Protocol):
    """Reads a job title and its text; `models.words` fulfils it, so that `data` needs no model."""

    def read(self, title: str, text: str) -> Reading:
        """The occupation, skills with their levels, and licences that title and text name."""
