"""Use cases of the worker: reading one's messages, and choosing what comes by which channel."""

import re
from datetime import datetime

from data.records import (
    addresses,
    choices,
    circumstances,
    messages,
    outbox_decisions,
    own_statements,
    receipts,
)
from data.records.choices import Choice, Personalisation
from data.records.messages import Kept
from data.records.receipts import Receipt
from data.store import Connection, Store, reading, transaction
from data.tables_push import CHANNELS
from service.api.push_forms import (
    AddressRequest,
    ChoiceRequest,
    ChoicesForm,
    LineChoice,
    MailboxForm,
    MailForm,
    SaidForm,
)
from service.clock import local_day
from service.errors import NotFound, Problem
from service.push.lines import LINES
from service.push.templates import late

MAIL = re.compile(r"[^@\s<>]+@[^@\s<>]+\.[^@\s<>]+")


class BadAddress(Problem):
    """An address that no letter could reach."""

    title = "联系方式有误"


class Mailbox:
    """One instance serves all threads; whose mailbox it is comes from the guard."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def page(self, worker_id: str, *, before: int | None, limit: int) -> MailboxForm:
        """A worker's messages, newest first, by whatever channel they came."""
        with reading(self._store) as db:
            found = messages.received(db, worker_id, before=before, limit=limit)
            read = messages.read_among(db, [m.message_id for m in found])
        forms = [_mail(message, message.message_id in read) for message in found]
        last = forms[-1].message_id if len(forms) == limit else None
        return MailboxForm(messages=forms, next=last)

    def read(self, worker_id: str, message_id: int, now: datetime) -> MailForm:
        """Note that the worker has read a message of his or her own."""
        with transaction(self._store) as db:
            message = messages.one(db, message_id)
            if message is None or message.worker_id != worker_id or not _is_shown(message):
                raise NotFound("没有这条消息。")
            receipts.add_receipt(db, Receipt(message_id, "read", "本人阅读", now), now)
        return _mail(message, read=True)

    def choices(self, worker_id: str, now: datetime) -> ChoicesForm:
        """What the worker wants, line by line and channel by channel, and everything ever said."""
        with reading(self._store) as db:
            return _choices(db, worker_id, now)

    def choose(
        self,
        worker_id: str,
        said: ChoiceRequest,
        *,
        source: str,
        proof: str,
        by: str,
        now: datetime,
    ) -> ChoicesForm:
        """Keep a choice; it counts at once, for messages already queued too."""
        with transaction(self._store) as db:
            _known(db, worker_id, now)
            choices.say(
                db, Choice(worker_id, said.line, said.channel, said.wanted, source, proof, by, now)
            )
            _cancel_unwanted(db, worker_id, by=by, now=now)
            return _choices(db, worker_id, now)

    def personalise(
        self, worker_id: str, *, wanted: bool, source: str, proof: str, by: str, now: datetime
    ) -> ChoicesForm:
        """Keep whether lists may be chosen by the worker's traits; it counts at once.

        The file says so too, so that every reader of it, nights and lists of candidates included, knows.
        """
        with transaction(self._store) as db:
            _known(db, worker_id, now)
            said = Personalisation(worker_id, wanted, source, proof, by, now)
            choices.say_personalisation(db, said)
            own_statements.say(db, worker_id, {"consent": wanted}, today=local_day(now), now=now)
            _cancel_unwanted(db, worker_id, by=by, now=now)
            return _choices(db, worker_id, now)

    def keep_address(self, worker_id: str, said: AddressRequest, now: datetime) -> None:
        """Keep where the worker is reached; nothing is sent there before the channel is switched on."""
        if said.channel == "email" and not MAIL.fullmatch(said.address):
            raise BadAddress("电子邮件地址不正确。")
        with transaction(self._store) as db:
            addresses.keep(db, worker_id, said.channel, address=said.address, now=now)


def _choices(db: Connection, worker_id: str, now: datetime) -> ChoicesForm:
    standing = circumstances.standings(db, [worker_id], local_day(now)).get(worker_id)
    said = choices.of_workers(db, [worker_id]).get(worker_id, ())
    consent = standing.consent if standing else None
    words = choices.personalisation_of(db, [worker_id])
    return ChoicesForm(
        worker_id=worker_id,
        personalised=words.get(worker_id, consent is not False),
        lines=[
            LineChoice.model_validate(
                {
                    "line": line.name,
                    "label": line.label,
                    "basis": line.basis,
                    "channels": {
                        c: choices.allowed(said, line.name, c) is not False for c in CHANNELS
                    },
                }
            )
            for line in LINES.values()
        ],
        said=[_said(choice) for choice in said],
    )


def _cancel_unwanted(db: Connection, worker_id: str, *, by: str, now: datetime) -> None:
    """Take back what waits and is no longer wanted: by no channel any more, or chosen by one's traits."""
    said = choices.of_workers(db, [worker_id]).get(worker_id, ())
    refused = choices.personalisation_of(db, [worker_id]).get(worker_id) is False
    unwanted = [
        message.message_id
        for message in messages.waiting(db, worker_id)
        if (message.personalised and refused) or choices.preferred(said, message.line) is None
    ]
    outbox_decisions.drop(db, unwanted, "opted_out", by=by, now=now)


def _said(choice: Choice) -> SaidForm:
    return SaidForm.model_validate(
        {
            "line": choice.line,
            "channel": choice.channel,
            "wanted": choice.wanted,
            "source": choice.source,
            "proof": choice.proof,
            "by": choice.said_by,
            "at": choice.said_at,
        }
    )


def _mail(message: Kept, read: bool) -> MailForm:
    text = late(message.facts, message.reason) if messages.came_late(message) else message
    return MailForm.model_validate(
        {
            "message_id": message.message_id,
            "line": message.line,
            "label": LINES[message.line].label,
            "title": text.title,
            "body": text.body,
            "reason": message.reason,
            "channel": message.channel,
            "delivered": message.state == "sent",
            "sent_at": message.ended_at,
            "read": read,
        }
    )


def _is_shown(message: Kept) -> bool:
    if messages.came_late(message):
        return True
    return message.state in messages.SHOWN_STATES and message.body is not None


def _known(db: Connection, worker_id: str, now: datetime) -> None:
    if worker_id not in circumstances.standings(db, [worker_id], local_day(now)):
        raise NotFound(f"登记中没有编号为“{worker_id}”的劳动者。")
