"""What a person writes instead of a reading: read and bounded just as a file's column would be."""

import re
from collections.abc import Mapping

from data.importers.offer_rows import OfferValue, read_value
from data.importers.vacancies import WITHIN
from data.importers.values import Unread, plain
from data.schema import HOURS, VACANCY_COLUMNS, Column
from data.tables_corrections import CORRECTABLE

FIELDS: Mapping[str, Column] = {c.name: c for c in VACANCY_COLUMNS if c.name in CORRECTABLE}
"""The correctable columns in the order of the schema."""

HOURS_WORDS = dict(zip(("全日制", "非全日制", "夜班", "都可以"), HOURS, strict=True))
"""How people call the kinds of working hours."""

BETWEEN = re.compile(r"[;；、，,\n]+")
"""How people part the items of a list."""


def read_correction(field: str, text: str) -> OfferValue | Unread:
    """The value that a text means for a field; an empty one means that nothing is demanded or known."""
    column, tidy = FIELDS[field], plain(text)
    if not tidy:
        return [] if column.kind == "list" else None
    if column.kind == "list":
        tidy = ";".join(part.strip() for part in BETWEEN.split(tidy) if part.strip())
    elif column.kind == "fen" and not tidy.endswith("元"):
        tidy += "元"
    elif field == "hours":
        tidy = HOURS_WORDS.get(tidy, tidy)
    value = read_value(column, tidy)
    least, most, reason = WITHIN.get(field, (0, 0, ""))
    if reason and isinstance(value, int) and not least <= value <= most:
        return Unread(reason)
    return value
