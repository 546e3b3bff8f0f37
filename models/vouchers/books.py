"""What a step of a voucher moves in the books, and what the books must say of a voucher in each state."""

from data.records.ledger import Balances, Move
from data.records.vouchers import Voucher
from models.vouchers.states import Effect, State

RESERVED = (State.ISSUED, State.CLAIMED, State.RETURNED)
COMMITTED = (
    State.ENROLLED,
    State.IN_TRAINING,
    State.COMPLETED,
    State.CERTIFIED,
    State.REVIEWING,
    State.FAILED,
)
GONE = (State.EXPIRED, State.DROPPED, State.VOIDED)


def account_of(voucher: Voucher) -> str:
    """Where the value of an open voucher is: a frozen one's is where it was before."""
    state = State(voucher.frozen_from or voucher.state)
    return "reserved" if state in RESERVED else "committed"


def moves_of(effect: Effect, voucher: Voucher, amount_fen: int = 0) -> tuple[Move, ...]:
    """The moves of a step for the voucher as it was before; amounts of nothing are left out."""
    value = voucher.value_fen
    moves = {
        Effect.NOTHING: (),
        Effect.COMMIT: (Move("reserved", "committed", value),),
        Effect.UNCOMMIT: (Move("committed", "reserved", value),),
        Effect.RELEASE: (Move(account_of(voucher), "released", value),),
        Effect.SETTLE: (
            Move("committed", "settled", amount_fen),
            Move("committed", "released", value - amount_fen),
        ),
        Effect.DEMAND: (Move("owed", "receivable", amount_fen),),
        Effect.REPAY: (
            Move("receivable", "owed", amount_fen),
            Move("settled", "released", amount_fen),
        ),
    }
    return tuple(move for move in moves[effect] if move.amount_fen)


def agrees(voucher: Voucher, balances: Balances) -> bool:
    """Whether a voucher's own entries add up to what its state says."""
    held = {account: balances.get(account, 0) for account in ("committed", "settled", "released")}
    moved = -balances.get("reserved", 0)
    receivable = balances.get("receivable", 0)
    if sum(held.values()) != moved or balances.get("owed", 0) != -receivable:
        return False
    return held == _expected(voucher, receivable, held["settled"])


def _expected(voucher: Voucher, receivable: int, settled: int) -> dict[str, int]:
    value, paid = voucher.value_fen, voucher.paid_fen or 0
    state = State(voucher.frozen_from or voucher.state)
    if state in RESERVED and receivable == 0:
        return {"committed": 0, "settled": 0, "released": 0}
    if state in COMMITTED and receivable == 0:
        return {"committed": value, "settled": 0, "released": 0}
    if state in GONE and receivable == 0:
        return {"committed": 0, "settled": 0, "released": value}
    if state is State.SETTLED and receivable == 0:
        return {"committed": 0, "settled": paid, "released": value - paid}
    # What was asked back may be part of what was paid; what came back is released.
    lawful = state is State.CLAWED_BACK and 0 <= receivable <= settled <= paid
    kept = settled if lawful else -1
    return {"committed": 0, "settled": kept, "released": value - kept}
