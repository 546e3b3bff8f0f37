"""Sends what is due: claimed under a lease, let through by the rules, sent, and settled one of four ways."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from random import Random
from typing import Protocol

import structlog

from data.records import choices, circumstances, outbox, outbox_decisions, stops
from data.records.choices import Choice
from data.records.outbox import Claimed
from data.records.outbox_decisions import Delivered
from data.store import Connection, Store, transaction
from service.clock import Clock, local_day
from service.push.admission import Gate, Let, admit, advice_refused
from service.push.channels.channel import Channel, ChannelError, Letter, outer_name
from service.push.rules import STANDSTILL
from service.push.templates import Text, UnknownTemplate, render

log = structlog.get_logger()

LEASE = timedelta(minutes=5)
"""Longer than any channel may take for one letter; a dead sender's messages come back after it."""

FIRST_WAIT = timedelta(minutes=1)
LONGEST_WAIT = timedelta(hours=6)
MOST_ATTEMPTS = 8
WORN = "多次发送都没有结果"
"""Said of a message whose senders died again and again with it in hand."""


class Links(Protocol):
    """Makes the link by which a worker switches a line off without signing in."""

    def __call__(self, message: Claimed) -> str | None:
        """The link, or None where the office has no public address."""


@dataclass(slots=True)
class Sender:
    """One process that sends; its `name` is what claims are held by."""

    store: Store
    name: str
    clock: Clock
    gate: Gate
    channels: Mapping[str, Channel]
    links: Links
    chance: Random
    batch: int = 200
    lease: timedelta = LEASE
    going_on: Callable[[], bool] = field(default=lambda: True)

    def push_some(self) -> int:
        """Send some of what is due; how many messages were taken in hand. Nothing leaves in quiet hours."""
        now = self.clock()
        if not self.gate.hours.open_at(now):
            return 0
        with transaction(self.store) as db:
            claimed = outbox.claim(db, by=self.name, now=now, lease=self.lease, limit=self.batch)
            worn = [message for message in claimed if message.n_attempts >= MOST_ATTEMPTS]
            for message in worn:
                outbox.give_up(db, message, by=self.name, now=now, failure=WORN)
            fresh = [message for message in claimed if message.n_attempts < MOST_ATTEMPTS]
            let = admit(db, fresh, self.gate, by=self.name, now=now)
            ready = [(each, text) for each in let if (text := self._in_words(db, each))]
            own = [_delivered(e, t) for e, t in ready if e.passed.channel == "mailbox"]
            outbox_decisions.put_in_mailboxes(db, own, local_day(now), now)
            outside = [(e, t) for e, t in ready if e.passed.channel != "mailbox"]
            outbox_decisions.let_through(db, [_delivered(e, t) for e, t in outside], local_day(now))
        for each, text in outside:
            if not self.going_on():
                break
            self._send(each, text)
        return len(claimed)

    def give_back(self) -> None:
        """Give back what was claimed and not begun, so that another process takes it at once."""
        with transaction(self.store) as db:
            outbox_decisions.release(db, by=self.name, now=self.clock())

    def _in_words(self, db: Connection, let: Let) -> Text | None:
        message = let.message
        try:
            return render(
                message.template,
                message.line,
                facts=message.facts,
                reason=message.reason,
                left=frozenset(let.passed.targets) if message.targets else None,
            )
        except UnknownTemplate as failure:
            sentence = str(failure)
        except (LookupError, TypeError, ValueError):
            sentence = f"消息内容与模板“{message.template}”不符"
        outbox.give_up(db, message, by=self.name, now=self.clock(), failure=sentence)
        return None

    def _send(self, let: Let, text: Text) -> None:
        message, channel = let.message, let.passed.channel
        if not self._begun(let):
            return
        try:
            reference = self.channels[channel].send(self._letter(message, text))
        except ChannelError as failure:
            self._failed(message, channel, failure)
        except Exception as surprise:
            # Nobody knows whether it left; its text may quote an address, so only its kind is logged.
            log.error("push_surprised", message=message.message_id, kind=type(surprise).__name__)
            sentence = "发送程序出错，详见日志中 push_surprised 一行"
            self._failed(message, channel, ChannelError(sentence, permanent=False))
        else:
            with transaction(self.store) as db:
                outbox.settle(db, message.message_id, reference, self.clock())
            log.info("push_sent", message=message.message_id, channel=channel)

    def _begun(self, let: Let) -> bool:
        """Whether the attempt was begun: in the last moment before it, hours, stops and the worker's word count again."""
        message, now = let.message, self.clock()
        with transaction(self.store) as db:
            if not self.gate.hours.open_at(now):
                until = self.gate.hours.next_open(now)
                outbox_decisions.postpone(db, [message.message_id], until, by=self.name)
                return False
            if (message.line, let.passed.channel) in stops.standing_still(db):
                until = now + STANDSTILL
                outbox_decisions.postpone(db, [message.message_id], until, by=self.name)
                return False
            if now >= message.expires_at or not self._still_wanted(db, let, now):
                # Claimed anew it meets all the rules, and ends for the right reason.
                outbox_decisions.postpone(db, [message.message_id], now, by=self.name)
                return False
            return outbox.begin(db, message.message_id, by=self.name, now=now, lease=self.lease)

    def _still_wanted(self, db: Connection, let: Let, now: datetime) -> bool:
        message = let.message
        if message.personalised and message.worker_id in advice_refused(
            db, [message.worker_id], local_day(now)
        ):
            return False
        said = choices.of_workers(db, [message.worker_id]).get(message.worker_id, ())
        ground = choices.allowed(said, message.line, let.passed.channel)
        if not isinstance(ground, Choice):
            return False
        campaign = message.campaign_id
        return campaign is None or not circumstances.cancelled(db, [campaign])

    def _letter(self, message: Claimed, text: Text) -> Letter:
        return Letter(
            name=outer_name(message.key),
            worker_id=message.worker_id,
            line=message.line,
            template=message.template,
            title=text.title,
            body=text.body,
            reason=text.reason,
            sent_at=self.clock(),
            off_link=self.links(message),
        )

    def _failed(self, message: Claimed, channel: str, failure: ChannelError) -> None:
        now, tries = self.clock(), message.n_attempts + 1
        with transaction(self.store) as db:
            if failure.permanent or tries >= MOST_ATTEMPTS:
                outbox.give_up(db, message, by=self.name, now=now, failure=str(failure))
            else:
                at = now + max(failure.wait, wait_after(tries, self.chance))
                outbox.retry_later(db, message, by=self.name, now=now, at=at, failure=str(failure))
        log.warning(
            "push_failed", message=message.message_id, channel=channel, permanent=failure.permanent
        )


def wait_after(tries: int, chance: Random) -> timedelta:
    """How long to wait after the n-th failure: doubled each time, and never the same for all."""
    wait = min(FIRST_WAIT * float(2 ** (tries - 1)), LONGEST_WAIT)
    return wait * (0.75 + chance.random() / 2)


def _delivered(let: Let, text: Text) -> Delivered:
    return Delivered(
        message_id=let.message.message_id,
        channel=let.passed.channel,
        choice_id=let.passed.choice_id,
        title=text.title,
        body=text.body,
    )
