"""The trail is told in words: no address, no code and no name of a field reaches the auditor's page."""

from pathlib import Path

import pytest

from data.records.audit import Act
from data.store import Store
from service.access import sign_on
from service.access.act_words import AREAS, WHY, particulars, subject_told
from service.access.acts import shown_actor
from service.app import create_app
from tests.service.stocked import NOW, settings

NAMES = {"account:u1": "王安全", "token:t1": "令牌“五台县人社局”"}


@pytest.mark.parametrize(
    ("act", "subject", "told"),
    [
        (Act("x", "account_locked", "u1"), "王安全", []),
        (Act("x", "access_refused", "GET /console/models"), "查看模型页面", []),
        (Act("x", "access_refused", "GET /console"), "查看页面", []),
        (
            Act("x", "approved", "POST /api/v1/approvals/vouchers/V-7/confirm"),
            "办理复核审批接口（V-7）",
            [],
        ),
        (
            Act("x", "imported", "import:workers", facts={"phase": "begun", "errand": "e1"}),
            "文件 劳动者",
            ["开始", "任务 e1"],
        ),
        (
            Act(
                "x",
                "imported",
                "import:classes",
                succeeded=False,
                facts={"phase": "failed", "of": 7, "fault": "files"},
            ),
            "文件 培训班级",
            ["中途失败（开始于第 7 条）：文件或磁盘出错"],
        ),
        (
            Act("x", "copied", facts={"phase": "failed", "of": 7, "fault": "ValueError"}),
            "",
            ["中途失败（开始于第 7 条）：意外错误"],
        ),
        (
            Act("x", "exported", "caseload", "走访", facts={"n": 20, "of": 31, "filters": "代县"}),
            "服务对象名单",
            ["走访", "共有 31 人", "20 人", "条件：代县"],
        ),
        (
            Act(
                "x",
                "account_created",
                "u1",
                facts={"role": "counselor", "region": "140922", "township": None},
            ),
            "王安全",
            ["职责：就业服务专员", "范围：五台县"],
        ),
        (
            Act(
                "x",
                "token_created",
                "t1",
                facts={"scopes": ["read"], "until": "2027-01-02T00:00:00+00:00", "region": None},
            ),
            "令牌“五台县人社局”",
            ["权限：查看劳动者、岗位与建议", "有效至 2027-01-02"],
        ),
        (
            Act("x", "signed_in", facts={"address": "10.0.0.7", "second_factor": "recovery"}),
            "",
            ["来自 10.0.0.7", "第二因素：恢复码"],
        ),
        (
            Act("x", "sign_in_failed", facts={"door": "identity_provider", "why": "unknown"}),
            "",
            ["经统一身份认证", "原因：身份未绑定账号"],
        ),
        (
            Act("x", "administrator_agreed", "u1", facts={"request": 3, "asked_by": "account:u1"}),
            "王安全",
            ["第 3 号申请", "申请人：王安全"],
        ),
        (
            Act("x", "push_stopped", "push", facts={"line": "guidance", "channel": "sms"}),
            "消息推送",
            ["线路：职业指导", "通道：短信"],
        ),
        (Act("x", "erased", "W-7", facts={"tags": 2, "codes": 0}), "W-7", ["标签 2 项"]),
        (Act("x", "model_rolled_back", "cold-start"), "按固定权重的评分", []),
    ],
)
def test_an_act_is_told_in_words(act: Act, subject: str, told: list[str]) -> None:
    assert subject_told(act, NAMES) == subject
    assert particulars(act, NAMES) == told


def test_an_employer_is_told_by_the_vacancy() -> None:
    assert shown_actor("vacancy:V-7", NAMES) == "招聘单位，岗位 V-7"


def test_every_page_and_door_has_a_name(sqlite_store: Store, tmp_path: Path) -> None:
    app = create_app(settings(tmp_path, sqlite_store), sqlite_store, clock=lambda: NOW)
    places = {
        rule.rule.split("/")[3 if rule.rule.startswith("/api/v1/") else 2]
        for rule in app.url_map.iter_rules()
        if rule.rule.startswith(("/api/v1/", "/console/"))
    }
    assert places - AREAS.keys() == {"public", "health"}, "these refuse nobody"


def test_why_somebody_was_not_let_in_has_words() -> None:
    assert sign_on.REFUSED.keys() <= WHY.keys()
