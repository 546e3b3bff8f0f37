"""Everybody as known on a day, in Parquet: one part a county unit, no identity, complete or not there."""

import hashlib
import json
import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import asdict, dataclass, field
from datetime import date
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet

from data.records import workers
from data.schema import arrow_schema, snapshot_columns
from data.store import Store, reading

MANIFEST = "manifest.json"
ROWS_OF_A_GROUP = 100_000

Progress = Callable[[int, int, str], None]


@dataclass(frozen=True, slots=True)
class Part:
    """One file of a snapshot: the people of one county unit."""

    file: str
    region: str
    rows: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a snapshot holds; its parts are listed by region."""

    as_of: date
    columns: tuple[str, ...]
    rows: int
    parts: tuple[Part, ...]


class BadSnapshot(Exception):
    """A snapshot is missing or is not what its manifest says; the message is one sentence in Chinese."""


def write_snapshot(store: Store, as_of: date, folder: Path, progress: Progress) -> Path:
    """Write everybody as known on a day to `folder/AS_OF` and return that folder.

    It appears under its name only when it is complete; one of the same day is replaced as a whole.
    """
    folder.mkdir(parents=True, exist_ok=True)
    done = folder / as_of.isoformat()
    draft = folder / f".{as_of.isoformat()}.draft"
    shutil.rmtree(draft, ignore_errors=True)
    draft.mkdir()
    found = _write_parts(store, as_of, draft, progress)
    manifest = Manifest(
        as_of, tuple(c.name for c in snapshot_columns()), sum(p.rows for p in found), found
    )
    text = json.dumps(asdict(manifest), default=str, ensure_ascii=False, indent=1)
    (draft / MANIFEST).write_text(text + "\n", "utf-8")
    _put_in_place(draft, done)
    return done


def read_manifest(folder: Path) -> Manifest:
    """What the snapshot in a folder holds; raises BadSnapshot where there is none."""
    try:
        content = json.loads((folder / MANIFEST).read_text("utf-8"))
        return Manifest(
            date.fromisoformat(content["as_of"]),
            tuple(content["columns"]),
            content["rows"],
            tuple(Part(**part) for part in content["parts"]),
        )
    except (OSError, ValueError, KeyError, TypeError) as failure:
        raise BadSnapshot(f"这里没有完整的快照：{folder}") from failure


def parts(folder: Path) -> list[Path]:
    """The files of a snapshot, by county unit."""
    return [folder / part.file for part in read_manifest(folder).parts]


def verify(folder: Path) -> Manifest:
    """The manifest, after every part was proved to be the one that was written."""
    manifest = read_manifest(folder)
    for part in manifest.parts:
        path = folder / part.file
        if not path.is_file() or _sha256(path) != part.sha256:
            raise BadSnapshot(f"快照文件缺失或被改动：{path}")
    return manifest


@dataclass(slots=True)
class _Unit:
    """The part of one county unit while it is written; rows wait until they fill a group."""

    writer: pyarrow.parquet.ParquetWriter
    waiting: list[pa.Table] = field(default_factory=list)
    n_waiting: int = 0
    n_rows: int = 0

    def take(self, rows: pa.Table) -> None:
        self.waiting.append(rows)
        self.n_waiting += rows.num_rows
        self.n_rows += rows.num_rows
        if self.n_waiting >= ROWS_OF_A_GROUP:
            self.flush()

    def flush(self) -> None:
        if self.waiting:
            self.writer.write_table(pa.concat_tables(self.waiting).combine_chunks())
        self.waiting, self.n_waiting = [], 0


def _write_parts(store: Store, as_of: date, draft: Path, progress: Progress) -> tuple[Part, ...]:
    schema = arrow_schema(snapshot_columns())
    units: dict[str, _Unit] = {}
    n_done = 0
    with ExitStack() as files, reading(store) as db:
        total = workers.count(db)
        for piece in workers.stream_as_known(db, as_of):
            for region, rows in _by_unit(piece):
                if region not in units:
                    path = draft / f"{region}.parquet"
                    writer = pyarrow.parquet.ParquetWriter(path, schema, compression="zstd")
                    units[region] = _Unit(files.enter_context(writer))
                units[region].take(rows)
            n_done += piece.num_rows
            progress(n_done, max(n_done, total), "快照")
        for unit in units.values():
            unit.flush()
    return tuple(
        Part(f"{region}.parquet", region, unit.n_rows, _sha256(draft / f"{region}.parquet"))
        for region, unit in sorted(units.items())
    )


def _by_unit(piece: pa.Table) -> Iterator[tuple[str, pa.Table]]:
    regions = piece.column("region").combine_chunks().dictionary_encode()
    codes = regions.indices.to_numpy()
    for code, region in enumerate(regions.dictionary.to_pylist()):
        yield region, piece.take(pa.array(np.flatnonzero(codes == code)))


def _put_in_place(draft: Path, done: Path) -> None:
    """A folder cannot replace one that is not empty, so the old one first steps aside."""
    old = done.with_name(f".{done.name}.old")
    shutil.rmtree(old, ignore_errors=True)
    if done.exists():
        done.rename(old)
    draft.rename(done)
    shutil.rmtree(old, ignore_errors=True)


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
