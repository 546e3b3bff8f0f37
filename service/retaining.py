"""Use cases of retention: removing what was kept long enough, and what somebody wants removed."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from data.records import (
    audit,
    choices,
    messages,
    outbox_decisions,
    own_statements,
    retention,
    workers,
)
from data.records.audit import Act
from data.records.choices import Personalisation
from data.records.retention import Until
from data.store import Store, reading, transaction
from service.clock import local_day
from service.errors import NotFound
from service.me.saying import TAGS

WORDS: Mapping[str, str] = {
    "sessions": "已结束的登录会话",
    "codes": "过期的一次性验证码",
    "own_tokens": "过期的本人令牌",
    "messages": "消息正文",
    "recommendations": "没有反馈也没有介绍的推荐",
    "addresses": "消息联系方式",
    "tags": "用于个性化推荐的标签",
    "waiting": "尚未发出的消息",
    "requests": "已答复的本人请求",
    "uploads": "导入后留下的文件",
}

STAYS: tuple[tuple[str, str], ...] = (
    (
        "登记信息、失业登记、认定、申领、培训券和介绍记录",
        "履行法定职责所必需（个人信息保护法第十三条第三项）；除存储和采取安全保护措施外不再用于推荐（第四十七条）",
    ),
    ("终身职业档案", "只增不改；有误可以更正，更正记在原记录旁边"),
    ("培训券账目", "财政资金须能逐笔核对，账目不能改动"),
    ("本人对推送和个性化的选择", "证明不再推送的依据，删除后反而可能再次推送"),
    ("审计日志", "只增不改，只记编号；网络安全法要求至少留存六个月"),
)
"""What an erasure leaves, and why: people are told both."""


@dataclass(frozen=True, slots=True)
class Periods:
    """How long each kind is kept after its end; what the office decides otherwise goes here."""

    sessions: timedelta = timedelta(days=180)
    codes: timedelta = timedelta(days=7)
    own_tokens: timedelta = timedelta(days=30)
    messages: timedelta = timedelta(days=730)
    recommendations: timedelta = timedelta(days=730)
    requests: timedelta = timedelta(days=730)

    def until(self, now: datetime) -> Until:
        """Before which moment each kind is over."""
        return Until(
            sessions=now - self.sessions,
            codes=now - self.codes,
            own_tokens=now - self.own_tokens,
            messages=now - self.messages,
            recommendations=now - self.recommendations,
            requests=now - self.requests,
        )


@dataclass(frozen=True, slots=True)
class Erased:
    """What was removed of somebody, by kind, and what stays with the reason."""

    removed: Mapping[str, int]
    stays: tuple[tuple[str, str], ...] = STAYS


def what_is_due(store: Store, now: datetime, periods: Periods) -> Mapping[str, int]:
    """How much `tidy` would remove."""
    with reading(store) as db:
        return {w.name: retention.count(db, w) for w in retention.due(periods.until(now))}


def tidy(store: Store, now: datetime, periods: Periods, *, by: str) -> Mapping[str, int]:
    """Remove what was kept long enough; the trail keeps how much of what."""
    found = retention.due(periods.until(now))
    removed = {what.name: retention.remove_in_parts(store, what) for what in found}
    if any(removed.values()):
        with transaction(store) as db:
            audit.record(db, Act(by, "erased", reason="保存期已满", facts=removed), now)
    return removed


def erase(store: Store, worker_id: str, reason: str, *, by: str, at: datetime) -> Erased:
    """Remove of somebody who asks for it what no law wants kept, and use the rest for nothing else.

    Personalised advice is off from then on. Raises NotFound where there is no such worker.
    """
    with transaction(store) as db:
        if not workers.exists(db, worker_id):
            raise NotFound(f"登记中没有编号为“{worker_id}”的劳动者。")
        waiting = [m.message_id for m in messages.waiting(db, worker_id)]
        dropped = outbox_decisions.drop(db, waiting, "opted_out", by=by, now=at)
        forgotten = dict.fromkeys(TAGS, None)
        gone = own_statements.say(db, worker_id, forgotten, today=local_day(at), now=at)
        # Apart from what was forgotten: the file itself says that lists must not look at this person.
        own_statements.say(db, worker_id, {"consent": False}, today=local_day(at), now=at)
        off = Personalisation(worker_id, False, "counter", reason, by, at)
        choices.say_personalisation(db, off)
        removed = {"waiting": dropped, "tags": len(gone)} | {
            what.name: retention.remove(db, what) for what in retention.of_worker(worker_id, at)
        }
        audit.record(db, Act(by, "erased", worker_id, reason, facts=removed), at)
    return Erased(removed)
