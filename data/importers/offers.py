"""What importing vacancies and programmes shares: row by row in, one transaction, a report of the rest."""

import hashlib
from collections.abc import Callable, Sequence
from collections.abc import Mapping as Table
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from time import perf_counter

import pyarrow as pa

from data.importers.examples import without_example
from data.importers.mapping import Mapping
from data.importers.offer_rows import OfferRow, OfferValue
from data.importers.readers import Rows, UnreadableFile, read_rows
from data.importers.refusals import Refusal, write_report
from data.importers.summary import Also, ImportSummary
from data.records.imports import Import, add_import
from data.records.offers import Stored
from data.schema import Column, arrow_schema
from data.store import Connection, Store, transaction

Progress = Callable[[int, int, str], None]
ReadRow = Callable[[OfferRow], dict[str, OfferValue]]
Take = Callable[[Connection, pa.Table, datetime], Stored]
ROWS_A_REPORT = 500


@dataclass(frozen=True, slots=True)
class OfferKind:
    """One kind of offer: its mapping kind, its words (the first is the key), and how rows are kept."""

    name: str
    columns: tuple[Column, ...]
    take: Take


def import_offers(
    store: Store,
    path: Path,
    mapping: Mapping,
    *,
    kind: OfferKind,
    read: ReadRow,
    recorded_at: datetime,
    report_folder: Path,
    progress: Progress | None,
    also: Also | None = None,
) -> ImportSummary:
    """Take every row of the file that can be read; all of them or, where it fails, none.

    Of rows with the same key the last counts. Raises `UnreadableFile` before anything is changed.
    """
    if mapping.kind != kind.name:
        raise UnreadableFile(f"对照表“{mapping.name}”不是用于此类文件的：{path.name}")
    began = perf_counter()
    found = read_rows(path)
    headers = mapping.headers(found.table.column_names, path.name)
    rows = without_example(found, kind.name, headers)
    held, refused = _read_all(rows, mapping, headers, read=read, progress=progress)
    table = pa.Table.from_pylist(held, schema=arrow_schema(kind.columns))
    report = write_report(refused, report_folder, path.stem)
    n_rows = rows.table.num_rows + len(rows.refused)
    with transaction(store) as db:
        stored = kind.take(db, table, recorded_at) if held else Stored(0, 0, 0)
        summary = _summary(stored, n_rows, len(held), refused=refused, report=report)
        add_import(db, _note(summary, kind, path, recorded_at=recorded_at, began=began))
        if also is not None and summary.accepted:
            also(db)
    return summary


def _read_all(
    rows: Rows,
    mapping: Mapping,
    headers: Table[str, str],
    *,
    read: ReadRow,
    progress: Progress | None,
) -> tuple[list[dict[str, OfferValue]], list[Refusal]]:
    texts = mapping.apply(rows.table, headers)
    held: list[dict[str, OfferValue]] = []
    refused: list[Refusal] = []
    for done, (number, row) in enumerate(zip(rows.numbers, texts.to_pylist(), strict=True)):
        offer = OfferRow(int(number), row, headers, mapping.values)
        values = read(offer)
        refused += offer.refusals
        if not offer.refusals:
            held.append(values)
        if progress is not None and done % ROWS_A_REPORT == 0:
            progress(done, texts.num_rows, "读取")
    if progress is not None:
        progress(texts.num_rows, texts.num_rows, "写入")
    return held, [*rows.refused, *rows.as_written(refused, mapping.labels)]


def _summary(
    stored: Stored, n_rows: int, n_held: int, *, refused: Sequence[Refusal], report: Path | None
) -> ImportSummary:
    accepted = stored.new + stored.changed + stored.unchanged
    return ImportSummary(
        read=n_rows,
        accepted=accepted,
        new=stored.new,
        changed=stored.changed,
        unchanged=stored.unchanged,
        refused=len({refusal.row for refusal in refused}),
        duplicates=n_held - accepted,
        report=str(report) if report else None,
    )


def _note(
    summary: ImportSummary, kind: OfferKind, path: Path, *, recorded_at: datetime, began: float
) -> Import:
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    return Import(
        kind=kind.name,
        source=path.name,
        file_name=path.name,
        sha256=digest,
        recorded_at=recorded_at,
        seconds=perf_counter() - began,
        read=summary.read,
        accepted=summary.accepted,
        new=summary.new,
        changed=summary.changed,
        unchanged=summary.unchanged,
        refused=summary.refused,
        duplicates=summary.duplicates,
    )
