"""The table of statutory retirement ages: on which day whom it lets retire."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

import numpy as np
import numpy.typing as npt

Days = npt.NDArray[np.int64]

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

    def age_months(self, track: str, birth: Days) -> Days:
        """Retirement ages in months of those born on these days (counted from 1970)."""
        rule = self.tracks[track]
        reached = _months(birth) + rule.original_months
        begins = np.datetime64(self.effective_from, "M").astype(np.int64)
        late = reached - begins
        delay = np.minimum(late // rule.step_months + 1, rule.cap_months)
        return np.asarray(rule.original_months + np.where(late < 0, 0, delay))

    def retires(self, track: str, birth: Days) -> Days:
        """The day somebody reaches that age: the birthday's day of the month, or the month's last.

        Of a whole registry each day of birth is reckoned once.
        """
        first, last = (int(birth.min()), int(birth.max())) if len(birth) else (0, 0)
        if len(birth) > last - first + 1:
            return self._retires(track, np.arange(first, last + 1))[birth - first]
        return self._retires(track, birth)

    def _retires(self, track: str, birth: Days) -> Days:
        month = (_months(birth) + self.age_months(track, birth)).astype("datetime64[M]")
        first = month.astype("datetime64[D]").astype(np.int64)
        following = (month + 1).astype("datetime64[D]").astype(np.int64)
        born = _months(birth).astype("datetime64[M]").astype("datetime64[D]").astype(np.int64)
        return np.asarray(np.minimum(first + birth - born, following - 1))


@cache
def retirement_table() -> RetirementTable:
    """The table shipped with the product, read once."""
    raw = tomllib.loads(TABLE.read_text(encoding="utf-8"))
    tracks = {
        code: Track(code, t["name"], t["original_years"] * 12, t["step_months"], t["cap_months"])
        for code, t in raw.pop("tracks").items()
    }
    return RetirementTable(tracks=tracks, **raw)


def _months(days: Days) -> Days:
    return days.astype("datetime64[D]").astype("datetime64[M]").astype(np.int64)
