"""The push's settings: hours, caps and channels, read from `push.toml` in the home folder; all have defaults."""

from datetime import time
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, SecretStr, ValidationError

from data.toml_files import NoToml, read_toml
from service.push.hours import Hours
from service.push.rules import Caps
from service.settings_faults import faults_of

FILE = "push.toml"


class BadSettings(Exception):
    """The file says something that cannot be; the text is a sentence for the operator, without secrets."""


class Section(BaseModel):
    """A part of the file: what it does not know it refuses."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class HoursSection(Section):
    """When messages may arrive."""

    opens: time = time(8, 30)
    closes: time = time(20, 30)
    rests_on_holidays: bool = True


class CapsSection(Section):
    """How many messages a worker gets at most."""

    day: int = Field(3, ge=1, le=20)
    week: int = Field(7, ge=1, le=50)
    line_week: int = Field(4, ge=1, le=20)
    kept_for_notices: int = Field(2, ge=0, le=10)


class SmsSection(Section):
    """Text messages by Alibaba Cloud or Tencent Cloud; `templates` are the provider's codes by line."""

    provider: Literal["aliyun", "tencent"]
    key_id: str
    key_secret: SecretStr
    signature: str = "忻州人社"
    templates: dict[str, str]
    app_id: str = ""
    region: str = "ap-guangzhou"
    endpoint: str = ""


class EmailSection(Section):
    """E-mail by an SMTP server."""

    host: str
    port: int = 465
    security: Literal["tls", "starttls", "none"] = "tls"
    user: str = ""
    password: SecretStr = SecretStr("")
    sender: str


class WebhookSection(Section):
    """Another system that takes messages."""

    url: str
    secret: SecretStr


class WechatSection(Section):
    """Subscription messages of a WeChat mini programme; `templates` are by line, `fields` by template word."""

    app_id: str
    app_secret: SecretStr
    templates: dict[str, str]
    fields: dict[str, Literal["title", "reason", "line", "date"]]
    page: str = "pages/messages/index"
    endpoint: str = "https://api.weixin.qq.com"


class PushSettings(Section):
    """Everything the push can be told; without a file only the mailbox is used."""

    hours: HoursSection = HoursSection()
    caps: CapsSection = CapsSection()
    lease_seconds: int = Field(300, ge=30, le=3600)
    receipt_code: SecretStr = SecretStr("")
    sms: SmsSection | None = None
    email: EmailSection | None = None
    webhook: WebhookSection | None = None
    wechat: WechatSection | None = None

    def opening_hours(self) -> Hours:
        """The hours as the rules take them."""
        return Hours(**self.hours.model_dump())

    def most(self) -> Caps:
        """The caps as the rules take them."""
        return Caps(**self.caps.model_dump())


def read_settings(home: Path) -> PushSettings:
    """The settings of a home folder; BadSettings, naming the place, where they cannot be understood."""
    path = home / FILE
    if not path.is_file():
        return PushSettings()
    try:
        return PushSettings.model_validate(read_toml(path))
    except NoToml as failure:
        raise BadSettings(f"推送设置 {path} 读不出：{failure}。") from None
    except ValidationError as failure:
        faults = faults_of(failure, PushSettings, shown=False)
        raise BadSettings(f"推送设置 {path} 有误：{faults}。") from None
