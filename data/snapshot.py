"""Everybody as known on a day, in Parquet: one part a county unit, no identity, complete or not there."""

import hashlib
import json
import os
import shutil
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet

from data.records import standing_versions
from data.schema import arrow_schema, snapshot_columns
from data.snapshot_before import Before, moved, read_anew, still_true
from data.store import Connection, Store, reading

MANIFEST = "manifest.json"
VERSIONS = "versions.parquet"
"""Beside the parts: which version of everybody's file they hold, with which content, for the next snapshot."""

REGISTERED = ["worker_id", "registered_on"]
"""Enough to tell whose turn it is; everybody's whole file takes many times as long to read."""

ROWS_OF_A_GROUP = 100_000

COUNTIES_AT_ONCE = 2
"""Each that is put together is in memory twice, as read and in order: with as many as a large server has processors
that would be everybody."""

FORM = 2
"""Counts up when the same rows of the database are to be written otherwise: nothing older is taken over."""

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
    versions: str = ""
    form: int = 0


class BadSnapshot(Exception):
    """A snapshot is missing or is not what its manifest says; the message is one sentence in Chinese."""


def write_snapshot(
    store: Store, as_of: date, folder: Path, progress: Progress, *, threads: int = 1
) -> Path:
    """Write everybody as known on a day to `folder/AS_OF`, a part or two at once, and return that folder.

    It appears under its name only when it is complete; one of the same day is replaced as a whole. Of an
    earlier snapshot the rows of everybody are taken over whose file is the same: the bytes are those of
    reading all of it anew.
    """
    folder.mkdir(parents=True, exist_ok=True)
    done = folder / as_of.isoformat()
    draft = folder / f".{as_of.isoformat()}.{os.getpid()}"
    shutil.rmtree(draft, ignore_errors=True)
    draft.mkdir()
    before = _before(folder, as_of)
    found, versions = _write_parts(store, as_of, draft, before, progress=progress, threads=threads)
    rows = sum(part.rows for part in found)
    manifest = Manifest(as_of, _columns(), rows, found, versions, FORM)
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
            content.get("versions", ""),
            content.get("form", 0),
        )
    except (OSError, ValueError, KeyError, TypeError) as failure:
        raise BadSnapshot(f"这里没有完整的快照：{folder}") from failure


def parts(folder: Path) -> list[Path]:
    """The files of a snapshot, by county unit."""
    return [folder / part.file for part in read_manifest(folder).parts]


def registered(folder: Path) -> pa.Table:
    """Who of a snapshot is registered as without work, and since when, by county unit and id (`REGISTERED`)."""
    found = [arrow_schema(snapshot_columns()).empty_table().select(REGISTERED)]
    for path in parts(folder):
        people = pyarrow.parquet.ParquetFile(path).read(REGISTERED)
        found.append(people.filter(people["registered_on"].is_valid()))
    return pa.concat_tables(found)


def verify(folder: Path) -> Manifest:
    """The manifest, after every part was proved to be the one that was written."""
    manifest = read_manifest(folder)
    for part in manifest.parts:
        path = folder / part.file
        if not path.is_file() or _sha256(path) != part.sha256:
            raise BadSnapshot(f"快照文件缺失或被改动：{path}")
    versions = folder / VERSIONS
    if manifest.versions and not (versions.is_file() and _sha256(versions) == manifest.versions):
        raise BadSnapshot(f"快照文件缺失或被改动：{versions}")
    return manifest


def _write_parts(
    store: Store,
    as_of: date,
    draft: Path,
    before: Before | None,
    *,
    progress: Progress,
    threads: int,
) -> tuple[tuple[Part, ...], str]:
    """The parts with their hashes, and the hash of which versions they hold."""
    with reading(store) as db:
        standing = standing_versions.standing(db, as_of)
        found = moved(before, standing) if before else None
        kept = before.parts if before and found else {}
        pieces = (
            read_anew(db, as_of, found, progress)
            if found
            else _everybody(db, as_of, standing, progress)
        )
        units: dict[str, list[pa.Table]] = {region: [] for region in kept}
        for piece in pieces:
            for region, rows in _by_unit(piece):
                units.setdefault(region, []).append(rows)

    def written(region: str) -> Part:
        rows = units.pop(region)
        if found and region in kept:
            rows.append(still_true(kept[region], found))
        return _write_part(draft, region, pa.concat_tables(rows))

    # Reading, choosing and writing are Arrow's work, which threads do side by side.
    regions, parts = sorted(units), []
    with ThreadPoolExecutor(min(threads, COUNTIES_AT_ONCE)) as crew:
        for n, part in enumerate(crew.map(written, regions), 1):
            parts += [part] if part.rows else []
            progress(n, len(regions), "快照")
    pyarrow.parquet.write_table(standing, draft / VERSIONS, compression="zstd")
    return tuple(parts), _sha256(draft / VERSIONS)


def _write_part(draft: Path, region: str, rows: pa.Table) -> Part:
    """One unit's people by id: whoever looks for one of them later searches, and equal content is equal bytes."""
    path = draft / f"{region}.parquet"
    ids = rows["worker_id"].combine_chunks()
    if not pc.all(pc.less_equal(ids[:-1], ids[1:])).as_py():
        rows = rows.combine_chunks().take(pc.sort_indices(ids))
    if not len(ids):
        return Part(path.name, region, 0, "")
    rows = rows.combine_chunks().cast(arrow_schema(snapshot_columns()))
    pyarrow.parquet.write_table(rows, path, compression="zstd", row_group_size=ROWS_OF_A_GROUP)
    return Part(path.name, region, rows.num_rows, _sha256(path))


def _everybody(
    db: Connection, as_of: date, standing: pa.Table, progress: Progress
) -> Iterator[pa.Table]:
    n_done = 0
    for piece in standing_versions.stream_standing(db, as_of, standing):
        n_done += piece.num_rows
        yield piece
        progress(n_done, standing.num_rows, "快照")


def _before(folder: Path, as_of: date) -> Before | None:
    """The newest snapshot up to a day of which rows can be taken over; None where there is none, or a damaged one."""
    for path in sorted(folder.glob("20??-??-??"), reverse=True):
        if path.name <= as_of.isoformat():
            try:
                found = verify(path)
            except BadSnapshot:
                return None
            if found.form != FORM or found.columns != _columns():
                return None
            files = {part.region: path / part.file for part in found.parts}
            return Before(files, pyarrow.parquet.ParquetFile(path / VERSIONS).read())
    return None


def _columns() -> tuple[str, ...]:
    return tuple(c.name for c in snapshot_columns())


def _by_unit(piece: pa.Table) -> Iterator[tuple[str, pa.Table]]:
    regions = piece.column("region").combine_chunks().dictionary_encode()
    codes = regions.indices.to_numpy()
    for code, region in enumerate(regions.dictionary.to_pylist()):
        yield region, piece.take(pa.array(np.flatnonzero(codes == code)))


def _put_in_place(draft: Path, done: Path) -> None:
    """A folder cannot replace one that is not empty, so the old one first steps aside."""
    old = done.with_name(f".{done.name}.old.{os.getpid()}")
    shutil.rmtree(old, ignore_errors=True)
    if done.exists():
        done.rename(old)
    draft.rename(done)
    shutil.rmtree(old, ignore_errors=True)


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
