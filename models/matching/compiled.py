"""How functions of matching are compiled: without the interpreter's lock, kept on disk where that works."""

import zlib
from collections.abc import Callable
from typing import ParamSpec, TypeVar, cast

import numba

P = ParamSpec("P")
R = TypeVar("R")

njit = cast("Callable[..., Callable[..., object]]", numba.njit)
OPTIONS = {"nogil": True, "error_model": "numpy", "_nrt": False}
"""Nothing is allocated in compiled code, so no array needs its references counted: that took nine
tenths of the time. Divisors are never zero, so no division is checked."""


def compiled(function: Callable[P, R]) -> Callable[P, R]:
    """The function compiled at its first call; the result is kept on disk unless no folder takes it.

    The compiler finds what it has kept by the function's name and file and would not see that a part or
    a constant of another file has changed; so the name it is given carries a stamp of all of them.
    """
    function.__qualname__ += f"_{stamp(function):08x}"
    try:
        kept = njit(cache=True, **OPTIONS)(function)
    except RuntimeError:
        # A container may have neither a writable package nor a home; then each process compiles anew.
        kept = njit(**OPTIONS)(function)
    return cast("Callable[P, R]", kept)


def inlined(function: Callable[P, R]) -> Callable[P, R]:
    """A function compiled into each of its callers: passing many arrays would cost more than its work."""
    return cast("Callable[P, R]", njit(forceinline=True, **OPTIONS)(function))


def stamp(function: Callable[..., object]) -> int:
    """A checksum of a function's code with the constants and compiled parts it names, and theirs."""
    code = function.__code__
    plain = [c for c in code.co_consts if isinstance(c, int | float | str | tuple)]
    total = zlib.crc32(code.co_code + repr((plain, code.co_names, code.co_varnames)).encode())
    for name in code.co_names:
        value = function.__globals__.get(name)
        part = getattr(value, "py_func", None)
        if part is not None:
            total = zlib.crc32(stamp(part).to_bytes(4, "big"), total)
        elif isinstance(value, int | float | str | tuple):
            total = zlib.crc32(repr(value).encode(), total)
    return total
