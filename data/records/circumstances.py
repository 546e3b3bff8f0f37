"""Questions asked of many messages at once before they are sent: about their workers and their targets."""

import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache
from typing import Any

import sqlalchemy as sa

from data.records import choices, programmes, referral_places, vacancies
from data.records.recommendations import ON_WHAT, STANDING
from data.store import Connection
from data.tables import worker_versions, workers
from data.tables_archive import archive_events
from data.tables_cases import recognition_cases
from data.tables_push import campaigns, outbox, outbox_targets, push_addresses
from data.tables_referral import referrals
from data.tables_service import recommendations

Target = tuple[str, str]

SINCE_TOLD = timedelta(days=90)
"""For so long nobody is told of the same thing twice."""

RECOGNISED = ("recognised", "in_force", "ending")
"""States of a case in which the person is entitled to assistance."""


OF_REFERRAL = frozenset({"accepted", "applied"})
"""Verdicts that a referral under way leaves on its recommendation."""


@dataclass(frozen=True, slots=True)
class Standing:
    """What is known of a worker today that a message depends on."""

    worker_id: str
    employment_status: str | None
    registered_on: date | None
    willing: bool | None
    consent: bool | None
    region: str


def lock_workers(db: Connection, worker_ids: Collection[str]) -> None:
    """Let nobody else decide about these workers until the transaction ends, so that caps are kept.

    Always in the same order, so that two senders never wait for each other. SQLite has one writer anyway.
    """
    chosen = sa.select(workers.c.worker_id).where(workers.c.worker_id.in_(worker_ids))
    db.execute(chosen.order_by(workers.c.worker_id).with_for_update(key_share=True))


def standings(db: Connection, worker_ids: Collection[str], as_of: date) -> Mapping[str, Standing]:
    """These workers as known on a day; whoever was unknown then is left out."""
    told = db.execute(_standings(), {"asked_for": list(worker_ids), "until": as_of}).mappings()
    return {row["worker_id"]: Standing(**row) for row in told}


@cache
def _standings() -> sa.Select[*tuple[Any, ...]]:
    # Put together once: it is asked for each page of a worker's own.
    v, later = worker_versions, worker_versions.alias("later")
    until = sa.bindparam("until", type_=v.c.valid_on.type)
    newer = sa.exists().where(
        later.c.worker_id == v.c.worker_id,
        later.c.valid_on <= until,
        sa.tuple_(later.c.valid_on, later.c.revision) > sa.tuple_(v.c.valid_on, v.c.revision),
    )
    columns = [
        choices.as_said(v) if name == "consent" else v.c[name]
        for name in Standing.__dataclass_fields__
    ]
    meant = v.c.worker_id.in_(sa.bindparam("asked_for", expanding=True))
    return sa.select(*columns).where(meant, v.c.valid_on <= until, ~newer)


def hired_on(db: Connection, worker_ids: Collection[str], as_of: date) -> Mapping[str, date]:
    """Since when each is at work, as the archive knows it; who has left again is left out.

    Work for part of the day leaves the other part open: whoever has it still looks for work.
    """
    e, other = archive_events, archive_events.alias("other")
    replaced = sa.exists().where(other.c.corrects == e.c.key)
    told = sa.select(e.c.worker_id, e.c.happened_on, e.c.facts).where(
        e.c.worker_id.in_(worker_ids),
        e.c.kind == "employment",
        e.c.happened_on <= as_of,
        ~e.c.withdrawn,
        ~replaced,
    )
    found: dict[str, date] = {}
    for worker_id, on, facts in db.execute(told.order_by(e.c.happened_on, e.c.event_id)):
        said = json.loads(facts)
        if said.get("hours") == "part":
            continue
        if said.get("state") == "closed":
            found.pop(worker_id, None)
        else:
            found[worker_id] = on
    return found


def recognised(db: Connection, worker_ids: Collection[str]) -> frozenset[str]:
    """Who is recognised as 就业困难人员 at present."""
    c = recognition_cases
    standing = sa.select(c.c.worker_id).where(
        c.c.worker_id.in_(worker_ids), c.c.state.in_(RECOGNISED)
    )
    return frozenset(db.scalars(standing))


def referred(db: Connection, worker_ids: Collection[str]) -> frozenset[tuple[str, str, str]]:
    """Worker, kind and id of the vacancies to which these were referred and that do not come back."""
    return _referred(db, worker_ids, ~referral_places.comes_back())


