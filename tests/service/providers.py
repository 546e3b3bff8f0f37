"""Real servers on this machine that answer as the providers of channels do, or fail as they do."""

import asyncio
import json
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

SECONDS = 0.3
"""What a test's channel waits at most."""


@dataclass(frozen=True)
class Reply:
    """What the server says: a status, a body, and how it dawdles."""

    status: int = 200
    body: object = None
    headers: dict[str, str] = field(default_factory=dict)
    silent: bool = False
    dripping: bool = False


@dataclass(frozen=True)
class Request:
    """What the server was asked."""

    path: str
    headers: dict[str, str]
    body: bytes


class Provider(ThreadingHTTPServer):
    """Answers every request as `answer` says and remembers all of them."""

    daemon_threads = True

    def __init__(self, answer: Callable[[Request], Reply]) -> None:
        super().__init__(("127.0.0.1", 0), Answering)
        self.answer = answer
        self.requests: list[Request] = []
        self.over = threading.Event()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"

    def handle_error(self, request: object, client_address: object) -> None:
        """Callers that hang up are what is tested."""


class Answering(BaseHTTPRequestHandler):
    """Reads a request and answers it."""

    protocol_version = "HTTP/1.1"
    server: Provider

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        headers = {name.lower(): value for name, value in self.headers.items()}
        request = Request(self.path, headers, body)
        self.server.requests.append(request)
        reply = self.server.answer(request)
        if reply.silent:
            self.server.over.wait(5)
            self.close_connection = True
            return
        raw = b"" if reply.body is None else json.dumps(reply.body).encode()
        self.send_response(reply.status)
        for name, value in reply.headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(raw) + (100 if reply.dripping else 0)))
        self.end_headers()
        self.wfile.write(raw)
        while reply.dripping and not self.server.over.wait(SECONDS / 4):
            self.wfile.write(b" ")
            self.wfile.flush()

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""


@contextmanager
def provider(answer: Callable[[Request], Reply]) -> Iterator[Provider]:
    """A server at work, gone afterwards."""
    server = Provider(answer)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield server
    finally:
        server.over.set()
        server.shutdown()
        server.server_close()
        thread.join()


class MailServer:
    """Takes mail, or answers with the code that it was given."""

    def __init__(self, code: str = "250 OK", *, seconds: float = 0.0) -> None:
        self.code = code
        self.seconds = seconds
        self.mails: list[bytes] = []

    async def handle_RCPT(  # noqa: N802 - the library's name
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        """Accept the recipient, or not."""
        del server, session, options
        await asyncio.sleep(self.seconds)
        if self.code.startswith("250"):
            envelope.rcpt_tos.append(address)
        return self.code

    async def handle_DATA(  # noqa: N802 - the library's name
        self, server: SMTP, session: Session, envelope: Envelope
    ) -> str:
        """Keep the mail."""
        del server, session
        self.mails.append(bytes(envelope.content or b""))
        return self.code


@contextmanager
def mail_server(code: str = "250 OK", *, seconds: float = 0.0) -> Iterator[tuple[MailServer, int]]:
    """A mail server on a port of its own."""
    taking = MailServer(code, seconds=seconds)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    controller = Controller(taking, hostname="127.0.0.1", port=port)
    controller.start()
    try:
        yield taking, port
    finally:
        controller.stop()
