"""Puts the push together: settings, channels and rules into senders and jobs."""

import os
import secrets
from collections.abc import Callable
from datetime import timedelta

import pyarrow as pa

from data.records import jobs, outbox_decisions
from data.store import Store, transaction
from service.clock import Clock
from service.config import Settings
from service.days import Days
from service.push.admission import Gate
from service.push.channels.opening import outside_channels
from service.push.jobs import Office, push_jobs
from service.push.links import OffLinks
from service.push.loop import Loop
from service.push.planning.planner import Planner
from service.push.sending import Sender
from service.push.settings import read_settings
from service.signing import codes_of


def off_links(config: Settings) -> OffLinks:
    """The links of this installation."""
    return OffLinks(codes_of(config.home, config.signing_key), config.public_url)


class Push:
    """The push of one installation: makes senders, loops, and gives back what a dead process held."""

    def __init__(self, config: Settings, store: Store, clock: Clock) -> None:
        self.settings = read_settings(config.home)
        self.store = store
        self._config = config
        self._clock = clock
        self._family = secrets.token_hex(4)

    def sender(self) -> Sender:
        """A sender named for this process."""
        channels = outside_channels(self.settings, self.store)
        hours, caps = self.settings.opening_hours(), self.settings.most()
        return Sender(
            store=self.store,
            name=self.name_of(os.getpid()),
            clock=self._clock,
            gate=Gate(hours, caps, frozenset({"mailbox", *channels})),
            channels=channels,
            links=off_links(self._config),
            chance=secrets.SystemRandom(),
            lease=timedelta(seconds=self.settings.lease_seconds),
        )

    def loop(self) -> Loop:
        """One process with a sender and all jobs."""
        own = self.sender()
        caps = self.settings.caps
        office = Office(
            store=self.store,
            days=self.days(),
            referrals_per_place=self._config.referrals_per_opening,
            line_week=max(1, caps.line_week - caps.kept_for_notices),
        )
        jobs_ = push_jobs(office, name=own.name)
        return Loop(self.store, own, jobs_, self._clock)

    def planner(
        self, days: Days | None = None, registered: Callable[[], pa.Table] | None = None
    ) -> Planner:
        """Plans a day by hand, or for the night, which has the day and its people at hand."""
        return Planner(
            self.store,
            days or self.days(),
            referrals_per_place=self._config.referrals_per_opening,
            registered=registered,
        )

    def days(self) -> Days:
        """The day in memory, for planning."""
        return Days(self.store, self._config.bundles, self._config.scores)

    def bury(self, pid: int) -> None:
        """Give back at once what a dead process had claimed and not begun.

        What was under way when it died waits for the end of its lease: it may have arrived.
        """
        with transaction(self.store) as db:
            name, now = self.name_of(pid), self._clock()
            outbox_decisions.release(db, by=name, now=now)
            jobs.let_go(db, by=name, now=now)

    def name_of(self, pid: int) -> str:
        """What a process of this family holds its claims by."""
        return f"push-{self._family}-{pid}"
