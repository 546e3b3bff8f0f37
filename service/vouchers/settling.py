"""Use cases about money: applied for, sent back, paid by a second person, asked back, paid back; and voiding."""

from data.records.vouchers import Voucher
from data.store import Connection
from models.vouchers.states import Event
from service.errors import Forbidden
from service.vouchers.announcing import announce_void
from service.vouchers.looking import look
from service.vouchers.steps import Actor, Said, held, step


def submit(db: Connection, voucher_id: str, actor: Actor) -> Voucher:
    """Apply for payment; it is publicly announced from this day on, and the risk rules look once more."""
    step(db, held(db, voucher_id), Event.SUBMIT, actor)
    look(db, voucher_id, actor.now)
    return held(db, voucher_id)


def submit_own(db: Connection, voucher_id: str, actor: Actor) -> Voucher:
    """The same by the worker whose voucher it is."""
    if actor.worker_id is None or held(db, voucher_id).worker_id != actor.worker_id:
        raise Forbidden("只能办理本人的培训券。")
    return submit(db, voucher_id, actor)


def send_back(db: Connection, voucher_id: str, reason: str, actor: Actor) -> Voucher:
    """Send an application back to be mended."""
    return step(db, held(db, voucher_id), Event.SEND_BACK, actor, Said(reason=reason))


def settle(db: Connection, voucher_id: str, amount_fen: int, bank_no: str, actor: Actor) -> Voucher:
    """Confirm that the bank has paid; what is not paid of the value is released."""
    said = Said(amount_fen=amount_fen, bank_no=bank_no)
    return step(db, held(db, voucher_id), Event.SETTLE, actor, said)


def claw_back(
    db: Connection, voucher_id: str, amount_fen: int, reason: str, actor: Actor
) -> Voucher:
    """Ask back what was paid in error; until it comes it is a receivable."""
    said = Said(amount_fen=amount_fen, reason=reason)
    return step(db, held(db, voucher_id), Event.CLAW_BACK, actor, said)


def repay(db: Connection, voucher_id: str, amount_fen: int, actor: Actor) -> Voucher:
    """Write down that money came back; it is released."""
    return step(db, held(db, voucher_id), Event.REPAY, actor, Said(amount_fen=amount_fen))


def void(db: Connection, voucher_id: str, reason: str, actor: Actor) -> Voucher:
    """Void a voucher for good, by a person's decision; what it held is released, and its owner is told."""
    voided = step(db, held(db, voucher_id), Event.VOID, actor, Said(reason=reason))
    announce_void(db, voided, actor.now)
    return voided
