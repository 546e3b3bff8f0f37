"""What an import did, in numbers."""

from dataclasses import asdict, dataclass


@dataclass(frozen=True, slots=True)
class ImportSummary:
    """Counts of one import; `accepted` are the distinct records of the file that are now held.

    `read` = rows of the file, `accepted` = `new` + `changed` + `unchanged`, `refused` = rows not taken,
    `duplicates` = rows equal in key to an earlier row; `report` is the path of the refusals, if any.
    """

    read: int
    accepted: int
    new: int
    changed: int
    unchanged: int
    refused: int
    duplicates: int
    report: str | None = None

    def as_dict(self) -> dict[str, int | str | None]:
        """The same as plain values, in this order, for `--json`."""
        return asdict(self)
