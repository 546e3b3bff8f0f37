"""Training programmes from files: what the columns say, and where the course is given."""

from datetime import date, datetime
from pathlib import Path

from data.importers.grammars import Place, read_demanded_education, read_place
from data.importers.mapping import Mapping
from data.importers.offer_rows import OfferRow, OfferValue, read_plain, refuse_missing
from data.importers.offers import OfferKind, Progress, import_offers
from data.importers.summary import Also, ImportSummary
from data.records import programmes
from data.schema import PROGRAMME_COLUMNS
from data.store import Store

KIND = OfferKind("programmes", PROGRAMME_COLUMNS, programmes.store_rows)


def import_programmes(
    store: Store,
    path: Path,
    mapping: Mapping,
    *,
    as_of: date,
    recorded_at: datetime,
    report_folder: Path,
    progress: Progress | None = None,
    also: Also | None = None,
) -> ImportSummary:
    """Take the programmes of a file, row by row, in one transaction.

    Raises `UnreadableFile` where the file as a whole cannot be taken; then nothing has changed. Nothing
    that a programme says depends on `as_of`: a class begins in the future or it began in the past.
    """
    del as_of
    return import_offers(
        store,
        path,
        mapping,
        kind=KIND,
        read=read_programme,
        recorded_at=recorded_at,
        report_folder=report_folder,
        progress=progress,
        also=also,
    )


def read_programme(row: OfferRow) -> dict[str, OfferValue]:
    """The programme of one row; what cannot be read is in `row.refusals`."""
    values = read_plain(row, PROGRAMME_COLUMNS)
    if "place" in row.headers:
        place = row.checked("place", read_place(row.text("place")))
        values["region"] = place.region if isinstance(place, Place) else None
    if "education" in row.headers:
        rank = row.checked("education", read_demanded_education(row.text("education")))
        values["min_education"] = rank
    _check(row, values)
    refuse_missing(row, values, PROGRAMME_COLUMNS)
    return values


def _check(row: OfferRow, values: dict[str, OfferValue]) -> None:
    given, level, occupation = (
        values[name] for name in ("gives_certificate", "level", "occupation")
    )
    if given is not None and None not in (level, occupation) and given != f"{occupation}:{level}":
        row.refuse("gives_certificate", "所发证书与职业代码、等级不一致")
