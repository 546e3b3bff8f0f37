"""What an import did, in numbers."""

from collections.abc import Callable
from dataclasses import asdict, dataclass

from data.store import Connection

Also = Callable[[Connection], None]
"""What else is done in the transaction that takes rows of a file; nothing where it takes none."""


@dataclass(frozen=True, slots=True)
class ImportSummary:
    """Counts of one import; `accepted` are the distinct records of the file that are now held.

    `read` = rows of the file, `accepted` = `new` + `changed` + `unchanged`, `refused` = rows not taken,
    `duplicates` = rows equal in key to an earlier row; `report` is the path of the refusals, if any;
    `notice` is a sentence for whoever brought the file about what else it has changed, if anything.
    """

    read: int
    accepted: int
    new: int
    changed: int
    unchanged: int
    refused: int
    duplicates: int
    report: str | None = None
    notice: str | None = None

    def as_dict(self) -> dict[str, int | str | None]:
        """The same as plain values, in this order, for `--json`."""
        return asdict(self)
