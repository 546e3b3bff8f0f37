"""The threat model names a control and a test for each threat, and every test it names is there."""

import re
from pathlib import Path

ROOT = Path(__file__).parents[1]
TEXT = (ROOT / "docs" / "threat-model.md").read_text("utf-8")
KINDS = (
    "Spoofing",
    "Tampering",
    "Repudiation",
    "Information disclosure",
    "Denial of service",
    "Elevation of privilege",
)


def rows() -> list[tuple[str, str, str]]:
    found = re.findall(r"^\| ([^|]+) \| ([^|]+) \| ([^|]+) \|$", TEXT, re.MULTILINE)
    heads = {"threat", "border"}
    borders = TEXT.split("## Spoofing")[0]
    return [row for row in found if row[0] not in heads and f"| {row[0]} |" not in borders]


def test_each_kind_of_threat_has_its_table() -> None:
    for kind in KINDS:
        part = TEXT.split(f"## {kind}\n")[1].split("\n## ")[0]
        assert "| threat | control | shown by |" in part
        assert part.count("\n| ") > 3


def test_each_threat_has_a_test_and_each_test_is_there() -> None:
    sources = [path.read_text("utf-8") for path in (ROOT / "tests").rglob("test_*.py")]
    tests = {name for text in sources for name in re.findall(r"def (test_\w+)", text)}
    for threat, control, shown in rows():
        named = re.findall(r"`([^`]+)`", shown)
        assert control.strip(), threat
        assert named, threat
        missing = [n for n in named if n not in tests and not (ROOT / n).exists()]
        assert missing == [], threat
    assert len(rows()) > 40
