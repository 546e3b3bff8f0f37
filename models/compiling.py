"""Compiled functions: kept on disk where a folder takes them, compiled anew by each process where none does."""

from collections.abc import Callable
from typing import ParamSpec, TypeVar, cast

import numba

P = ParamSpec("P")
R = TypeVar("R")

njit = cast("Callable[..., Callable[..., object]]", numba.njit)


def kept(**options: object) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Compile a function at its first call with these options of numba's, and keep the result if that can be done.

    A container, or a command run for somebody else, may have neither a writable package nor a home.
    """

    def made(function: Callable[P, R]) -> Callable[P, R]:
        try:
            found = njit(cache=True, **options)(function)
        except RuntimeError:
            found = njit(**options)(function)
        return cast("Callable[P, R]", found)

    return made
