"""Citizens' id numbers in columns: GB 11643 checked for everybody at once, birth day and sex read out."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

WEIGHTS = np.array([7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2])
CHECK_CHARACTERS = np.frombuffer(b"10X98765432", np.uint8)
LENGTH = 18
DAYS_OF_MONTH = np.array([31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31])

FAULTS = (
    "",
    "公民身份号码应为 18 位",
    "15 位旧号码已停用，请改填 18 位号码",
    "公民身份号码前 17 位应为数字，末位应为数字或 X",
    "公民身份号码的校验码不符，请核对",
    "公民身份号码中的出生日期不存在",
)


@dataclass(frozen=True, slots=True)
class IdNumbers:
    """Tidy numbers with, for each, an index into `FAULTS` (0 is sound), and what a sound one tells."""

    texts: pa.Array
    faults: npt.NDArray[np.uint8]
    birth_on: npt.NDArray[np.datetime64]
    is_man: npt.NDArray[np.bool_]


def read_id_numbers(texts: pa.Array) -> IdNumbers:
    """Read a column of id numbers; missing ones count as too short.

    The first six digits say where a number was issued, often decades ago (1422… is 忻州 before 2000):
    they are never checked against where somebody lives.
    """
    tidy = _tidy(texts)
    n = len(tidy)
    lengths = pc.binary_length(tidy).to_numpy(zero_copy_only=False)
    faults = np.where(lengths == LENGTH, 0, np.where(lengths == 15, 2, 1)).astype(np.uint8)
    birth_on = np.full(n, np.datetime64("NaT"), dtype="datetime64[D]")
    is_man = np.zeros(n, dtype=bool)
    whole = np.flatnonzero(faults == 0)
    characters = _characters(tidy.take(pa.array(whole)))
    digits = characters.astype(np.int64) - ord("0")
    shaped = ((digits[:, :17] >= 0) & (digits[:, :17] <= 9)).all(axis=1)
    shaped &= ((digits[:, 17] >= 0) & (digits[:, 17] <= 9)) | (characters[:, 17] == ord("X"))
    digits = np.where(shaped[:, None], digits, 0)
    checked = CHECK_CHARACTERS[digits[:, :17] @ WEIGHTS % 11] == characters[:, 17]
    days, exists = _days(digits)
    faults[whole] = np.select([~shaped, ~exists, ~checked], [3, 5, 4], 0)
    sound = faults[whole] == 0
    birth_on[whole[sound]] = days[sound]
    is_man[whole] = digits[:, 16] % 2 == 1
    return IdNumbers(tidy, faults, birth_on, is_man)


def _tidy(texts: pa.Array) -> pa.Array:
    """Full-width digits made narrow, a small x made capital, blanks removed."""
    filled = pc.fill_null(texts, "")
    if not pc.all(pc.string_is_ascii(filled), min_count=0).as_py():
        filled = pc.utf8_normalize(filled, form="NFKC")
    if pc.any(pc.match_substring_regex(filled, r"[\s']")).as_py():
        # Spreadsheets put an apostrophe before numbers that must stay texts.
        filled = pc.replace_substring_regex(filled, r"[\s']", "")
    return pc.ascii_upper(filled)


def _characters(numbers: pa.Array) -> npt.NDArray[np.uint8]:
    """One row of 18 bytes a number; a number with other than ASCII characters has more and is cut."""
    fixed = numbers.cast(pa.binary()).cast(pa.binary(LENGTH))
    return np.frombuffer(fixed.buffers()[1], np.uint8)[: len(numbers) * LENGTH].reshape(-1, LENGTH)


def _days(
    digits: npt.NDArray[np.int64],
) -> tuple[npt.NDArray[np.datetime64], npt.NDArray[np.bool_]]:
    year = digits[:, 6:10] @ np.array([1000, 100, 10, 1])
    month = digits[:, 10:12] @ np.array([10, 1])
    day = digits[:, 12:14] @ np.array([10, 1])
    in_year = (month >= 1) & (month <= 12) & (year >= 1900) & (year < 2200)
    leap = (month == 2) & (year % 4 == 0) & ((year % 100 != 0) | (year % 400 == 0))
    longest = DAYS_OF_MONTH[np.where(in_year, month, 1) - 1] + leap
    months = (year - 1970) * 12 + np.where(in_year, month, 1) - 1
    days = months.astype("datetime64[M]").astype("datetime64[D]") + (day - 1)
    return days, in_year & (day >= 1) & (day <= longest)
