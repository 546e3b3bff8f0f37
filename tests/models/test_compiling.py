"""A compiled function works wherever the program may not write."""

import pytest

from models import compiling
from models.compiling import kept


def _double(n: int) -> int:
    return 2 * n


def test_where_no_folder_takes_it_a_function_is_compiled_all_the_same(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    njit, tried = compiling.njit, []

    def without_a_folder(**options: object) -> object:
        tried.append(options)
        if options.get("cache"):
            raise RuntimeError("cannot cache function: no locator available")
        return njit(**options)

    monkeypatch.setattr(compiling, "njit", without_a_folder)
    assert kept(nogil=True)(_double)(4) == 8
    assert tried == [{"cache": True, "nogil": True}, {"nogil": True}]
