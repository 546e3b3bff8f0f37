"""What a worker does with his or her own vouchers: claim one, give it back, take it up again."""

from collections.abc import Collection
from dataclasses import dataclass, replace

from data.records import batches, vouchers
from data.records.batches import Batch
from data.records.vouchers import Voucher
from data.store import Connection
from models.vouchers.states import Event, Role, State
from models.vouchers.stepping import NotAllowed, step_of
from service.errors import Conflict, Forbidden, NotFound
from service.vouchers.steps import NOTHING_SAID, Actor, born, held, situation, step


@dataclass(frozen=True, slots=True)
class Pool:
    """A batch that waits for whoever is entitled; `refusal` is why this worker is not."""

    batch: Batch
    refusal: str | None


def claim(db: Connection, voucher_id: str, actor: Actor) -> Voucher:
    """Claim a voucher made out to the worker; claiming it a second time changes nothing."""
    voucher = held(db, voucher_id)
    if voucher.state == State.CLAIMED and voucher.worker_id == actor.worker_id is not None:
        return voucher
    return step(db, voucher, Event.CLAIM, actor)


def claim_from_pool(db: Connection, batch_id: str, actor: Actor) -> Voucher:
    """Claim one of a batch that waits for whoever is entitled; a second time finds the first one again."""
    if actor.role is not Role.WORKER or actor.worker_id is None:
        raise Conflict("培训券须由本人领取，任何机构和个人不得代领。")
    mine = (v for v in vouchers.of_worker(db, actor.worker_id) if v.batch_id == batch_id)
    already = next((v for v in mine if v.state == State.CLAIMED), None)
    if already is not None:
        return already
    free = vouchers.hold_free(db, batch_id)
    if free is None:
        raise NotFound("这一批培训券已经领完，或者没有这一批。")
    return step(db, free, Event.CLAIM, actor)


def pools(
    db: Connection, actor: Actor, *, of: Collection[tuple[str, str]] | None = None
) -> tuple[Pool, ...]:
    """The batches that can be claimed from, each with the reason why this worker may not, if there is one.

    `of` names the occupations and levels that matter; without it all do.
    """
    found = batches.pools(db, actor.today)
    asked = [b for b in found if of is None or (b.occupation, b.level) in of]
    return tuple(Pool(batch, _refusal(db, batch, actor)) for batch in asked)


def give_back(db: Connection, voucher_id: str, actor: Actor) -> Voucher:
    """Give up a voucher that is not bound to a class; it can be taken up again while it is valid."""
    voucher = held(db, voucher_id)
    if actor.worker_id is None or voucher.worker_id != actor.worker_id:
        raise Forbidden("只能办理本人的培训券。")
    if voucher.state == State.ENROLLED:
        raise Conflict("这张券已用来报名，请先退出报名。")
    return step(db, voucher, Event.GIVE_BACK, actor)


def reclaim(db: Connection, voucher_id: str, actor: Actor) -> Voucher:
    """Take up again a voucher that was given back."""
    return step(db, held(db, voucher_id), Event.RECLAIM, actor)


def _refusal(db: Connection, batch: Batch, actor: Actor) -> str | None:
    waiting = replace(born(batch, 0, None, actor.today), state=State.ISSUED.value)
    try:
        step_of(situation(db, waiting, Event.CLAIM, actor, NOTHING_SAID), Event.CLAIM)
    except NotAllowed as refusal:
        return str(refusal)
    return None
