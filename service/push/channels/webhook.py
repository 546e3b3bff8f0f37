"""Channel: another system's address, signed by the Standard Webhooks specification."""

import base64
import hashlib
import hmac
import json
from dataclasses import dataclass, field

from service.push.channels.calling import Caller
from service.push.channels.channel import ChannelError, Letter

PREFIX = "whsec_"
ACCEPTED = range(200, 300)
PASSING = (408, 425)
"""Refusals that may pass: the receiver was too slow, or asks to come again."""


@dataclass(frozen=True, slots=True)
class Webhook:
    """Posts each letter as JSON with the worker's id; the receiver knows whom it belongs to."""

    url: str
    secret: str = field(repr=False)
    caller: Caller

    def send(self, letter: Letter) -> str | None:
        """Post the letter; any answer of the 2xx kind is a receipt."""
        body = json.dumps(_payload(letter), ensure_ascii=False).encode()
        seconds = int(letter.sent_at.timestamp())
        headers = {
            "Content-Type": "application/json",
            "webhook-id": letter.name,
            "webhook-timestamp": str(seconds),
            "webhook-signature": signature(self.secret, letter.name, seconds, body),
        }
        reply = self.caller.post(self.url, body, headers)
        if reply.status not in ACCEPTED:
            sentence = f"对方系统拒收（HTTP {reply.status}）"
            raise ChannelError(sentence, permanent=reply.status not in PASSING)
        return None


def signature(secret: str, name: str, seconds: int, body: bytes) -> str:
    """`v1,…`: HMAC-SHA256 over id, timestamp and body joined by dots, keyed by the decoded secret."""
    key = base64.b64decode(secret.removeprefix(PREFIX))
    signed = f"{name}.{seconds}.".encode() + body
    digest = hmac.new(key, signed, hashlib.sha256).digest()
    return f"v1,{base64.b64encode(digest).decode()}"


def _payload(letter: Letter) -> dict[str, object]:
    return {
        "type": "push.message",
        "timestamp": letter.sent_at.isoformat(),
        "data": {
            "worker_id": letter.worker_id,
            "line": letter.line,
            "title": letter.title,
            "body": letter.body,
        },
    }
