"""Training classes from files: what the columns say, and what a class with people in it no longer allows."""

from collections.abc import Mapping as Table
from datetime import date, datetime
from functools import partial
from pathlib import Path

from data.importers.mapping import Mapping
from data.importers.offer_rows import OfferRow, OfferValue, read_plain, refuse_missing
from data.importers.offers import OfferKind, Progress, import_offers
from data.importers.summary import Also, ImportSummary
from data.records import training_classes
from data.schema_training import CLASS_COLUMNS
from data.store import Store, reading

KIND = OfferKind("classes", CLASS_COLUMNS, training_classes.store_rows)


def import_classes(
    store: Store,
    path: Path,
    mapping: Mapping,
    *,
    recorded_at: datetime,
    report_folder: Path,
    progress: Progress | None = None,
    also: Also | None = None,
) -> ImportSummary:
    """Take the classes of a file, row by row, in one transaction.

    Raises `UnreadableFile` where the file as a whole cannot be taken; then nothing has changed. A row
    that has fewer seats than people are in the class already is refused.
    """
    with reading(store) as db:
        taken = training_classes.seats_taken(db)
    return import_offers(
        store,
        path,
        mapping,
        kind=KIND,
        read=partial(read_class, taken=taken),
        recorded_at=recorded_at,
        report_folder=report_folder,
        progress=progress,
        also=also,
    )


def read_class(row: OfferRow, *, taken: Table[str, int]) -> dict[str, OfferValue]:
    """The class of one row; what cannot be read is in `row.refusals`."""
    values = read_plain(row, CLASS_COLUMNS)
    refuse_missing(row, values, CLASS_COLUMNS)
    _check_days(row, values)
    _check_numbers(row, values, taken)
    institution = values["institution"]
    if isinstance(institution, str) and ";" in institution:
        row.refuse("institution", "机构名称中不能有分号")
    return values


def _check_days(row: OfferRow, values: Table[str, OfferValue]) -> None:
    starts, ends = values["starts_on"], values["ends_on"]
    if isinstance(starts, date) and isinstance(ends, date) and ends < starts:
        row.refuse("ends_on", "结业日期不能早于开班日期")
    if (values["filed_no"] is None) != (values["filed_on"] is None):
        row.refuse("filed_no", "备案号与备案日期应同时填写")


def _check_numbers(row: OfferRow, values: Table[str, OfferValue], taken: Table[str, int]) -> None:
    for name, label in (("seats", "名额"), ("hours_total", "总课时")):
        if values[name] == 0:
            row.refuse(name, f"{label}应大于零")
    seats, there = values["seats"], taken.get(str(values["class_id"]), 0)
    if isinstance(seats, int) and seats < there:
        row.refuse("seats", f"已有 {there} 人入班，名额不能少于此数")
