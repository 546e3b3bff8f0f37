"""When messages may arrive: not at night, not on public holidays."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta

from data.codes.workdays import in_holiday
from service.clock import XINZHOU, local_day

DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Hours:
    """From when to when in Xinzhou messages may leave, and whether public holidays are kept free.

    No national rule names the hours; these are the office's own and can be narrowed or widened.
    """

    opens: time = time(8, 30)
    closes: time = time(20, 30)
    rests_on_holidays: bool = True

    def open_at(self, now: datetime) -> bool:
        """Whether a message may leave at this moment."""
        local = now.astimezone(XINZHOU)
        return self.opens <= local.time() < self.closes and not self._rests(now)

    def next_open(self, now: datetime) -> datetime:
        """This moment if a message may leave now, else the first one at which it may."""
        if self.open_at(now):
            return now
        local = now.astimezone(XINZHOU)
        day = local.date() if local.time() < self.opens else local.date() + DAY
        while self.rests_on_holidays and in_holiday(day):
            day += DAY
        return datetime.combine(day, self.opens, XINZHOU).astimezone(now.tzinfo)

    def next_day(self, now: datetime) -> datetime:
        """The first moment after today at which a message may leave."""
        tomorrow = datetime.combine(local_day(now) + DAY, time(), XINZHOU)
        return self.next_open(tomorrow.astimezone(now.tzinfo))

    def _rests(self, now: datetime) -> bool:
        return self.rests_on_holidays and in_holiday(local_day(now))
