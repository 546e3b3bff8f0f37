"""Money is paid, and asked back, by somebody who did not prepare it himself."""

from dataclasses import replace
from datetime import timedelta

import pytest

from data.store import Connection, Store, transaction
from service.errors import Conflict
from service.vouchers import attending, certifying, claiming, enrolling, settling
from service.vouchers.attending import Result
from tests.service.vouchered import (
    DAY,
    attended,
    certificate,
    check_everything,
    second,
    settle_people,
    staff,
    with_batch,
    with_class,
    worker,
)

OVER, PAID = DAY + timedelta(days=16), DAY + timedelta(days=40)
NUMBER = "B1-00001"


@pytest.fixture
def applied(store: Store) -> Store:
    """The worker applied in person; four people of the office prepared the rest."""
    settle_people(store)
    with transaction(store) as db:
        with_batch(db)
        with_class(db)
        _prepare(db)
    return store


def _prepare(db: Connection) -> None:
    claiming.claim(db, NUMBER, worker("W0"))
    asked = enrolling.ask(db, "C1", "W0", worker("W0"), voucher_id=NUMBER)
    place = enrolling.confirm(db, asked.enrolment_id, "id_card", staff(by="实名戊"))
    attended(db, place)
    attending.finish(db, place.enrolment_id, staff(OVER))
    attending.record_exam(db, place.enrolment_id, Result(OVER, passed=True), staff(OVER))
    certifying.record_certificate(db, certificate(day=OVER), staff(OVER, "查验己"))
    settling.submit_own(db, NUMBER, replace(worker("W0", OVER), by="W0"))


@pytest.mark.parametrize("by", ["经办甲", "实名戊", "查验己", "W0"])
def test_nobody_pays_what_he_prepared(applied: Store, by: str) -> None:
    """The draft, the real name, the certificate, the application."""
    with pytest.raises(Conflict, match="不能是同一人"), transaction(applied) as db:
        settling.settle(db, NUMBER, 90_000, "回单1", second(PAID, by))
    with transaction(applied) as db:
        assert settling.settle(db, NUMBER, 90_000, "回单1", second(PAID)).state == "settled"
    check_everything(applied)


def test_nobody_asks_back_what_he_paid(applied: Store) -> None:
    with transaction(applied) as db:
        settling.settle(db, NUMBER, 90_000, "回单1", second(PAID))
    with pytest.raises(Conflict, match="追回人与兑现人"), transaction(applied) as db:
        settling.claw_back(db, NUMBER, 90_000, "重复享受", second(PAID))
    with transaction(applied) as db:
        settling.claw_back(db, NUMBER, 90_000, "重复享受", second(PAID, "复核丁"))
    check_everything(applied)
