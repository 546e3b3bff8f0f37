"""Where a ranking benchmark finds its files."""

import csv
from pathlib import Path


def folder_with(data: Path | None, file: str, name: str) -> Path:
    """The folder given if it holds the file, else its subfolder of the benchmark's name."""
    if data is None:
        raise SystemExit(f"--data FOLDER is needed: a folder with {name}/{file}, see its docstring")
    return data if (data / file).exists() else data / name


def table(path: Path) -> list[dict[str, str]]:
    """The rows of a CSV file as text."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))
