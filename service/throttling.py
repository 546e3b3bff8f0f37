"""A simple limit on doors without a token: so many requests a minute from one address, in one process."""

from collections import OrderedDict, deque
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from threading import Lock

MOST_ADDRESSES = 10_000
WINDOW = timedelta(minutes=1)


@dataclass(slots=True)
class Throttle:
    """Remembers when each address came last; the one not seen for longest is forgotten first."""

    per_minute: int = 30
    _seen: OrderedDict[str, deque[datetime]] = field(default_factory=OrderedDict)
    _lock: Lock = field(default_factory=Lock)

    def admits(self, address: str, now: datetime) -> bool:
        """Whether this address may come in now; a refused request does not count."""
        with self._lock:
            times = self._seen.setdefault(address, deque())
            self._seen.move_to_end(address)
            while times and times[0] <= now - WINDOW:
                times.popleft()
            if len(times) >= self.per_minute:
                return False
            times.append(now)
            while len(self._seen) > MOST_ADDRESSES:
                self._seen.popitem(last=False)
            return True
