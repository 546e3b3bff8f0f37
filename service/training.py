"""Training as a process of its own: the service meets it only through rows and the bundle on disk."""

import json
import subprocess
import sys
from collections.abc import Sequence
from datetime import date
from typing import Literal

from service.config import Settings


class TrainingFailed(Exception):
    """Training ended without a report; the text is what it said last."""


def run_training(
    config: Settings,
    as_of: date,
    *,
    command: Literal["fit", "compare", "drift"] = "fit",
    more: Sequence[str] = (),
) -> dict[str, object]:
    """Start `python -m training` and return its report; its progress goes to standard error.

    The database's address goes in by standard input, so that no password shows in a list of processes.
    Raises TrainingFailed with training's own sentence.
    """
    words = [sys.executable, "-m", "training", command, "--bundles", str(config.bundles)]
    words += ["--as-of", as_of.isoformat(), "--json", *more]
    done = subprocess.run(  # noqa: S603 the command is built here, from no outside text
        words, input=config.database_url, stdout=subprocess.PIPE, text=True, check=False
    )
    lines = done.stdout.strip().splitlines()
    if done.returncode != 0 or not lines:
        raise TrainingFailed(lines[-1] if lines else "训练没有完成，原因见上。")
    report: dict[str, object] = json.loads(lines[-1])
    return report
