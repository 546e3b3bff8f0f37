"""The list of ASVS requirements is whole, and every test it names is there."""

import csv
import re
from pathlib import Path

ROOT = Path(__file__).parents[1]
ROW = re.compile(r"\| V([\d.]+) \| ([12]) \| (.+?) \| (.+?) \| (.+?) \|")


def told() -> list[tuple[str, ...]]:
    lines = (ROOT / "docs" / "asvs.md").read_text("utf-8").splitlines()
    return [found.groups() for line in lines if (found := ROW.fullmatch(line))]


def test_every_requirement_has_its_row() -> None:
    with (ROOT / "docs" / "asvs-5.0.csv").open(encoding="utf-8") as file:
        wanted = [(row["number"], row["level"]) for row in csv.DictReader(file)]
    assert [(number, level) for number, level, *_ in told()] == wanted


def test_every_test_it_names_is_there() -> None:
    sources = [path.read_text("utf-8") for path in (ROOT / "tests").rglob("test_*.py")]
    tests = {name for text in sources for name in re.findall(r"def (test_\w+)", text)}
    named = {name for *_, shown in told() for name in re.findall(r"`([^`]+)`", shown)}
    files = {name for name in named if name.startswith("tests/")}
    assert {name for name in files if not (ROOT / name).exists()} == set()
    assert named - files <= tests, named - files - tests


def test_what_nothing_shows_says_why() -> None:
    silent = [
        number
        for number, _, _, control, shown in told()
        if shown == "—" and not re.search(r"\*\*|does not apply", control)
    ]
    # Documents, and what the image alone decides.
    assert set(silent) <= {"4.2.1", "13.1.1", "13.4.1", "13.4.5", "15.1.2", "16.2.3"}
