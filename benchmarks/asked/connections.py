"""Many who ask at once over connections kept open, cheaply enough that it is the service that is measured."""

import socket
import threading
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import count

END_OF_HEAD = b"\r\n\r\n"
LIMIT_SECONDS = 120.0


@dataclass(frozen=True, slots=True)
class Told:
    """What came of asking: milliseconds of each answer in rising order, what failed, how long it took."""

    milliseconds: Sequence[float]
    failures: Sequence[str]
    seconds: float

    @property
    def a_second(self) -> float:
        """Answers a second, of all who asked together."""
        return len(self.milliseconds) / self.seconds

    def at(self, share: float) -> float:
        """Milliseconds within which this share of the answers came."""
        if not self.milliseconds:
            return float("nan")
        return self.milliseconds[
            min(len(self.milliseconds) - 1, int(share * len(self.milliseconds)))
        ]


@dataclass(eq=False)
class Asker(threading.Thread):
    """One connection: the next question as soon as the last is answered."""

    port: int
    questions: Sequence[bytes]
    turns: Iterator[int]
    until: float
    milliseconds: list[float] = field(default_factory=list)
    failures: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__init__(daemon=True)

    def run(self) -> None:
        """Ask until the time is over."""
        line: socket.socket | None = None
        while time.perf_counter() < self.until:
            question = self.questions[next(self.turns) % len(self.questions)]
            began = time.perf_counter()
            try:
                line = line or socket.create_connection(("127.0.0.1", self.port), LIMIT_SECONDS)
                line.sendall(question)
                status, closes = answered(line)
            except OSError as failure:
                self.failures.append(repr(failure))
                line = None
                continue
            if status == 200:
                self.milliseconds.append((time.perf_counter() - began) * 1000)
            else:
                self.failures.append(str(status))
            if closes:
                line.close()
                line = None
        if line:
            line.close()


def ask(port: int, questions: Sequence[bytes], *, connections: int, seconds: float) -> Told:
    """Ask all questions in turn, again and again, over so many connections for so long."""
    turns, began = count(), time.perf_counter()
    askers = [Asker(port, questions, turns, began + seconds) for _ in range(connections)]
    for asker in askers:
        asker.start()
    for asker in askers:
        asker.join()
    took = time.perf_counter() - began
    milliseconds = sorted(ms for asker in askers for ms in asker.milliseconds)
    return Told(milliseconds, [f for asker in askers for f in asker.failures], took)


def answered(line: socket.socket) -> tuple[int, bool]:
    """Read one answer whole: its status, and whether the connection ends with it."""
    got = b""
    while END_OF_HEAD not in got:
        more = line.recv(65_536)
        if not more:
            raise ConnectionResetError("closed before an answer")
        got += more
    head, _, body = got.partition(END_OF_HEAD)
    words = head.lower()
    length = int(words.split(b"content-length:", 1)[1].split(b"\r\n", 1)[0])
    left = length - len(body)
    while left > 0:
        more = line.recv(65_536)
        if not more:
            raise ConnectionResetError("closed within an answer")
        left -= len(more)
    return int(head.split(b" ", 2)[1]), b"connection: close" in words


def question(path: str, *, port: int, method: str = "GET", body: str = "", **headers: str) -> bytes:
    """One request as it goes over the line."""
    told = {"Host": f"127.0.0.1:{port}", **{n.replace("_", "-"): v for n, v in headers.items()}}
    if body:
        told |= {
            "Content-Type": "application/x-www-form-urlencoded",
            "Content-Length": str(len(body.encode())),
        }
    lines = "".join(f"{name}: {value}\r\n" for name, value in told.items())
    return f"{method} {path} HTTP/1.1\r\n{lines}\r\n{body}".encode()
