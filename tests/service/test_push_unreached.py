"""A channel whose server is not reached says why, in words for whoever looks after it."""

import smtplib
import socket
import ssl

import httpx
import pytest

from service.push.channels.calling import Caller
from service.push.channels.channel import ChannelError
from service.push.channels.mail import Mail
from service.push.channels.unreached import why
from tests.service.test_push_channels import letter


@pytest.mark.parametrize(
    ("failure", "said"),
    [
        (TimeoutError("xz.example.com"), "超时没有应答"),
        (ConnectionRefusedError(), "对方拒绝连接"),
        (ConnectionResetError(), "连接中断"),
        (socket.gaierror(), "找不到这台服务器"),
        (ssl.SSLCertVerificationError(), "加密连接没有建立"),
        (smtplib.SMTPServerDisconnected("xz.example.com"), "连接中断"),
        (smtplib.SMTPNotSupportedError("STARTTLS"), "服务器不支持所设的加密或登录方式"),
        (smtplib.SMTPException("xz.example.com"), "应答不合协议"),
        (httpx.ReadError("xz.example.com"), "连接中断"),
        (httpx.RemoteProtocolError("xz.example.com"), "应答不合协议"),
        (OSError("xz.example.com"), "原因不明"),
    ],
)
def test_why_is_said_in_words(failure: Exception, said: str) -> None:
    assert why(failure) == said


def test_the_last_error_is_told_before_those_it_came_from() -> None:
    def raised(*errors: Exception) -> BaseException:
        """Each one raised while the one before it was handled."""
        first, *others = errors
        for each in others:
            each.__context__, first = first, each
        return first

    assert why(raised(TimeoutError(), ConnectionRefusedError())) == "对方拒绝连接"
    assert why(raised(ConnectionRefusedError(), TimeoutError())) == "超时没有应答"
    assert why(raised(TimeoutError(), OSError())) == "超时没有应答", "an error that says nothing"
    assert why(raised(socket.gaierror(), httpx.ConnectError(""))) == "找不到这台服务器"


def test_the_system_is_asked_before_the_library() -> None:
    with socket.socket() as nobody:
        nobody.bind(("127.0.0.1", 0))
        port = nobody.getsockname()[1]
        with pytest.raises(ChannelError, match="通道无法连接（对方拒绝连接）"):
            Caller().post(f"http://127.0.0.1:{port}/", b"", {})
        mail = Mail(
            "127.0.0.1", port, "jy@xz.example.com", lambda _: "a@b.example", security="none"
        )
        with pytest.raises(ChannelError, match="邮件服务器无法连接（对方拒绝连接）"):
            mail.send(letter())
