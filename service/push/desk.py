"""Use cases of the office: how the push stands, its messages, stops and dead letters."""

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta

from data.masking import mask_numbers
from data.reach import EVERYBODY, Reach, narrowed
from data.records import audit, jobs, messages, outbox_decisions, receipts, stops
from data.records.audit import Act, Action
from data.records.messages import Kept
from data.records.outbox import LASTING
from data.records.stops import Stop
from data.store import Connection, Store, reading, transaction
from data.tables_push import CHANNELS, LINES
from service.api.push_forms import (
    HappenedForm,
    MessageForm,
    MessagePage,
    StatusForm,
    StopForm,
    StopRequest,
    TemplateForm,
    TemplateList,
)
from service.errors import Conflict, NotFound
from service.push.lines import LINES as BY_NAME
from service.push.rules import REASONS
from service.push.samples import SAMPLES
from service.push.templates import render

DAY, WEEK = timedelta(days=1), timedelta(days=7)
RESENT_AT_ONCE = 1000
STOPS_SHOWN = 20
CHANNEL_NAMES = {
    "mailbox": "我的消息",
    "sms": "短信",
    "email": "电子邮件",
    "webhook": "外部系统",
    "wechat": "微信",
}
STATE_NAMES = {
    "queued": "排队",
    "claimed": "处理中",
    "sending": "发送中",
    "sent": "已发出",
    "dropped": "不再发送",
    "dead": "发送失败",
}
BECAUSE = {reason.__name__: reason.__doc__ or "" for reason in REASONS} | {
    "acted": "本人已经对其中的岗位或课程作出回应。",
    "dismissed": "本人已表示不感兴趣。",
    "repeated": "近期已经发过同样的内容。",
    "nothing_left": "其中的岗位或课程已满员、关闭或过期。",
}
"""Why a message was dropped, in words."""


@dataclass(frozen=True, slots=True)
class DeadForm:
    """Dead letters that failed in the same way, in words; `key` names the failure in a form."""

    line: str
    label: str
    channel: str
    channel_label: str
    failure: str
    n: int
    oldest_at: datetime
    key: str


