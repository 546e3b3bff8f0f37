"""Why a channel's server was not reached, in words: the error's own may quote an address."""

import smtplib
import socket
import ssl

import httpx

Kinds = tuple[tuple[type[BaseException] | tuple[type[BaseException], ...], str], ...]

OF_THE_SYSTEM: Kinds = (
    (TimeoutError, "超时没有应答"),
    (ConnectionRefusedError, "对方拒绝连接"),
    (socket.gaierror, "找不到这台服务器"),
    (ssl.SSLError, "加密连接没有建立"),
    (ConnectionError, "连接中断"),
)
OF_A_LIBRARY: Kinds = (
    ((smtplib.SMTPServerDisconnected, httpx.NetworkError), "连接中断"),
    (smtplib.SMTPNotSupportedError, "服务器不支持所设的加密或登录方式"),
    ((smtplib.SMTPException, httpx.ProtocolError), "应答不合协议"),
)


def why(failure: BaseException) -> str:
    """A few words, to stand in brackets: what the last error of the system was, or else of a library."""
    chain, last = [failure], failure
    while (below := last.__cause__ or last.__context__) is not None and below not in chain:
        chain.append(last := below)
    found = (
        said
        for kinds in (OF_THE_SYSTEM, OF_A_LIBRARY)
        for each in chain
        for kind, said in kinds
        if isinstance(each, kind)
    )
    return next(found, "原因不明")
