"""The console's pages about people, by a browser without a screen: what they say, do, and keep to themselves."""

import re
from io import BytesIO
from pathlib import Path

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient
from openpyxl import load_workbook

from data.codes.law.policies import shipped_policies
from data.records import applications, audit, vacancies
from data.records.applications import Application
from data.store import Store, reading, transaction
from service.app import create_app
from service.console.filters import read_filters
from service.operating.metrics import HERE
from tests import builders
from tests.service.signed_in import csrf, signed_in, worker_signed_in
from tests.service.stocked import NOW, settings, stock

PEOPLE = "/console/people"
DRIVER = f"{PEOPLE}/W-driver"


@pytest.fixture
def office_store(sqlite_store: Store, tmp_path: Path) -> Store:
    """A stocked store; which database it is makes no difference to a page."""
    stock(sqlite_store, tmp_path)
    return sqlite_store


@pytest.fixture
def app(office_store: Store, tmp_path: Path) -> Flask:
    """The service at midday of the tests' day."""
    return create_app(settings(tmp_path, office_store), office_store, clock=lambda: NOW)


@pytest.fixture
def counselor(app: Flask, office_store: Store) -> FlaskClient:
    """A counselor of the whole city."""
    return signed_in(app, office_store, "counselor")


@pytest.mark.parametrize(
    "path",
    [
        "/console/today",
        "/console/today/followups",
        PEOPLE,
        f"{PEOPLE}?who=all&county=140902",
        DRIVER,
        f"{DRIVER}/vacancies",
        f"{DRIVER}/offers",
        f"{DRIVER}/offers?words=司机",
        f"{DRIVER}/offers?vacancy=V-far",
        f"{DRIVER}/file",
        f"{DRIVER}/policies",
        f"{DRIVER}/record",
        f"{DRIVER}/message",
        f"{DRIVER}/print",
        f"{PEOPLE}/W-refuser",
        f"{PEOPLE}/W-employed/offers",
    ],
)
def test_a_page_answers_and_is_kept_by_nobody(counselor: FlaskClient, path: str) -> None:
    page = counselor.get(path)
    assert page.status_code == 200, page.text
    assert page.headers["Cache-Control"] == "no-store"
    assert "unsafe" not in page.headers["Content-Security-Policy"]


def test_words_for_codes_stand_on_overview_and_file(counselor: FlaskClient) -> None:
    overview, file = counselor.get(DRIVER).text, counselor.get(f"{DRIVER}/file").text
    assert "条文：转载文本" in overview
    assert "mirror" not in overview
    assert "职业代码" not in overview + file
    assert "具有本省户籍：具有本省户籍" not in overview
    assert "原职业" in file


def test_an_application_is_told_by_the_name_of_its_policy(
    counselor: FlaskClient, office_store: Store
) -> None:
    day = NOW.date()
    rule = next(p.effective_from for p in shipped_policies() if p.policy_id == "P05")
    asked = Application(
        "A1", "P05", rule, "W-driver", None, "applied", day, "本人", None, None, False, day
    )
    with transaction(office_store) as db:
        assert applications.add_application(db, asked, NOW)
    page = counselor.get(f"{DRIVER}/policies").text
    told = page.split("申领与认定", 1)[1]
    assert "职业技能培训补贴（山西）" in told
    assert "P05" not in told


def test_an_overview_assesses_once_and_asks_each_register_once(
    counselor: FlaskClient, office_store: Store
) -> None:
    asked: list[str] = []

    def note(_db: object, _cursor: object, statement: str, *_: object) -> None:
        asked.extend(re.findall(r"FROM (register_\w+)", statement))

    before = assessments()
    sa.event.listen(office_store.engine, "before_cursor_execute", note)
    assert counselor.get(DRIVER).status_code == 200
    sa.event.remove(office_store.engine, "before_cursor_execute", note)
    assert assessments() == before + 1
    assert asked
    assert len(asked) == len(set(asked))


