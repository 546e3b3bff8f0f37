"""Use cases about frost: a person or a rule freezes, only a person keeps it frozen, time thaws it."""

from datetime import date

from data.records import flags
from data.records.flags import Flag
from data.records.vouchers import Voucher
from data.store import Connection
from models.vouchers.states import Event
from service.errors import Conflict, NotFound
from service.vouchers.catching_up import catch_up
from service.vouchers.steps import Actor, Said, held, step


def freeze(db: Connection, voucher_id: str, reason: str, until: date, actor: Actor) -> Voucher:
    """Freeze a voucher until a day, for a reason; it can go on from where it was."""
    said = Said(reason=reason, until=until)
    return step(db, held(db, voucher_id), Event.FREEZE, actor, said)


def extend(db: Connection, voucher_id: str, reason: str, until: date, actor: Actor) -> Voucher:
    """Keep a voucher frozen for longer, by a person's decision."""
    said = Said(reason=reason, until=until)
    return step(db, held(db, voucher_id), Event.EXTEND, actor, said)


def clear(db: Connection, voucher_id: str, reason: str, actor: Actor) -> Voucher:
    """Free a voucher: what was noticed of it is cleared, and it catches up with what came meanwhile."""
    voucher = held(db, voucher_id)
    freed = step(db, voucher, Event.CLEAR, actor, Said(reason=reason))
    flags.clear_all(db, voucher_id, by=actor.by, at=actor.now, reason=reason)
    return catch_up(db, freed, actor)


def thaw(db: Connection, voucher_id: str, actor: Actor) -> Voucher:
    """Let a frost end on which nobody decided in time; what was noticed still waits for a person."""
    thawed = step(db, held(db, voucher_id), Event.THAW, actor)
    return catch_up(db, thawed, actor)


def decide_flag(db: Connection, flag_id: int, decision: str, reason: str, actor: Actor) -> Flag:
    """Say of one thing noticed whether it was cleared or confirmed; nothing else follows by itself."""
    if not reason.strip():
        raise Conflict("请写明理由。")
    if not flags.decide(db, flag_id, decision, by=actor.by, at=actor.now, reason=reason):
        raise NotFound("没有这条风险提示，或者已有结论。")
    decided = flags.one(db, flag_id)
    if decided is None:
        raise NotFound("没有这条风险提示。")
    return decided
