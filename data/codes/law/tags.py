"""The rule by which the two tags are suggested, as dated data."""

import tomllib
from dataclasses import dataclass
from datetime import date
from functools import cache

from data.codes.law.statutory import FOLDER

TAG_NAMES = {"priority_support": "优先扶持", "intensive_help": "重点帮助"}


@dataclass(frozen=True, slots=True)
class TagRule:
    """From which index on intensive help is suggested as well, and after how long a tag is looked at."""

    title: str
    doc_no: str
    certainty: str
    effective_from: date
    index_from: int
    review_months: int

    @property
    def version(self) -> str:
        """What a tag keeps of it."""
        return f"tags@{self.effective_from.isoformat()}/{self.index_from}"


@cache
def tag_rule() -> TagRule:
    """The rule that comes with the product; a column nobody reads raises `TypeError`."""
    return TagRule(**tomllib.loads((FOLDER / "tags.toml").read_text(encoding="utf-8")))
