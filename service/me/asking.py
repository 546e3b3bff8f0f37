"""Use case: a worker asks the office for something that a person answers."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from data.masking import mask_numbers, mask_personal_numbers
from data.records import outbox, own_requests, workers
from data.records.outbox import Message
from data.records.own_requests import OwnRequest
from data.store import Store, reading, transaction
from service.errors import Busy, Conflict, NotFound, Problem

MOST_A_DAY = 10
LONGEST = 500
KINDS: Mapping[str, str] = {
    "person": "请工作人员联系我",
    "correction": "信息有误，请核对更正",
    "explanation": "请人工说明推荐或评估",
    "complaint": "投诉、申诉",
}
REASON = "您在自己的页面上向就业服务机构提出过请求，这是答复。"


class EmptyRequest(Problem):
    """A request or an answer that says nothing, or too much."""

    title = "请写清楚您的请求"


class Requests:
    """Keeps what workers ask and what they are answered; nothing is answered by a program."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def ask(
        self, worker_id: str, kind: str, text: str, *, about: str | None = None, now: datetime
    ) -> int:
        """Keep a request for a counselor and return its number; asked again while it waits it is the same."""
        said = " ".join(text.split())
        if kind not in KINDS:
            raise NotFound("没有这一类请求。")
        if not 2 <= len(said) <= LONGEST:
            raise EmptyRequest(f"请写 2 到 {LONGEST} 个字。")
        with transaction(self._store) as db:
            workers.hold(db, [worker_id])
            if own_requests.n_asked_since(db, worker_id, now - timedelta(days=1)) >= MOST_A_DAY:
                raise Busy("您今天提出的请求较多，我们会尽快处理；急事请到就近的就业服务窗口。")
            return own_requests.ask(db, worker_id, kind, about=about, text=said, now=now)

    def take_back(self, worker_id: str, about: str, *, now: datetime) -> None:
        """Let nobody wait for an answer to what the worker no longer asks about a recommendation."""
        with transaction(self._store) as db:
            own_requests.take_back(db, worker_id, about, now=now)

    def of_worker(self, worker_id: str) -> tuple[OwnRequest, ...]:
        """What a worker asked, newest first, with the answers."""
        with reading(self._store) as db:
            return own_requests.of_worker(db, worker_id)

    def answer(self, request_id: int, text: str, *, by: str, now: datetime) -> OwnRequest:
        """Answer a request; the worker is told by message and reads it on the page."""
        said = " ".join(text.split())
        if not 2 <= len(said) <= LONGEST:
            raise EmptyRequest(f"答复请写 2 到 {LONGEST} 个字。")
        if mask_personal_numbers(said) != said:
            raise EmptyRequest(
                "答复会用短信等方式发出，不能写身份证号和手机号；要留电话，请写带区号的办公电话，如 0350-1234567。"
            )
        with transaction(self._store) as db:
            if own_requests.one(db, request_id) is None:
                raise NotFound(f"没有编号为 {request_id} 的请求。")
            kept = own_requests.answer(db, request_id, said, by=by, now=now)
            if kept is None:
                raise Conflict("这项请求已经有人答复。")
            outbox.enqueue(db, _told(kept), now)
        return kept


def loses_a_number(text: str) -> bool:
    """Whether a request is kept without a number that was written in it."""
    return mask_numbers(text) != text


def _told(asked: OwnRequest) -> Message:
    text = f"您提出的“{KINDS[asked.kind]}”，答复如下：{asked.answer}"
    return Message(
        key=f"request:{asked.request_id}:answer",
        worker_id=asked.worker_id,
        line="guidance",
        template="notice",
        reason=REASON,
        facts={"title": "您的请求有答复了", "text": text},
    )
