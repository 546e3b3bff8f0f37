"""What places cost after a night: kept as one small file, read by the next night and by the service."""

import json
import os
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import date, timedelta
from pathlib import Path

from models.advice import Placed
from models.matching.allotment import Policy

NAME = "prices.json"
STALE_DAYS = 7
"""Prices older than this say nothing about today's crowds."""


@dataclass(frozen=True, slots=True)
class Said:
    """Prices by id where a place costs anything, the policy they come from, and how good it all is."""

    policy: Policy = field(default_factory=Policy)
    vacancies: Mapping[str, float] = field(default_factory=dict)
    programmes: Mapping[str, float] = field(default_factory=dict)
    measured: Mapping[str, Mapping[str, float]] = field(default_factory=dict)

    @property
    def placed(self) -> Placed:
        """As advice reads it."""
        return Placed(self.policy, self.vacancies, self.programmes)


def write_prices(path: Path, said: Said) -> None:
    """Replace the file in one step."""
    draft = path.with_name(f".{NAME}.{os.getpid()}")
    draft.write_text(json.dumps(asdict(said), ensure_ascii=False, indent=1), encoding="utf-8")
    draft.replace(path)


def read_prices(path: Path) -> Said:
    """What `write_prices` wrote."""
    found = json.loads(path.read_text(encoding="utf-8"))
    policy = found["policy"]
    policy["counties"] = tuple((county, share) for county, share in policy["counties"])
    return Said(Policy(**policy), found["vacancies"], found["programmes"], found["measured"])


def known_prices(path: Path | None) -> Said | None:
    """The same, None where there is no file, or only what a damaged disk has left of one."""
    try:
        return read_prices(path) if path else None
    except (FileNotFoundError, KeyError, TypeError, ValueError):
        return None


def newest(scores: Path, as_of: date) -> Path | None:
    """The prices of the newest night up to a day, None where there was none lately."""
    for back in range(STALE_DAYS + 1):
        path = scores / (as_of - timedelta(days=back)).isoformat() / NAME
        if path.is_file():
            return path
    return None
