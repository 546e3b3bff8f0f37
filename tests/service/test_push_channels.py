"""One suite for all channels, against real servers on this machine: what each does with every fate of a letter."""

import base64
import hashlib
import json
import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email import message_from_bytes, policy
from urllib.parse import parse_qs

import pytest

from service.push.channels import sms_aliyun, sms_tencent, webhook
from service.push.channels.calling import Caller
from service.push.channels.channel import Channel, ChannelError, Letter, outer_name
from service.push.channels.mail import Mail
from service.push.channels.sms_aliyun import AliyunSms
from service.push.channels.sms_tencent import TencentSms
from service.push.channels.webhook import Webhook
from service.push.channels.wechat import Wechat
from tests.service.providers import (
    SECONDS,
    MailServer,
    Provider,
    Reply,
    Request,
    mail_server,
    provider,
)

PHONE = "13800000001"
MAIL = "someone@example.com"
SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
TEMPLATES = {"vacancies": "T1"}


def letter(**other: object) -> Letter:
    given: dict[str, object] = {
        "name": outer_name("k"),
        "worker_id": "W1",
        "line": "vacancies",
        "template": "vacancies",
        "title": "有3个岗位适合您看看",
        "body": "【忻州人社】您好！\n为什么收到：您正在求职登记期内",
        "reason": "您正在求职登记期内",
        "sent_at": datetime(2026, 11, 23, 4, tzinfo=UTC),
        "off_link": "https://jy.example.com/off/1.x",
    }
    return Letter(**(given | other))  # type: ignore[arg-type]


def aliyun(url: str) -> Channel:
    return AliyunSms(
        key_id="AK",
        key_secret="secret",
        signature="忻州人社",
        templates=TEMPLATES,
        addresses=lambda _: PHONE,
        caller=Caller(SECONDS),
        endpoint=f"{url}/",
    )


def tencent(url: str) -> Channel:
    return TencentSms(
        key_id="AKID",
        key_secret="secret",
        app_id="1400000000",
        signature="忻州人社",
        templates=TEMPLATES,
        addresses=lambda _: PHONE,
        caller=Caller(SECONDS),
        endpoint=f"{url}/",
    )


def hook(url: str) -> Channel:
    return Webhook(f"{url}/in", SECRET, Caller(SECONDS))


def wechat(url: str) -> Channel:
    return Wechat(
        app_id="wx1",
        app_secret="secret",
        templates=TEMPLATES,
        fields={"thing1": "title", "thing2": "reason", "thing3": "line", "date4": "date"},
        page="pages/messages/index",
        addresses=lambda _: "openid-1",
        caller=Caller(SECONDS),
        endpoint=url,
    )


@dataclass(frozen=True)
class Kind:
    """A channel over HTTP, and how its provider says yes, no, and not so fast."""

    make: Callable[[str], Channel]
    yes: Reply
    no: Reply
    slowly: Reply
    reference: str | None = None


def tencent_said(code: str) -> Reply:
    one = {"Code": code, "SerialNo": "s-1", "SessionContext": "x"}
    return Reply(body={"Response": {"SendStatusSet": [one], "RequestId": "r"}})


KINDS = {
    "aliyun": Kind(
        aliyun,
        Reply(body={"Code": "OK", "BizId": "b-1", "RequestId": "r"}),
        Reply(body={"Code": "isv.MOBILE_NUMBER_ILLEGAL", "Message": PHONE}),
        Reply(body={"Code": "isv.BUSINESS_LIMIT_CONTROL"}),
        "b-1",
    ),
    "tencent": Kind(
        tencent,
        tencent_said("Ok"),
        tencent_said("InvalidParameterValue.IncorrectPhoneNumber"),
        Reply(body={"Response": {"Error": {"Code": "RequestLimitExceeded", "Message": "x"}}}),
        "s-1",
    ),
    "webhook": Kind(hook, Reply(204), Reply(410), Reply(429, headers={"Retry-After": "120"})),
    "wechat": Kind(
        wechat,
        Reply(body={"errcode": 0, "errmsg": "ok"}),
        Reply(body={"errcode": 43101, "errmsg": "user refuse"}),
        Reply(body={"errcode": 45009, "errmsg": "reach max api daily quota limit"}),
    ),
}


@contextmanager
def served(kind: Kind, *replies: Reply) -> Iterator[tuple[Channel, Provider]]:
    """The channel and its provider, which gives these replies and the last one for ever."""
    left = list(replies)

    def answer(request: Request) -> Reply:
        if request.path == "/cgi-bin/stable_token":
            return Reply(body={"access_token": "token-1", "expires_in": 7200})
        return left.pop(0) if len(left) > 1 else left[0]

    with provider(answer) as server:
        channel = kind.make(server.url)
        yield channel, server
        channel.caller.close()  # type: ignore[attr-defined]


def failure(channel: Channel) -> ChannelError:
    with pytest.raises(ChannelError) as caught:
        channel.send(letter())
    for private in (PHONE, MAIL, "openid", "secret", "token-1"):
        assert private not in str(caught.value)
    return caught.value


