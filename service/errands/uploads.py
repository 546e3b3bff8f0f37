"""Files that were uploaded and that nobody came back for: deleted wherever they lie."""

import shutil
from datetime import datetime, timedelta
from pathlib import Path

from service.errands.keeping import is_id, read_errand, read_state
from service.errands.running import UPLOAD

KEPT = timedelta(days=1)
"""How long a file waits for an errand that broke off to be begun anew; then it is deleted."""


def forget_uploads(folder: Path, now: datetime) -> int:
    """Delete the files of all errands that ended, or broke off a day ago; of how many.

    An errand whose process died never comes back to clear up after itself, and a service that was
    ended while a file came in leaves a folder that tells nothing of itself: its age decides.
    """
    left = [path for path in folder.glob(f"*/{UPLOAD}") if is_id(path.parent.name)]
    gone = [path for path in left if _is_left_behind(folder, path, now)]
    for path in gone:
        shutil.rmtree(path, ignore_errors=True)
    return len(gone)


def _is_left_behind(folder: Path, upload: Path, now: datetime) -> bool:
    try:
        errand = read_errand(folder, upload.parent.name)
        state = read_state(upload.parent)
    except (OSError, ValueError):
        errand = None
    if errand is None:
        return now.timestamp() - upload.stat().st_mtime > KEPT.total_seconds()
    if state.phase == "broken":
        return now - errand.asked_at > KEPT
    return state.is_over
