"""What goes wrong in the rehearsal: processes die between two writes, and whoever waited does it again."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Concatenate, ParamSpec, TypeVar

from data.faults import crash_at
from data.store import Connection, Store, transaction
from service.errors import Problem
from service.simulation.chance import Chance

P = ParamSpec("P")
T = TypeVar("T")
DEEPEST = 8
"""A crash strikes before one of the first so many writes of an action."""


@dataclass(slots=True)
class Trials:
    """Does what people and offices want to do; counts what was done, refused, and struck by a crash."""

    store: Store
    chance: Chance
    crash_rate: float
    done: Counter[str] = field(default_factory=Counter)
    refused: Counter[str] = field(default_factory=Counter)
    crashes: int = 0

    def write(
        self,
        what: str,
        key: object,
        action: Callable[Concatenate[Connection, P], T],
        *args: P.args,
        **kwargs: P.kwargs,
    ) -> T | None:
        """Do what works in its caller's transaction; None where a rule refused it."""

        def in_one() -> T:
            with transaction(self.store) as db:
                return action(db, *args, **kwargs)

        return self.do(what, key, in_one)

    def do(
        self, what: str, key: object, action: Callable[P, T], *args: P.args, **kwargs: P.kwargs
    ) -> T | None:
        """Do it, after a crash once more; a refusal is counted by its sentence and gives None."""
        struck = self.chance.happens(self.crash_rate, "crash", what, key)
        try:
            if struck:
                n = self.chance.number(1, DEEPEST, "write", what, key)
                with crash_at(self.store, n) as fuse:
                    found = action(*args, **kwargs)
                if fuse.burnt:
                    # It died in the middle: whoever waited for the answer asks again.
                    self.crashes += 1
                    found = action(*args, **kwargs)
            else:
                found = action(*args, **kwargs)
        except Problem as problem:
            self.refused[f"{what}：{problem.detail}"] += 1
            return None
        self.done[what] += 1
        return found
