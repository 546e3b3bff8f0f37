"""A sender over a store, with a clock that the test sets and a channel that does as it is told."""

from collections import Counter
from datetime import date, datetime
from itertools import count
from random import Random

import sqlalchemy as sa

from data.records import choices
from data.records.choices import Choice
from data.sealing import PHONE
from data.store import Store, transaction
from data.tables import worker_versions, workers
from service.push.admission import Gate
from service.push.channels.channel import ChannelError, Letter
from service.push.hours import Hours
from service.push.rules import Caps
from service.push.sending import Sender
from tests.data.pushed import NOW


class FakeChannel:
    """Takes every letter, or fails as the test says; verified by the contract suite of all channels."""

    def __init__(self, *failures: ChannelError) -> None:
        self.letters: list[Letter] = []
        self.failures = list(failures)

    def send(self, letter: Letter) -> str | None:
        """Take the letter, or raise the next failure."""
        if self.failures:
            raise self.failures.pop(0)
        self.letters.append(letter)
        return f"ref-{len(self.letters)}"

    @property
    def names(self) -> Counter[str]:
        """How often each letter came."""
        return Counter(letter.name for letter in self.letters)


class Clock:
    """Stands still until it is moved."""

    def __init__(self, now: datetime = NOW) -> None:
        self.now = now

    def __call__(self) -> datetime:
        """The moment it shows."""
        return self.now


def sender(
    store: Store,
    *,
    name: str = "sender",
    clock: Clock | None = None,
    sms: FakeChannel | None = None,
    caps: Caps | None = None,
    hours: Hours | None = None,
) -> Sender:
    """A sender with generous caps and, where given, a channel for text messages."""
    channels = {"sms": sms} if sms else {}
    gate = Gate(
        hours or Hours(), caps or Caps(day=99, week=99, line_week=99), {"mailbox", *channels}
    )
    return Sender(
        store=store,
        name=name,
        clock=clock or Clock(),
        gate=gate,
        channels=channels,
        links=lambda _: None,
        chance=Random(7),  # noqa: S311 - waits in a test
    )


def chose(
    store: Store,
    worker_id: str,
    *,
    channel: str | None = None,
    line: str | None = None,
    wanted: bool = True,
) -> None:
    """What a worker said at the counter."""
    said = Choice(
        worker_id=worker_id,
        line=line,
        channel=channel,
        wanted=wanted,
        source="counter",
        proof="表单 1 号",
        said_by="测试",
        said_at=NOW,
    )
    with transaction(store) as db:
        choices.say(db, said)


def phones(store: Store, *worker_ids: str) -> None:
    """Give workers a number to be reached by."""
    with transaction(store) as db:
        for id_ in worker_ids:
            (sealed,) = store.vault.seal(PHONE, [id_], ["13800000000"])
            told = {
                "phone_sealed": sealed,
                "phone_hash": store.vault.hash_one(PHONE, "13800000000"),
            }
            db.execute(sa.update(workers).where(workers.c.worker_id == id_).values(told))


def known(store: Store, worker_id: str, **facts: object) -> None:
    """What the registry says of a worker; a jobseeker since October unless told otherwise."""
    given = {"employment_status": "unemployed", "registered_on": date(2026, 10, 8)} | facts
    row = {"valid_on": NOW.date(), "region": "140902", "revision": next(REVISIONS)} | given
    with transaction(store) as db:
        db.execute(
            sa.insert(worker_versions).values(
                worker_id=worker_id, recorded_at=NOW, source="测试", content=0, **row
            )
        )


REVISIONS = count(1)