def assessments() -> float:
    """How many were made in this process."""
    return HERE.get_sample_value("songgang_model_seconds_count", {"asked": "index"}) or 0.0


def test_who_is_typed_is_found_without_being_named_in_an_address(counselor: FlaskClient) -> None:
    found = counselor.post(f"{PEOPLE}/search", data={"q": "欧阳"}, headers=csrf(counselor))
    assert "欧阳学习" in found.text
    assert "测试甲" not in found.text
    part = counselor.post(
        f"{PEOPLE}/search",
        data={"q": "没有这人"},
        headers={**csrf(counselor), "HX-Request": "true"},
    )
    assert "没有找到" in part.text
    assert "<html" not in part.text


def test_a_township_clerk_sees_nobody_elsewhere(app: Flask, office_store: Store) -> None:
    clerk = signed_in(app, office_store, "township_clerk", "140921", township="140921100")
    assert "没有符合条件的人" in clerk.get(PEOPLE).text
    found = clerk.post(f"{PEOPLE}/search", data={"q": "欧阳学习"}, headers=csrf(clerk))
    assert "没有找到这样的人" in found.text
    assert clerk.get(DRIVER).status_code == 404
    assert clerk.post(f"{DRIVER}/contacts", headers=csrf(clerk)).status_code == 404


def recommended(client: FlaskClient) -> str:
    """The first recommendation on a worker's page."""
    text = client.get(f"{DRIVER}/vacancies").text
    return text.split("recommendation_id=")[1].split('"')[0]


def test_how_well_a_skill_is_asked_for_is_read_on_every_page_of_it(
    app: Flask, office_store: Store, counselor: FlaskClient
) -> None:
    post = builders.vacancy(
        vacancy_id="V-driver",
        required_skills=["货车驾驶", "吊装"],
        skill_levels=["吊装:skilled", "货车驾驶:expert"],
    )
    with transaction(office_store) as db:
        vacancies.store_rows(db, post, NOW)
    said = "要求精通：货车驾驶；要求熟练：吊装。"
    page = counselor.get(f"{DRIVER}/vacancies").text
    assert f"{said}档案不登记熟练程度，请向本人核实。" in page
    assert "还差：吊装（熟练）" in page
    assert "还差：吊装（熟练）" in counselor.get(f"{DRIVER}/print").text
    assert "吊装（熟练）、货车驾驶（精通）" in counselor.get("/console/vacancies/V-driver").text
    own = worker_signed_in(app, office_store, "W-driver")
    assert said in own.get(f"/me/offers/{recommended(counselor)}").text


def test_two_clicks_refer_and_one_takes_it_back(counselor: FlaskClient) -> None:
    id_ = recommended(counselor)
    assert "确认介绍" in counselor.get(f"{DRIVER}/refer?recommendation_id={id_}").text
    done = counselor.post(
        f"{DRIVER}/refer", data={"recommendation_id": id_}, headers=csrf(counselor)
    )
    page = counselor.get(done.headers["Location"])
    assert "已介绍。" in page.text
    undo = page.text.split('action="')[1:]
    path = next(p.split('"')[0] for p in undo if p.split('"')[0].endswith("/undo"))
    counselor.post(path, headers=csrf(counselor))
    assert "登记有误，予以撤销" in counselor.get(f"{DRIVER}/record").text


def test_what_a_hard_rule_refuses_needs_a_reason_and_what_the_law_forbids_has_none(
    counselor: FlaskClient,
) -> None:
    asked = {"vacancy_id": "V-far", "chosen_because": "本人要求"}
    refused = counselor.post(f"{DRIVER}/refer", data=asked, headers=csrf(counselor))
    assert refused.status_code == 409
    assert "请写明理由" in refused.text
    asked["override_reason"] = "亲属在当地，可以照应"
    done = counselor.post(f"{DRIVER}/refer", data=asked, headers=csrf(counselor))
    assert done.status_code == 303
    page = counselor.get(f"{DRIVER}/offers?vacancy=V-men")
    assert "不能介绍，也不能由人工放宽" in page.text