@pytest.fixture(params=KINDS)
def kind(request: pytest.FixtureRequest) -> Kind:
    return KINDS[request.param]


def test_a_letter_that_is_taken_has_the_providers_name(kind: Kind) -> None:
    with served(kind, kind.yes) as (channel, _):
        assert channel.send(letter()) == kind.reference


def test_a_refusal_is_for_good_and_tells_nothing_of_anybody(kind: Kind) -> None:
    with served(kind, kind.no) as (channel, _):
        assert failure(channel).permanent


def test_throttling_passes(kind: Kind) -> None:
    with served(kind, kind.slowly, kind.yes) as (channel, _):
        assert not failure(channel).permanent
        assert channel.send(letter()) == kind.reference


@pytest.mark.parametrize("status", [500, 502, 503])
def test_a_fault_of_the_server_passes(kind: Kind, status: int) -> None:
    with served(kind, Reply(status, body={"Code": "x"}), kind.yes) as (channel, _):
        assert not failure(channel).permanent
        assert channel.send(letter()) == kind.reference


def test_silence_ends_in_time_and_passes(kind: Kind) -> None:
    with served(kind, Reply(silent=True)) as (channel, _):
        assert not failure(channel).permanent


def test_an_answer_drop_by_drop_ends_in_time(kind: Kind) -> None:
    dripping = Reply(kind.yes.status if kind.yes.body else 200, body={}, dripping=True)
    with served(kind, dripping) as (channel, _):
        assert not failure(channel).permanent


def test_nobody_at_the_address_passes(kind: Kind) -> None:
    with served(kind, kind.yes) as (channel, server):
        server.shutdown()
        server.server_close()
        assert not failure(channel).permanent


def test_nonsense_is_not_taken_for_a_yes(kind: Kind) -> None:
    with served(kind, Reply(404, body=["?"])) as (channel, _):
        failure(channel)


def test_the_same_letter_twice_has_the_same_name_outside(kind: Kind) -> None:
    """What a sender that died under way leaves behind: a second copy that can be told as one."""
    with served(kind, kind.yes) as (channel, server):
        channel.send(letter())
        channel.send(letter())
        first, second = (r for r in server.requests if "token" not in r.path[:24])
    if kind is not KINDS["wechat"]:
        assert all(letter().name in str((r.headers, r.body)) for r in (first, second))
    else:
        assert first.body == second.body


def test_no_address_of_a_person_is_in_a_url_or_a_log(
    kind: Kind, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.DEBUG), served(kind, kind.yes) as (channel, server):
        channel.send(letter())
    for private in (PHONE, "openid-1"):
        assert all(private not in r.path for r in server.requests)
        assert private not in caplog.text
    assert "token-1" not in caplog.text


def test_alibabas_signature_is_that_of_its_documents() -> None:
    headers = {
        "host": "ecs.cn-shanghai.aliyuncs.com",
        "x-acs-action": "RunInstances",
        "x-acs-content-sha256": hashlib.sha256(b"").hexdigest(),
        "x-acs-date": "2023-10-26T10:22:32Z",
        "x-acs-signature-nonce": "3156853299f313e23d1673dc12e1703d",
        "x-acs-version": "2014-05-26",
    }
    query = {
        "RegionId": "cn-shanghai",
        "ImageId": "win2019_1809_x64_dtc_zh-cn_40G_alibase_20230811.vhd",
    }
    signed = sms_aliyun.authorise("YourAccessKeyId", "YourAccessKeySecret", headers, query=query)
    assert signed == (
        "ACS3-HMAC-SHA256 Credential=YourAccessKeyId,SignedHeaders=host;x-acs-action;"
        "x-acs-content-sha256;x-acs-date;x-acs-signature-nonce;x-acs-version,"
        "Signature=06563a9e1b43f5dfe96b81484da74bceab24a1d853912eee15083a6f0f3283c0"
    )


def test_tencents_signature_is_that_of_its_documents() -> None:
    body = r'{"Limit": 1, "Filters": [{"Values": ["\u672a\u547d\u540d"], "Name": "instance-name"}]}'
    headers = {
        "content-type": "application/json; charset=utf-8",
        "host": "cvm.tencentcloudapi.com",
        "x-tc-action": "DescribeInstances",
    }
    stars = "*" * 32
    signed = sms_tencent.authorise(
        f"AKID{stars}", stars, headers, body=body.encode(), service="cvm", seconds=1551113065
    )
    assert signed == (
        f"TC3-HMAC-SHA256 Credential=AKID{stars}/2019-02-25/cvm/tc3_request, "
        "SignedHeaders=content-type;host;x-tc-action, "
        "Signature=10b1a37a7301a02ca19a647ad722d5e43b4b3cff309d421d85b46093f6ab6c4f"
    )


def test_the_webhooks_signature_is_that_of_the_specification() -> None:
    signed = webhook.signature(
        SECRET, "msg_p5jXN8AQM9LWM0D4loKWxJek", 1614265330, b'{"test": 2432232314}'
    )
    assert signed == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="


