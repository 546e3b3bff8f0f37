"""Links by which a worker switches a line off without signing in: signed, so that nobody can guess one."""

import base64
import hashlib
import hmac
import os
import secrets
from contextlib import suppress
from pathlib import Path

from data.records.outbox import Claimed

FILE = "push.key"
PATH = "/api/v1/public/push/off/"
SIGNATURE_BYTES = 16


class OffLinks:
    """Makes and reads the codes; the key is made at first use and stays in the home folder."""

    def __init__(self, home: Path, public_url: str) -> None:
        self._key = _key(home)
        self._public_url = public_url.rstrip("/")

    def __call__(self, message: Claimed) -> str | None:
        """The link of a message, None where the office has no public address."""
        if not self._public_url:
            return None
        return f"{self._public_url}{PATH}{self.code(message.message_id)}"

    def code(self, message_id: int) -> str:
        """A code that stands for the message and nothing else."""
        signature = base64.urlsafe_b64encode(self._sign(message_id)).decode().rstrip("=")
        return f"{message_id}.{signature}"

    def message_of(self, code: str) -> int | None:
        """The message a code stands for; None where it was not made here."""
        number, _, _ = code.partition(".")
        if not number.isdecimal() or len(number) > len(str(2**31)):
            return None
        right = self.code(int(number))
        return int(number) if hmac.compare_digest(right.encode(), code.encode()) else None

    def _sign(self, message_id: int) -> bytes:
        signed = f"off:{message_id}".encode()
        return hmac.new(self._key, signed, hashlib.sha256).digest()[:SIGNATURE_BYTES]


def _key(home: Path) -> bytes:
    path, draft = home / FILE, home / f"{FILE}.{secrets.token_hex(8)}"
    if not path.exists():
        with os.fdopen(os.open(draft, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "wb") as file:
            file.write(secrets.token_bytes(32))
        # A link fails where the name is taken: of two processes that start at once one makes the key.
        with suppress(FileExistsError):
            os.link(draft, path)
        draft.unlink()
    return path.read_bytes()
