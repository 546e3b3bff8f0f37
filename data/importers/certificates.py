"""Skill certificates from files: people are found by number and name, and what does not fit is refused."""

import unicodedata
from collections.abc import Mapping as Table
from datetime import date, datetime
from functools import partial
from pathlib import Path

from data.importers.mapping import Mapping
from data.importers.offer_rows import OfferRow, OfferValue, read_plain, refuse_missing
from data.importers.offers import OfferKind, Progress, Take, import_offers
from data.importers.summary import Also, ImportSummary
from data.records import certificates, workers
from data.records.certificates import Certificate
from data.records.workers import Identity
from data.schema_training import CERTIFICATE_COLUMNS, CERTIFICATE_FILE_COLUMNS
from data.store import Connection, Store, reading

STRANGER = "劳动力登记中没有此人"
APART = "个人编号与公民身份号码不是同一人，或登记中没有此人"


def import_certificates(
    store: Store,
    path: Path,
    mapping: Mapping,
    *,
    take: Take,
    as_of: date,
    recorded_at: datetime,
    report_folder: Path,
    progress: Progress | None = None,
    also: Also | None = None,
) -> ImportSummary:
    """Take the certificates of a file, row by row, in one transaction; `take` keeps them.

    Raises `UnreadableFile` where the file as a whole cannot be taken; then nothing has changed. A row is
    refused whose person is not in the registry or has another name there, or whose number is held with
    other contents.
    """
    with reading(store) as db:
        return import_offers(
            store,
            path,
            mapping,
            kind=OfferKind("certificates", CERTIFICATE_COLUMNS, take),
            read=partial(read_certificate, db=db, as_of=as_of),
            recorded_at=recorded_at,
            report_folder=report_folder,
            progress=progress,
            also=also,
        )


def read_certificate(row: OfferRow, *, db: Connection, as_of: date) -> dict[str, OfferValue]:
    """The certificate of one row; what cannot be read is in `row.refusals`."""
    values = read_plain(row, CERTIFICATE_FILE_COLUMNS)
    refuse_missing(row, values, CERTIFICATE_FILE_COLUMNS)
    found = _owner(row, values, db)
    values["worker_id"] = None if found is None else found.worker_id
    issued = values["issued_on"]
    if isinstance(issued, date) and issued > as_of:
        row.refuse("issued_on", "发证日期不能晚于导入日")
    if not row.refusals:
        _check_held(row, values, db)
    return values


def _owner(row: OfferRow, values: Table[str, OfferValue], db: Connection) -> Identity | None:
    worker_id, number, name = (values[key] for key in ("worker_id", "id_number", "name"))
    if worker_id is None and (number is None or name is None):
        row.refuse("id_number", "应填写公民身份号码和姓名，或者个人编号")
        return None
    by_id = None if worker_id is None else str(worker_id)
    by_number = None if number is None else _tidy(str(number)).upper()
    found = workers.find(db, worker_id=by_id, id_number=by_number)
    if not found:
        both = by_id is not None and by_number is not None
        row.refuse(
            "id_number" if by_number is not None else "worker_id", STRANGER if not both else APART
        )
        return None
    if name is not None and _tidy(str(name)) != _tidy(found[0].name):
        row.refuse("name", "姓名与登记不一致")
    return found[0]


def _check_held(row: OfferRow, values: Table[str, OfferValue], db: Connection) -> None:
    held = certificates.one(db, str(values["certificate_no"]))
    told = {name: values[name] for name in Certificate.__dataclass_fields__}
    if held is not None and held != Certificate(**told):  # type: ignore[arg-type]
        row.refuse("certificate_no", "这个证书编号已登记，内容不同")


def _tidy(text: str) -> str:
    return unicodedata.normalize("NFKC", text).replace("•", "·").strip()
