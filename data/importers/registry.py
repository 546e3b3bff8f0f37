"""The registry's files: people and their spells, from a file into the store in one transaction."""

import hashlib
import time
from collections import deque
from collections.abc import Callable, Iterator
from collections.abc import Mapping as Table
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet
import sqlalchemy as sa

from data.bulk import staged
from data.importers.concealing import kept
from data.importers.examples import without_example
from data.importers.mapping import Mapping
from data.importers.readers import UnreadableFile, read_batches
from data.importers.refusals import Refusal, write_report
from data.importers.rows import Rows
from data.importers.summary import Also, ImportSummary
from data.importers.worker_rows import (
    Checked,
    Chosen,
    check_spells,
    check_workers,
    choose_spells,
    choose_workers,
)
from data.records.imports import Import, add_import
from data.records.registering import (
    Clash,
    Taken,
    remove_clashing_workers,
    remove_spells_of_nobody,
    take_spells,
    take_workers,
)
from data.sealing import Vault
from data.store import Connection, Store

CHECKERS = 2
"""Pieces checked while the next one is read: most of the work is done outside Python's lock."""

Progress = Callable[[int, int, str], None]
"""Called with what is done, what there is in all, and the name of the step."""


@dataclass(frozen=True, slots=True)
class Registry:
    """One kind of registry file: how a piece is checked, the whole compared, the staged rows taken."""

    kind: str
    check: Callable[..., Checked]
    choose: Callable[[list[pa.Table], Table[str, str]], Chosen]
    clashes: Callable[[Connection, sa.Table], tuple[Clash, ...]]
    take: Callable[..., Taken]
    ready: Callable[[Vault, pa.Table], pa.Table] | None = None
    """What is done with whoever a row tells of, numbers above all, before it is staged."""


WORKERS = Registry(
    "workers", check_workers, choose_workers, remove_clashing_workers, take_workers, kept
)
SPELLS = Registry("spells", check_spells, choose_spells, remove_spells_of_nobody, take_spells)


@dataclass(frozen=True, slots=True)
class Source:
    """A file to be taken, and all that is not in it."""

    path: Path
    mapping: Mapping
    name: str
    as_of: date
    recorded_at: datetime
    also: Also | None = None


def import_workers(
    store: Store,
    path: Path,
    mapping: Mapping,
    *,
    source: str,
    as_of: date,
    recorded_at: datetime,
    report_folder: Path,
    progress: Progress,
    also: Also | None = None,
) -> ImportSummary:
    """Take a file of people: all rows that can be read in one transaction, the others reported.

    The same file again changes nothing; a changed row adds a version. A row without a day of its own
    is valid on `as_of`. Raises `UnreadableFile`, with nothing changed, where the file as a whole cannot
    be taken.
    """
    given = Source(path, mapping, source, as_of, recorded_at, also)
    return take_file(store, WORKERS, given, report_folder, progress)


def import_spells(
    store: Store,
    path: Path,
    mapping: Mapping,
    *,
    source: str,
    as_of: date,
    recorded_at: datetime,
    report_folder: Path,
    progress: Progress,
    also: Also | None = None,
) -> ImportSummary:
    """Take a file of spells of people who are in the registry; otherwise just as `import_workers`."""
    given = Source(path, mapping, source, as_of, recorded_at, also)
    return take_file(store, SPELLS, given, report_folder, progress)


