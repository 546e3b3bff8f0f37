"""Links by which a worker switches a line off without signing in: signed, so that nobody can guess one."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from data.records.outbox import Claimed
from service.signing import Codes

PURPOSE = "push-off"
PATH = "/api/v1/public/push/off/"
LASTS = timedelta(days=5 * 365)
"""Whoever finds an old message must still be able to switch off what it belongs to."""


@dataclass(frozen=True, slots=True)
class OffLinks:
    """Makes and reads the codes; each stands for one message and nothing else."""

    codes: Codes
    public_url: str

    def __call__(self, message: Claimed) -> str | None:
        """The link of a message."""
        return f"{self.public_url}{PATH}{self.code(message.message_id, message.created_at)}"

    def code(self, message_id: int, made_at: datetime) -> str:
        """The code of a message."""
        return self.codes.make(PURPOSE, str(message_id), made_at + LASTS)

    def message_of(self, code: str, now: datetime) -> int | None:
        """The message a code stands for; None where it was not made here."""
        subject = self.codes.read(PURPOSE, code, now)
        return int(subject) if subject is not None else None
