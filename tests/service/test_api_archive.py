"""A worker's archive through the API: read by office and worker, corrected by events, never changed."""

from datetime import date, datetime
from pathlib import Path
from typing import Any, cast

import pytest

from data.records import archive
from data.records.archive import ArchiveEvent
from data.store import Store, transaction
from data.tables_archive import ARCHIVE_KINDS
from service.api.archive_forms import KINDS
from service.app import create_app
from service.auth import create_own_token
from tests.service.stocked import NOW, Caller, caller, settings, stock

TRAINED = ArchiveEvent(
    worker_id="W-learner",
    kind="training",
    happened_on=date(2026, 5, 20),
    known_on=date(2026, 5, 21),
    source="实名制培训",
    recorded_by="忻州测试学校",
    key="training:C1:W-learner",
    text="完成焊工培训",
    facts={"started_on": "2026-03-10", "ended_on": "2026-05-20"},
)


@pytest.fixture
def office(store: Store, tmp_path: Path) -> Caller:
    """Somebody of the office, and a learner who finished a course."""
    stock(store, tmp_path)
    with transaction(store) as db:
        archive.append(db, [TRAINED], NOW)
    return caller(store, tmp_path, "read", "manage")


def own(store: Store, folder: Path, worker_id: str, at: datetime = NOW) -> Caller:
    app = create_app(settings(folder, store), store, clock=lambda: at)
    with transaction(store) as db:
        token = create_own_token(db, worker_id, now=at)
    return Caller(app.test_client(), token)


def test_every_kind_has_its_word() -> None:
    assert tuple(KINDS) == ARCHIVE_KINDS


def test_a_worker_tells_incomes_and_the_gain_follows(
    office: Caller, store: Store, tmp_path: Path
) -> None:
    me = own(store, tmp_path, "W-learner")
    for month, fen in [("2025-12", 300_000), ("2026-01", 310_000), ("2026-02", 290_000)]:
        assert me.post("/me/income", {"month": f"{month}-01", "income_fen": fen}).status_code == 201
    found = me.get("/me/archive").json
    assert found is not None
    assert "不足" in found["income_gains"][0]["sentence"]
    for month in ("2026-06", "2026-07", "2026-08"):
        body = {"month": f"{month}-01", "income_fen": 360_000}
        found = office.post("/workers/W-learner/archive/income", body).json
    assert found is not None
    gain = found["income_gains"][0]
    assert (gain["before_fen"], gain["after_fen"], gain["gain_fen"]) == (300_000, 360_000, 60_000)
    assert gain["sentence"] == "培训前月均收入3,000元，培训后3,600元，月均增加600元。"
    by = {event["recorded_by"] for event in found["events"] if event["kind"] == "income"}
    assert by == {"本人", "测试"}


def test_a_month_told_anew_corrects_what_the_same_source_told_and_two_sources_never_add_up(
    office: Caller, store: Store, tmp_path: Path
) -> None:
    me = own(store, tmp_path, "W-learner")

    def tell(who: Caller, path: str, *amounts: int) -> dict[str, Any]:
        for fen in amounts:
            answer = who.post(path, {"month": "2026-06-01", "income_fen": fen})
            assert answer.status_code == 201
        found = answer.json
        assert found is not None
        return cast("dict[str, Any]", found)

    for month in ("2026-07-01", "2026-08-01"):
        me.post("/me/income", {"month": month, "income_fen": 300_000})
    found = tell(me, "/me/income", 100_000, 100_000, 300_000, 300_000, 100_000, 300_000)
    told = [e for e in found["events"] if e["happened_on"] == "2026-06-01"]
    assert [e["facts"]["income_fen"] for e in told] == [100_000, 300_000, 100_000, 300_000]
    assert [e["corrects"] for e in told] == [None, *(e["key"] for e in told[:-1])]
    assert [e["corrected"] for e in told] == [True, True, True, False]
    assert found["income_gains"][0]["after_fen"] == 300_000
    found = tell(office, "/workers/W-learner/archive/income", 600_000)
    assert found["income_gains"][0]["after_fen"] == 400_000
    assert sum(not e["corrected"] for e in found["events"] if e["kind"] == "income") == 4


def test_a_correction_stands_beside_what_it_corrects(office: Caller) -> None:
    path = "/workers/W-learner/archive/training:C1:W-learner/corrections"
    said = {"reason": "结业日期登记有误", "source": "学校来函", "happened_on": "2026-05-22"}
    assert office.post(path, said).status_code == 201
    found = office.get("/workers/W-learner/archive").json
    assert found is not None
    old, new = found["events"]
    assert (old["corrected"], old["happened_on"]) == (True, "2026-05-20")
    assert (new["corrects"], new["happened_on"]) == (old["key"], "2026-05-22")
    assert len(found["income_gains"]) == 1
    again = office.post(path, said)
    assert again.status_code == 409
    nothing = office.post(path, {"reason": "没有内容", "source": "x"})
    assert nothing.status_code == 422


def test_an_event_of_another_is_not_found(office: Caller) -> None:
    path = "/workers/W-driver/archive/training:C1:W-learner/corrections"
    said = {"reason": "试一试", "source": "x", "withdrawn": True}
    assert office.post(path, said).status_code == 404
    assert office.get("/workers/nobody/archive").status_code == 404


def test_a_workers_own_token_opens_own_pages_alone(
    office: Caller, store: Store, tmp_path: Path
) -> None:
    me = own(store, tmp_path, "W-driver")
    found = me.get("/me/archive").json
    assert found is not None
    assert (found["worker_id"], found["events"]) == ("W-driver", [])
    for path in ("/workers/W-driver", "/workers/W-learner/archive", "/vacancies/V-driver"):
        assert me.get(path).status_code == 403
    assert office.get("/me/archive").status_code == 403


def test_who_may_only_read_writes_nothing(office: Caller, store: Store, tmp_path: Path) -> None:
    del office
    reader = caller(store, tmp_path, "read", "judge", "approve")
    body = {"month": "2026-06-01", "income_fen": 1}
    assert reader.post("/workers/W-learner/archive/income", body).status_code == 403
