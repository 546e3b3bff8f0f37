"""How a referral ends: a mistaken hire is as if it had not been, an ending has its day and a reason of a kind."""

from pathlib import Path

import pytest
from flask.testing import FlaskClient

from data.records import archive, circumstances, judgements, referral_counts, referral_places
from data.store import Store, reading
from data.tables_service import VERDICT_REASONS
from models.referring.reasons import COUNSELOR, REASONS
from service.app import create_app
from service.console.choices import DISMISSALS_BY_KIND, endings
from tests.service.signed_in import csrf, signed_in
from tests.service.stocked import NOW, TODAY, Caller, caller, settings, stock
from tests.service.test_api_referrals import refer, step

DRIVER = "/console/people/W-driver"


@pytest.fixture
def office(store: Store, tmp_path: Path) -> Caller:
    """A counselor over the stocked store."""
    stock(store, tmp_path)
    return caller(store, tmp_path, "read", "manage")


@pytest.fixture
def counselor(sqlite_store: Store, tmp_path: Path) -> FlaskClient:
    """A counselor of the whole city; which database it is makes no difference to a page."""
    stock(sqlite_store, tmp_path)
    app = create_app(settings(tmp_path, sqlite_store), sqlite_store, clock=lambda: NOW)
    return signed_in(app, sqlite_store, "counselor")


def test_a_mistaken_hire_is_as_if_it_had_not_been(office: Caller, store: Store) -> None:
    shown = office.get("/workers/W-driver/vacancies").json["vacancies"][0]["recommendation_id"]
    mine = office.post("/referrals", {"recommendation_id": shown}).json["referral_id"]
    step(office, mine, "placed")
    with reading(store) as db:
        assert circumstances.hired_on(db, ["W-driver"], TODAY)
    undone = step(office, mine, "closed", reason="entered_in_error").json
    assert (undone["state"], undone["placed_on"]) == ("closed", None)
    with reading(store) as db:
        assert not circumstances.hired_on(db, ["W-driver"], TODAY)
        assert not referral_places.at_work(db, ["W-driver"])
        assert judgements.judged(db).num_rows == 0, "a mistake teaches nothing"
        assert referral_counts.reached(db, TODAY, TODAY) == {}
        kinds = [k.event.kind for k in archive.of_worker(db, "W-driver")]
    assert "employment" not in kinds
    again = office.get("/workers/W-driver/vacancies").json["vacancies"]
    assert "V-driver" in [match["vacancy"]["vacancy_id"] for match in again]
    new = refer(office)
    assert step(office, new, "placed").status_code == 201, "the place is free again"


def test_a_mistaken_hire_is_taken_back_and_an_ending_has_its_day(counselor: FlaskClient) -> None:
    def begun() -> str:
        said = {"vacancy_id": "V-driver", "chosen_because": "本人要求"}
        done = counselor.post(f"{DRIVER}/refer", data=said, headers=csrf(counselor))
        return done.headers["Location"].split("referral_id=")[1]

    def stepped(referral_id: str, **said: str) -> str:
        path = f"{DRIVER}/referrals/{referral_id}/steps"
        done = counselor.post(path, data=said, headers=csrf(counselor))
        assert done.status_code == 303, done.text
        return counselor.get(done.headers["Location"]).text

    first = begun()
    hired = stepped(first, state="placed")
    assert "登记有误可以撤销" in hired
    assert f"/referrals/{first}/undo" in hired
    counselor.post(f"{DRIVER}/referrals/{first}/undo", headers=csrf(counselor))
    page = counselor.get(f"{DRIVER}/record").text
    assert "登记有误，予以撤销" in page
    assert "经介绍已就业" not in page
    second = begun()
    ended = stepped(second, state="closed", reason="worker_family", on=str(TODAY))
    assert f"<time>{TODAY}</time>已结束" in ended
    late = {"state": "closed", "reason": "worker_family", "on": "2026-01-01"}
    third = begun()
    refused = counselor.post(
        f"{DRIVER}/referrals/{third}/steps", data=late, headers=csrf(counselor)
    )
    assert "发生日期应在介绍之日与今天之间" in refused.text


def test_reasons_are_chosen_by_kind() -> None:
    assert {code for codes in DISMISSALS_BY_KIND.values() for code in codes} == set(
        VERDICT_REASONS
    ) - {"employer_declined", "unreachable"}
    assert list(endings("before", "either")) == [
        "单位未录用",
        "岗位没有了",
        "本人已有去处",
        "本人放弃",
        "本人未到或联系不上",
        "其他",
    ]
    after = endings("after", "either")
    assert list(after) == ["本人未到或联系不上", "单位解除或终止", "本人离职", "其他"]
    assert "employer_stopped" in after["单位解除或终止"]
    told = [code for kind in endings("before", "after", "either").values() for code in kind]
    assert sorted(told) == sorted(r.code for r in REASONS if COUNSELOR in r.said_by)
