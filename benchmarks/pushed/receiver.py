"""A real HTTP server that takes webhooks, remembers the name of each, and is a little slow like real ones."""

import random
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

SLOWEST = 0.01


class Receiver(ThreadingHTTPServer):
    """Counts arrivals by idempotency key."""

    daemon_threads = True
    request_queue_size = 128

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Taking)
        self.arrived: Counter[str] = Counter()
        self.lock = threading.Lock()

    @property
    def url(self) -> str:
        """Where it listens."""
        return f"http://127.0.0.1:{self.server_port}/"


class Taking(BaseHTTPRequestHandler):
    """Answers 204 to everything."""

    protocol_version = "HTTP/1.1"
    server: Receiver

    def do_POST(self) -> None:
        """Count the letter before the answer: it has arrived whether or not the sender lives to hear so."""
        self.rfile.read(int(self.headers["Content-Length"]))
        with self.server.lock:
            self.server.arrived[self.headers["webhook-id"]] += 1
        time.sleep(random.random() * SLOWEST)  # noqa: S311 - a delay, nothing to guess
        self.send_response(204)
        self.end_headers()

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""


@contextmanager
def receiving() -> Iterator[Receiver]:
    """The server, at work in a thread."""
    server = Receiver()
    server.handle_error = lambda *_: None  # type: ignore[method-assign]
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        server.server_close()
