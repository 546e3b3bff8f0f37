"""How much memory an errand may take: a small file can unpack to more than a machine has."""

import os
import resource

SHARE = 0.75
"""Of the machine; what answers people and keeps the data beside it goes on."""


def allowance() -> int:
    """The bytes that work in a process of its own may take on this machine."""
    return int(os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE") * SHARE)


def bound_memory(most: int) -> None:
    """Let this process have no more than `most` bytes: what wants more ends with a MemoryError."""
    resource.setrlimit(resource.RLIMIT_DATA, (most, most))
