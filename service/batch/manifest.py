"""The manifest of a batch run: which parts are done, with rows and hashes, so that a killed run resumes."""

import hashlib
import json
import os
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

NAME = "manifest.json"


@dataclass(frozen=True, slots=True)
class Part:
    """One finished part: its files with their sha256, and the rows of people in it."""

    name: str
    rows: int
    files: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a run was made from, and the parts finished so far."""

    made_from: Mapping[str, str]
    parts: tuple[Part, ...] = ()

    def with_part(self, part: Part) -> "Manifest":
        """The manifest after one more part."""
        others = tuple(p for p in self.parts if p.name != part.name)
        return Manifest(self.made_from, tuple(sorted((*others, part), key=lambda p: p.name)))


def read_manifest(folder: Path, made_from: Mapping[str, str], name: str = NAME) -> Manifest:
    """The manifest of a run that began from the same things; otherwise an empty one.

    Parts whose files are missing or were changed do not count as done.
    """
    try:
        found = json.loads((folder / name).read_text(encoding="utf-8"))
        parts = tuple(Part(**part) for part in found["parts"])
        same = found["made_from"] == dict(made_from)
    except (FileNotFoundError, KeyError, TypeError, ValueError):
        return Manifest(made_from)
    return Manifest(made_from, tuple(p for p in parts if _intact(folder, p)) if same else ())


def write_manifest(folder: Path, manifest: Manifest, name: str = NAME) -> None:
    """Replace the manifest in one step."""
    text = json.dumps(
        {"made_from": dict(manifest.made_from), "parts": [asdict(p) for p in manifest.parts]},
        ensure_ascii=False,
        indent=1,
    )
    draft = folder / f".{name}.{os.getpid()}"
    draft.write_text(text, encoding="utf-8")
    draft.replace(folder / name)


ROWS_TOGETHER = 8_192
"""Rows of a group: whoever reads a county piece by piece needs room for no more."""


def write_table(path: Path, table: pa.Table, *, recurring: Sequence[str] | None = None) -> str:
    """Write one Parquet file under a draft name, rename it, and return its sha256.

    `recurring` are the columns, as Parquet names them, in which the same values come again; any may where
    nothing is said.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f".{path.name}.{os.getpid()}")
    pq.write_table(
        table,
        draft,
        compression="zstd",
        row_group_size=ROWS_TOGETHER,
        use_dictionary=True if recurring is None else list(recurring),
    )
    draft.replace(path)
    return sha256(path)


def sha256(path: Path) -> str:
    """The hash of a file's bytes."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _intact(folder: Path, part: Part) -> bool:
    return all(
        (folder / name).is_file() and sha256(folder / name) == expected
        for name, expected in part.files.items()
    )
