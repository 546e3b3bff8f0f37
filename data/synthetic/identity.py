"""Valid but clearly artificial identity numbers, phone numbers and worker ids.

Every number passes GB 11643: a real region prefix, a real date of birth, a check digit. What gives
it away is the sequence: within one prefix and birthday it is counted **down from 999**, where real
offices count up from 001 and never get that far in a county. Phones begin with 154, a range that no
operator gives out. Worker ids begin with `SYN`.
"""

import numpy as np
import numpy.typing as npt

WEIGHTS = np.array([7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2], dtype=np.int64)
CHECKS = np.frombuffer(b"10X98765432", dtype=np.uint8)
TOP_SEQUENCE = 999
SEQUENCES = 499
"""How many people of one sex can share prefix and birthday."""


def sequences(
    prefix: npt.NDArray[np.int64], birth: npt.NDArray[np.int64], male: npt.NDArray[np.bool_]
) -> npt.NDArray[np.int64]:
    """Three-digit sequences, unique for prefix, birthday and sex; odd for men, even for women."""
    key = (prefix * 200_000 + birth + 60_000) * 2 + male
    order = np.argsort(key, kind="stable")
    ranked = key[order]
    first = np.concatenate([[True], ranked[1:] != ranked[:-1]])
    positions = np.arange(len(key))
    rank = np.empty(len(key), dtype=np.int64)
    rank[order] = positions - np.maximum.accumulate(np.where(first, positions, 0))
    if len(rank) and rank.max() >= SEQUENCES:
        raise ValueError("too many people for one prefix and birthday: ask for a smaller market")
    return TOP_SEQUENCE - 2 * rank - ~male


def id_numbers(
    prefix: npt.NDArray[np.int64], birth: npt.NDArray[np.int64], sequence: npt.NDArray[np.int64]
) -> npt.NDArray[np.str_]:
    """Eighteen characters: region at issue, date of birth, sequence, check character."""
    head = (prefix * 10**8 + _yyyymmdd(birth)) * 1000 + sequence
    digits = head[:, None] // 10 ** np.arange(16, -1, -1, dtype=np.int64) % 10
    check = CHECKS[digits @ WEIGHTS % 11]
    letters = np.column_stack([(digits + ord("0")).astype(np.uint8), check])
    return np.ascontiguousarray(letters).view("S18").ravel().astype("U18")


def worker_ids(positions: npt.NDArray[np.int64]) -> npt.NDArray[np.str_]:
    """`SYN` and the position in the market, nine digits."""
    return _numbered("SYN", positions, 9)


def household_ids(positions: npt.NDArray[np.int64]) -> npt.NDArray[np.str_]:
    """`H` and the number of the household, nine digits."""
    return _numbered("H", positions, 9)


def phones(positions: npt.NDArray[np.int64]) -> npt.NDArray[np.str_]:
    """Eleven digits in a range that no operator gives out."""
    return _numbered("154", positions, 8)


def _numbered(start: str, positions: npt.NDArray[np.int64], width: int) -> npt.NDArray[np.str_]:
    digits = positions[:, None] // 10 ** np.arange(width - 1, -1, -1, dtype=np.int64) % 10
    letters = np.ascontiguousarray((digits + ord("0")).astype(np.uint8))
    tail = letters.view(f"S{width}").ravel().astype(f"U{width}")
    return np.char.add(start, tail)


def _yyyymmdd(days: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
    stamp = days.astype("datetime64[D]")
    year = stamp.astype("datetime64[Y]")
    month = stamp.astype("datetime64[M]")
    day = (stamp - month).astype(np.int64) + 1
    years, months = year.astype(np.int64) + 1970, month.astype(np.int64) % 12 + 1
    return np.asarray(years * 10000 + months * 100 + day)
