"""The reconciliation: funnels by batch, fund and county, and whatever does not agree."""

import pytest
import sqlalchemy as sa

from data.store import Store, reading, transaction
from service.vouchers import claiming
from service.vouchers.reconciling import reconcile
from tests.service.vouchered import (
    DAY,
    enrolled,
    settle_people,
    with_batch,
    with_class,
    worker,
)


@pytest.fixture
def books(store: Store) -> Store:
    """Three vouchers of one batch: one in a class, one claimed, one waiting; and a pool of two."""
    settle_people(store)
    with transaction(store) as db:
        with_batch(db, roster=("W0", "W1", "W2"))
        with_batch(
            db, batch_id="B2", scope="open", quantity=2, roster=(), region="140981", level="5"
        )
        with_class(db)
        enrolled(db)
        claiming.claim(db, "B1-00002", worker("W1"))
    return store


def test_the_report_adds_up_by_batch_fund_and_county(books: Store) -> None:
    with reading(books) as db:
        found = reconcile(db, DAY)
    assert found.mismatches == ()
    by_batch = {f.key: (f.issued, f.claimed, f.used, f.open) for f in found.by_batch}
    assert by_batch == {"B1": (3, 2, 0, 3), "B2": (2, 0, 0, 2)}
    by_county = {f.key: (f.issued, f.issued_fen) for f in found.by_county}
    assert by_county == {"140902": (3, 300_000), "140981": (2, 200_000)}
    (fund,) = found.by_fund
    assert (fund.key, fund.issued, fund.claimed_fen) == ("F1", 5, 200_000)
    one = found.books[0]
    assert (one.budget_fen, one.reserved_fen, one.committed_fen) == (300_000, 200_000, 100_000)


def test_one_fund_can_be_asked_for_alone(books: Store) -> None:
    with reading(books) as db:
        found = reconcile(db, DAY, fund_id="F9")
    assert (found.books, found.by_batch) == ((), ())


@pytest.mark.parametrize(
    ("statement", "subject", "says"),
    [
        (
            "UPDATE vouchers SET state = 'claimed' WHERE voucher_id = 'B1-00001'",
            "B1-00001",
            "券为“待使用”，账目与此不符",
        ),
        (
            "UPDATE vouchers SET state = 'dropped' WHERE voucher_id = 'B1-00001'",
            "B1-00001",
            "最后一步记录不一致",
        ),
        (
            "UPDATE ledger_balances SET reserved_fen = reserved_fen - 1,"
            " released_fen = released_fen + 1 WHERE batch_id = 'B1'",
            "B1",
            "余额表不一致",
        ),
        ("UPDATE training_classes SET seats_taken = 2", "C1", "名额与报名记录不一致"),
    ],
)
def test_what_does_not_agree_is_listed(
    books: Store, statement: str, subject: str, says: str
) -> None:
    with transaction(books) as db:
        db.execute(sa.text(statement))
    with reading(books) as db:
        found = reconcile(db, DAY)
    assert any(m.subject == subject and says in m.sentence for m in found.mismatches)
