"""Channel: text messages by Tencent Cloud, `SendSms` of 2021-01-11, signed TC3-HMAC-SHA256."""

import hashlib
import hmac
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import cast
from urllib.parse import urlsplit

from service.push.channels.addresses import Addresses
from service.push.channels.calling import Caller
from service.push.channels.channel import ChannelError, Letter
from service.push.channels.sms_words import words_of

ALGORITHM = "TC3-HMAC-SHA256"
ENDPOINT = "https://sms.tencentcloudapi.com/"
SERVICE = "sms"
VERSION = "2021-01-11"
CONTENT_TYPE = "application/json; charset=utf-8"
CHINA = "+86"

PASSING = (
    "LimitExceeded.",
    "RequestLimitExceeded",
    "InternalError",
    "FailedOperation.InsufficientBalanceInSmsPackage",
)
"""How the codes begin of refusals that time or an operator can mend."""

BLOCKED = ("LimitExceeded.PhoneNumberInBlacklist",)


@dataclass(frozen=True, slots=True)
class TencentSms:
    """Texts by the office's approved signature and templates."""

    key_id: str
    key_secret: str = field(repr=False)
    app_id: str
    signature: str
    templates: Mapping[str, str]
    addresses: Addresses = field(repr=False)
    caller: Caller = field(repr=False)
    region: str = "ap-guangzhou"
    endpoint: str = ENDPOINT

    def send(self, letter: Letter) -> str | None:
        """Send the text of the letter's line; returns the provider's SerialNo."""
        body = json.dumps(self._payload(letter), ensure_ascii=False).encode()
        host, seconds = urlsplit(self.endpoint).netloc, int(letter.sent_at.timestamp())
        signed = {"content-type": CONTENT_TYPE, "host": host, "x-tc-action": "sendsms"}
        headers = {
            "Content-Type": CONTENT_TYPE,
            "Host": host,
            "X-TC-Action": "SendSms",
            "X-TC-Version": VERSION,
            "X-TC-Region": self.region,
            "X-TC-Timestamp": str(seconds),
            "Authorization": authorise(
                self.key_id, self.key_secret, signed, body=body, service=SERVICE, seconds=seconds
            ),
        }
        return _serial_number(self.caller.post(self.endpoint, body, headers).said)

    def _payload(self, letter: Letter) -> dict[str, object]:
        if letter.line not in self.templates:
            raise ChannelError("该类消息没有配置短信模板", permanent=True)
        return {
            "PhoneNumberSet": [CHINA + self.addresses(letter.worker_id)],
            "SmsSdkAppId": self.app_id,
            "SignName": self.signature,
            "TemplateId": self.templates[letter.line],
            "TemplateParamSet": list(words_of(letter).values()),
            "SessionContext": letter.name,
        }


def authorise(
    key_id: str,
    key_secret: str,
    headers: Mapping[str, str],
    *,
    body: bytes,
    service: str,
    seconds: int,
) -> str:
    """The Authorization header of a POST to `/`, over these headers (names in lower case)."""
    names = sorted(headers)
    canonical = "\n".join(
        [
            "POST",
            "/",
            "",
            *(f"{name}:{headers[name].strip().lower()}" for name in names),
            "",
            ";".join(names),
            hashlib.sha256(body).hexdigest(),
        ]
    )
    day = datetime.fromtimestamp(seconds, UTC).date().isoformat()
    scope = f"{day}/{service}/tc3_request"
    digest = hashlib.sha256(canonical.encode()).hexdigest()
    to_sign = f"{ALGORITHM}\n{seconds}\n{scope}\n{digest}"
    key = f"TC3{key_secret}".encode()
    for part in (day, service, "tc3_request"):
        key = hmac.new(key, part.encode(), hashlib.sha256).digest()
    signature = hmac.new(key, to_sign.encode(), hashlib.sha256).hexdigest()
    signed = ";".join(names)
    return f"{ALGORITHM} Credential={key_id}/{scope}, SignedHeaders={signed}, Signature={signature}"


def _serial_number(said: Mapping[str, object]) -> str | None:
    """The number of the one text that was asked for; ChannelError where it was not taken."""
    response = cast("Mapping[str, object]", said.get("Response") or {})
    error = cast("Mapping[str, str] | None", response.get("Error"))
    sent = cast("list[Mapping[str, str]]", response.get("SendStatusSet") or [{}])[0]
    code = error["Code"] if error else sent.get("Code", "")
    if code != "Ok":
        passing = (code.startswith(PASSING) and code not in BLOCKED) or not code
        raise ChannelError(f"腾讯云短信未受理（{code or '应答无法识别'}）", permanent=not passing)
    return sent.get("SerialNo")
