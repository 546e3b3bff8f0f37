"""How functions of matching are compiled: without the interpreter's lock, kept on disk where that works."""

from collections.abc import Callable
from typing import ParamSpec, TypeVar

import numba

P = ParamSpec("P")
R = TypeVar("R")


def compiled(function: Callable[P, R]) -> Callable[P, R]:
    """The function compiled at its first call; the result is kept on disk unless no folder takes it.

    What is kept is dropped when the function's own file changes, so constants of other files must come
    in as arguments, never as globals.
    """
    try:
        kept: Callable[P, R] = numba.njit(cache=True, nogil=True, _nrt=False)(function)
    except RuntimeError:
        # A container may have neither a writable package nor a home; then each process compiles anew.
        kept = numba.njit(nogil=True, _nrt=False)(function)
    return kept


def inlined(function: Callable[P, R]) -> Callable[P, R]:
    """A function compiled into each of its callers: passing many arrays would cost more than its work."""
    part: Callable[P, R] = numba.njit(nogil=True, _nrt=False, forceinline=True)(function)
    return part
