"""The bundle: all fitted parts under one manifest that is checked before any of them is unpickled."""

import hashlib
import json
import os
import shutil
import sys
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.metadata import version as installed
from pathlib import Path

import joblib

from models.index.feature import ForbiddenFeature, refuse_forbidden

LIBRARIES = ("scikit-learn", "numpy", "scipy", "pandas", "pyarrow")
"""A fitted part is only promised to load under the versions that wrote it (scikit-learn's own rule)."""

CURRENT = "CURRENT"


class BadBundle(Exception):
    """The bundle on disk is not what its manifest promises, or may not be used; the text says why."""


@dataclass(frozen=True, slots=True)
class Bundle:
    """Fitted parts by name, and the manifest they were checked against."""

    version: str
    parts: Mapping[str, object]
    manifest: Mapping[str, object]


def write_bundle(
    bundles: Path,
    version: str,
    parts: Mapping[str, object],
    *,
    promises: Mapping[str, object],
    notes: Mapping[str, object],
    card: str,
) -> Path:
    """Write `bundles/version` whole or not at all.

    `promises` (such as feature and comparison names) must equal those of the code that loads it;
    `notes` (metrics, cohort, data hashes) are for people. Raises BadBundle when the version exists
    or a promised feature is one that may never be used.
    """
    folder = bundles / version
    if folder.exists():
        raise BadBundle(f"bundle {version} exists already")
    _refuse_forbidden(promises)
    bundles.mkdir(parents=True, exist_ok=True)
    draft = Path(tempfile.mkdtemp(dir=bundles, prefix=f".{version}-"))
    try:
        for name, part in parts.items():
            joblib.dump(part, draft / f"{name}.joblib", compress=3)
        (draft / "card.md").write_text(card, encoding="utf-8")
        manifest = {
            "version": version,
            "parts": {name: _sha256(draft / f"{name}.joblib") for name in parts},
            "python": f"{sys.version_info.major}.{sys.version_info.minor}",
            "libraries": {name: installed(name) for name in LIBRARIES},
            "promises": dict(promises),
            "notes": dict(notes),
        }
        _write(draft / "manifest.json", json.dumps(manifest, ensure_ascii=False, indent=1))
        draft.chmod(0o755)
        draft.rename(folder)
    except BaseException:
        shutil.rmtree(draft, ignore_errors=True)
        raise
    return folder


def load_bundle(folder: Path, promises: Mapping[str, object]) -> Bundle:
    """Load a bundle that keeps every promise of the running code; BadBundle names the first broken one."""
    manifest = _manifest(folder)
    now = {
        "python": f"{sys.version_info.major}.{sys.version_info.minor}",
        "libraries": {name: installed(name) for name in LIBRARIES},
        "promises": json.loads(json.dumps(dict(promises))),
    }
    for promise, found in now.items():
        if manifest.get(promise) != found:
            raise BadBundle(
                f"{folder.name}: {promise}: {_difference(manifest.get(promise), found)}"
            )
    _refuse_forbidden(promises)
    hashes = manifest["parts"]
    if not isinstance(hashes, dict):
        raise BadBundle(f"{folder.name}: manifest names no parts")
    for name, expected in hashes.items():
        path = folder / f"{name}.joblib"
        if not path.is_file() or _sha256(path) != expected:
            raise BadBundle(f"{folder.name}: part {name} is missing or was changed")
    parts = {name: joblib.load(folder / f"{name}.joblib") for name in hashes}
    return Bundle(str(manifest["version"]), parts, manifest)


def promote(bundles: Path, version: str) -> None:
    """Make `version` the one in use; readers see the old one or the new one, never neither."""
    if not (bundles / version / "manifest.json").is_file():
        raise BadBundle(f"there is no bundle {version}")
    _write(bundles / CURRENT, version)


def withdraw(bundles: Path) -> None:
    """Have no bundle in use, so that the expert scorecard serves; bundles stay on disk."""
    (bundles / CURRENT).unlink(missing_ok=True)


def current(bundles: Path) -> Path | None:
    """The folder of the bundle in use, or None before the first promotion."""
    pointer = bundles / CURRENT
    if not pointer.is_file():
        return None
    return bundles / pointer.read_text(encoding="utf-8").strip()


def versions(bundles: Path) -> list[str]:
    """All bundles on disk, oldest name first; drafts of a run that died are not bundles."""
    if not bundles.is_dir():
        return []
    return sorted(p.parent.name for p in bundles.glob("[!.]*/manifest.json"))


def manifest_of(bundles: Path, version: str) -> Mapping[str, object]:
    """The manifest of one version, unchecked, for showing."""
    return _manifest(bundles / version)


def _manifest(folder: Path) -> dict[str, object]:
    try:
        manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise BadBundle(f"{folder.name}: there is no manifest") from None
    except ValueError:
        raise BadBundle(f"{folder.name}: the manifest cannot be read") from None
    if not isinstance(manifest, dict) or "parts" not in manifest or "version" not in manifest:
        raise BadBundle(f"{folder.name}: the manifest is not one")
    return manifest


def _refuse_forbidden(promises: Mapping[str, object]) -> None:
    names = promises.get("features", ())
    if not isinstance(names, list | tuple):
        raise BadBundle("the features of a bundle are a list of names")
    try:
        refuse_forbidden([str(name) for name in names])
    except ForbiddenFeature as forbidden:
        raise BadBundle(str(forbidden)) from None


def _difference(expected: object, found: object) -> str:
    if isinstance(expected, dict) and isinstance(found, dict):
        for key in sorted(expected.keys() | found.keys()):
            if expected.get(key) != found.get(key):
                return f"{key}: manifest has {expected.get(key)}, here {found.get(key)}"
    return f"manifest has {expected}, here {found}"


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _write(path: Path, text: str) -> None:
    draft = path.with_name(f".{path.name}.{os.getpid()}")
    with draft.open("w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    draft.replace(path)
