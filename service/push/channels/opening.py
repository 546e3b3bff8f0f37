"""Opens the channels that the settings name."""

from collections.abc import Mapping

from data.store import Store
from service.push.channels.addresses import addresses_of
from service.push.channels.calling import Caller
from service.push.channels.channel import Channel
from service.push.channels.mail import Mail
from service.push.channels.sms_aliyun import ENDPOINT as ALIYUN
from service.push.channels.sms_aliyun import AliyunSms
from service.push.channels.sms_tencent import ENDPOINT as TENCENT
from service.push.channels.sms_tencent import TencentSms
from service.push.channels.webhook import Webhook
from service.push.channels.wechat import Wechat
from service.push.settings import (
    EmailSection,
    PushSettings,
    SmsSection,
    WechatSection,
)


def outside_channels(settings: PushSettings, store: Store) -> Mapping[str, Channel]:
    """The channels that leave the house; the mailbox is always there and is none of them."""
    caller = Caller()
    found: dict[str, Channel] = {}
    if settings.sms is not None:
        found["sms"] = _sms(settings.sms, store, caller)
    if settings.email is not None:
        found["email"] = _mail(settings.email, store)
    if settings.webhook is not None:
        secret = settings.webhook.secret.get_secret_value()
        found["webhook"] = Webhook(settings.webhook.url, secret, caller)
    if settings.wechat is not None:
        found["wechat"] = _wechat(settings.wechat, store, caller)
    return found


def _sms(section: SmsSection, store: Store, caller: Caller) -> Channel:
    secret = section.key_secret.get_secret_value()
    if section.provider == "aliyun":
        return AliyunSms(
            key_id=section.key_id,
            key_secret=secret,
            signature=section.signature,
            templates=section.templates,
            addresses=addresses_of(store, "sms"),
            caller=caller,
            endpoint=section.endpoint or ALIYUN,
        )
    return TencentSms(
        key_id=section.key_id,
        key_secret=secret,
        app_id=section.app_id,
        signature=section.signature,
        templates=section.templates,
        addresses=addresses_of(store, "sms"),
        caller=caller,
        region=section.region,
        endpoint=section.endpoint or TENCENT,
    )


def _mail(section: EmailSection, store: Store) -> Channel:
    return Mail(
        host=section.host,
        port=section.port,
        sender=section.sender,
        addresses=addresses_of(store, "email"),
        security=section.security,
        user=section.user,
        password=section.password.get_secret_value(),
    )


def _wechat(section: WechatSection, store: Store, caller: Caller) -> Channel:
    return Wechat(
        app_id=section.app_id,
        app_secret=section.app_secret.get_secret_value(),
        templates=section.templates,
        fields=section.fields,
        page=section.page,
        addresses=addresses_of(store, "wechat"),
        caller=caller,
        endpoint=section.endpoint,
    )
