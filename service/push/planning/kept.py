"""A day's plan in a file: chosen once, then written piece by piece, the same after a kill as without one."""

import os
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from pydantic import TypeAdapter

from service.push.planning.planner import Planner
from service.push.planning.vacancies import Chosen

Report = Callable[[int, int, str], None]
STEP = "推荐与消息"


@dataclass(frozen=True, slots=True)
class Piece:
    """What is written in one transaction: messages of one line with the matches they show."""

    line: str
    chosen: tuple[Chosen, ...]


PIECE = TypeAdapter(Piece)


def keep_plan(path: Path, planner: Planner, now: datetime, report: Report) -> Mapping[str, float]:
    """Choose who is told what today; the file appears when it is complete. How many by line."""
    counts: Counter[str] = Counter()
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f".{path.name}.{os.getpid()}")
    with draft.open("wb") as file:
        for line, some in planner.pieces(now):
            file.write(PIECE.dump_json(Piece(line, tuple(some))) + b"\n")
            counts[line] += len(some)
            report(counts.total(), counts.total(), STEP)
    draft.replace(path)
    return dict(counts)


def write_plan(path: Path, planner: Planner, now: datetime, report: Report) -> Mapping[str, float]:
    """Put a kept plan into the outbox; what is there already stays as it is. How many were new, by line."""
    with path.open("rb") as file:
        total = sum(1 for _ in file)
    counts: Counter[str] = Counter()
    for done, piece in enumerate(_pieces(path), 1):
        counts[piece.line] += planner.write(piece.chosen, now)
        report(done, total, STEP)
    return dict(counts)


def _pieces(path: Path) -> Iterator[Piece]:
    with path.open("rb") as file:
        for line in file:
            yield PIECE.validate_json(line)