def test_a_dismissal_needs_its_reason_and_can_be_taken_back(counselor: FlaskClient) -> None:
    said = {"recommendation_id": recommended(counselor), "verdict": "dismissed"}
    path, head = f"{DRIVER}/verdicts", csrf(counselor) | {"HX-Request": "true"}
    assert "请选择不合适的原因" in counselor.post(path, data=said, headers=head).json["detail"]
    done = counselor.post(path, data=said | {"reason": "too_far"}, headers=head)
    assert "不再推荐给此人" in done.text
    assert "autofocus>撤销" in done.text, "the keyboard stays where it was"
    assert "货车司机" not in counselor.get(f"{DRIVER}/vacancies").text
    offers = counselor.get(f"{DRIVER}/offers").text
    assert "记为不合适的岗位（1）" in offers, "found again on another day"
    assert "路程太远" in offers.split("记为不合适的岗位")[1]
    assert "撤销" in offers.split("记为不合适的岗位")[1]
    again = counselor.post(f"{path}/take-back", data=said, headers=head)
    assert "已撤销，就当没有记过" in again.text
    assert "货车司机" in counselor.get(f"{DRIVER}/vacancies").text
    assert "记为不合适的岗位" not in counselor.get(f"{DRIVER}/offers").text
    nothing = counselor.post(f"{path}/take-back", data=said, headers=head)
    assert nothing.status_code == 404


def test_what_suits_is_kept_on_top_until_something_comes_of_it(counselor: FlaskClient) -> None:
    said = {"recommendation_id": recommended(counselor), "verdict": "accepted"}
    head = csrf(counselor)
    assert "已留住的岗位" not in counselor.get(f"{DRIVER}/vacancies").text
    counselor.post(f"{DRIVER}/verdicts", data=said, headers=head)
    for page in ("vacancies", "offers"):
        shown = counselor.get(f"{DRIVER}/{page}").text
        assert shown.index("已留住的岗位") < shown.index("今天的推荐")
        assert "认为合适" in shown
        assert "不再留住" in shown
    counselor.post(f"{DRIVER}/verdicts/take-back", data=said, headers=head)
    assert "已留住的岗位" not in counselor.get(f"{DRIVER}/vacancies").text
    counselor.post(f"{DRIVER}/verdicts", data=said, headers=head)
    counselor.post(f"{DRIVER}/refer", data=said, headers=head)
    assert "已留住的岗位" not in counselor.get(f"{DRIVER}/vacancies").text


def test_several_people_are_written_down_only_after_a_preview(counselor: FlaskClient) -> None:
    picked = {"worker_id": ["W-driver", "W-learner"], "action": "contact"}
    head = csrf(counselor)
    seen = counselor.post(f"{PEOPLE}/bulk", data=picked, headers=head)
    assert "将为 2 人记录" in seen.text
    assert "还没有联系记录" in counselor.get(f"{DRIVER}/record").text
    told = picked | {"channel": "phone", "outcome": "reached", "about": ""}
    wrong = counselor.post(f"{PEOPLE}/bulk/done", data=told, headers=head)
    assert wrong.status_code == 422
    done = counselor.post(f"{PEOPLE}/bulk/done", data=told | {"about": "通知招聘会"}, headers=head)
    assert "已为 2 人记录联系" in done.text
    assert "通知招聘会" in counselor.get(f"{DRIVER}/record").text


