"""How a referral begins and goes on, inside one transaction: judged, kept, taught, archived, told."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import cast

from data.records import referral_papers, referral_places, referrals, vacancies
from data.records.referral_places import Taken
from data.records.referrals import Referral, Step
from data.store import Connection
from data.tables_referral import OPEN_STATES, PLACED_STATES
from models.referring.places import first_free, held_until
from models.referring.reasons import BY_CODE, SCHEDULE, UNDONE
from models.referring.retention import first_follow_up, next_follow_up, try_again
from models.referring.steps import RULES_VERSION, Facts, refusal
from service.clock import local_day
from service.errors import Conflict, NotFound
from service.referrals.messages import nothing_more_to_tell
from service.referrals.traces import trace

ID_LENGTH = 24
CHANGED = "这条介绍刚刚被他人更改，请重新查看后再登记。"
Row = Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Said:
    """Who says that a step was taken, from which side and when, and what came with it."""

    via: str
    by: str
    at: datetime
    reason: str | None = None
    on: date | None = None
    note: str | None = None

    @property
    def day(self) -> date:
        """The day on which it is said."""
        return local_day(self.at)


@dataclass(frozen=True, slots=True)
class Pair:
    """Who is to be referred where, and on what ground."""

    worker_id: str
    vacancy_id: str
    recommendation_id: str | None
    chosen_because: str | None
    overridden: str | None
    override_reason: str | None
    region: str


def begin(db: Connection, pair: Pair, said: Said, *, per_opening: int) -> Referral:
    """Refer a worker to a vacancy and hold one of its referrals; raises Conflict where none is free."""
    referrals.lock(db, pair.worker_id, pair.vacancy_id)
    vacancy = vacancy_row(db, pair.vacancy_id)
    before = referrals.standing(db, pair.worker_id, pair.vacancy_id)
    if before is not None:
        raise Conflict(f"此人已介绍到这个岗位，尚未办结（编号 {before.referral_id}）。")
    taken = referral_places.taken(db, pair.vacancy_id)
    facts = _facts("recommended", said, vacancy, taken, per_opening=per_opening)
    if referral_places.is_said_filled(db, pair.vacancy_id):
        raise Conflict("单位已答复岗位招满，重新发布之前不能再介绍。")
    if refused := refusal(facts, "referred"):
        raise Conflict(refused)
    number = referrals.count_of_pair(db, pair.worker_id, pair.vacancy_id) + 1
    new = Referral(
        referral_id=_id(pair, number),
        worker_id=pair.worker_id,
        vacancy_id=pair.vacancy_id,
        recommendation_id=pair.recommendation_id,
        chosen_because=pair.chosen_because,
        overridden=pair.overridden,
        override_reason=pair.override_reason,
        region=pair.region,
        occupation=cast("str | None", vacancy["occupation"]),
        referred_on=said.day,
        state="referred",
        closed_because=None,
        hold=first_free(taken.holds),
        place=None,
        hold_until=held_until("referred", said.day),
        placed_on=None,
        follow_up_on=None,
        n_steps=1,
    )
    referrals.add(db, new, said.at)
    _record(db, "recommended", new, said, vacancy)
    return new


def go_on(
    db: Connection, referral_id: str, after: str, said: Said, *, per_opening: int
) -> Referral:
    """Take a referral one step further; the same step told again changes nothing.

    Raises NotFound or, with a sentence for whoever said it, Conflict. When the last place goes, the
    others on the way to it are let go; when a person finds full work, his or her other referrals are.
    """
    found = locked(db, referral_id)
    if is_told_again(found, after, said):
        return found
    vacancy = vacancy_row(db, found.vacancy_id)
    taken = referral_places.taken(db, found.vacancy_id)
    facts = _facts(found.state, said, vacancy, taken, per_opening=per_opening)
    facts = replace(
        facts,
        referred_on=found.referred_on,
        placed_on=found.placed_on or (said.on or said.day),
        reason=said.reason,
        on=None if after == "placed" else said.on,
    )
    if refused := refusal(facts, after):
        raise Conflict(refused)
    moved = _move(db, found, after, said, taken)
    _record(db, found.state, moved, said, vacancy)
    if after == "placed":
        is_last = facts.n_placed + 1 >= facts.places
        # Somebody who works part of the day may look for the other part.
        is_enough = vacancy["hours"] != "part"
        _let_go(db, moved, worker_too=is_enough, vacancy_too=is_last, at=said.at)
    return moved


def not_reached(db: Connection, found: Referral, said: Said) -> Referral:
    """Nobody answered: ask again in a week, as long as the six months and two more last."""
    if found.placed_on is None or found.follow_up_on is None or found.follow_up_on > said.day:
        raise Conflict("目前没有到期的回访。")
    again = try_again(said.day, found.placed_on)
    told = replace(said, note=said.note or "回访未联系上")
    return noted(db, replace(found, follow_up_on=again), told)


def noted(
    db: Connection, found: Referral, said: Said, *, hold_until: date | None = None
) -> Referral:
    """Write something down without a step; what is held is held at least until `hold_until`."""
    moved = replace(found, n_steps=found.n_steps + 1)
    if hold_until is not None and found.hold_until is not None:
        moved = replace(moved, hold_until=max(hold_until, found.hold_until))
    changed = {name: getattr(moved, name) for name in ("follow_up_on", "hold_until", "n_steps")}
    if not referrals.advance(db, found, changed, at=said.at):
        raise Conflict(CHANGED)
    _add_step(db, found.state, moved, said)
    return moved


def locked(db: Connection, referral_id: str) -> Referral:
    """The referral as it stands, which nobody else changes until the transaction ends."""
    seen = referrals.one(db, referral_id)
    if seen is None:
        raise NotFound(f"没有编号为“{referral_id}”的介绍。")
    referrals.lock(db, seen.worker_id, seen.vacancy_id)
    found = referrals.one(db, referral_id)
    return found or seen


def is_told_again(found: Referral, after: str, said: Said) -> bool:
    """Whether this is what the referral says already: then nothing is to be done."""
    if found.state != after:
        return False
    if after == "closed":
        return found.closed_because == said.reason
    return after != "placed" or said.on in {None, found.placed_on}


def vacancy_row(db: Connection, vacancy_id: str) -> dict[str, object]:
    """The vacancy as it is now, open or not; raises NotFound."""
    rows: list[dict[str, object]] = vacancies.one(db, vacancy_id).to_pylist()
    if not rows:
        raise NotFound(f"没有编号为“{vacancy_id}”的岗位。")
    return rows[0]


def _facts(before: str, said: Said, vacancy: Row, taken: Taken, *, per_opening: int) -> Facts:
    posted, expires = vacancy["posted_on"], vacancy["expires_on"]
    is_open = (
        vacancy["status"] != "closed"
        and (posted is None or cast("date", posted) <= said.day)
        and (expires is None or cast("date", expires) >= said.day)
    )
    return Facts(
        day=said.day,
        before=before,
        via=said.via,
        vacancy_open=is_open,
        places=cast("int", vacancy["places"]),
        n_placed=len(taken.places),
        n_held=len(taken.holds),
        per_opening=per_opening,
    )


def _move(db: Connection, found: Referral, after: str, said: Said, taken: Taken) -> Referral:
    moved = _moved(replace(found, n_steps=found.n_steps + 1), after, said, taken)
    changed = {
        name: getattr(moved, name)
        for name in Referral.__dataclass_fields__
        if getattr(moved, name) != getattr(found, name)
    }
    if not referrals.advance(db, found, changed, at=said.at):
        raise Conflict(CHANGED)
    return moved


def _moved(found: Referral, after: str, said: Said, taken: Taken) -> Referral:
    """What a referral is after the step: what it holds, what is due, why it ended."""
    if after in OPEN_STATES:
        return replace(found, state=after, hold_until=held_until(after, said.day))
    released = replace(found, state=after, hold=None, hold_until=None)
    if after == "placed":
        first_day = said.on or said.day
        return replace(
            released,
            place=first_free(taken.places),
            placed_on=first_day,
            follow_up_on=first_follow_up(first_day),
        )
    if after in PLACED_STATES and found.placed_on is not None:
        return replace(released, follow_up_on=next_follow_up(after, found.placed_on))
    keeps = BY_CODE[said.reason or ""].keeps_place
    return replace(
        released,
        closed_because=said.reason,
        place=found.place if keeps else None,
        placed_on=None if said.reason == UNDONE else found.placed_on,
        follow_up_on=None,
    )


def _record(
    db: Connection, before: str, moved: Referral, said: Said, vacancy: Row | None = None
) -> None:
    step = _add_step(db, before, moved, said)
    if moved.state == "closed":
        referral_papers.withdraw_letters(db, moved.referral_id, said.at)
    if moved.state not in OPEN_STATES:
        nothing_more_to_tell(db, moved, said.at)
    trace(db, moved, step, vacancy or vacancy_row(db, moved.vacancy_id))


def _add_step(db: Connection, before: str, moved: Referral, said: Said) -> Step:
    first_day = moved.placed_on if moved.state == "placed" and before != "placed" else None
    step = Step(
        referral_id=moved.referral_id,
        step=moved.n_steps,
        before=before,
        after=moved.state,
        via=said.via,
        said_by=said.by,
        said_at=said.at,
        happened_on=first_day or said.on or said.day,
        reason=said.reason,
        note=said.note,
        rules=RULES_VERSION,
    )
    referrals.add_step(db, step)
    return step


def _let_go(
    db: Connection, placed: Referral, *, worker_too: bool, vacancy_too: bool, at: datetime
) -> None:
    """Close what cannot come to anything any more."""
    for other in referrals.beside(db, placed, worker_too=worker_too, vacancy_too=vacancy_too):
        is_own = other.worker_id == placed.worker_id
        reason = "worker_has_work" if is_own else "vacancy_filled"
        said = Said(SCHEDULE, "系统", at, reason)
        moved = _move(db, other, "closed", said, Taken(frozenset(), frozenset()))
        _record(db, other.state, moved, said)


def _id(pair: Pair, number: int) -> str:
    named = f"{pair.worker_id}\n{pair.vacancy_id}\n{number}"
    return hashlib.sha256(named.encode()).hexdigest()[:ID_LENGTH]
