"""What stands in the store and on disk, read when Prometheus asks: outbox, day, nights, drift, disk."""

import json
import shutil
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, get_args

from prometheus_client.core import GaugeMetricFamily, Metric

from data.records import messages
from data.store import Store, StoreFailed, reading
from service.clock import Clock
from service.config import Settings
from service.night.record import State, newest_finished, read_night
from service.operating.readiness import Readiness

STATES = get_args(State)


@dataclass(frozen=True, slots=True, eq=False)
class Standing:
    """A collector in Prometheus' sense; a figure that cannot be read is left out, and an alert notices."""

    settings: Settings
    store: Store
    readiness: Readiness
    clock: Clock

    def collect(self) -> Iterator[Metric]:
        """Every figure, with labels of a few fixed words only."""
        now = self.clock()
        yield self._ready(now)
        yield from self._outbox(now)
        yield from _night(self.settings.nights, now)
        yield from _drift(self.settings.drift)
        yield from self._files(now)

    def _ready(self, now: datetime) -> Metric:
        ready = GaugeMetricFamily("songgang_ready", "1 where a part is well", labels=["part"])
        for part in self.readiness.parts(now):
            ready.add_metric([part.name], float(part.well))
        return ready

    def _outbox(self, now: datetime) -> Iterator[Metric]:
        try:
            with reading(self.store) as db:
                counts = {state: messages.n_with_state(db, state) for state in ("queued", "dead")}
                due = messages.oldest_due(db, now)
        except StoreFailed:
            return
        depth = GaugeMetricFamily("songgang_outbox_messages", "Messages by state", labels=["state"])
        for state, n in counts.items():
            depth.add_metric([state], n)
        yield depth
        waited = (now - due).total_seconds() if due else 0.0
        yield GaugeMetricFamily(
            "songgang_outbox_oldest_due_seconds",
            "How long the message has waited that is due longest",
            value=waited,
        )

    def _files(self, now: datetime) -> Iterator[Metric]:
        try:
            free = shutil.disk_usage(self.settings.home).free
        except OSError:
            return
        yield GaugeMetricFamily("songgang_disk_free_bytes", "Room left in the home", value=free)
        made_at = _moment(_told(self.settings.home / "last-backup.json").get("made_at"))
        if made_at:
            yield GaugeMetricFamily(
                "songgang_backup_age_seconds",
                "Since the last copy was made",
                value=(now - made_at).total_seconds(),
            )


def _night(nights: Path, now: datetime) -> Iterator[Metric]:
    """The night begun last, step by step, and how long ago one came to its end."""
    begun = max(nights.glob("20??-??-??.json"), default=None)
    night = read_night(begun) if begun else None
    if night is not None:
        seconds = GaugeMetricFamily(
            "songgang_night_step_seconds", "Time a step of the last night took", labels=["step"]
        )
        state = GaugeMetricFamily(
            "songgang_night_step_state", "1 for the state a step is in", labels=["step", "state"]
        )
        for step in night.steps:
            seconds.add_metric([step.name], step.seconds)
            for each in STATES:
                state.add_metric([step.name, each], float(step.state == each))
        yield seconds
        yield state
        n_alarms = len(night.alarms)
        yield GaugeMetricFamily("songgang_night_alarms", "Alarms of the last night", value=n_alarms)
    finished = newest_finished(nights)
    if finished is not None and finished.ended_at is not None:
        age = (now - finished.ended_at).total_seconds()
        yield GaugeMetricFamily("songgang_night_age_seconds", "Since a night ended", value=age)


def _drift(path: Path) -> Iterator[Metric]:
    """What was found when drift was last looked at."""
    told = _told(path)
    if told:
        psi = GaugeMetricFamily(
            "songgang_drift_psi", "Population stability index since the fit", labels=["what"]
        )
        psi.add_metric(["index"], float(told["psi_index"]))
        for name, value in told["psi"].items():
            psi.add_metric([name], float(value))
        yield psi


def _told(path: Path) -> Mapping[str, Any]:
    try:
        found = json.loads(path.read_text("utf-8"))
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}


def _moment(text: object) -> datetime | None:
    try:
        found = datetime.fromisoformat(str(text))
    except ValueError:
        return None
    return found if found.tzinfo else found.replace(tzinfo=UTC)
