"""Files whose bytes were changed, cut off, moved or doubled on their way."""

import random
from collections.abc import Callable, Mapping

from tests.hostile.words import hostile_text


def flipped(chance: random.Random, content: bytes) -> bytes:
    """A few bytes are others."""
    found = bytearray(content)
    for _ in range(chance.choice((1, 4, 64))):
        if found:
            found[chance.randrange(len(found))] = chance.randrange(256)
    return bytes(found)


def _cut(chance: random.Random, content: bytes) -> bytes:
    return content[: chance.randrange(len(content) + 1)]


def _torn(chance: random.Random, content: bytes) -> bytes:
    """A piece moved, doubled, or put in from somewhere else."""
    a, b = sorted(chance.randrange(len(content) + 1) for _ in range(2))
    piece = chance.choice(
        (
            content[a:b],
            b"\0" * 512,
            b'"',
            b"\xff\xfe",
            hostile_text(chance).encode("utf-8", "replace"),
        )
    )
    return content[:a] + piece + content[chance.choice((a, b)) :]


def _doubled(chance: random.Random, content: bytes) -> bytes:
    return content * chance.choice((2, 3))


def _headed(chance: random.Random, content: bytes) -> bytes:
    """The first bytes of another kind of file."""
    head = chance.choice(
        (
            b"PAR1",
            b"PK\x03\x04",
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
            b"\xef\xbb\xbf",
            b"%PDF-1.7",
            b"\x1f\x8b",
        )
    )
    return head + content[chance.choice((0, len(head))) :]


BYTE_WAYS: Mapping[str, Callable[[random.Random, bytes], bytes]] = {
    "flipped": flipped,
    "cut": _cut,
    "torn": _torn,
    "doubled": _doubled,
    "headed": _headed,
}
