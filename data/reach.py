"""Reach: whose people somebody may see, as the queries themselves keep it."""

from dataclasses import dataclass
from typing import Literal

from data.records.counties import Home

Extent = Literal["city", "county", "township", "nobody"]


@dataclass(frozen=True, slots=True)
class Reach:
    """The people of the whole city, of one county unit, of one township, or nobody's."""

    extent: Extent
    code: str = ""

    def covers(self, home: Home | None) -> bool:
        """Whether somebody who lives there is among these people."""
        if home is None or self.extent == "nobody":
            return False
        if self.extent == "city":
            return True
        return self.code == (home.region if self.extent == "county" else home.township)


EVERYBODY = Reach("city")
NOBODY = Reach("nobody")