def counted(
    db: Connection, worker_ids: Collection[str], after: date, *, but: Sequence[int]
) -> Mapping[str, tuple[tuple[str, date], ...]]:
    """Line and day of all that counts towards the caps of these workers since a day, but these messages."""
    o = outbox
    recent = sa.select(o.c.worker_id, o.c.line, o.c.counts_on).where(
        o.c.worker_id.in_(worker_ids), o.c.counts_on > after, o.c.message_id.not_in(but)
    )
    found: dict[str, tuple[tuple[str, date], ...]] = {}
    for worker_id, line, on in db.execute(recent.order_by(o.c.counts_on)):
        found[worker_id] = (*found.get(worker_id, ()), (line, on))
    return found


def told_before(
    db: Connection, worker_ids: Collection[str], since: datetime, *, but: Sequence[int]
) -> frozenset[tuple[str, str, str]]:
    """Worker, kind and id of everything that has been sent, or is under way, since a moment."""
    o, t = outbox, outbox_targets
    told = (
        sa.select(o.c.worker_id, t.c.kind, t.c.target_id)
        .select_from(o.join(t))
        .where(
            o.c.worker_id.in_(worker_ids),
            o.c.counts_on.is_not(None),
            o.c.created_at > since,
            o.c.message_id.not_in(but),
        )
    )
    return frozenset((row[0], row[1], row[2]) for row in db.execute(told))


def answered(
    db: Connection, worker_ids: Collection[str], verdicts_meant: Collection[str]
) -> Mapping[tuple[str, str, str], str]:
    """The last verdict on each target of these workers, by worker, kind and id, where it is one of these.

    A referral leaves a word behind ("accepted") that ends with it, where its vacancy may come back.
    """
    r = recommendations
    columns = (r.c.worker_id, r.c.kind, r.c.target_id, STANDING.c.verdict)
    said = sa.select(*columns).select_from(ON_WHAT).where(r.c.worker_id.in_(worker_ids))
    rows = db.execute(said.order_by(STANDING.c.verdict_id))
    latest = {(row[0], row[1], row[2]): row[3] for row in rows}
    over = _referred(db, worker_ids, referral_places.comes_back()) - referred(db, worker_ids)
    return {
        key: verdict
        for key, verdict in latest.items()
        if verdict in verdicts_meant and not (key in over and verdict in OF_REFERRAL)
    }


def still_on_offer(db: Connection, targets: Iterable[Target], as_of: date) -> frozenset[Target]:
    """Those of the vacancies and programmes that people can still apply to or join on a day."""
    asked: dict[str, list[str]] = {"vacancy": [], "programme": []}
    for kind, target in targets:
        asked.setdefault(kind, []).append(target)
    found = {("vacancy", id_) for id_ in vacancies.open_among(db, asked["vacancy"], as_of)}
    return frozenset(
        found | {("programme", id_) for id_ in programmes.open_among(db, asked["programme"], as_of)}
    )


def reachable(db: Connection, worker_ids: Collection[str]) -> frozenset[tuple[str, str]]:
    """Worker and channel wherever there is an address; the address itself stays where it is."""
    a = push_addresses
    kept = sa.select(a.c.worker_id, a.c.channel).where(a.c.worker_id.in_(worker_ids))
    phones = sa.select(workers.c.worker_id).where(
        workers.c.worker_id.in_(worker_ids), workers.c.phone_hash.is_not(None)
    )
    found = {(row[0], row[1]) for row in db.execute(kept)}
    return frozenset(found | {(id_, "sms") for id_ in db.scalars(phones)})


def cancelled(db: Connection, campaign_ids: Collection[int]) -> frozenset[int]:
    """Those of the campaigns that were called off."""
    c = campaigns
    off = sa.select(c.c.campaign_id).where(
        c.c.campaign_id.in_(campaign_ids), c.c.state == "cancelled"
    )
    return frozenset(db.scalars(off)) if campaign_ids else frozenset()


def _referred(
    db: Connection, worker_ids: Collection[str], which: sa.ColumnElement[bool]
) -> frozenset[tuple[str, str, str]]:
    r = referrals
    sent = sa.select(r.c.worker_id, r.c.vacancy_id).where(r.c.worker_id.in_(worker_ids), which)
    return frozenset((row[0], "vacancy", row[1]) for row in db.execute(sent))
