"""Files of the registry for the tests, and one call that imports them."""

import csv
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, date, datetime
from pathlib import Path

import sqlalchemy as sa
from openpyxl import load_workbook

from data.importers.mapping import Mapping, load_mapping
from data.importers.registry import Progress, import_spells, import_workers
from data.importers.summary import ImportSummary
from data.importers.template import write_template
from data.records import workers
from data.store import Store, reading
from tests import images
from tests.builders import TODAY, id_number, registry_row

NOW = datetime(2026, 11, 23, 8, tzinfo=UTC)

Row = dict[str, object]


def quiet(done: int, total: int, step: str) -> None:
    """Nobody watches."""


def text(value: object) -> str:
    """A value as a file of the registry writes it."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, list):
        return ";".join(value)
    return value.isoformat() if isinstance(value, date) else str(value)


def write_csv(path: Path, rows: Sequence[Row], encoding: str = "utf-8") -> Path:
    """Rows as a CSV file; the columns are those of the first row."""
    with path.open("w", encoding=encoding, newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        writer.writerows({key: text(value) for key, value in row.items()} for row in rows)
    return path


def template_of_somebody(kind: str, folder: Path) -> Path:
    """A template whose example row has become somebody's."""
    path = write_template(kind, folder / f"{kind}.xlsx")
    book = load_workbook(path)
    for cell in book.worksheets[0][2]:
        if isinstance(cell.value, str):
            cell.value = cell.value.replace("示例", "某某")
    book.save(path)
    return path


def person(**facts: object) -> Row:
    """One row of the registry; facts not named are usual."""
    return registry_row(**facts)


def people(n: int, **facts: object) -> list[Row]:
    """Several different people, who share some facts."""
    return [_nth(i, facts) for i in range(n)]


def _nth(i: int, facts: Row) -> Row:
    born = date(1970 + i % 30, 1 + i % 12, 1 + i % 28)
    sex = "2" if i % 2 else "1"
    # An even sequence is a woman's; numbers differ by birth day first, then by sequence.
    number = id_number(born, sequence=(i // 420 * 2 + (1 if sex == "1" else 2)) % 1000)
    return person(worker_id=f"W{i:06d}", birth_on=born, sex=sex, id_number=number, **facts)


def take_workers(
    store: Store,
    path: Path,
    *,
    as_of: date = TODAY,
    recorded_at: datetime = NOW,
    mapping: Mapping | None = None,
    progress: Progress = quiet,
) -> ImportSummary:
    """Import a file of people."""
    return import_workers(
        store,
        path,
        mapping or load_mapping("registry"),
        source="test",
        as_of=as_of,
        recorded_at=recorded_at,
        report_folder=path.parent / "reports",
        progress=progress,
    )


def take_people(store: Store, folder: Path, rows: Sequence[Row]) -> None:
    """The same for whom an import is not the question: whoever was imported before is copied."""
    path = folder / "people.csv"
    images.fill(store, repr(rows), lambda: take_workers(store, write_csv(path, rows)))


def take_spells(store: Store, path: Path, as_of: date = TODAY) -> ImportSummary:
    """Import a file of spells."""
    return import_spells(
        store,
        path,
        load_mapping("spells"),
        source="test",
        as_of=as_of,
        recorded_at=NOW,
        report_folder=path.parent / "reports",
        progress=quiet,
    )


def report_of(summary: ImportSummary) -> list[tuple[str, ...]]:
    """The lines of the refusal report: row, column, value, reason."""
    if summary.report is None:
        return []
    with Path(summary.report).open(encoding="utf-8-sig", newline="") as file:
        return [tuple(row) for row in csv.reader(file)][1:]


def known(store: Store, worker_id: str = "W0001", as_of: date = TODAY) -> Row:
    """What is known of somebody on a day."""
    with reading(store) as db:
        rows = workers.one(db, worker_id, as_of).to_pylist()
    return dict(rows[0]) if rows else {}


@contextmanager
def before(store: Store, words: str, n: int, do: Callable[[], object]) -> Iterator[None]:
    """Do something just before the `n`th statement (from 1) of a store that has these words."""
    found = 0

    def listen(db: object, cursor: object, statement: str, *rest: object) -> None:
        nonlocal found
        found += words in statement
        if words in statement and found == n:
            do()

    sa.event.listen(store.engine, "before_cursor_execute", listen)
    try:
        yield
    finally:
        sa.event.remove(store.engine, "before_cursor_execute", listen)


SHAPES = {
    "sqlite": (
        "SELECT type, name, sql FROM sqlite_master "
        "WHERE tbl_name IN ('workers', 'worker_versions', 'caseload')",
    ),
    "postgresql": (
        "SELECT indexname, indexdef FROM pg_indexes "
        "WHERE tablename IN ('workers', 'worker_versions', 'caseload')",
        "SELECT conname, pg_get_constraintdef(oid) FROM pg_constraint WHERE conrelid IN "
        "('workers'::regclass, 'worker_versions'::regclass, 'caseload'::regclass)",
    ),
}


def shape_of_people(store: Store) -> list[tuple[str, ...]]:
    """All indexes and keys of the registry's tables, as the database itself words them."""
    with reading(store) as db:
        asked = [db.execute(sa.text(words)) for words in SHAPES[db.dialect.name]]
        return sorted(tuple(map(str, row)) for rows in asked for row in rows)
