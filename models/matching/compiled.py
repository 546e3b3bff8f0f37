"""How functions of matching are compiled: without the interpreter's lock, kept on disk where that works."""

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

    What is kept is dropped when the function's own file changes, so constants of other files must come
    in as arguments, never as globals.
    """
    try:
        kept = njit(cache=True, **OPTIONS)(function)
    except RuntimeError:
        # A container may have neither a writable package nor a home; then each process compiles anew.
        kept = njit(**OPTIONS)(function)
    return cast("Callable[P, R]", kept)


def inlined(function: Callable[P, R]) -> Callable[P, R]:
    """A function compiled into each of its callers: passing many arrays would cost more than its work."""
    return cast("Callable[P, R]", njit(forceinline=True, **OPTIONS)(function))
