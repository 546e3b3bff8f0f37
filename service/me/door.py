"""Use case: a worker comes in by a one-time code; no answer tells whether somebody is in the registry."""

import re
import secrets
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

import structlog

from data.records import audit, circumstances, workers
from data.records.audit import Act
from data.store import Store, reading, transaction
from service.access.codes import DIGITS, LIFETIME, make_code, sign_in_by_code
from service.clock import local_day
from service.demonstrated import is_demonstration
from service.errors import Busy
from service.push.channels.channel import Channel, ChannelError, Letter, outer_name
from service.push.channels.sms_words import SIGN_IN

log = structlog.get_logger()

PHONE = re.compile(r"1\d{10}")
LAST_FOUR = re.compile(r"\d{3}[\dX]")
MINUTES = int(LIFETIME.total_seconds() // 60)
SENDERS = 2

Way = Literal["sms", "screen", "closed"]
"""By text message; on the screen of a demonstration, where nobody is real; or not at all."""


@dataclass(frozen=True, slots=True)
class Claim:
    """Who somebody claims to be: the telephone in the registry and the end of the id number."""

    phone: str = field(repr=False)
    last_four: str = field(repr=False)

    @classmethod
    def of(cls, phone: str, last_four: str) -> "Claim | None":
        """What was typed, spaces and small letters forgiven; None where it can be nobody's."""
        typed = re.sub(r"[\s-]", "", phone).removeprefix("+86")
        end = last_four.strip().upper()
        return cls(typed, end) if PHONE.fullmatch(typed) and LAST_FOUR.fullmatch(end) else None


class Door:
    """Sends codes and takes them back; the work on a claim is done after it was answered."""

    def __init__(
        self,
        store: Store,
        sms: Channel | None,
        *,
        later: Callable[[Callable[[], None]], object] | None = None,
    ) -> None:
        self._store = store
        self._sms = sms
        self._later = later or ThreadPoolExecutor(SENDERS, "sign-in-codes").submit

    @property
    def way(self) -> Way:
        """How a code reaches people here."""
        if self._sms is not None:
            return "sms"
        return "screen" if is_demonstration(self._store) else "closed"

    def ask(self, claim: Claim, *, address: str, now: datetime) -> str | None:
        """Send a code, if there is such a person; the code itself in a demonstration, else None.

        Whoever asks learns nothing: the look into the registry happens behind the answer.
        """
        if self.way == "screen":
            worker_id = self._whom(claim, now)
            if worker_id is None:
                return _drawn()
            return make_code(self._store, worker_id, address=address, now=now)
        if self.way == "sms":
            self._later(lambda: self._send(claim, address, now))
        return None

    def enter(self, claim: Claim, code: str, *, now: datetime) -> str | None:
        """A session for whoever shows the right code; None for a wrong one and for nobody alike."""
        worker_id = self._whom(claim, now)
        if worker_id is not None:
            return sign_in_by_code(self._store, worker_id, code, now=now)
        # The same is written as for a wrong code: neither the answer nor its time tells more.
        with transaction(self._store) as db:
            audit.record(db, Act("nobody", "sign_in_failed", succeeded=False), now)
        return None

    def _send(self, claim: Claim, address: str, now: datetime) -> None:
        try:
            worker_id = self._whom(claim, now)
            if worker_id and self._sms:
                code = make_code(self._store, worker_id, address=address, now=now)
                self._sms.send(letter(worker_id, code, now))
        except Busy:
            # Saying so would tell that there is somebody to be busy about.
            return
        except ChannelError as failure:
            log.warning("sign_in_code_not_sent", reason=str(failure))
        except Exception as surprise:
            # Nobody waits for this any more; the text of an exception may quote a number.
            log.error("sign_in_code_not_sent", kind=type(surprise).__name__)

    def _whom(self, claim: Claim, now: datetime) -> str | None:
        with reading(self._store) as db:
            found = [
                person.worker_id
                for person in workers.find(db, phone=claim.phone)
                if person.id_number[-4:].upper() == claim.last_four
            ]
            standing = circumstances.standings(db, found, local_day(now))
        alive = [id_ for id_ in found if _may_enter(standing.get(id_))]
        return alive[0] if len(alive) == 1 else None


def letter(worker_id: str, code: str, now: datetime) -> Letter:
    """The code as a channel takes it: it goes to whoever asked for it, now, at any hour."""
    return Letter(
        name=outer_name(f"code:{worker_id}:{now.isoformat()}"),
        worker_id=worker_id,
        line=SIGN_IN,
        template=SIGN_IN,
        title=code,
        body=f"登录验证码{code}，{MINUTES}分钟内有效。请不要告诉任何人。",
        reason=f"{MINUTES}分钟内有效，请不要告诉任何人",
        sent_at=now,
    )


def _may_enter(standing: circumstances.Standing | None) -> bool:
    return standing is not None and standing.employment_status != "deceased"


def _drawn() -> str:
    return f"{secrets.randbelow(10**DIGITS):0{DIGITS}d}"
