"""Lets claimed messages through: all that is known of their workers is asked once for the whole batch."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from data.records import choices, circumstances, outbox_decisions, stops
from data.records.circumstances import SINCE_TOLD, Standing
from data.records.outbox import Claimed
from data.store import Connection
from service.clock import local_day
from service.push.hours import Hours
from service.push.rules import ANSWERS, Caps, Case, Drop, Later, Pass, World, decide

WEEK = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Let:
    """A message that may leave, with how and with what."""

    message: Claimed
    passed: Pass


@dataclass(frozen=True, slots=True)
class Gate:
    """The office's rules: when, how much, and by which channels this process can send at all."""

    hours: Hours
    caps: Caps
    channels: Collection[str]


def admit(
    db: Connection, claimed: Sequence[Claimed], gate: Gate, *, by: str, now: datetime
) -> list[Let]:
    """Decide about claimed messages in the caller's transaction; what may not leave now is ended or put off.

    The workers are locked, so that two processes cannot both find room under the same cap.
    """
    if not claimed:
        return []
    circumstances.lock_workers(db, {m.worker_id for m in claimed})
    batch = Batch(db, claimed, gate, now)
    let: list[Let] = []
    dropped: dict[str, list[int]] = defaultdict(list)
    later: dict[datetime, list[int]] = defaultdict(list)
    for message in claimed:
        verdict = decide(batch.case(message))
        if isinstance(verdict, Drop):
            dropped[verdict.why].append(message.message_id)
        elif isinstance(verdict, Later):
            later[verdict.until].append(message.message_id)
        else:
            batch.note(message, verdict)
            let.append(Let(message, verdict))
    for why, ids in dropped.items():
        outbox_decisions.drop(db, ids, why, by=by, now=now)
    for until, ids in later.items():
        outbox_decisions.postpone(db, ids, until, by=by)
    return let


class Batch:
    """What is known about the workers and targets of a batch; it remembers what it has let through."""

    def __init__(
        self, db: Connection, claimed: Sequence[Claimed], gate: Gate, now: datetime
    ) -> None:
        ids = sorted({m.worker_id for m in claimed})
        own = [m.message_id for m in claimed]
        today = local_day(now)
        targets = {target for m in claimed for target in m.targets}
        self.standings = circumstances.standings(db, ids, today)
        self.hired_on = circumstances.hired_on(db, ids, today)
        self.recognised = circumstances.recognised(db, ids)
        self.choices = choices.of_workers(db, ids)
        self.refused = refused_among(self.standings, choices.personalisation_of(db, ids))
        self.counted = {
            id_: list(days)
            for id_, days in circumstances.counted(db, ids, today - WEEK, but=own).items()
        }
        self.told: set[tuple[str, str, str]] = set()
        if targets:
            since = now - SINCE_TOLD
            self.told |= circumstances.told_before(db, ids, since, but=own)
        campaigns = {m.campaign_id for m in claimed if m.campaign_id is not None}
        self.world = World(
            now=now,
            today=today,
            hours=gate.hours,
            caps=gate.caps,
            stopped=stops.standing_still(db),
            channels=gate.channels,
            reachable=circumstances.reachable(db, ids),
            cancelled=circumstances.cancelled(db, campaigns),
            on_offer=circumstances.still_on_offer(db, targets, today) if targets else frozenset(),
            told_before=self.told,
            answered=_answered(db, ids) if targets else {},
        )

    def case(self, message: Claimed) -> Case:
        """A message with all that its fate depends on."""
        id_ = message.worker_id
        return Case(
            message=message,
            world=self.world,
            standing=self.standings.get(id_),
            hired_on=self.hired_on.get(id_),
            recognised=id_ in self.recognised,
            personalise=id_ not in self.refused,
            choices=self.choices.get(id_, ()),
            counted=self.counted.get(id_, ()),
        )

    def note(self, message: Claimed, passed: Pass) -> None:
        """Count a message that was let through, before the next one of the same worker is decided about."""
        self.counted.setdefault(message.worker_id, []).append((message.line, self.world.today))
        self.told |= {(message.worker_id, *target) for target in passed.targets}


def advice_refused(db: Connection, worker_ids: Sequence[str], as_of: date) -> frozenset[str]:
    """Who of these refuses what is chosen by his or her own traits: by a word here, else by the file."""
    standings = circumstances.standings(db, worker_ids, as_of)
    return refused_among(standings, choices.personalisation_of(db, worker_ids))


def refused_among(standings: Mapping[str, Standing], words: Mapping[str, bool]) -> frozenset[str]:
    """Who refused: unknown is not, advice is the office's lawful task and every message tells the way out."""
    by_file = {id_ for id_, person in standings.items() if person.consent is False}
    refused = {id_ for id_, wanted in words.items() if not wanted}
    return frozenset((by_file - words.keys()) | refused)


def _answered(db: Connection, ids: Sequence[str]) -> Mapping[tuple[str, str, str], str]:
    """What these workers said to each target, or did about it: whoever was referred has accepted."""
    referred = dict.fromkeys(circumstances.referred(db, ids), "accepted")
    return {**referred, **circumstances.answered(db, ids, ANSWERS)}