def test_alibaba_gets_everything_in_the_body_under_a_signature_of_it() -> None:
    kind = KINDS["aliyun"]
    with served(kind, kind.yes) as (channel, server):
        channel.send(letter())
    (request,) = server.requests
    said = {name: values[0] for name, values in parse_qs(request.body.decode()).items()}
    assert request.path == "/"
    assert (said["PhoneNumbers"], said["SignName"], said["TemplateCode"]) == (
        PHONE,
        "忻州人社",
        "T1",
    )
    assert json.loads(said["TemplateParam"])["reason"] == "您正在求职登记期内"
    assert request.headers["x-acs-content-sha256"] == hashlib.sha256(request.body).hexdigest()
    signed = {
        name: request.headers[name]
        for name in request.headers["authorization"]
        .split("SignedHeaders=")[1]
        .split(",")[0]
        .split(";")
    }
    assert request.headers["authorization"] == sms_aliyun.authorise("AK", "secret", signed)


def test_tencent_gets_one_number_in_international_form() -> None:
    kind = KINDS["tencent"]
    with served(kind, kind.yes) as (channel, server):
        channel.send(letter())
    said = json.loads(server.requests[0].body)
    assert said["PhoneNumberSet"] == [f"+86{PHONE}"]
    assert said["SessionContext"] == letter().name
    assert server.requests[0].headers["x-tc-action"] == "SendSms"


def test_a_line_without_a_template_is_not_sent(kind: Kind) -> None:
    if kind is KINDS["webhook"]:
        return
    with served(kind, kind.yes) as (channel, server), pytest.raises(ChannelError) as caught:
        channel.send(letter(line="startup"))
    assert caught.value.permanent
    assert not server.requests


def test_the_receiver_of_a_webhook_can_check_whose_it_is() -> None:
    kind = KINDS["webhook"]
    with served(kind, kind.yes) as (channel, server):
        channel.send(letter())
    (request,) = server.requests
    seconds = int(request.headers["webhook-timestamp"])
    right = webhook.signature(SECRET, request.headers["webhook-id"], seconds, request.body)
    assert request.headers["webhook-signature"] == right
    assert json.loads(request.body)["data"]["worker_id"] == "W1"


def test_a_throttled_webhook_is_left_alone_as_long_as_it_asks() -> None:
    kind = KINDS["webhook"]
    with served(kind, kind.slowly) as (channel, _):
        assert failure(channel).wait == timedelta(minutes=2)


def test_the_access_token_of_wechat_is_asked_for_once_and_again_when_it_is_old() -> None:
    kind = KINDS["wechat"]
    with served(kind, kind.yes, Reply(body={"errcode": 42001}), kind.yes) as (channel, server):
        channel.send(letter())
        channel.send(letter())
        channel.send(letter(sent_at=letter().sent_at + timedelta(hours=2)))
    asked = [r.path.split("?")[0].rpartition("/")[2] for r in server.requests]
    assert asked == ["stable_token", "send", "send", "stable_token", "send", "stable_token", "send"]
    assert json.loads(server.requests[1].body)["data"]["thing3"] == {"value": "职业介绍"}


@contextmanager
def mailing(code: str = "250 OK", seconds: float = 0.0) -> Iterator[tuple[Channel, MailServer]]:
    with mail_server(code, seconds=seconds) as (taking, port):
        yield mail_channel(port), taking


def mail_channel(port: int) -> Channel:
    return Mail(
        "127.0.0.1", port, "jy@xz.example.com", lambda _: MAIL, security="none", seconds=SECONDS
    )


def test_a_mail_says_why_it_comes_and_how_to_get_no_more() -> None:
    with mailing() as (channel, taking):
        reference = channel.send(letter())
        assert channel.send(letter()) == reference
    mail = message_from_bytes(taking.mails[0], policy=policy.default)
    body = mail.get_body()
    assert body is not None
    assert "为什么收到：您正在求职登记期内" in body.get_content()
    assert mail["Subject"] == letter().title
    assert mail["List-Unsubscribe"] == f"<{letter().off_link}>"
    assert reference == mail["Message-ID"] == f"<{letter().name}@xz.example.com>"


@pytest.mark.parametrize(
    ("code", "permanent"),
    [("550 no such user " + MAIL, True), ("451 try again", False), ("421 busy", False)],
)
def test_a_mail_server_that_says_no(code: str, permanent: bool) -> None:
    with mailing(code) as (channel, _):
        assert failure(channel).permanent is permanent


def test_a_mail_server_that_is_silent_or_gone_passes() -> None:
    with mailing(seconds=2 * SECONDS) as (channel, _):
        assert not failure(channel).permanent
    assert not failure(channel).permanent


def test_a_wrong_mail_address_is_for_good() -> None:
    wrong = Mail("127.0.0.1", 1, "jy@xz.example.com", lambda _: "a@b@c\n", security="none")
    assert failure(wrong).permanent


def test_a_webhook_secret_is_base64() -> None:
    assert len(base64.b64decode(SECRET.removeprefix("whsec_"))) == 24
