"""Rows of a registry file, read and checked piece by piece, ready for staging."""

from collections.abc import Mapping as Table
from dataclasses import dataclass
from datetime import date

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from data.canonical import contents
from data.importers.cells import Mask, Sieve, read_cells
from data.importers.keys import TWO_NUMBERS, TWO_WORKERS, doubled_keys, worker_keys
from data.importers.mapping import Mapping
from data.importers.refusals import Refusal
from data.importers.rows import Rows
from data.importers.values import one_of, read_day
from data.importers.worker_checks import refuse_impossible, settle_identity
from data.importers.worker_columns import column_of, read_facts, read_who, read_worker_ids
from data.records.caseload import COUNTED
from data.schema import FACT_COLUMNS, SPELL_COLUMNS


@dataclass(frozen=True, slots=True)
class Checked:
    """Rows that passed, as they will be staged, and the refusals of all the others."""

    table: pa.Table
    n_read: int
    refusals: tuple[Refusal, ...]
    n_refused: int


@dataclass(frozen=True, slots=True)
class Chosen:
    """The pieces again without the rows that the whole file speaks against."""

    pieces: tuple[pa.Table, ...]
    refusals: tuple[Refusal, ...]
    n_duplicates: int

    @property
    def n_rows(self) -> int:
        """How many rows are left."""
        return sum(piece.num_rows for piece in self.pieces)


def check_workers(
    rows: Rows, mapping: Mapping, headers: Table[str, str], *, as_of: date
) -> Checked:
    """Read and check one piece of a registry file; rows without a day take `as_of`."""
    texts = mapping.apply(rows.table, headers)
    sieve = Sieve(rows.numbers, headers)
    who, numbers = read_who(sieve, texts)
    facts = read_facts(sieve, texts, mapping.values)
    dated = facts["valid_on"].is_valid()
    facts["valid_on"] = pc.fill_null(facts["valid_on"], as_of)
    settle_identity(sieve, facts, numbers, texts)
    refuse_impossible(sieve, facts, texts, as_of)
    content = contents(pa.table(facts), FACT_COLUMNS[1:])
    place = {
        "row": pa.array(rows.numbers),
        "dated": dated,
        "content": content,
        "n_missing": _missing(facts),
    }
    return passed(sieve, rows, mapping, {**place, **who, **facts})


def _missing(facts: Table[str, pa.Array]) -> pa.Array:
    """How many of the facts that a file is expected to have are unknown, for each row."""
    unknown = [facts[name].is_null().to_numpy(zero_copy_only=False) for name in COUNTED]
    return pa.array(np.sum(unknown, axis=0, dtype=np.int32))


def check_spells(rows: Rows, mapping: Mapping, headers: Table[str, str], *, as_of: date) -> Checked:
    """Read and check one piece of a file of spells."""
    texts = mapping.apply(rows.table, headers)
    sieve = Sieve(rows.numbers, headers)
    given = {name: column_of(texts, name) for name in ("started_on", "ended_on", "exit_reason")}
    started = read_cells(sieve, "started_on", given["started_on"], read_day, "date")
    ended = read_cells(sieve, "ended_on", given["ended_on"], read_day, "date")
    reasons = one_of(SPELL_COLUMNS[3].codes, mapping.values.get("exit_reason"))
    reason = read_cells(sieve, "exit_reason", given["exit_reason"], reasons, "code")
    said = (
        (given["started_on"].is_null(), "started_on", "必须填写失业登记日期"),
        (pc.greater(started, as_of), "started_on", f"晚于导入日 {as_of}"),
        (pc.greater(ended, as_of), "ended_on", f"晚于导入日 {as_of}"),
        (pc.less(ended, started), "ended_on", "注销日期早于失业登记日期"),
        (
            pc.xor(ended.is_valid(), reason.is_valid()),
            "exit_reason",
            "注销日期与注销原因应同时填写",
        ),
    )
    for wrong, column, why in said:
        sieve.refuse(_sure(wrong) & ~sieve.bad, column, given[column], why)
    who = {"worker_id": read_worker_ids(sieve, texts)}
    facts = {"started_on": started, "ended_on": ended, "exit_reason": reason}
    return passed(sieve, rows, mapping, {"row": pa.array(rows.numbers), **who, **facts})


def choose_workers(pieces: list[pa.Table], headers: Table[str, str]) -> Chosen:
    """Compare all rows of a file with each other: who gives two numbers, what is said twice."""
    keys = worker_keys(*(_column(pieces, n) for n in ("worker_id", "id_hash", "valid_on")))
    refused = keys.two_numbers | keys.two_workers
    sieve = Sieve(_rows(pieces), headers)
    ids = _column(pieces, "worker_id")
    sieve.refuse(keys.two_numbers, "worker_id", ids, TWO_NUMBERS)
    sieve.refuse(keys.two_workers, "worker_id", ids, TWO_WORKERS)
    flags = {"newest": keys.newest}
    return Chosen(
        tuple(kept_of(pieces, ~(refused | keys.doubled), flags)),
        tuple(sieve.refusals),
        int(keys.doubled.sum()),
    )


def choose_spells(pieces: list[pa.Table], headers: Table[str, str]) -> Chosen:
    """Of rows about one worker and one day the last one counts."""
    del headers
    doubled = doubled_keys(_column(pieces, "worker_id"), _column(pieces, "started_on"))
    return Chosen(tuple(kept_of(pieces, ~doubled, {})), (), int(doubled.sum()))


def passed(sieve: Sieve, rows: Rows, mapping: Mapping, columns: dict[str, pa.Array]) -> Checked:
    """The rows that nothing was refused of, with the refusals of the others as the file wrote them."""
    table = pa.table(columns)
    if sieve.bad.any():
        table = table.filter(pa.array(~sieve.bad))
    # Id numbers are masked already, in whatever way they are wrong.
    number = sieve.headers.get("id_number")
    refusals = rows.as_written(sieve.refusals, mapping.labels, besides=number)
    return Checked(
        table=table,
        n_read=len(rows.numbers) + len(rows.refused),
        refusals=(*rows.refused, *refusals),
        n_refused=int(sieve.bad.sum()) + len(rows.refused),
    )


def kept_of(pieces: list[pa.Table], kept: Mask, flags: Table[str, Mask]) -> list[pa.Table]:
    found, start = [], 0
    for piece in pieces:
        here = slice(start, start + piece.num_rows)
        for name, flag in flags.items():
            piece = piece.append_column(name, pa.array(flag[here]))
        found.append(piece if kept[here].all() else piece.filter(pa.array(kept[here])))
        start = here.stop
    return found


def _column(pieces: list[pa.Table], name: str) -> pa.Array:
    return pa.concat_tables(piece.select([name]) for piece in pieces).column(0).combine_chunks()


def _rows(pieces: list[pa.Table]) -> npt.NDArray[np.int64]:
    return np.concatenate([piece.column("row").to_numpy() for piece in pieces])


def _sure(condition: pa.Array) -> Mask:
    return np.asarray(pc.fill_null(condition, False).to_numpy(zero_copy_only=False), dtype=bool)
