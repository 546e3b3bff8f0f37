"""What a worker is told of decisions: through the outbox, in the transaction of the decision; reasons stay on the own page."""

from datetime import datetime, timedelta

from data.records import outbox
from data.records.applications import Application
from data.records.outbox import Message
from data.records.recognition import Case
from data.store import Connection
from service.assistance.case_shaping import category_name
from service.wording import yuan

WHERE = "理由可在“我的—政策”中查看"
OBJECT = "如有异议，可到就近的就业服务窗口提出，由工作人员复核"
DECIDED: dict[str, tuple[str, str]] = {
    "rejected": ("政策申请未获批准", f"未获批准。{WHERE}；{OBJECT}。"),
    "ended": ("一项补贴已停止", f"已停止享受。{WHERE}；{OBJECT}。"),
}
CASES: dict[str, tuple[str, str]] = {
    "return": ("认定申请要补材料", f"还缺材料，请补齐后带到受理的窗口。{WHERE}。"),
    "notify": (
        "就业困难人员认定已通过",
        "已经通过。您能享受的政策和帮您的人，可在“我的—政策”中查看。",
    ),
    "refuse": ("认定申请未通过", f"未予认定。{WHERE}；不同意的，可以到窗口申请复核。"),
    "refuse_again": ("认定复核有结果了", f"复核后仍未予认定。{WHERE}。"),
    "end": ("就业困难人员认定已退出", f"已退出。{WHERE}；{OBJECT}。"),
}
"""By the step that was taken: the title, and what becomes of it; of any other nobody is told by message."""

APPEALING = timedelta(days=60)


def announce_application(db: Connection, asked: Application, name: str, now: datetime) -> None:
    """Tell the worker that an application was decided, or what it gave has ended; employers have no page."""
    if asked.worker_id is None:
        return
    if asked.state == "approved":
        title = "政策申请已批准"
        became = f"已批准，金额{yuan(asked.amount_fen or 0)}元。详情可在“我的—政策”中查看。"
    elif asked.state in DECIDED:
        title, became = DECIDED[asked.state]
    else:
        return
    key = f"application:{asked.application_id}:{asked.state}"
    _tell(db, key, asked.worker_id, title, f"您申请的“{name}”{became}", now)


def announce_case(db: Connection, case: Case, action: str, n: int, now: datetime) -> None:
    """Tell the worker what the `n`th step of a case of recognition has come to; of most nothing is said."""
    if action not in CASES:
        return
    title, became = CASES[action]
    what = category_name(case.category).rpartition("，")[0]
    text = f"您的就业困难人员认定（{what}）{became}"
    _tell(db, f"recognition:{case.case_id}:{n}", case.worker_id, title, text, now)


def _tell(db: Connection, key: str, worker_id: str, title: str, text: str, now: datetime) -> None:
    message = Message(
        key=key,
        worker_id=worker_id,
        line="policies",
        template="notice",
        reason="您提出过申请，此消息与这项申请有关。",
        facts={"title": title, "text": text},
        expires_at=now + APPEALING,
    )
    outbox.enqueue(db, message, now)
