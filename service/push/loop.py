"""The push's process: sends, does the jobs that are due, and goes when it is told to, its message finished."""

import signal
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from types import FrameType

import structlog

from data.records import jobs
from data.store import Store, StoreBusy, close_idle, transaction
from service.clock import Clock
from service.push.sending import Sender

log = structlog.get_logger()

LOOK_AGAIN = timedelta(seconds=1)
IDLE = 0.5
"""Seconds between two looks at an empty outbox."""


@dataclass(frozen=True, slots=True)
class Job:
    """Something done again and again by one of the processes at a time.

    `run` does it at a moment and tells how much it did, `next_at` says when it is due after a moment,
    `lease` is how long a process that died keeps the others waiting.
    """

    name: str
    run: Callable[[datetime], int]
    next_at: Callable[[datetime], datetime]
    lease: timedelta = timedelta(minutes=2)


def every(interval: timedelta) -> Callable[[datetime], datetime]:
    """Due again after so long."""
    return lambda now: now + interval


class Loop:
    """One process among several; the outbox and the jobs' turns keep them apart."""

    def __init__(self, store: Store, sender: Sender, jobs_: Sequence[Job], clock: Clock) -> None:
        self._store = store
        self._sender = sender
        self._jobs = jobs_
        self._clock = clock
        # No event of the threading module: its lock is no place for a signal that comes while another is heard.
        self._leaving = False
        self._look_again: dict[str, datetime] = {}

    def run(self) -> None:
        """Work until told to stop; SIGTERM and SIGINT let the message under way come to its end."""
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, self._leave)
        self._sender.going_on = lambda: not self._leaving
        while not self._leaving:
            try:
                busy = self.once()
            except StoreBusy as failure:
                log.warning("push_store_busy", kind=type(failure).__name__)
                busy = 0
            if not busy:
                time.sleep(IDLE)
        self._sender.give_back()
        # A forked process ends without a goodbye.
        close_idle(self._store)

    def once(self) -> int:
        """One round: what is due is sent, then the jobs whose turn it is; how much was done."""
        return self._sender.push_some() + sum(self._turn(job) for job in self._jobs)

    def _leave(self, number: int, frame: FrameType | None) -> None:
        del number, frame
        self._leaving = True

    def _turn(self, job: Job) -> int:
        now = self._clock()
        if self._leaving or now < self._look_again.get(job.name, now):
            return 0
        # Another process may have the job: looking again soon costs little, and takes over if it dies.
        self._look_again[job.name] = now + LOOK_AGAIN
        name = self._sender.name
        with transaction(self._store) as db:
            if not jobs.take(db, job.name, by=name, now=now, lease=job.lease):
                return 0
        try:
            n_done = job.run(now)
        except Exception as failure:
            # One job that fails must not keep messages from leaving; it is tried again at its next turn.
            log.error("push_job_failed", job=job.name, kind=type(failure).__name__)
            n_done = 0
        with transaction(self._store) as db:
            jobs.done(db, job.name, by=name, next_at=job.next_at(now))
        if n_done:
            log.info("push_job", job=job.name, done=n_done)
        return n_done
