"""Use cases about errands: one is started in a process of its own, looked at, found again, begun anew."""

import json
import subprocess
import sys
from collections.abc import Callable, Mapping
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from threading import Thread

from service.config import Settings
from service.errands.keeping import (
    Errand,
    State,
    beat,
    errands_of,
    new_errand,
    read_errand,
    read_state,
    write_state,
)
from service.errands.running import UPLOAD
from service.errands.uploads import forget_uploads
from service.errors import Conflict, NotFound

Start = Callable[[Settings, str], None]


def spawn(config: Settings, errand_id: str) -> None:
    """Let a new process carry an errand out; it outlives this one and the page that asked for it.

    The settings go in by standard input, so that no password shows in a list of processes.
    """
    words = [sys.executable, "-m", "service.errands", errand_id]
    log = (config.errands / errand_id / "log").open("ab")
    child = subprocess.Popen(  # noqa: S603 the command is built here, from no outside text
        words, stdin=subprocess.PIPE, stdout=log, stderr=log, start_new_session=True
    )
    log.close()
    if child.stdin is not None:
        child.stdin.write(json.dumps(asdict(config), default=str).encode())
        child.stdin.close()
    # Somebody has to take note of its end, or it stays in the list of processes.
    Thread(target=child.wait, daemon=True).start()


class Errands:
    """Starts and finds errands; where they are is the same for every process of the service."""

    def __init__(self, settings: Settings, start: Start = spawn) -> None:
        self._settings = settings
        self._start = start

    def begin(
        self,
        kind: str,
        title: str,
        *,
        by: str,
        now: datetime,
        facts: Mapping[str, object],
        keep: Callable[[Path], None] | None = None,
    ) -> Errand:
        """Start an errand; `keep` puts a file that it needs into a folder that nobody else may read."""
        errand = new_errand(self._settings.errands, kind, title, by=by, at=now, facts=facts)
        if keep is not None:
            folder = self._home(errand) / UPLOAD
            folder.mkdir(mode=0o700)
            keep(folder)
        self._start(self._settings, errand.errand_id)
        return errand

    def one(self, errand_id: str) -> tuple[Errand, State]:
        """An errand and how far it is."""
        errand = read_errand(self._settings.errands, errand_id)
        if errand is None:
            raise NotFound("没有这个任务，或其记录已清理。")
        return errand, read_state(self._home(errand))

    def latest(self, kind: str, *, now: datetime, limit: int = 20) -> list[tuple[Errand, State]]:
        """The newest errands of a kind; files nobody came back for are deleted on the way."""
        forget_uploads(self._settings.errands, now)
        return [(e, read_state(self._home(e))) for e in self._of(kind, limit)]

    def begin_anew(self, errand_id: str) -> Errand:
        """Start an errand again that broke off; its file is still there for a day."""
        errand, state = self.one(errand_id)
        if state.phase != "broken":
            raise Conflict("只有中断的任务才能重新开始。")
        if errand.kind == "import" and not (self._home(errand) / UPLOAD).is_dir():
            raise Conflict("上传的文件已清理，请重新上传。")
        write_state(self._home(errand), State())
        beat(self._home(errand))
        self._start(self._settings, errand.errand_id)
        return errand

    def _of(self, kind: str, limit: int) -> list[Errand]:
        return errands_of(self._settings.errands, kind, limit)

    def _home(self, errand: Errand) -> Path:
        return self._settings.errands / errand.errand_id
