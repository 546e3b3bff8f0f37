"""One voucher and several classes: the seat that was given counts, whatever else was asked for."""

from datetime import timedelta

import pytest

from data.records import enrolments
from data.store import Store, reading, transaction
from models.vouchers.states import STATE_NAMES, State
from service.vouchers import attending, certifying, claiming, enrolling, settling
from service.vouchers.attending import Result
from tests.service.vouchered import (
    DAY,
    attended,
    certificate,
    check_everything,
    settle_people,
    staff,
    standing,
    with_batch,
    with_class,
    worker,
)

OVER = DAY + timedelta(days=16)


@pytest.fixture
def asked_twice(store: Store) -> Store:
    """W0 asked for a seat in C1 and then in C2 with the same voucher."""
    settle_people(store)
    with transaction(store) as db:
        with_batch(db)
        with_class(db)
        with_class(db, class_id="C2")
        claiming.claim(db, "B1-00001", worker("W0"))
        for class_id in ("C1", "C2"):
            enrolling.ask(db, class_id, "W0", worker("W0"), voucher_id="B1-00001")
    return store


@pytest.mark.parametrize(("given", "other"), [(1, 2), (2, 1)])
def test_a_given_seat_withdraws_what_else_was_asked_for(
    asked_twice: Store, given: int, other: int
) -> None:
    with transaction(asked_twice) as db:
        enrolling.confirm(db, given, "id_card", staff())
    with reading(asked_twice) as db:
        assert enrolling.known(db, other).state == "withdrawn"
        used = enrolments.of_voucher(db, "B1-00001")
    assert used is not None
    assert used.enrolment_id == given
    check_everything(asked_twice)


def test_a_voucher_asked_for_twice_goes_its_whole_way(asked_twice: Store) -> None:
    with transaction(asked_twice) as db:
        place = attended(db, enrolling.confirm(db, 1, "id_card", staff()))
        attending.finish(db, place.enrolment_id, staff(OVER))
        attending.record_exam(db, place.enrolment_id, Result(OVER, passed=True), staff(OVER))
        certifying.record_certificate(db, certificate(day=OVER), staff(OVER))
        settling.submit(db, "B1-00001", staff(OVER))
    assert STATE_NAMES[State(standing(asked_twice).state)] == "审核中"
    check_everything(asked_twice)


def test_a_seat_given_up_is_remembered_before_what_was_never_given(asked_twice: Store) -> None:
    with transaction(asked_twice) as db:
        enrolling.confirm(db, 1, "id_card", staff())
        enrolling.withdraw(db, 1, "有事", worker("W0"))
    with reading(asked_twice) as db:
        used = enrolments.of_voucher(db, "B1-00001")
    assert used is not None
    assert used.class_id == "C1"
    assert standing(asked_twice).state == "returned"
