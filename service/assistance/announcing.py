"""What a worker is told of decisions: through the outbox, in the transaction of the decision.

Reasons and the category of a hardship stay on the own page: families share telephones.
"""

from datetime import datetime, timedelta

from data.records import outbox
from data.records.applications import Application
from data.records.outbox import Message
from data.records.recognition import Case
from data.store import Connection
from service.wording import yuan

WHERE = "理由可在“我的—政策”中查看"
OBJECT = "如有异议，可到就近的就业服务窗口提出，由工作人员复核"
RESULT = "您的一项申请有结果了"
TAKEN_BACK = ("您的一项申请已被撤回", f"已由工作人员撤回。{WHERE}；需要时可以重新申请。")
DECIDED: dict[str, tuple[str, str]] = {
    "rejected": (RESULT, f"未获批准。{WHERE}；{OBJECT}。"),
    "ended": ("一项补贴已停止", f"已停止享受。{WHERE}；{OBJECT}。"),
    "withdrawn": TAKEN_BACK,
}
CASES: dict[str, tuple[str, str]] = {
    "return": ("您的一项申请要补材料", f"还缺材料，请补齐后带到受理的窗口。{WHERE}。"),
    "notify": (
        "就业困难人员认定已通过",
        "已经通过。您能享受的政策和帮您的人，可在“我的—政策”中查看。",
    ),
    "refuse": (RESULT, f"未予认定。{WHERE}；不同意的，可以到窗口申请复核。"),
    "refuse_again": (RESULT, f"复核后仍未予认定。{WHERE}。"),
    "end": ("就业困难人员认定已退出", f"已退出。{WHERE}；{OBJECT}。"),
    "withdraw": TAKEN_BACK,
}
"""By the step that was taken: the title, and what becomes of it; of any other nobody is told by message."""

APPEALING = timedelta(days=60)


def announce_application(db: Connection, asked: Application, name: str, now: datetime) -> None:
    """Tell the worker that an application was decided, or what it gave has ended; employers have no page."""
    if asked.worker_id is None:
        return
    if asked.state == "approved":
        title = "政策申请已批准"
        paid = f"，金额{yuan(asked.amount_fen)}元" if asked.amount_fen else ""
        became = f"已批准{paid}。详情可在“我的—政策”中查看。"
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
    text = f"您的就业困难人员认定{became}"
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
