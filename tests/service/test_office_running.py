"""Pages of whoever keeps the service running: messages, campaigns, models and imports."""

import io
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from data.records import audit
from data.records import imports as taken
from data.store import Store, reading
from models.bundle import current
from service.app import create_app
from service.console.markdown import as_html
from service.demonstrated import begin
from service.errands.running import run_errand
from service.errands.starting import Errands
from service.web.pages import moment
from tests.data.importing import people, write_csv
from tests.service.office_world import bundle, dead_letters
from tests.service.signed_in import csrf, signed_in
from tests.service.stocked import NOW, settings, stock


@pytest.fixture
def app(store: Store, tmp_path: Path) -> Flask:
    """An app whose errands are carried out at once, here."""
    made = create_app(settings(tmp_path, store), store, clock=lambda: NOW)
    parts = made.extensions["songgang"]
    at_once = Errands(parts.settings, lambda config, id_: run_errand(config, id_, lambda: NOW))
    made.extensions["songgang"] = replace(parts, errands=at_once)
    return made


def sent(client: FlaskClient, path: str, **form: object) -> str:
    """Send a form and follow where it leads; the page's text."""
    answer = client.post(path, data=form, headers=csrf(client))
    assert answer.status_code in {303, 409, 422}, answer.text
    return client.get(answer.location).text if answer.status_code == 303 else answer.text


def test_an_operator_mends_the_outbox_without_seeing_anybody(
    app: Flask, store: Store, tmp_path: Path
) -> None:
    stock(store, tmp_path)
    operator = signed_in(app, store, "operator")
    assert "没有发送失败的消息" in operator.get("/console/outbox").text
    dead_letters(store, 2)
    page = operator.get("/console/outbox").text
    assert "重发这 2 条" in page
    assert "13800000001" not in page
    assert "W-driver" not in page
    key = page.split('name="key" value="')[1].split('"')[0]
    again = sent(operator, "/console/outbox/dead", line="guidance", channel="", key=key)
    assert "已放回发件箱" in again
    assert "没有发送失败的消息" in again
    late = sent(operator, "/console/outbox/dead", line="guidance", channel="", key=key)
    assert "已经没有" in late


def test_one_switch_stops_and_resumes(app: Flask, store: Store) -> None:
    operator = signed_in(app, store, "operator")
    stopped = sent(
        operator, "/console/outbox/stops", stopped="1", reason="短信商故障", channel="sms"
    )
    assert "已停止：短信" in stopped
    assert "短信商故障" in stopped
    assert "已停止：" not in sent(operator, "/console/outbox/stops", stopped="0", reason="恢复")
    with reading(store) as db:
        kept = [written.act for written in audit.acts(db, actor="account:u-operator")]
    assert [(a.action, a.reason) for a in kept[:2]] == [
        ("push_resumed", "恢复"),
        ("push_stopped", "短信商故障"),
    ]
    assert kept[1].facts["channel"] == "sms"
    assert operator.post(
        "/console/outbox/stops", data={"stopped": "1"}, headers=csrf(operator)
    ).status_code in {400, 422}
    assert signed_in(app, store, "counselor").get("/console/outbox").status_code == 403


CAMPAIGN = {
    "name": "周六招聘会",
    "line": "vacancies",
    "title": "周六专场招聘会",
    "text": "本周六9:00在市人力资源市场举办，免费入场。",
    "reason": "您登记的现住地在忻府区",
    "expires_on": "2026-11-27",
    "education": "70",
}


