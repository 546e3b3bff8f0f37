"""People who can be written to, and one message for each."""

from datetime import datetime

import sqlalchemy as sa

from data.records import outbox
from data.records.outbox import Message
from data.sealing import ID_NUMBER
from data.store import Store, transaction
from data.tables import workers
from data.tables_push import push_choices


def write_to(store: Store, n: int, now: datetime, *, channel: str | None) -> None:
    """So many workers, each with a message; by a channel that each of them switched on, or the mailbox."""
    ids = [f"W{i:07d}" for i in range(n)]
    numbers = [f"{i:018d}" for i in range(n)]
    sealed = store.vault.seal(ID_NUMBER, ids, numbers)
    hashes = store.vault.hash(ID_NUMBER, numbers)
    people = [
        {"worker_id": i, "id_sealed": s, "id_hash": h, "name": "测试", "recorded_at": now}
        for i, s, h in zip(ids, sealed, hashes, strict=True)
    ]
    said = {"line": None, "channel": channel, "wanted": True, "source": "counter", "proof": "测试"}
    with transaction(store) as db:
        db.execute(sa.insert(workers), people)
        if channel:
            rows = [{"worker_id": id_, "said_by": "测试", "said_at": now, **said} for id_ in ids]
            db.execute(sa.insert(push_choices), rows)
        outbox.enqueue_all(db, [_message(id_) for id_ in ids], now)


def _message(worker_id: str) -> Message:
    return Message(
        key=f"benchmark:{worker_id}",
        worker_id=worker_id,
        line="guidance",
        template="guidance",
        reason="您正在求职登记期内",
        facts={"advice": "可以先从整理工作经历开始。"},
    )
