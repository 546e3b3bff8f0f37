"""What every channel is: it takes a letter, and says what became of it or why nothing did."""

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

NAME_LENGTH = 32


@dataclass(frozen=True, slots=True)
class Letter:
    """A message on its way out. The channel looks the address up itself and keeps it nowhere.

    `name` is the idempotency key as the outside sees it: the same message has the same one each time.
    """

    name: str
    worker_id: str
    line: str
    template: str
    title: str
    body: str
    reason: str
    sent_at: datetime
    off_link: str | None = None


class ChannelError(Exception):
    """Nothing was delivered, as far as one can tell; the text names nobody.

    `permanent` says that trying again will not help, `wait` how long the provider asks to be left alone.
    """

    def __init__(self, sentence: str, *, permanent: bool, wait: timedelta = timedelta(0)) -> None:
        super().__init__(sentence)
        self.permanent = permanent
        self.wait = wait


class Channel(Protocol):
    """Sends one letter: returns the provider's name for it, raises ChannelError where it did not leave."""

    def send(self, letter: Letter) -> str | None:
        """Send; on return the provider has taken the letter."""


def outer_name(key: str) -> str:
    """The idempotency key for the outside: it tells nothing of the worker, whose id is in the key."""
    return hashlib.sha256(key.encode()).hexdigest()[:NAME_LENGTH]
