"""What a text becomes in a file that somebody opens in a spreadsheet: shown, never calculated, never unreadable."""

import re
from io import BytesIO

from openpyxl import Workbook

UNWRITABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
"""Characters that no XML may hold: one of them, and the whole workbook opens for nobody."""

CALCULATED = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
"""How a text begins that a spreadsheet takes for a formula, full-width signs included."""

MOST_CHARACTERS = 32_000
"""A cell holds 32,767."""


def harmless(text: str, most: int = MOST_CHARACTERS) -> str:
    """The text as a cell may hold it: an apostrophe keeps what begins like a formula from being one."""
    text = UNWRITABLE.sub("", text)[:most]
    return f"'{text}" if text.lstrip(" \u3000").startswith(CALCULATED) else text


def as_file(book: Workbook) -> bytes:
    """The workbook as an XLSX file; made in memory, since openpyxl leaves itself half closed on a full disk."""
    file = BytesIO()
    book.save(file)
    return file.getvalue()
