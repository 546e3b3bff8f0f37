"""Acts that touch files as well: written down before they begin and when they have ended, whatever comes between."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

from data.records import audit
from data.records.audit import Act
from data.store import Store, StoreFailed, transaction
from service.clock import Clock

KINDS: tuple[tuple[type[BaseException], str], ...] = (
    (KeyboardInterrupt, "interrupted"),
    (StoreFailed, "database"),
    (OSError, "files"),
    (MemoryError, "memory"),
)
OUR_OWN = {"data", "models", "service", "training"}
"""Where whatever is raised is a sentence for people: what was brought cannot be taken as it is."""


@contextmanager
def written_down(store: Store, act: Act, clock: Clock) -> Iterator[None]:
    """Let something be done only after the trail says that it is begun; then say how it ended.

    Files and database cannot change in one transaction. Where the process dies in between, an act
    that is begun and has no end is what remains of it.
    """
    number = _noted(store, act, clock, {"phase": "begun"})
    try:
        yield
    except BaseException as failure:
        told = {"phase": "failed", "of": number, "fault": kind_of(failure)}
        _noted(store, replace(act, succeeded=False), clock, told)
        raise
    _noted(store, act, clock, {"phase": "ended", "of": number})


def kind_of(failure: BaseException) -> str:
    """One word for why something failed, without anything of what it was about."""
    for kind, word in KINDS:
        if isinstance(failure, kind):
            return word
    return "refused" if type(failure).__module__.split(".")[0] in OUR_OWN else "unexpected"


def _noted(store: Store, act: Act, clock: Clock, told: dict[str, object]) -> int:
    with transaction(store) as db:
        return audit.record(db, replace(act, facts={**act.facts, **told}), clock())