class Desk:
    """Answers what the office asks about the push; one instance serves all threads."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def status(self, now: datetime) -> StatusForm:
        """Counts, what stands still, and how far behind the sending is."""
        with reading(self._store) as db:
            counted = messages.counts(db)
            dropped = messages.drops(db, now - WEEK)
            still, turns = stops.standing_still(db), jobs.all_turns(db)
            oldest = messages.oldest_due(db, now)
        by_line: dict[str, dict[str, int]] = {}
        for (line, state), n in counted.items():
            by_line.setdefault(line, {})[state] = n
        return StatusForm(
            messages=by_line,
            dropped_this_week={BECAUSE[why]: n for why, n in dropped.items()},
            oldest_due_at=oldest,
            standing_still=said_of(still),
            jobs={turn.job: turn.next_at for turn in turns},
        )

    def with_state(
        self, state: str, *, before: int | None, limit: int, reach: Reach = EVERYBODY
    ) -> MessagePage:
        """Messages in a state, newest first, to everybody or to these people."""
        with narrowed(self._store, reach) as db:
            found = messages.with_state(db, state, before=before, limit=limit)
            forms = [_form(message, []) for message in found]
        return MessagePage(
            messages=forms, next=forms[-1].message_id if len(forms) == limit else None
        )

    def message(self, message_id: int) -> MessageForm:
        """A message with all that happened to it."""
        with reading(self._store) as db:
            return _form(_found(db, message_id), _happened(db, message_id))

    def resend(self, message_id: int, *, by: str, now: datetime) -> MessageForm:
        """Put a dead letter back; it meets all rules again, under its old name."""
        with transaction(self._store) as db:
            _found(db, message_id)
            until = now + LASTING
            if not outbox_decisions.resend(db, message_id, by=by, now=now, expires_at=until):
                raise Conflict("只有发送失败的消息才能重发。")
        return self.message(message_id)

    def dead(self) -> list[DeadForm]:
        """Dead letters by how they failed; whose they are is not in it."""
        with reading(self._store) as db:
            groups = messages.dead_groups(db)
        return [
            DeadForm(
                g.line,
                BY_NAME[g.line].label,
                g.channel or "",
                CHANNEL_NAMES.get(g.channel or "", "未定通道"),
                mask_numbers(g.failure or "未说明原因"),
                g.n,
                g.oldest_at,
                failure_key(g.failure),
            )
            for g in groups
        ]

    def resend_group(self, line: str, channel: str, key: str, *, by: str, now: datetime) -> int:
        """Put the dead letters of one group back, the oldest first; how many. Each meets all rules again."""
        with reading(self._store) as db:
            groups = messages.dead_groups(db)
        same = [
            g
            for g in groups
            if (g.line, g.channel or "", failure_key(g.failure)) == (line, channel, key)
        ]
        if not same:
            raise Conflict("这一组已经没有发送失败的消息，可能刚刚已被重发。")
        n_back = 0
        for group in same:
            with transaction(self._store) as db:
                found = messages.dead_among(
                    db, group.line, group.channel, group.failure, limit=RESENT_AT_ONCE
                )
                for id_ in found:
                    n_back += outbox_decisions.resend(
                        db, id_, by=by, now=now, expires_at=now + LASTING
                    )
        return n_back

    def sent_lately(self, now: datetime) -> dict[str, int]:
        """How many messages left by each channel within a day."""
        with reading(self._store) as db:
            found = messages.sent_by_channel(db, now - DAY)
        return {CHANNEL_NAMES[channel]: n for channel, n in found.items()}

    def said_stops(self) -> list[Stop]:
        """Who stopped or resumed what, the last first."""
        with reading(self._store) as db:
            return list(stops.all_stops(db))[::-1][:STOPS_SHOWN]

    def say_stop(self, said: StopRequest, by: str, *, actor: str, now: datetime) -> StopForm:
        """Stop or resume at once, what is claimed and not yet sent included; the trail keeps who did."""
        with transaction(self._store) as db:
            stop = Stop(said.line, said.channel, said.stopped, said.reason, by, now)
            stops.add_stop(db, stop)
            facts = {"line": said.line, "channel": said.channel}
            done: Action = "push_stopped" if said.stopped else "push_resumed"
            audit.record(db, Act(actor, done, "push", said.reason, facts=facts), now)
        return StopForm.model_validate({**said.model_dump(), "by": by, "at": now})

    def templates(self) -> TemplateList:
        """Every kind of message with an example; the providers' templates are registered from these."""
        forms = []
        for name, (line, facts, reason) in SAMPLES.items():
            text = render(name, line, facts=facts, reason=reason)
            given = {"template": name, "line": line, "title": text.title, "body": text.body}
            forms.append(TemplateForm.model_validate(given))
        return TemplateList(templates=forms)


def failure_key(failure: str | None) -> str:
    """A failure's short name: its text may be long, and may quote what a provider answered."""
    return hashlib.sha256((failure or "").encode()).hexdigest()[:16]


def said_of(still: frozenset[tuple[str, str]]) -> list[str]:
    """What stands still in words, the widest first."""
    if len(still) == len(LINES) * len(CHANNELS):
        return ["全部推送"]
    lines = [name for name in LINES if all((name, c) in still for c in CHANNELS)]
    channels = [c for c in CHANNELS if all((name, c) in still for name in LINES)]
    rest = [(n, c) for n, c in sorted(still) if n not in lines and c not in channels]
    return [
        *(f"{BY_NAME[name].label}" for name in lines),
        *(CHANNEL_NAMES[c] for c in channels),
        *(f"{BY_NAME[n].label}（{CHANNEL_NAMES[c]}）" for n, c in rest),
    ]


def _found(db: Connection, message_id: int) -> Kept:
    message = messages.one(db, message_id)
    if message is None:
        raise NotFound(f"没有编号为 {message_id} 的消息。")
    return message


def _happened(db: Connection, message_id: int) -> list[HappenedForm]:
    events = [
        HappenedForm(
            what=e.event, detail=BECAUSE.get(e.detail, e.detail), by=e.said_by, at=e.said_at
        )
        for e in messages.events_of(db, message_id)
    ]
    known = [
        HappenedForm(what=r.receipt, detail=r.detail, by="回执", at=r.happened_at)
        for r in receipts.of_message(db, message_id)
    ]
    return sorted([*events, *known], key=lambda form: form.at)


def _form(message: Kept, happened: list[HappenedForm]) -> MessageForm:
    values = {
        name: getattr(message, name)
        for name in MessageForm.model_fields
        if name in Kept.__dataclass_fields__
    }
    because = BECAUSE.get(message.dropped_for) if message.dropped_for else None
    return MessageForm.model_validate(values | {"dropped_because": because, "happened": happened})