def test_a_list_is_taken_away_for_a_reason_and_says_so(app: Flask, office_store: Store) -> None:
    supervisor = signed_in(app, office_store, "county_supervisor", "140902")
    told = {"reason": "召开座谈会通知参会人员"}
    file = supervisor.post(f"{PEOPLE}/export", data=told, headers=csrf(supervisor))
    sheet = load_workbook(BytesIO(file.data)).active
    rows = [[cell.value for cell in row] for row in sheet.iter_rows()]
    assert "召开座谈会" in rows[0][0]
    assert len(rows) == 3 + 3
    assert "召开座谈会" in str(sheet.oddHeader.center.text)
    with reading(office_store) as db:
        [act] = audit.acts(db, action="exported")
    assert (act.act.reason, act.act.facts["n"]) == ("召开座谈会通知参会人员", 3)
    counselor = signed_in(app, office_store, "counselor")
    assert counselor.post(f"{PEOPLE}/export", data=told, headers=csrf(counselor)).status_code == 403


def test_a_printed_page_s_header_is_no_longer_than_excel_reads(
    app: Flask, office_store: Store
) -> None:
    supervisor = signed_in(app, office_store, "county_supervisor", "140902")
    told = {"reason": "走访" * 100}
    file = supervisor.post(f"{PEOPLE}/export", data=told, headers=csrf(supervisor))
    sheet = load_workbook(BytesIO(file.data)).active
    assert len(sheet.oddHeader.center.text) <= 240
    assert sheet["A1"].value.endswith("走访" * 100)


def test_a_list_that_was_cut_says_so(
    app: Flask, office_store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("service.exporting.MOST_ROWS", 2)
    supervisor = signed_in(app, office_store, "county_supervisor", "140902")
    told = {"reason": "召开座谈会通知参会人员"}
    file = supervisor.post(f"{PEOPLE}/export", data=told, headers=csrf(supervisor))
    sheet = load_workbook(BytesIO(file.data)).active
    rows = [[cell.value for cell in row] for row in sheet.iter_rows()]
    assert len(rows) == 3 + 2
    assert rows[0][0].startswith("共 3 人，本表只含前 2 人。")
    with reading(office_store) as db:
        [act] = audit.acts(db, action="exported")
    assert (act.act.facts["n"], act.act.facts["of"]) == (2, 3)


def test_an_index_is_not_said_of_a_list_that_does_not_ask_for_it() -> None:
    """In the address, the words, and what an export's act says: all three come from the same filters."""
    everybody = read_filters({"who": "all", "index": "75", "county": "140902"})
    assert [text for text, _ in everybody.said()] == ["忻府区", "登记库全体人员"]
    assert "index" not in everybody.query
    assert everybody.wanted(NOW.date()).index_from is None
    newly = read_filters({"who": "all", "index": "75", "new": "1"})
    assert "指数 75 以上" in [text for text, _ in newly.said()]
    assert newly.wanted(NOW.date()).index_from == 75


def test_a_view_is_kept_by_its_owner(
    counselor: FlaskClient, app: Flask, office_store: Store
) -> None:
    told = {"name": "高难度", "index": "75", "county": "140902", "nonsense": "x"}
    counselor.post(f"{PEOPLE}/views", data=told, headers=csrf(counselor))
    assert "高难度" in counselor.get(PEOPLE).text
    other = signed_in(app, office_store, "counselor", name="other")
    assert "高难度" not in other.get(PEOPLE).text
    other.post(f"{PEOPLE}/views/1/forget", headers=csrf(other))
    assert "高难度" in counselor.get(PEOPLE).text
    counselor.post(f"{PEOPLE}/views/1/forget", headers=csrf(counselor))
    assert "高难度" not in counselor.get(PEOPLE).text


def test_whole_numbers_are_seen_for_a_reason_only(counselor: FlaskClient) -> None:
    page = counselor.get(f"{DRIVER}/file").text
    assert "13800000001" not in page
    said = {"reason": "other", "note": ""}
    head = csrf(counselor)
    assert counselor.post(f"{DRIVER}/identity", data=said, headers=head).status_code == 400
    seen = counselor.post(f"{DRIVER}/identity", data={"reason": "contact"}, headers=head)
    assert "13800000001" in seen.text
