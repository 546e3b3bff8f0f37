"""Bad files brought to the importers by the hundred, and what was wrong with what came of it."""

import random
import re
import signal
import time
import traceback
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from openpyxl import load_workbook

from data.importers.readers import UnreadableFile
from data.store import Store
from service.importing import Intake, Kind, take
from tests.builders import TODAY
from tests.hostile.files import SOMEBODY, Bad, bad_file
from tests.service.stocked import NOW

MOST_SECONDS = 60
LONGEST_SENTENCE = 2000
CALCULATED = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")
INSIDE = re.compile(r"Traceback|File \"|sqlalchemy|sqlite3|psycopg|pyarrow|site-packages|thrift")


class Hangs(Exception):
    """Taking a file lasted longer than anybody waits."""


@dataclass(slots=True)
class Taken:
    """How the files ended, what was wrong, and what took longest."""

    ends: Counter[str] = field(default_factory=Counter)
    faults: dict[str, str] = field(default_factory=dict)
    slowest: tuple[float, str] = (0.0, "")


def bring(store: Store, folder: Path, n: int, *, seeded: int) -> Taken:
    """Take `n` bad files, every kind in turn; each by a seed of its own, so that it can be made again."""
    taken, kinds = Taken(), list(Kind)
    folder.mkdir(exist_ok=True)
    for i in range(n):
        kind = kinds[i % len(kinds)]
        bad = bad_file(random.Random(f"{seeded} {i}"), kind)  # noqa: S311 it must be the same again
        told = f"{seeded} {i} {kind.value}: {bad.way}"
        started = time.perf_counter()
        for fault in _one(store, folder, kind, bad, taken):
            key = f"{fault} ({kind.value})"
            taken.faults.setdefault(key, told)
        took = time.perf_counter() - started
        taken.slowest = max(taken.slowest, (took, told))
    return taken


def _one(store: Store, folder: Path, kind: Kind, bad: Bad, taken: Taken) -> Iterator[str]:
    path = folder / bad.name
    path.write_bytes(bad.content)
    intake = Intake(store, TODAY, NOW, folder / "reports", lambda *_: None)
    try:
        with _watched():
            summary = take(intake, kind, path)
    except UnreadableFile as refusal:
        taken.ends["refused"] += 1
        yield from wrong_with(str(refusal), folder)
        return
    except BaseException as surprise:
        # A reader written in another language may end with what is no Exception at all.
        if isinstance(surprise, KeyboardInterrupt):
            raise
        taken.ends["surprise"] += 1
        place = traceback.extract_tb(surprise.__traceback__)[-1]
        yield f"{type(surprise).__name__} in {place.name}: {str(surprise)[:200]!r}"
        return
    finally:
        path.unlink()
    taken.ends["taken in part" if summary.refused else "taken"] += 1
    if summary.report:
        yield from wrong_in(Path(summary.report))


def wrong_with(sentence: str, folder: Path) -> Iterator[str]:
    """What a sentence for people must not have in it: an address of ours, the inside, or somebody."""
    if str(folder) in sentence:
        yield f"a path is told: {sentence[:200]!r}"
    if found := INSIDE.search(sentence):
        yield f"the inside is told: {found.group()}: {sentence[:200]!r}"
    if any(fact in sentence for fact in SOMEBODY.values()):
        yield f"somebody is told: {sentence[:200]!r}"
    if len(sentence) > LONGEST_SENTENCE:
        yield f"more is told than anybody reads: {len(sentence)}"
    if any(not c.isprintable() for c in sentence if c != "\n"):
        yield f"what cannot be seen is told: {sentence[:200]!r}"


def wrong_in(report: Path) -> Iterator[str]:
    """What a report of refusals must not have in it: whole numbers, and cells that a spreadsheet calculates."""
    text = report.read_text("utf-8-sig")
    for label in ("公民身份号码", "联系电话"):
        if SOMEBODY[label] in text:
            yield f"a whole number in a report: {label}"
    book = load_workbook(report.with_suffix(".xlsx"))
    for row in book.worksheets[0].iter_rows():
        for cell in row:
            if cell.data_type == "f" or str(cell.value or "").startswith(CALCULATED):
                yield "a cell that a spreadsheet calculates"
    report.unlink()
    report.with_suffix(".xlsx").unlink()


@contextmanager
def _watched() -> Iterator[None]:
    def end(*_: object) -> None:
        raise Hangs

    before = signal.signal(signal.SIGALRM, end)
    signal.alarm(MOST_SECONDS)
    try:
        yield
    finally:
        signal.alarm(0)
        signal.signal(signal.SIGALRM, before)
