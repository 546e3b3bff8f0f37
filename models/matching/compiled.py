"""How functions of matching are compiled: without the interpreter's lock, kept on disk where that works."""

import re
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import ParamSpec, TypeVar, cast

from models.compiling import kept, njit

P = ParamSpec("P")
R = TypeVar("R")

HERE = Path(__file__).parent
IMPORTED = re.compile(rb"^from models\.matching\.(\w+) import", re.MULTILINE)

OPTIONS = {"nogil": True, "error_model": "numpy", "_nrt": False}
"""Nothing is allocated in compiled code, so no array needs its references counted: that took nine
tenths of the time. Divisors are never zero, so no division is checked."""


def compiled(function: Callable[P, R]) -> Callable[P, R]:
    """The function compiled at its first call; the result is kept on disk where a folder takes it.

    The compiler finds what it has kept by the function's name and file and would not see that another
    file has changed: a part, a constant, an instruction of ours, the order of fields. So the name it is
    given carries a stamp of all files that the function's own imports as `from models.matching.x import …`.
    """
    function.__qualname__ += f"_{stamp(Path(function.__code__.co_filename)):08x}"
    return kept(**OPTIONS)(function)


def inlined(function: Callable[P, R]) -> Callable[P, R]:
    """A function compiled into each of its callers: passing many arrays would cost more than its work."""
    return cast("Callable[P, R]", njit(forceinline=True, **OPTIONS)(function))


def stamp(file: Path, folder: Path = HERE) -> int:
    """A checksum of a module and of all modules in the folder that it imports, and that these import."""
    texts: dict[Path, bytes] = {}
    left = [file]
    while left:
        source = left.pop()
        if source not in texts:
            texts[source] = source.read_bytes()
            left += [folder / f"{name.decode()}.py" for name in IMPORTED.findall(texts[source])]
    total = 0
    for source in sorted(texts):
        total = zlib.crc32(texts[source], total)
    return total
