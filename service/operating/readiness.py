"""Whether this service should be sent requests: each part that an answer rests on, and why not."""

import shutil
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from threading import Lock

from data.records import messages
from data.store import Store, StoreFailed, StoreUnreachable, reading, schema_is_current
from models.bundle import BadBundle
from service.clock import local_day
from service.config import Settings
from service.days import Days
from service.night.failing import cause
from service.push.hours import Hours

LOOKED_FOR = timedelta(seconds=3)
"""So long an answer stands: whoever asks often does not make the database answer as often."""

LEAST_DISK = 500_000_000
"""Bytes; below it the next import or log may not find room, and SQLite refuses to write."""

LATE = timedelta(hours=2)
"""After so long in opening hours a message that is due should have left."""


STUCK = timedelta(minutes=2)
"""After so long a new day that cannot be loaded is no moment's trouble any more."""


@dataclass(frozen=True, slots=True)
class Part:
    """One part; where `needed`, no request can be answered well without it."""

    name: str
    well: bool
    found: str
    needed: bool = True


@dataclass(slots=True)
class Readiness:
    """Looks at every part, at most every few seconds; what went wrong is told in words, never in data."""

    settings: Settings
    store: Store
    days: Days
    _lock: Lock = field(default_factory=Lock)
    _seen_at: datetime | None = None
    _seen: tuple[Part, ...] = ()

    def parts(self, now: datetime) -> tuple[Part, ...]:
        """Every part as last looked at."""
        with self._lock:
            old = self._seen_at is None or abs(now - self._seen_at) >= LOOKED_FOR
            if old:
                self._seen, self._seen_at = tuple(self._look(now)), now
            return self._seen

    def _look(self, now: datetime) -> Iterator[Part]:
        yield self._disk()
        reached = self._database()
        yield reached
        if reached.well:
            yield self._day(now)
            yield self._freshness(now)
            yield self._outbox(now)

    def _disk(self) -> Part:
        try:
            free = shutil.disk_usage(self.settings.home).free
        except OSError as failure:
            return Part("disk", False, f"无法读取（{cause(failure)}）")
        return Part("disk", free >= LEAST_DISK, f"剩余 {free / 1e9:.1f} GB")

    def _database(self) -> Part:
        try:
            current = schema_is_current(self.store)
        except (StoreFailed, StoreUnreachable):
            return Part("database", False, "无法连接")
        return Part("database", current, "正常" if current else "数据表版本不符")

    def _day(self, now: datetime) -> Part:
        try:
            day = self.days.get(local_day(now))
        except BadBundle:
            return Part("day", False, "模型包无法使用，请运行 songgang doctor")
        except StoreFailed as failure:
            return Part("day", False, f"岗位无法读取（{cause(failure)}）")
        behind = (local_day(now) - day.as_of).days
        found = f"{day.as_of}，模型包 {day.bundle}，{int(day.market.open.sum()):,} 个岗位"
        return Part("day", behind <= 1, found)

    def _freshness(self, now: datetime) -> Part:
        """An old day still answers, without what has changed: told, but nobody is helped by closing."""
        since = self.days.failing_since
        if since is None:
            return Part("freshness", True, "已是最新", needed=False)
        minutes = int((now - since).total_seconds() // 60)
        found = f"当天数据已有 {minutes} 分钟未能更新，目前仍按旧数据应答"
        return Part("freshness", now - since < STUCK, found, needed=False)

    def _outbox(self, now: datetime) -> Part:
        """Nobody is helped by closing the service because messages wait: told, but not needed."""
        hours = Hours()
        try:
            with reading(self.store) as db:
                due = messages.oldest_due(db, now - LATE)
        except StoreFailed as failure:
            return Part("outbox", False, f"无法读取（{cause(failure)}）", needed=False)
        stuck = due is not None and hours.open_at(now) and hours.open_at(now - LATE)
        return Part("outbox", not stuck, "有消息积压" if stuck else "没有积压", needed=False)
