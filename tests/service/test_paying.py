"""A recommended course says which class can be joined next and which voucher of this worker's pays for it."""

from datetime import timedelta
from pathlib import Path

import pytest

from data.records import training_classes
from data.store import Store, transaction
from service.app import assemble
from tests.service.stocked import NOW, Caller, caller, settings, stock
from tests.service.vouchered import DAY, with_batch, with_class


@pytest.fixture
def asking(store: Store, tmp_path: Path) -> Caller:
    stock(store, tmp_path)
    return caller(store, tmp_path)


def course(asking: Caller, worker_id: str = "W-learner") -> dict[str, dict[str, object]]:
    found: dict[str, dict[str, object]] = asking.get(f"/workers/{worker_id}/programmes").json[
        "programmes"
    ][0]
    return found


def test_the_next_class_is_the_first_that_can_still_be_joined(store: Store, asking: Caller) -> None:
    assert course(asking)["next_class"] is None
    with transaction(store) as db:
        for class_id, days, facts in (
            ("C-late", 40, {}),
            ("C-next", 10, {"seats": 2}),
            ("C-unfiled", 5, {"filed_no": None, "filed_on": None}),
            ("C-begun", -3, {}),
            ("C-other", 2, {"programme_id": None}),
        ):
            begins = DAY + timedelta(days=days)
            named = {"class_id": class_id, "programme_id": "P0001", "starts_on": begins}
            filed = {"ends_on": begins + timedelta(days=9), "trainers": (class_id,)}
            with_class(db, **(named | filed | facts))
        training_classes.take_seat(db, "C-next")
    following = course(asking)["next_class"]
    assert (following["class_id"], following["seats_free"]) == ("C-next", 1)
    with transaction(store) as db:
        training_classes.take_seat(db, "C-next")
    assert course(asking)["next_class"]["class_id"] == "C-late"


def test_a_voucher_in_hand_pays_before_one_to_be_claimed(store: Store, asking: Caller) -> None:
    with transaction(store) as db:
        with_class(db, programme_id="P0001")
        with_batch(db, batch_id="B-open", scope="open", quantity=3, roster=())
    to_claim = course(asking)["voucher"]
    assert (to_claim["batch_id"], to_claim["voucher_id"]) == ("B-open", None)
    assert "须本人在" in str(to_claim["counselor"])
    with transaction(store) as db:
        with_batch(db, batch_id="B-named", roster=("W-learner",))
    in_hand = course(asking)["voucher"]
    assert in_hand["batch_id"] == "B-named"
    assert "您有一张“焊工四级培训券”（1000元）" in str(in_hand["worker"])


@pytest.mark.parametrize(
    "facts", [{"institutions": ("另一所学校",)}, {"level": "3"}, {"valid_until": DAY}]
)
def test_a_voucher_that_does_not_fit_the_class_is_not_promised(
    store: Store, asking: Caller, facts: dict[str, object]
) -> None:
    with transaction(store) as db:
        with_class(db, programme_id="P0001")
        with_batch(db, roster=("W-learner",), claim_by=DAY, **facts)
    assert course(asking)["voucher"] is None


def test_a_list_that_looks_at_nobody_names_no_voucher(
    store: Store, asking: Caller, tmp_path: Path
) -> None:
    with transaction(store) as db:
        with_class(db, programme_id="P0001")
        with_batch(db, roster=("W-learner",))
    advisor = assemble(settings(tmp_path, store), store, lambda: NOW).advisor
    (plain,) = advisor.programmes_for("W-learner", NOW, limit=1, plain=True).programmes
    assert plain.next_class is not None
    assert plain.next_class.class_id == "C1"
    assert plain.voucher is None


def test_a_voucher_not_claimed_in_time_pays_for_nothing(
    store: Store, asking: Caller, tmp_path: Path
) -> None:
    with transaction(store) as db:
        with_class(db, programme_id="P0001")
        with_batch(db, roster=("W-learner",), claim_by=DAY)
    assert "领取" in str(course(asking)["voucher"]["counselor"])
    later = NOW + timedelta(days=1)
    advisor = assemble(settings(tmp_path, store), store, lambda: later).advisor
    (found,) = advisor.programmes_for("W-learner", later, limit=1).programmes
    assert found.next_class is not None
    assert found.voucher is None
