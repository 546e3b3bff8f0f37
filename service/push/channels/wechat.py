"""Channel: subscription messages of a WeChat mini programme, by its HTTP API."""

import json
import threading
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from service.clock import local_day
from service.push.channels.addresses import Addresses
from service.push.channels.calling import Caller, Reply
from service.push.channels.channel import ChannelError, Letter
from service.push.lines import LINES

OLD_TOKEN = frozenset({40001, 40014, 42001})
PASSING = frozenset({-1, 45009, 45011})
WORD_LENGTH = 20
"""The longest value of a `thing` in a template."""

EARLY = timedelta(minutes=5)
"""So long before its end a token is no longer used."""

JSON = {"Content-Type": "application/json"}


@dataclass(slots=True)
class Wechat:
    """Sends to people who subscribed in the mini programme; keeps the access token until shortly before its end."""

    app_id: str
    app_secret: str = field(repr=False)
    templates: Mapping[str, str]
    fields: Mapping[str, str]
    page: str
    addresses: Addresses = field(repr=False)
    caller: Caller = field(repr=False)
    endpoint: str = "https://api.weixin.qq.com"
    _token: str = field(default="", repr=False)
    _until: datetime | None = None
    _lock: threading.Lock = field(default_factory=threading.Lock, repr=False)

    def send(self, letter: Letter) -> str | None:
        """Send the letter; an access token that has become invalid is replaced once."""
        body = json.dumps(self._payload(letter), ensure_ascii=False).encode()
        code = _code(self._sent(body, letter.sent_at))
        if code in OLD_TOKEN:
            self._until = None
            code = _code(self._sent(body, letter.sent_at))
        if code != 0:
            permanent = code not in PASSING | OLD_TOKEN
            raise ChannelError(f"微信未受理（{code}）", permanent=permanent)
        return None

    def _sent(self, body: bytes, now: datetime) -> Reply:
        # The provider wants the token in the address; nothing here logs addresses.
        token = self._access_token(now)
        url = f"{self.endpoint}/cgi-bin/message/subscribe/send?access_token={token}"
        return self.caller.post(url, body, JSON)

    def _access_token(self, now: datetime) -> str:
        with self._lock:
            if self._until is None or now >= self._until:
                self._fetch_token(now)
            return self._token

    def _fetch_token(self, now: datetime) -> None:
        # The stable interface: several processes may ask, and none makes the others' token invalid.
        asked = {
            "grant_type": "client_credential",
            "appid": self.app_id,
            "secret": self.app_secret,
        }
        url = f"{self.endpoint}/cgi-bin/stable_token"
        reply = self.caller.post(url, json.dumps(asked).encode(), JSON)
        token, seconds = reply.said.get("access_token"), reply.said.get("expires_in")
        if not isinstance(token, str) or not isinstance(seconds, int):
            raise ChannelError(f"微信未发放访问凭据（{_code(reply)}）", permanent=False)
        self._token = token
        self._until = now + max(timedelta(seconds=seconds) - EARLY, timedelta(minutes=1))

    def _payload(self, letter: Letter) -> dict[str, object]:
        if letter.line not in self.templates:
            raise ChannelError("该类消息没有配置微信模板", permanent=True)
        words = {
            "title": letter.title[:WORD_LENGTH],
            "reason": letter.reason[:WORD_LENGTH],
            "line": LINES[letter.line].label,
            "date": local_day(letter.sent_at).isoformat(),
        }
        return {
            "touser": self.addresses(letter.worker_id),
            "template_id": self.templates[letter.line],
            "page": self.page,
            "data": {name: {"value": words[word]} for name, word in self.fields.items()},
        }


def _code(reply: Reply) -> int:
    code = reply.said.get("errcode", 0 if reply.said else -1)
    return code if isinstance(code, int) else -1