def take_file(
    store: Store, registry: Registry, given: Source, report_folder: Path, progress: Progress
) -> ImportSummary:
    """Take any file of people in one transaction, as its kind of registry says."""
    started = time.perf_counter()
    if given.mapping.kind != registry.kind:
        raise UnreadableFile(f"对照表“{given.mapping.name}”不是用于此类文件的：{given.path.name}")
    headers, checked, digest = _checked(store, registry, given, progress)
    chosen = registry.choose([each.table for each in checked], headers)
    refusals = [refusal for each in checked for refusal in each.refusals] + list(chosen.refusals)
    n_refused = sum(each.n_refused for each in checked) + len(chosen.refusals)
    n_read = sum(each.n_read for each in checked)
    del checked
    pieces = _reported(chosen, progress)
    with staged(store, f"staged_{registry.kind}", pieces) as (db, table):
        progress(0, 1, "合并")
        clashes = registry.clashes(db, table)
        taken = registry.take(db, table, source=given.name, recorded_at=given.recorded_at)
        summary = ImportSummary(
            read=n_read,
            accepted=taken.new + taken.changed + taken.unchanged,
            new=taken.new,
            changed=taken.changed,
            unchanged=taken.unchanged,
            refused=n_refused + len({clash.row for clash in clashes}),
            duplicates=chosen.n_duplicates,
        )
        seconds = time.perf_counter() - started
        add_import(db, _record(registry, given, summary, sha256=digest, seconds=seconds))
        refusals += [
            Refusal(c.row, headers.get(c.column, c.column), c.value, c.reason) for c in clashes
        ]
        if given.also is not None and summary.accepted:
            given.also(db)
        # Before the commit: where the report cannot be written nothing is taken either.
        report = write_report(refusals, report_folder, f"{registry.kind}-{given.path.stem}")
    progress(1, 1, "合并")
    return _with_report(summary, report)


def _checked(
    store: Store, registry: Registry, given: Source, progress: Progress
) -> tuple[dict[str, str], list[Checked], str]:
    """The whole file, piece by piece, in the compact form in which it is staged; and its digest."""
    total = rows_about(given.path)
    vault = store.vault if registry.ready else None
    headers: dict[str, str] = {}
    checked: list[Checked] = []
    waiting: deque[Future[Checked]] = deque()
    progress(0, total, "读取与检查")
    with ThreadPoolExecutor(CHECKERS) as pool:
        for rows in read_batches(given.path):
            headers = headers or given.mapping.headers(rows.table.column_names, given.path.name)
            waiting.append(pool.submit(_one_piece, registry, given, rows, headers, vault))
            if len(waiting) > CHECKERS:
                checked.append(waiting.popleft().result())
                done = sum(each.n_read for each in checked)
                progress(done, max(done, total), "读取与检查")
        digest = pool.submit(_digest, given.path)
        checked += [work.result() for work in waiting]
        return headers, checked, digest.result()


def _one_piece(
    registry: Registry, given: Source, rows: Rows, headers: dict[str, str], vault: Vault | None
) -> Checked:
    rows = without_example(rows, registry.kind, headers)
    found = registry.check(rows, given.mapping, headers, as_of=given.as_of)
    if vault is None or registry.ready is None:
        return found
    return replace(found, table=registry.ready(vault, found.table))


def _reported(chosen: Chosen, progress: Progress) -> Iterator[pa.Table]:
    done = 0
    for piece in chosen.pieces:
        yield piece
        done += piece.num_rows
        progress(done, max(done, chosen.n_rows), "装入")


def rows_about(path: Path) -> int:
    """How many rows a file has, for the progress bar: exact for Parquet, by its lines for text."""
    if not path.is_file():
        return 0
    with path.open("rb") as file:
        head = file.read(4)
        if head == b"PAR1":
            return _parquet_rows(path)
        if head.startswith(b"PK"):
            return 0
        file.seek(0)
        lines = sum(block.count(b"\n") for block in iter(lambda: file.read(1 << 22), b""))
    return max(lines - 1, 0)


def _parquet_rows(path: Path) -> int:
    try:
        return int(pyarrow.parquet.read_metadata(path).num_rows)
    except (pa.ArrowException, OSError):
        # Whoever reads the file says what is wrong with it.
        return 0


def _record(
    registry: Registry, given: Source, summary: ImportSummary, *, sha256: str, seconds: float
) -> Import:
    counts = {name: n for name, n in summary.as_dict().items() if isinstance(n, int)}
    return Import(
        kind=registry.kind,
        source=given.name,
        file_name=given.path.name,
        sha256=sha256,
        recorded_at=given.recorded_at,
        seconds=seconds,
        **counts,
    )


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _with_report(summary: ImportSummary, report: Path | None) -> ImportSummary:
    return replace(summary, report=None if report is None else str(report))
