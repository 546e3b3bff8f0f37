"""What is kept of an errand: a folder with what was asked, how far it is, and what came of it."""

import json
import os
import secrets
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from datetime import datetime
from pathlib import Path
from time import time
from typing import Literal

Phase = Literal["waiting", "running", "done", "failed", "broken"]
ASKED, STATE, PULSE = "asked.json", "state.json", "pulse"
SILENT_SECONDS = 60
"""Work that gave no sign of life for so long has died: its machine stopped, or somebody ended it."""


@dataclass(frozen=True, slots=True)
class Errand:
    """What was asked, by whom; `facts` are what the work needs, plain JSON without anybody's data."""

    errand_id: str
    kind: str
    title: str
    by: str
    asked_at: datetime
    facts: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class State:
    """How far it is: `done` of `total` steps of what `step` names; at the end a result or a sentence."""

    phase: Phase = "waiting"
    step: str = ""
    done: int = 0
    total: int = 0
    ended_at: datetime | None = None
    result: Mapping[str, object] = field(default_factory=dict)
    failure: str = ""

    @property
    def is_over(self) -> bool:
        """Whether nothing will change any more by itself."""
        return self.phase in {"done", "failed", "broken"}

    @property
    def share(self) -> float:
        """How much of the step is done, 0 to 1."""
        return min(1.0, self.done / self.total) if self.total else 0.0


def new_errand(
    folder: Path, kind: str, title: str, *, by: str, at: datetime, facts: Mapping[str, object]
) -> Errand:
    """Make the folder of an errand; ids begin with the time, so that a list of names is in order."""
    id_ = f"{at:%Y%m%d%H%M%S}-{secrets.token_hex(4)}"
    errand = Errand(id_, kind, title, by, at, facts)
    home = folder / id_
    home.mkdir(parents=True, mode=0o700)
    _write(home / ASKED, asdict(errand))
    write_state(home, State())
    beat(home)
    return errand


def read_errand(folder: Path, errand_id: str) -> Errand | None:
    """The errand with this id; None for an id that is none."""
    path = folder / errand_id / ASKED
    if not is_id(errand_id) or not path.is_file():
        return None
    found = json.loads(path.read_text("utf-8"))
    return Errand(**{**found, "asked_at": datetime.fromisoformat(found["asked_at"])})


def read_state(home: Path) -> State:
    """How far an errand is; `broken` where nobody works at it any more."""
    found = json.loads((home / STATE).read_text("utf-8"))
    ended = found["ended_at"]
    state = State(**{**found, "ended_at": datetime.fromisoformat(ended) if ended else None})
    if state.is_over or time() - (home / PULSE).stat().st_mtime <= SILENT_SECONDS:
        return state
    return replace(state, phase="broken", failure="任务中断：执行它的进程已停止，请重新开始。")


def write_state(home: Path, state: State) -> None:
    """Replace the state in one step: a page never reads half of one."""
    _write(home / STATE, asdict(state))


def beat(home: Path) -> None:
    """Give a sign of life."""
    (home / PULSE).touch()


def errands_of(folder: Path, kind: str, limit: int) -> list[Errand]:
    """The newest errands of a kind."""
    names = sorted((p.name for p in folder.glob("*") if is_id(p.name)), reverse=True)
    found = (read_errand(folder, name) for name in names)
    return [errand for errand in found if errand and errand.kind == kind][:limit]


def is_id(text: str) -> bool:
    """Whether a text can be an errand's id: nothing that leads out of the folder."""
    head, _, tail = text.partition("-")
    return head.isdecimal() and tail.isalnum() and len(text) <= 40


def _write(path: Path, content: Mapping[str, object]) -> None:
    draft = path.with_name(f".{path.name}.{os.getpid()}")
    draft.write_text(json.dumps(content, ensure_ascii=False, default=_plain), encoding="utf-8")
    draft.replace(path)


def _plain(value: object) -> str:
    return value.isoformat() if isinstance(value, datetime) else str(value)
