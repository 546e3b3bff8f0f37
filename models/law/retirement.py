"""When a worker reaches the statutory retirement age, as far as that is known."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from data.codes.law.retirement import retirement_table

EARLY, LATE = "earliest", "latest"
ALL_TRACKS = ("M60", "F55", "F50")
TRACKS_OF_SEX = {"1": ("M60",), "2": ("F55", "F50")}
"""Which tracks are possible where the registry has only the sex; unknown sex leaves all of them."""


@dataclass(frozen=True, slots=True)
class Retirement:
    """The statutory retirement day; without a known track only the bounds are known."""

    earliest: date
    latest: date

    @property
    def on(self) -> date | None:
        """The day, if there is but one."""
        return self.earliest if self.earliest == self.latest else None


def retires_on(
    birth_on: date | None, track: str | None, sex: str | None = None
) -> Retirement | None:
    """The day by the table of 2025 (before it, by the old ages); None without a date of birth.

    A woman's track depends on her post: where it is not recorded, both bounds are given. Early
    retirement (up to three years) and later retirement by agreement are choices, not in here.
    """
    if birth_on is None:
        return None
    birth = np.array([(birth_on - date(1970, 1, 1)).days])
    possible = _possible(track, sex)
    days = sorted(int(retirement_table().retires(code, birth)[0]) for code in possible)
    return Retirement(_date(days[0]), _date(days[-1]))


def retirement_bounds(people: pa.Table) -> tuple[pa.Array, pa.Array]:
    """Earliest and latest retirement day of everybody (date32), null without a date of birth."""
    birth = people["birth_on"].combine_chunks()
    known = birth.is_valid()
    born = pc.fill_null(birth.cast(pa.int32()), 0).to_numpy().astype(np.int64)
    allowed = _allowed(people)
    table = retirement_table()
    earliest = np.full(len(born), np.iinfo(np.int32).max, dtype=np.int64)
    latest = np.full(len(born), np.iinfo(np.int32).min, dtype=np.int64)
    for code, possible in zip(ALL_TRACKS, allowed, strict=True):
        day = table.retires(code, born)
        earliest = np.where(possible, np.minimum(earliest, day), earliest)
        latest = np.where(possible, np.maximum(latest, day), latest)
    return _dates(earliest, known), _dates(latest, known)


def _possible(track: str | None, sex: str | None) -> Sequence[str]:
    if track is not None:
        return (track,)
    return TRACKS_OF_SEX.get(sex or "", ALL_TRACKS)


def _allowed(people: pa.Table) -> list[npt.NDArray[np.bool_]]:
    """For each track whether it is possible, as `_possible` says for one worker."""
    track, sex = people["retire_track"].combine_chunks(), people["sex"].combine_chunks()
    unknown = track.is_null().to_numpy(zero_copy_only=False)
    masks = []
    for code in ALL_TRACKS:
        sexes = [s for s in ("1", "2") if code not in TRACKS_OF_SEX[s]]
        excluded = pc.is_in(sex, pa.array(sexes)).to_numpy(zero_copy_only=False)
        named = pc.fill_null(pc.equal(track, code), False).to_numpy(zero_copy_only=False)
        masks.append(named | (unknown & ~excluded))
    return masks


def _dates(days: npt.NDArray[np.int64], known: pa.Array) -> pa.Array:
    return pc.if_else(known, pa.array(days.astype(np.int32)).cast(pa.date32()), None)


def _date(days: int) -> date:
    return date.fromordinal(date(1970, 1, 1).toordinal() + days)
