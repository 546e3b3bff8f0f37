"""The reconciliation: funnel and money by batch, fund and county, and whatever does not agree."""

from dataclasses import dataclass
from datetime import date

from data.records import batches, enrolments, ledger, reconciliation, training_classes, vouchers
from data.records.batches import Batch
from data.records.reconciliation import Funnel
from data.store import Connection
from models.vouchers.books import agrees
from models.vouchers.states import STATE_NAMES, State

AT_ONCE = 1000
FOUR = ("reserved", "committed", "settled", "released")


@dataclass(frozen=True, slots=True)
class BatchBooks:
    """A batch's books as the entries add up."""

    batch: Batch
    budget_fen: int
    reserved_fen: int
    committed_fen: int
    settled_fen: int
    released_fen: int
    receivable_fen: int


@dataclass(frozen=True, slots=True)
class Mismatch:
    """Something that does not agree: what it is about, and a sentence for whoever has to find out why."""

    subject: str
    sentence: str


@dataclass(frozen=True, slots=True)
class Reconciliation:
    """The whole report on a day; without mismatches everything agrees."""

    as_of: date
    books: tuple[BatchBooks, ...]
    by_batch: tuple[Funnel, ...]
    by_fund: tuple[Funnel, ...]
    by_county: tuple[Funnel, ...]
    mismatches: tuple[Mismatch, ...]


def reconcile(db: Connection, as_of: date, *, fund_id: str | None = None) -> Reconciliation:
    """Add up everything anew from the entries, of one fund or of all, and name what does not agree."""
    found = _batches(db, fund_id)
    kept = ledger.kept_balances(db)
    books = tuple(_books(batch, ledger.balances_of_batch(db, batch.batch_id)) for batch in found)
    wrong = [m for b in books for m in _check_batch(db, b, kept.get(b.batch.batch_id, {}))]
    return Reconciliation(
        as_of=as_of,
        books=books,
        by_batch=reconciliation.by_batch(db, fund_id=fund_id),
        by_fund=reconciliation.by_fund(db, fund_id=fund_id),
        by_county=reconciliation.by_county(db, as_of, fund_id=fund_id),
        mismatches=(*wrong, *_check_steps(db), *_check_seats(db)),
    )


def _batches(db: Connection, fund_id: str | None) -> list[Batch]:
    found: list[Batch] = []
    after = ""
    while some := batches.listed(db, after=after, limit=AT_ONCE):
        found += [b for b in some if fund_id in (None, b.fund_id)]
        after = some[-1].batch_id
    return found


def _books(batch: Batch, sums: ledger.Balances) -> BatchBooks:
    held = {f"{name}_fen": sums.get(name, 0) for name in (*FOUR, "receivable")}
    return BatchBooks(batch, budget_fen=-sums.get("budget", 0), **held)


def _check_batch(db: Connection, books: BatchBooks, kept: dict[str, int]) -> list[Mismatch]:
    batch_id = books.batch.batch_id
    added = {name: getattr(books, f"{name}_fen") for name in ("budget", *FOUR, "receivable")}
    wrong = []
    if sum(added[name] for name in FOUR) != books.batch.budget_fen:
        wrong.append(Mismatch(batch_id, "四个科目之和不等于预算。"))
    if added != kept:
        wrong.append(Mismatch(batch_id, "逐笔合计与余额表不一致。"))
    own = ledger.balances_of_vouchers(db, batch_id)
    after = ""
    while some := vouchers.of_batch(db, batch_id, after=after, limit=AT_ONCE):
        wrong += [
            Mismatch(v.voucher_id, f"券为“{STATE_NAMES[State(v.state)]}”，账目与此不符。")
            for v in some
            if not agrees(v, own.get(v.voucher_id, {}))
        ]
        after = some[-1].voucher_id
    return wrong


def _check_steps(db: Connection) -> list[Mismatch]:
    found = vouchers.steps_out_of_step(db)
    return [Mismatch(voucher_id, "券的状态与最后一步记录不一致。") for voucher_id in found]


def _check_seats(db: Connection) -> list[Mismatch]:
    taken, seated = training_classes.seats_taken(db), enrolments.seated(db)
    differing = sorted({c for c in taken | seated if taken.get(c, 0) != seated.get(c, 0)})
    return [Mismatch(class_id, "已占名额与报名记录不一致。") for class_id in differing]
