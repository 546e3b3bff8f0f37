"""How long snapshots and results of past nights stay on disk; what a night did and counted stays for good."""

import os
import re
import shutil
from collections.abc import Sequence
from datetime import date, timedelta
from pathlib import Path

DAY = re.compile(r"20\d\d-\d\d-\d\d")
DRAFT = re.compile(r"\..+\.(\d+)|\.20\d\d-\d\d-\d\d\.(?:draft|old)")
"""What is being written bears the number of its process until it is whole; snapshots of old did not."""

GOING = ".removed"
"""Under this name a folder is nobody's result any more: a removal that was broken off is finished next time."""


def remove_old(folders: Sequence[Path], as_of: date, keep_days: int) -> tuple[date, ...]:
    """Remove what the folders hold of days more than `keep_days` before a day; the days that went."""
    oldest = as_of - timedelta(days=keep_days)
    gone: set[date] = set()
    for folder in folders:
        for path in sorted(folder.glob("20??-??-??*")):
            on = _day(path)
            if on is not None and on < oldest:
                _remove(path)
                gone.add(on)
        for left in folder.glob(f"*{GOING}"):
            shutil.rmtree(left, ignore_errors=True)
    return tuple(sorted(gone))


def sweep_drafts(folders: Sequence[Path]) -> int:
    """Remove what processes that died while writing have left in the folders; how many drafts that were.

    For whoever holds the night's lock: nobody else of this home writes there, so what bears this process's
    own number is of an earlier one that had the same.
    """
    left = [
        path
        for folder in folders
        for path in sorted(folder.rglob(".*"))
        if (found := DRAFT.fullmatch(path.name)) and not _lives_on(found.group(1))
    ]
    for path in left:
        if path.is_dir():
            shutil.rmtree(path, ignore_errors=True)
        else:
            path.unlink(missing_ok=True)
    return len(left)


def _lives_on(number: str | None) -> bool:
    if number is None or (pid := int(number)) == os.getpid():
        return False
    try:
        os.kill(pid, 0)
    except (ProcessLookupError, OverflowError):
        return False
    except PermissionError:
        return True
    return True


def _day(path: Path) -> date | None:
    """The day of a folder or of the stamp beside it; None of anything else that somebody put there."""
    name = path.stem if path.suffix == ".stamp" else path.name
    try:
        return date.fromisoformat(name) if DAY.fullmatch(name) else None
    except ValueError:
        return None


def _remove(path: Path) -> None:
    """A folder goes by its name first: half of one would look like a result."""
    if path.is_file():
        path.unlink()
        return
    going = path.with_name(f".{path.name}{GOING}")
    shutil.rmtree(going, ignore_errors=True)
    shutil.rmtree(path.rename(going), ignore_errors=True)
