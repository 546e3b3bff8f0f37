"""One HTTP call as all channels make it: a hard deadline, a small answer, and failures told apart."""

import json
import logging
import time
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import cast

import httpx

from service.push.channels.channel import ChannelError
from service.push.channels.unreached import why

# The library logs every address it calls; some providers want a secret in theirs.
logging.getLogger("httpx").setLevel(logging.WARNING)
logging.getLogger("httpcore").setLevel(logging.WARNING)

SECONDS = 10.0
"""For the whole call: a server that answers drop by drop is as good as silent."""

MOST_BYTES = 100_000
THROTTLED = 429
LONGEST_WAIT = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Reply:
    """What came back: the status, and the body as JSON where it is an object."""

    status: int
    said: Mapping[str, object]


class Caller:
    """Keeps connections open from call to call; follows no redirect, trusts no proxy of the environment."""

    def __init__(self, seconds: float = SECONDS) -> None:
        self._seconds = seconds
        self._client = httpx.Client(
            timeout=seconds, follow_redirects=False, trust_env=False, http2=False
        )

    def close(self) -> None:
        """Close the connections that were kept open."""
        self._client.close()

    def post(self, url: str, body: bytes, headers: Mapping[str, str]) -> Reply:
        """Post a body; ChannelError where there was no answer in time or the server was not well.

        Answers below 500 that are not throttling are the channel's to read.
        """
        until = time.monotonic() + self._seconds
        try:
            with self._client.stream("POST", url, content=body, headers=headers) as response:
                raw = b""
                for piece in response.iter_bytes():
                    raw += piece
                    if time.monotonic() > until or len(raw) > MOST_BYTES:
                        raise ChannelError("通道应答过慢或过长", permanent=False)
        except httpx.TimeoutException as failure:
            raise ChannelError("通道超时没有应答", permanent=False) from failure
        except httpx.HTTPError as failure:
            # The error's own text may quote the address that was called.
            sentence = f"通道无法连接（{why(failure)}）"
            raise ChannelError(sentence, permanent=False) from None
        _refuse_unwell(response)
        return Reply(response.status_code, _object(raw))


def _refuse_unwell(response: httpx.Response) -> None:
    if response.status_code == THROTTLED:
        raise ChannelError("通道限流", permanent=False, wait=_asked_wait(response))
    if response.status_code >= httpx.codes.INTERNAL_SERVER_ERROR:
        sentence = f"通道故障（HTTP {response.status_code}）"
        raise ChannelError(sentence, permanent=False, wait=_asked_wait(response))


def _asked_wait(response: httpx.Response) -> timedelta:
    asked = response.headers.get("Retry-After", "")
    if not asked.isdecimal():
        return timedelta(0)
    # A longer number has more seconds than any time span.
    return min(timedelta(seconds=int(asked[:9])), LONGEST_WAIT)


def _object(raw: bytes) -> Mapping[str, object]:
    try:
        said = json.loads(raw)
    except ValueError:
        return {}
    return cast("Mapping[str, object]", said) if isinstance(said, dict) else {}
