"""Pages about offers: found, read, corrected, undone; of people only those within reach."""

from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from flask import Flask

from data.records import choices
from data.records.choices import Personalisation
from data.store import Store, transaction
from service.api.referral_forms import ReferRequest
from service.app import create_app
from service.batch.gainers import NAME
from service.errors import Conflict
from service.importing import Intake, Kind, take
from tests.builders import TODAY
from tests.data.importing import write_csv
from tests.service.referring_world import take as after
from tests.service.signed_in import csrf, signed_in
from tests.service.stocked import NOW, settings, stock


@pytest.fixture
def app(store: Store, tmp_path: Path) -> Flask:
    stock(store, tmp_path)
    return create_app(settings(tmp_path, store), store, clock=lambda: NOW)


def test_vacancies_are_found_read_and_corrected(app: Flask, store: Store) -> None:
    clerk = signed_in(app, store, "counselor", "140902")

    def titles(query: str) -> list[str]:
        text = clerk.get(f"/console/vacancies{query}").text
        known = ("V-driver", "V-far", "V-welder", "V-men", "V-old")
        return [name for name in known if f"/console/vacancies/{name}" in text]

    assert titles("") == ["V-driver", "V-far", "V-welder", "V-men"]
    assert titles("?q=法兰") == ["V-welder"]
    assert titles("?q=%25") == []
    assert titles("?state=closed") == ["V-old"]
    assert titles("?state=all&county=140902&sort=-places") == [
        "V-driver",
        "V-welder",
        "V-men",
        "V-old",
    ]
    assert titles("?group=6-18") == ["V-welder"]
    assert titles("?finding=unlawful") == ["V-men"]
    assert "没有符合条件的岗位" in clerk.get("/console/vacancies?q=zzz").text
    assert "名额价格" in clerk.get("/console/vacancies/V-driver").text
    assert clerk.get("/console/vacancies/V-none").status_code == 404
    assert "限男" in clerk.get("/console/vacancies/V-men").text
    assert "已过截止日期" in clerk.get("/console/vacancies/V-old").text

    sent = {"field": "occupation", "written": "焊工", "reason": "原文写的是焊工"}
    path = "/console/vacancies/V-driver/corrections"
    assert clerk.post(path, data=sent).status_code == 403, "without the form's token"
    answer = clerk.post(path, data=sent, headers=csrf(clerk))
    assert answer.status_code == 303
    assert "已更正" in clerk.get(answer.location).text
    assert titles("?group=6-18") == ["V-driver", "V-welder"]
    wrong = clerk.post(path, data=sent | {"written": "没有的职业"}, headers=csrf(clerk))
    assert wrong.status_code == 422
    assert "没有的职业" in wrong.text, "what was typed is still there"
    undone = clerk.post(f"{path}/undo", data={"field": "occupation"}, headers=csrf(clerk))
    assert undone.status_code == 303
    assert titles("?group=6-18") == ["V-welder"]
    again = clerk.post(f"{path}/undo", data={"field": "occupation"}, headers=csrf(clerk))
    assert again.status_code == 409


def test_people_are_shown_within_reach_only(app: Flask, store: Store) -> None:
    inside = signed_in(app, store, "counselor", "140902", name="inside")
    outside = signed_in(app, store, "counselor", "140921", name="outside")
    path = "/console/vacancies/V-driver/candidates"
    assert "W-driver" in inside.get(path).text
    assert "W-driver" not in outside.get(path).text
    assert "没有合适的人选" in outside.get(path).text
    assert "不在招聘中" in inside.get("/console/vacancies/V-old/candidates").text


def test_who_sees_no_people_sees_the_offers_alone(app: Flask, store: Store) -> None:
    officer = signed_in(app, store, "data_officer")
    sheet = officer.get("/console/vacancies/V-driver").text
    assert "保存更正" in sheet
    assert "最合适的求职者" not in sheet
    assert officer.get("/console/vacancies/V-driver/candidates").status_code == 403
    analyst = signed_in(app, store, "city_analyst")
    assert "保存更正" not in analyst.get("/console/vacancies/V-driver").text
    assert signed_in(app, store, "auditor").get("/console/vacancies").status_code == 403


