"""What was compiled is used again only while all its parts are as they were."""

import shutil
from pathlib import Path

import pytest

from models.matching.compiled import HERE, compiled, stamp


@pytest.mark.parametrize(
    ("changed", "anew"),
    [
        ("kernel", True),
        ("ahead", True),
        ("bounding", True),
        ("choosing", True),
        ("lanes", True),
        ("packed", True),
        ("pair", True),
        ("blocks", True),
        ("compiled", True),
        ("auction", False),
    ],
)
def test_the_search_is_compiled_anew_when_a_module_it_uses_changes(
    tmp_path: Path, changed: str, *, anew: bool
) -> None:
    folder = shutil.copytree(HERE, tmp_path / "matching", ignore=shutil.ignore_patterns("__*"))
    before = stamp(folder / "kernel.py", folder)
    with (folder / f"{changed}.py").open("a", encoding="utf-8") as file:
        file.write("LATER = 1\n")
    assert (stamp(folder / "kernel.py", folder) != before) == anew


def test_a_compiled_function_does_what_the_plain_one_does() -> None:
    assert [compiled(_double)(n) for n in (1, 4)] == [2, 8]


def _double(n: int) -> int:
    return 2 * n