def test_a_campaign_is_composed_by_one_and_approved_by_another(
    app: Flask, store: Store, tmp_path: Path
) -> None:
    stock(store, tmp_path)
    zhang = signed_in(app, store, "county_supervisor", "140902", name="zhang")
    li = signed_in(app, store, "county_supervisor", "140902", name="li")
    other = signed_in(app, store, "county_supervisor", "140921", name="other")
    assert "只发给您负责范围内的人" in zhang.get("/console/campaigns/new").text
    wrong = sent(zhang, "/console/campaigns", **CAMPAIGN | {"text": "140902198305170013"})
    assert "身份证号码" in wrong
    assert "周六专场招聘会" in wrong, "what was typed is still there"
    page = sent(zhang, "/console/campaigns", **CAMPAIGN)
    assert "草稿已保存" in page
    assert "忻府区" in page
    assert "初级中学教育" in page
    assert '<span class="figure-number">4</span>' in page
    assert "须由起草人以外的另一人审批" in page
    assert sent(zhang, "/console/campaigns/1/approval", n_people="4").count("另一人审批")
    assert other.get("/console/campaigns/1").status_code == 404
    assert "周六招聘会" not in other.get("/console/campaigns").text
    assert "批准发给 4 人" in li.get("/console/campaigns/1").text
    assert "已审批" in sent(li, "/console/campaigns/1/approval", n_people="4")
    with reading(store) as db:
        (kept,) = audit.acts(db, action="approved")
        assert (kept.act.actor, kept.act.succeeded) == ("account:u-li", True)
    assert "已撤销" in sent(zhang, "/console/campaigns/1/cancel")
    with reading(store) as db:
        (ended,) = audit.acts(db, action="campaign_cancelled")
    assert (ended.act.actor, ended.act.subject) == ("account:u-zhang", "campaign:1")
    assert "周六招聘会" in li.get("/console/campaigns").text


def test_a_county_cannot_write_to_another(app: Flask, store: Store, tmp_path: Path) -> None:
    stock(store, tmp_path)
    clerk = signed_in(app, store, "counselor", "140921")
    page = sent(clerk, "/console/campaigns", **CAMPAIGN | {"region": "140902"})
    assert '<span class="figure-number">0</span>' in page
    assert "定襄县" in page


def test_a_model_is_read_put_in_use_and_taken_back(
    app: Flask, store: Store, tmp_path: Path
) -> None:
    officer = signed_in(app, store, "data_officer")
    assert "还没有模型包" in officer.get("/console/models").text
    assert "没有可监测的模型包" in sent(officer, "/console/models/drift")
    bundle(tmp_path, "2026-01-01-01")
    bundle(tmp_path, "2026-02-01-01", "2026-01-01-01", 各群体的校准=False)
    assert "未通过 1 项" in officer.get("/console/models").text
    page = (
        officer.get("/console/models/2026-01-01-01?tab=card").text
        + officer.get("/console/models/2026-01-01-01?tab=report").text
    )
    assert "&lt;script&gt;" in page
    assert "style=" not in page
    assert "license" not in page
    assert officer.get("/console/models/2026-01-01-01/figure-0.svg").mimetype == "image/svg+xml"
    for path in ("figure-9.svg", "card.md", "..%2Fcard.md"):
        assert officer.get(f"/console/models/2026-01-01-01/{path}").status_code == 404
    assert officer.get("/console/models/2020-01-01-01").status_code == 404

    path = "/console/models/2026-01-01-01/promotion"
    assert "请先勾选确认" in sent(officer, path)
    assert "已启用 2026-01-01-01" in sent(officer, path, confirmed="yes")
    assert "（某data-officer）" in officer.get("/console/models").text
    assert f"<time>{moment(NOW)}</time>" in officer.get("/console/models").text, "the city's hours"
    assert "已在使用中" in sent(officer, path, confirmed="yes")
    refused = sent(officer, "/console/models/2026-02-01-01/promotion", confirmed="yes")
    assert "各群体的校准" in refused
    serving = current(tmp_path / "bundles")
    assert serving is not None
    assert serving.name == "2026-01-01-01"
    assert "请写明原因" in sent(officer, "/console/models/rollback", confirmed="yes")
    back = sent(officer, "/console/models/rollback", confirmed="yes", reason="三县反映偏高")
    assert "已退回上一版" in back
    assert "三县反映偏高（某data-officer）" in back
    assert current(tmp_path / "bundles") is None
    with reading(store) as db:
        kept = [w.act for w in audit.acts(db, actor="account:u-data-officer")]
    ended = [a for a in kept if a.facts.get("phase") == "ended"]
    assert [(a.action, a.subject, a.reason) for a in ended if a.action.startswith("model")] == [
        ("model_rolled_back", "专家评分卡", "三县反映偏高"),
        ("model_promoted", "2026-01-01-01", None),
    ]


def test_markdown_brings_nothing_of_its_own() -> None:
    text = "[链接](javascript:alert(1))\n\n<img src=x onerror=1>\n\n| a |\n| ---: |\n| 1 |\n"
    html = as_html(text, lambda name: name)
    assert "<img" not in html
    assert "href" not in html
    assert "style" not in html


