"""What a worker does with his or her own vouchers: claim one, give it back, take it up again."""

from data.records import vouchers
from data.records.vouchers import Voucher
from data.store import Connection
from models.vouchers.states import Event, Role, State
from service.errors import Conflict, NotFound
from service.vouchers.steps import Actor, held, step


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


def reclaim(db: Connection, voucher_id: str, actor: Actor) -> Voucher:
    """Take up again a voucher that was given back."""
    return step(db, held(db, voucher_id), Event.RECLAIM, actor)
