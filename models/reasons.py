"""A reason: one exact part of a score, with a sentence for the counselor and one for the worker."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Reason:
    """`contribution` is in the score's own unit, so that the reasons of a score sum to it."""

    key: str
    family: str
    value: str
    contribution: float
    changeable: bool
    counselor: str
    worker: str