def test_who_refused_or_found_work_since_the_night_is_not_named_under_a_course(
    app: Flask, store: Store, tmp_path: Path
) -> None:
    clerk = signed_in(app, store, "counselor", "140902")
    night = tmp_path / "scores" / TODAY.isoformat()
    night.mkdir(parents=True)
    ids = ["W-learner", "W-driver", "W-employed"]
    table = {"programme_id": ["P0001"] * 3, "worker_id": ids, "n_opened": [3, 2, 1]}
    pq.write_table(pa.table(table | {"referred": [False] * 3}), night / NAME)
    before = clerk.get("/console/programmes/P0001").text
    assert [id_ in before for id_ in ids] == [True, True, False], "one has work meanwhile"
    with transaction(store) as db:
        refused = Personalisation("W-learner", False, "counter", "本人要求", "某专员", NOW)
        choices.say_personalisation(db, refused)
    parts = app.extensions["songgang"]
    asked = {"worker_id": "W-driver", "vacancy_id": "V-driver", "chosen_because": "本人要求"}
    sent = parts.referrals.refer(ReferRequest.model_validate(asked), by="某专员", at=NOW)
    for step in ("applied", "placed"):
        after(store, sent.referral_id, step)
    page = clerk.get("/console/programmes/P0001").text
    assert [id_ in page for id_ in ids] == [False] * 3
    record = clerk.get("/console/people/W-driver/record").text
    assert "结束介绍" in record
    assert record.count("不填为今天") == 1, "the day of the end: no other step is left"
    assert "经介绍已就业" in record, "the registry's state of work is older"
    assert "经介绍已就业" not in clerk.get("/console/people/W-learner/record").text


def test_programmes_are_found_and_read(app: Flask, store: Store) -> None:
    clerk = signed_in(app, store, "counselor", "140902")
    assert "/console/programmes/P0001" in clerk.get("/console/programmes").text
    assert "没有符合条件" in clerk.get("/console/programmes?q=zzz&sort=-seats").text
    sheet = clerk.get("/console/programmes/P0001").text
    assert "最近一周没有夜间计算" in sheet
    assert "还没有登记班级" in sheet
    assert clerk.get("/console/programmes/P-none").status_code == 404


def test_a_listed_employers_post_is_kept_out_and_says_why(
    app: Flask, store: Store, tmp_path: Path
) -> None:
    officer, clerk = (
        signed_in(app, store, "data_officer"),
        signed_in(app, store, "counselor", name="c"),
    )
    assert "没有符合条件的单位" in officer.get("/console/employers").text
    assert "中选择" in officer.get("/console/employers").text
    assert "中选择" not in clerk.get("/console/employers").text, (
        "no way in is told to whom it is shut"
    )
    assert "忻州测试物流有限公司" in clerk.get("/console/people/W-driver/vacancies").text
    row = {
        "单位名称": "忻州测试物流有限公司",
        "名单": "失信被执行人名单",
        "列入日期": TODAY,
        "公布机关": "忻府区人民法院",
    }
    taking = Intake(store, TODAY, NOW, tmp_path / "reports", lambda *_: None)
    take(taking, Kind.EMPLOYERS, write_csv(tmp_path / "listed.csv", [row]))
    page = clerk.get("/console/vacancies/V-driver").text
    assert "因单位在失信名单上不推荐" in page
    assert "公布机关：忻府区人民法院" in page
    assert "忻州测试物流有限公司" not in clerk.get("/console/people/W-driver/vacancies").text
    listed = officer.get("/console/employers").text
    assert "忻州测试物流有限公司" in listed
    assert "1 个" in listed
    asked = {"worker_id": "W-driver", "vacancy_id": "V-driver", "chosen_because": "本人坚持"}
    with pytest.raises(Conflict, match="不能由人工放宽"):
        app.extensions["songgang"].referrals.refer(
            ReferRequest.model_validate(asked), by="某专员", at=NOW
        )
