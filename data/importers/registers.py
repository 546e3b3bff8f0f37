"""The registers of other offices: files of facts about people, matched by their number, kept with source and day."""

from collections.abc import Mapping as Table
from datetime import date, datetime
from functools import partial
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import sqlalchemy as sa

from data.importers.cells import Sieve
from data.importers.concealing import findable
from data.importers.id_numbers import read_id_numbers
from data.importers.keys import doubled_keys
from data.importers.mapping import Mapping
from data.importers.registry import Progress, Registry, Source, take_file
from data.importers.rows import Rows
from data.importers.summary import Also, ImportSummary
from data.importers.worker_checks import MOST
from data.importers.worker_columns import column_of, read_fact, read_names, refuse_numbers
from data.importers.worker_rows import Checked, Chosen, kept_of, passed
from data.records.registering import Taken
from data.records.registers import RegisterList, remove_strangers, take_facts
from data.schema_law import REGISTER_COLUMNS, REGISTER_FACTS
from data.store import Connection, Store


def import_register(
    store: Store,
    path: Path,
    mapping: Mapping,
    *,
    source: str,
    as_of: date,
    complete: bool,
    recorded_at: datetime,
    report_folder: Path,
    progress: Progress,
    also: Also | None = None,
) -> ImportSummary:
    """Take a file of a register; `complete` says that whoever is not in it is not in the register.

    Rows without a day of their own are valid on `as_of`. The same file again changes nothing.
    """
    told = RegisterList(mapping.kind, as_of, complete, source)
    registry = Registry(
        mapping.kind,
        partial(check_register, mapping.kind),
        choose_rows,
        remove_strangers,
        partial(_take, told),
        findable,
    )
    given = Source(path, mapping, source, as_of, recorded_at, also)
    return take_file(store, registry, given, report_folder, progress)


def check_register(
    register: str, rows: Rows, mapping: Mapping, headers: Table[str, str], *, as_of: date
) -> Checked:
    """Read and check one piece of a register's file."""
    texts = mapping.apply(rows.table, headers)
    sieve = Sieve(rows.numbers, headers)
    given = column_of(texts, "id_number")
    numbers = read_id_numbers(given)
    refuse_numbers(sieve, given, numbers)
    columns = {"row": pa.array(rows.numbers), "id_number": numbers.texts}
    columns["name"] = _names(sieve, texts)
    for column in REGISTER_COLUMNS[register][2:]:
        columns[column.name] = read_fact(sieve, column, texts, mapping.values.get(column.name))
    columns["valid_on"] = pc.fill_null(columns["valid_on"], as_of)
    _refuse_impossible(sieve, register, columns, texts, as_of=as_of)
    return passed(sieve, rows, mapping, columns)


def choose_rows(pieces: list[pa.Table], headers: Table[str, str]) -> Chosen:
    """Of rows about one number and one day the last one counts."""
    del headers
    ids = pa.chunked_array([p["id_hash"].combine_chunks() for p in pieces]).combine_chunks()
    days = pa.chunked_array([p["valid_on"].combine_chunks() for p in pieces]).combine_chunks()
    doubled = doubled_keys(ids, days)
    return Chosen(tuple(kept_of(pieces, ~doubled, {})), (), int(doubled.sum()))


def _names(sieve: Sieve, texts: pa.Table) -> pa.Array:
    """Where the file names people the name is compared; where it does not, the number stands alone."""
    if "name" not in texts.column_names:
        return pa.nulls(texts.num_rows, pa.string())
    return read_names(sieve, column_of(texts, "name"))


def _refuse_impossible(
    sieve: Sieve, register: str, columns: Table[str, pa.Array], texts: pa.Table, *, as_of: date
) -> None:
    late = pc.greater(columns["valid_on"], as_of)
    _refuse(sieve, late, "valid_on", texts, f"信息日期晚于导入日 {as_of}")
    for column in REGISTER_FACTS[register]:
        values = columns[column.name]
        if column.kind == "date":
            later = pc.greater(values, columns["valid_on"])
            _refuse(sieve, later, column.name, texts, "晚于信息日期")
        if column.name in MOST:
            most, reason = MOST[column.name]
            _refuse(sieve, pc.greater(values, most), column.name, texts, reason)
    first = REGISTER_FACTS[register][0]
    silent = columns[first.name].is_null()
    _refuse(sieve, silent, first.name, texts, f"必须填写{first.label}")


def _refuse(sieve: Sieve, wrong: pa.Array, column: str, texts: pa.Table, reason: str) -> None:
    rows = np.asarray(pc.fill_null(wrong, False).to_numpy(zero_copy_only=False), dtype=bool)
    sieve.refuse(rows & ~sieve.bad, column, column_of(texts, column), reason)


def _take(
    told: RegisterList, db: Connection, staged: sa.Table, *, source: str, recorded_at: datetime
) -> Taken:
    del source
    return take_facts(db, staged, told, recorded_at)
