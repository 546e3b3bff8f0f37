"""The life of bundles: which one was put in use when, over which failed gates and why, and the way back."""

import json
import os
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import Literal

from models.bundle import BadBundle, current, promote, withdraw

LEDGER = "LEDGER"
"""One JSON object a line, the newest last; lines are added and never changed."""

SHORTEST_REASON = 4


class GateFailed(Exception):
    """A bundle may not be put in use as things stand; the text names the gates."""


class NothingBefore(Exception):
    """There is nothing to roll back from."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One change of what is in use; `version` and `before` are None for the expert scorecard.

    `failed` are the gates that were overridden, `reason` says why, or why it was rolled back.
    """

    at: str
    action: Literal["promoted", "rolled_back"]
    version: str | None
    before: str | None
    failed: tuple[str, ...] = ()
    reason: str = ""


def put_in_use(
    bundles: Path, version: str, *, failed: Sequence[str], reason: str, at: datetime
) -> Entry:
    """Promote a version; over failed gates only with a reason, which the ledger keeps.

    Raises GateFailed without one, BadBundle where there is no such version.
    """
    if failed and len(reason.strip()) < SHORTEST_REASON:
        raise GateFailed(
            f"模型包 {version} 未通过：{'；'.join(failed)}。"
            f"确有理由时用 --override 写明（至少 {SHORTEST_REASON} 个字），会记入台账。"
        )
    before = _in_use(bundles)
    if before == version:
        raise BadBundle(f"模型包 {version} 已在使用中。")
    promote(bundles, version)
    entry = Entry(
        at.isoformat(timespec="seconds"), "promoted", version, before, tuple(failed), reason.strip()
    )
    return _added(bundles, entry)


def roll_back(bundles: Path, *, reason: str, at: datetime) -> Entry:
    """Put back what was in use before; going back twice goes two steps back, down to the scorecard."""
    now, before = _in_use(bundles), previous(bundles)
    if now is None:
        raise NothingBefore("现在使用的就是专家评分卡，没有可退回的版本。")
    if before is None:
        withdraw(bundles)
    else:
        promote(bundles, before)
    stamp = at.isoformat(timespec="seconds")
    return _added(bundles, Entry(stamp, "rolled_back", before, now, (), reason.strip()))


def previous(bundles: Path) -> str | None:
    """The version that a rollback would put in use; None is the expert scorecard."""
    steps: list[str | None] = [None]
    for entry in ledger(bundles):
        if entry.action == "rolled_back":
            steps = steps[:-1] or [None]
            continue
        if entry.before != steps[-1]:
            steps.append(entry.before)
        steps.append(entry.version)
    if steps[-1] != _in_use(bundles):
        return steps[-1]
    return steps[-2] if len(steps) > 1 else None


def ledger(bundles: Path) -> list[Entry]:
    """All changes, oldest first."""
    path = bundles / LEDGER
    if not path.is_file():
        return []
    lines = path.read_text(encoding="utf-8").splitlines()
    return [_entry(json.loads(line)) for line in lines if line.strip()]


def _entry(form: dict[str, object]) -> Entry:
    failed = form.pop("failed", ())
    return Entry(**form, failed=tuple(failed))  # type: ignore[arg-type]


def _in_use(bundles: Path) -> str | None:
    folder = current(bundles)
    return folder.name if folder else None


def _added(bundles: Path, entry: Entry) -> Entry:
    line = json.dumps(asdict(entry), ensure_ascii=False) + "\n"
    with (bundles / LEDGER).open("a", encoding="utf-8") as file:
        file.write(line)
        file.flush()
        os.fsync(file.fileno())
    return entry
