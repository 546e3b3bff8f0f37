"""What matters for security is in the audit trail, and a whole number is seen for a reason only."""

from pathlib import Path

import pytest

from data.records import audit
from data.store import Store, reading
from service import revealing
from tests.service.stocked import PEOPLE, caller, stock

PATH = "/workers/W-driver/identity"


def test_a_whole_number_is_seen_for_a_reason_and_that_is_kept(store: Store, tmp_path: Path) -> None:
    stock(store, tmp_path)
    me = caller(store, tmp_path, "read", "manage")
    seen = me.post(PATH, {"reason": "contact", "note": "回访，电话13800000001"})
    assert seen.status_code == 200
    assert seen.headers["Cache-Control"] == "no-store"
    assert seen.json is not None
    driver = PEOPLE[0]
    assert [seen.json[n] for n in ("name", "id_number", "phone")] == [
        driver[n] for n in ("name", "id_number", "phone")
    ]
    with reading(store) as db:
        (kept,) = audit.acts(db, action="identity_revealed")
        assert audit.verify(db).broken_at is None
    assert kept.act.subject == "W-driver"
    assert kept.act.reason == "联系本人：回访，电话138****0001"
    assert kept.act.actor.startswith("token:")


@pytest.mark.parametrize(
    ("body", "status"),
    [({}, 422), ({"reason": "curious"}, 422), ({"reason": "other"}, 422)],
)
def test_without_a_reason_nothing_is_seen(
    store: Store, tmp_path: Path, body: dict[str, str], status: int
) -> None:
    stock(store, tmp_path)
    assert caller(store, tmp_path, "manage").post(PATH, body).status_code == status
    with reading(store) as db:
        assert audit.acts(db, action="identity_revealed") == ()


def test_who_may_only_read_sees_none_and_the_attempt_is_kept(store: Store, tmp_path: Path) -> None:
    stock(store, tmp_path)
    assert caller(store, tmp_path, "read").post(PATH, {"reason": "contact"}).status_code == 403
    with reading(store) as db:
        (kept,) = audit.acts(db, action="access_refused")
    assert kept.act.subject == f"POST /api/v1{PATH}"
    assert not kept.act.succeeded


def test_a_stolen_token_copies_no_registry(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    stock(store, tmp_path)
    monkeypatch.setattr(revealing, "MOST_A_DAY", 1)
    me = caller(store, tmp_path, "manage")
    assert me.post("/workers/nobody/identity", {"reason": "contact"}).status_code == 404
    assert me.post(PATH, {"reason": "contact"}).status_code == 200
    assert me.post(PATH, {"reason": "contact"}).status_code == 429


def test_an_approval_is_kept_with_who_gave_it(store: Store, tmp_path: Path) -> None:
    me = caller(store, tmp_path, "approve")
    assert me.post("/approvals/campaigns/999", {}).status_code in {404, 422}
    with reading(store) as db:
        assert audit.acts(db, action="approved") == ()
