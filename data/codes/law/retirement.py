"""The table of statutory retirement ages: which age in months holds for whom by month of birth."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

import numpy as np
import numpy.typing as npt

TABLE = Path(__file__).with_name("retirement.toml")


@dataclass(frozen=True, slots=True)
class Track:
    """One way to retire: the age before the decision, the step and the most that is added."""

    code: str
    name: str
    original_months: int
    step_months: int
    cap_months: int


@dataclass(frozen=True, slots=True)
class RetirementTable:
    """The tracks, the day from which they hold, and the document they come from."""

    title: str
    doc_no: str
    source: str
    certainty: str
    effective_from: date
    tracks: Mapping[str, Track]

    def age_months(self, track: str, birth_months: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
        """Retirement ages in months by month of birth, which counts from the year 0 (`month_index`)."""
        rule = self.tracks[track]
        reached = birth_months + rule.original_months
        late = reached - month_index(self.effective_from)
        delay = np.minimum(late // rule.step_months + 1, rule.cap_months)
        return rule.original_months + np.where(late < 0, 0, delay)


@cache
def retirement_table() -> RetirementTable:
    """The table shipped with the product, read once."""
    raw = tomllib.loads(TABLE.read_text(encoding="utf-8"))
    tracks = {
        code: Track(code, t["name"], t["original_years"] * 12, t["step_months"], t["cap_months"])
        for code, t in raw.pop("tracks").items()
    }
    return RetirementTable(tracks=tracks, **raw)


def month_index(day: date) -> int:
    """Months since the year 0, so that months can be added and compared."""
    return day.year * 12 + day.month - 1
