"""Files of vacancies and programmes for the tests, and one call that imports them."""

import csv
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from data.importers.mapping import Mapping, load_mapping
from data.importers.programmes import import_programmes
from data.importers.summary import ImportSummary
from data.importers.vacancies import import_vacancies
from data.importers.words import Reading, Words
from data.records import vacancies
from data.schema import Column
from data.store import Store, reading
from tests.builders import TODAY

NOW = datetime(2026, 11, 23, 8, tzinfo=UTC)
ZHILIAN = ("0", "1", "2", "3", "4", "5", "6", "7")
JAVA = (
    "Java开发工程师", " 忻州某软件公司 ", "8千-1.1万·13薪", "Java|MySQL|民营|20-99人|计算机软件",
    "忻州·原平·北城", "1-3年", "大专", "http://example.org/1.htm",
)  # fmt: skip


@dataclass
class ListedWords:
    """Reads titles that were told beforehand, and keeps what it was asked."""

    known: dict[str, Reading] = field(default_factory=dict)
    asked: list[tuple[str, str]] = field(default_factory=list)

    def read(self, title: str, text: str) -> Reading:
        """The told reading, else none."""
        self.asked.append((title, text))
        return self.known.get(title, Reading(None, 0.0))


def written(path: Path, header: Sequence[str], rows: Sequence[Sequence[str]]) -> Path:
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([header, *rows])
    return path


def take(
    store: Store,
    path: Path,
    mapping: str | Mapping = "vacancies",
    *,
    words: Words | None = None,
    as_of: date = TODAY,
) -> ImportSummary:
    """Import a file of vacancies or programmes, as its mapping says."""
    chosen = mapping if isinstance(mapping, Mapping) else load_mapping(mapping)
    reports = path.parent / "reports"
    if chosen.kind == "programmes":
        return import_programmes(
            store, path, chosen, as_of=as_of, recorded_at=NOW, report_folder=reports
        )
    return import_vacancies(
        store,
        path,
        chosen,
        words=words or ListedWords(),
        as_of=as_of,
        recorded_at=NOW,
        report_folder=reports,
    )


def held(store: Store) -> list[dict[str, object]]:
    with reading(store) as db:
        return list(vacancies.open_on(db, TODAY).to_pylist())


def reasons(summary: ImportSummary) -> list[tuple[str, str]]:
    """Row and column of each refusal."""
    assert summary.report is not None
    with Path(summary.report).open(encoding="utf-8-sig", newline="") as file:
        return [(row[0], row[1]) for row in csv.reader(file)][1:]


def exported(table: pa.Table, path: Path, columns: tuple[Column, ...]) -> Path:
    """The table in the form of the path: Parquet as it is, CSV as text under our column names."""
    if path.suffix == ".parquet":
        pq.write_table(table, path)
        return path
    rows = plain_texts(table, columns)
    return written(path, list(rows[0]), [list(row.values()) for row in rows])


def plain_texts(table: pa.Table, columns: tuple[Column, ...]) -> list[dict[str, str]]:
    return [{c.name: plain_text(row[c.name]) for c in columns} for row in table.to_pylist()]


def plain_text(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, list):
        return ";".join(value) or "无"
    return str(value).lower() if isinstance(value, bool) else str(value)
