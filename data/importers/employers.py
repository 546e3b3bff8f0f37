"""Employers on public lists from files: row by row, with what cannot be so refused."""

from collections.abc import Mapping as Table
from datetime import date, datetime
from functools import partial
from pathlib import Path

from stdnum.cn import uscc

from data.importers.mapping import Mapping
from data.importers.offer_rows import OfferRow, OfferValue, read_plain, refuse_missing
from data.importers.offers import OfferKind, Progress, import_offers
from data.importers.summary import Also, ImportSummary
from data.records import employers
from data.schema_employers import LISTING_COLUMNS
from data.store import Store

KIND = OfferKind("employers", LISTING_COLUMNS, employers.store_rows)


def import_employers(
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
    """Take the listings of a file in one transaction; nothing that was told before is lost.

    Raises `UnreadableFile` where the file as a whole cannot be taken; then nothing has changed.
    """
    return import_offers(
        store,
        path,
        mapping,
        kind=KIND,
        read=partial(read_listing, as_of=as_of),
        recorded_at=recorded_at,
        report_folder=report_folder,
        progress=progress,
        also=also,
    )


def read_listing(row: OfferRow, *, as_of: date) -> dict[str, OfferValue]:
    """The listing of one row; what cannot be read is in `row.refusals`."""
    values = read_plain(row, LISTING_COLUMNS)
    refuse_missing(row, values, LISTING_COLUMNS)
    _check(row, values, as_of)
    return values


def _check(row: OfferRow, values: Table[str, OfferValue], as_of: date) -> None:
    listed, removed = values["listed_on"], values["removed_on"]
    if isinstance(listed, date) and listed > as_of:
        row.refuse("listed_on", f"列入日期晚于导入截至日 {as_of}")
    if isinstance(listed, date) and isinstance(removed, date) and removed < listed:
        row.refuse("removed_on", "移出日期早于列入日期")
    number = values["uscc"]
    if isinstance(number, str) and not uscc.is_valid(number):
        row.refuse("uscc", "统一社会信用代码不正确（18 位，末位为校验码）")
