"""What was compiled is used again only while all its parts are as they were."""

from collections.abc import Callable

from models.matching.compiled import compiled, inlined, stamp


def whole(step: int, limit: int) -> Callable[[int], int]:
    """A function that calls a compiled part and reads a constant, both named by its module."""
    source = f"def part(x: int) -> int:\n    return x + {step}\n"
    source += "def all_of(x: int) -> int:\n    return part(x) if x < LIMIT else 0\n"
    names: dict[str, object] = {"LIMIT": limit}
    exec(source, names)  # noqa: S102 - a test that changes code needs code to change
    names["part"] = inlined(names["part"])  # type: ignore[type-var]
    return names["all_of"]  # type: ignore[return-value]


def test_a_changed_part_or_constant_changes_the_stamp() -> None:
    assert stamp(whole(1, 9)) == stamp(whole(1, 9))
    assert len({stamp(whole(1, 9)), stamp(whole(2, 9)), stamp(whole(1, 8))}) == 3


def test_a_compiled_function_does_what_the_plain_one_does() -> None:
    assert [compiled(_double)(n) for n in (1, 4)] == [2, 8]


def _double(n: int) -> int:
    return 2 * n
