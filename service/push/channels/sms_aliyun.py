"""Channel: text messages by Alibaba Cloud, `SendSms` of 2017-05-25, signed ACS3-HMAC-SHA256."""

import hashlib
import hmac
import json
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from urllib.parse import quote, urlencode, urlsplit

from service.push.channels.addresses import Addresses
from service.push.channels.calling import Caller
from service.push.channels.channel import ChannelError, Letter
from service.push.channels.sms_words import words_of

ALGORITHM = "ACS3-HMAC-SHA256"
ENDPOINT = "https://dysmsapi.aliyuncs.com/"
VERSION = "2017-05-25"
PASSING = frozenset(
    {
        "isv.BUSINESS_LIMIT_CONTROL",
        "isv.DAY_LIMIT_CONTROL",
        "isv.MONTH_LIMIT_CONTROL",
        "isv.AMOUNT_NOT_ENOUGH",
        "isv.OUT_OF_SERVICE",
        "isp.SYSTEM_ERROR",
        "isp.GATEWAY_ERROR",
        "isp.UNKNOWN_ERR_CODE",
    }
)
"""Refusals that an hour or an operator can mend; `Throttling…` is one of them too."""


@dataclass(frozen=True, slots=True)
class AliyunSms:
    """Texts by the office's approved signature and templates; all parameters travel in the body."""

    key_id: str
    key_secret: str = field(repr=False)
    signature: str
    templates: Mapping[str, str]
    addresses: Addresses = field(repr=False)
    caller: Caller = field(repr=False)
    endpoint: str = ENDPOINT

    def send(self, letter: Letter) -> str | None:
        """Send the text of the letter's line; returns the provider's BizId."""
        body = urlencode(self._parameters(letter)).encode()
        headers = {
            "content-type": "application/x-www-form-urlencoded",
            "host": urlsplit(self.endpoint).netloc,
            "x-acs-action": "SendSms",
            "x-acs-content-sha256": hashlib.sha256(body).hexdigest(),
            "x-acs-date": _moment(letter.sent_at),
            "x-acs-signature-nonce": secrets.token_hex(16),
            "x-acs-version": VERSION,
        }
        authorization = authorise(self.key_id, self.key_secret, headers)
        reply = self.caller.post(self.endpoint, body, headers | {"Authorization": authorization})
        code = str(reply.said.get("Code", f"HTTP {reply.status}"))
        if code != "OK":
            passing = code in PASSING or code.startswith(("Throttling", "Service"))
            raise ChannelError(f"阿里云短信未受理（{code}）", permanent=not passing)
        return str(reply.said.get("BizId", "")) or None

    def _parameters(self, letter: Letter) -> dict[str, str]:
        if letter.line not in self.templates:
            raise ChannelError("该类消息没有配置短信模板", permanent=True)
        return {
            "PhoneNumbers": self.addresses(letter.worker_id),
            "SignName": self.signature,
            "TemplateCode": self.templates[letter.line],
            "TemplateParam": json.dumps(words_of(letter), ensure_ascii=False),
            "OutId": letter.name,
        }


def authorise(
    key_id: str,
    key_secret: str,
    headers: Mapping[str, str],
    *,
    query: Mapping[str, str] | None = None,
) -> str:
    """The Authorization header of a POST to `/`, over all of these headers (names in lower case)."""
    names = sorted(headers)
    canonical = "\n".join(
        [
            "POST",
            "/",
            _query(query or {}),
            *(f"{name}:{headers[name].strip()}" for name in names),
            "",
            ";".join(names),
            headers["x-acs-content-sha256"],
        ]
    )
    to_sign = f"{ALGORITHM}\n{hashlib.sha256(canonical.encode()).hexdigest()}"
    signature = hmac.new(key_secret.encode(), to_sign.encode(), hashlib.sha256).hexdigest()
    return f"{ALGORITHM} Credential={key_id},SignedHeaders={';'.join(names)},Signature={signature}"


def _query(query: Mapping[str, str]) -> str:
    return "&".join(f"{quote(k, safe='~')}={quote(query[k], safe='~')}" for k in sorted(query))


def _moment(at: datetime) -> str:
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