Upload = Callable[..., str]


@pytest.fixture
def officer(app: Flask, store: Store) -> FlaskClient:
    return signed_in(app, store, "data_officer")


def uploaded(officer: FlaskClient, content: bytes, name: str, **form: str) -> str:
    file = (io.BytesIO(content), name)
    return sent(officer, "/console/imports", file=file, **{"kind": "workers"} | form)


def test_a_file_is_taken_and_what_was_refused_is_told_row_by_row(
    officer: FlaskClient, store: Store, tmp_path: Path
) -> None:
    rows = people(3)
    rows[1]["birth_on"] = "不是日期"
    content = write_csv(tmp_path / "people.csv", rows).read_bytes()
    page = uploaded(officer, content, "../../豆罗镇 名单.csv")
    assert "有 1 行退回" in page
    assert "不是日期" in page
    assert "导入劳动者：豆罗镇 名单.csv" in page
    id_number = str(rows[1]["id_number"])
    assert id_number not in page
    with reading(store) as db:
        assert taken.latest(db)[0].file_name == "豆罗镇 名单.csv"
        act, begun = audit.acts(db, action="imported")
    assert (begun.act.facts["phase"], act.act.facts["phase"]) == ("begun", "ended")
    assert (act.act.actor, act.act.subject) == ("account:u-data-officer", "import:workers")
    path = page.split('href="')
    link = next(part.split('"')[0] for part in path if "refusals.csv" in part)
    download = officer.get(link, buffered=True)
    assert "不是日期" in download.text
    assert "attachment" in download.headers["Content-Disposition"]
    assert officer.get(link.replace(".csv", ".xlsx"), buffered=True).status_code == 200
    assert officer.get(link.replace(".csv", ".json")).status_code == 404
    listed = officer.get("/console/imports").text
    assert "完成，有退回" in listed
    assert "某data-officer" in listed


def test_a_file_ends_a_demonstration_when_a_row_is_taken_and_the_pages_say_so(
    officer: FlaskClient, store: Store, tmp_path: Path
) -> None:
    begin(store, NOW)
    assert "只要有一行被接收，演示就结束" in officer.get("/console/imports").text
    wrong = [row | {"birth_on": "不是日期"} for row in people(2)]
    refused = uploaded(officer, write_csv(tmp_path / "a.csv", wrong).read_bytes(), "a.csv")
    assert "演示" not in refused
    content = write_csv(tmp_path / "b.csv", people(2)).read_bytes()
    assert "这份文件结束了演示" in uploaded(officer, content, "b.csv")
    assert "演示" not in officer.get("/console/imports").text
    assert "演示" not in uploaded(officer, content, "b.csv")


@pytest.mark.parametrize(
    ("name", "form", "said"),
    [
        ("a.csv", {"kind": "all"}, "请选择导入哪一种数据"),
        ("a.csv", {"mapping": "zhilian"}, "对照表不是劳动者用的"),
        ("a.exe", {}, "只接受 CSV、XLSX 或 Parquet"),
        ("", {}, "请选择要导入的文件"),
        ("a.csv", {"kind": "spells"}, "文件是空的"),
    ],
)
def test_what_cannot_be_begun_with_is_said(
    officer: FlaskClient, name: str, form: dict[str, str], said: str
) -> None:
    assert said in uploaded(officer, b"", name, **form)


def test_templates_are_had_from_the_page(officer: FlaskClient) -> None:
    assert officer.get("/console/imports/templates/workers.xlsx").data[:2] == b"PK"
    assert officer.get("/console/imports/templates/nothing.xlsx").status_code == 404
    assert officer.get("/console/imports/20261123-nothing").status_code == 404


def test_only_this_form_may_be_large(officer: FlaskClient) -> None:
    # Written by hand: the client's own encoder keeps a large body in a file that it never closes.
    head = '--x\r\nContent-Disposition: form-data; name="{}"{}\r\n\r\n'
    kind = head.format("kind", "") + "spells\r\n"
    file = head.format("file", '; filename="a.csv"') + "x" * 1_500_000
    body = f"{kind}{file}\r\n--x--\r\n".encode()
    form = {"content_type": "multipart/form-data; boundary=x", "headers": csrf(officer)}
    assert officer.post("/console/imports", data=body, **form).status_code == 303
    assert officer.post("/console/models/rollback", data=body, **form).status_code == 413
