"""Whoever applied is told by message what was decided, once, and reads the reason on the own page only."""

from pathlib import Path

import pytest
import sqlalchemy as sa

from data.store import Store, reading
from data.tables_push import outbox
from models.law.recognition import TRANSITIONS, Told
from service.api.case_forms import CaseRequest
from service.api.policy_forms import ApplicationDecision, ApplicationRequest
from service.assistance import announcing, applications, recognition
from service.assistance.applications import Applications
from service.assistance.recognition import Recognition
from service.errors import Conflict
from tests.service.stocked import NOW, stock

WHY = "缺营业执照，补齐后再来"


@pytest.fixture
def people(store: Store, tmp_path: Path) -> Store:
    """A few people of one county, on both databases."""
    stock(store, tmp_path)
    return store


def told(store: Store) -> list[str]:
    """Titles and texts of what waits to be sent to the driver."""
    with reading(store) as db:
        query = sa.select(outbox.c.facts).where(outbox.c.worker_id == "W-driver")
        return [str(facts) for facts in db.scalars(query.order_by(outbox.c.message_id))]


def decided(store: Store, decision: str) -> None:
    """The driver applies, and somebody else decides; a second decision is refused."""
    use = Applications(store)
    asked = use.apply("W-driver", "P13", ApplicationRequest(), by="经办", at=NOW)
    assert told(store) == [], "taking it in tells nobody"
    said = ApplicationDecision.model_validate(
        {"decision": decision, "amount_fen": 5_000_000, "document": "批文7号", "reason": WHY}
    )
    use.decide(asked.application_id, said, by="审核", at=NOW)
    with pytest.raises(Conflict):
        use.decide(asked.application_id, said, by="审核", at=NOW)


@pytest.mark.parametrize(
    ("decision", "words"),
    [
        ("approved", "您申请的“创业担保贷款（个人）”已批准，金额50,000元。"),
        ("rejected", "您申请的“创业担保贷款（个人）”未获批准。"),
    ],
)
def test_a_decision_is_told_once_without_its_reason(
    people: Store, decision: str, words: str
) -> None:
    decided(people, decision)
    [message] = told(people)
    assert words in message
    assert WHY not in message


def test_a_case_that_was_returned_is_told_each_time(
    people: Store,
) -> None:
    use = Recognition(people)
    case = use.apply("W-driver", CaseRequest(category="D7", promised=True), by="经办", at=NOW)
    assert told(people) == []
    back = Told(NOW.date(), "经办", reason=WHY)
    use.take(case.case_id, "return", back, level="manage", at=NOW)
    [message] = told(people)
    assert "还缺材料" in message
    assert WHY not in message
    use.take(case.case_id, "complete", Told(NOW.date(), "本人"), level="own", at=NOW)
    use.take(case.case_id, "return", back, level="manage", at=NOW)
    assert len(told(people)) == 2, "sent back twice, told twice"


@pytest.mark.parametrize(("by", "messages"), [("经办", 1), (applications.OWN, 0)])
def test_an_application_that_somebody_else_takes_back_is_told(
    people: Store, by: str, messages: int
) -> None:
    use = Applications(people)
    asked = use.apply("W-driver", "P13", ApplicationRequest(), by=by, at=NOW)
    use.withdraw(asked.application_id, WHY, by=by, at=NOW)
    assert len(told(people)) == messages
    assert all("已由工作人员撤回" in each and WHY not in each for each in told(people))


def test_a_case_that_somebody_else_takes_back_needs_a_reason_and_is_told(people: Store) -> None:
    use = Recognition(people)
    case = use.apply("W-driver", CaseRequest(category="D7", promised=True), by="经办", at=NOW)
    for reason in (None, ""):
        silent = Told(NOW.date(), "经办", reason=reason)
        with pytest.raises(Conflict, match="须填写理由"):
            use.take(case.case_id, "withdraw", silent, level="manage", at=NOW)
    assert told(people) == []
    back = Told(NOW.date(), "经办", reason=WHY)
    use.take(case.case_id, "withdraw", back, level="manage", at=NOW)
    [message] = told(people)
    assert "您的就业困难人员认定已由工作人员撤回" in message
    assert WHY not in message


def test_a_worker_takes_the_own_case_back_without_a_word(people: Store) -> None:
    use = Recognition(people)
    case = use.apply("W-driver", CaseRequest(category="D7", promised=True), by="经办", at=NOW)
    own = Told(NOW.date(), recognition.OWN)
    use.take(case.case_id, "withdraw", own, level="own", at=NOW, own="W-driver")
    assert told(people) == []


@pytest.mark.parametrize("category", ["D1", "D7"])
def test_a_message_does_not_name_the_hardship(people: Store, category: str) -> None:
    use = Recognition(people)
    asked = CaseRequest.model_validate({"category": category, "promised": True})
    case = use.apply("W-driver", asked, by="经办", at=NOW)
    back = Told(NOW.date(), "经办", reason=WHY)
    use.take(case.case_id, "return", back, level="manage", at=NOW)
    [message] = told(people)
    assert case.category_name.rpartition("，")[0] not in message
    assert "您的就业困难人员认定还缺材料" in message


def test_an_approval_without_money_says_no_amount(people: Store) -> None:
    use = Applications(people)
    asked = use.apply("W-driver", "P13", ApplicationRequest(), by="经办", at=NOW)
    said = ApplicationDecision(decision="approved", amount_fen=0, document="批文7号", reason=WHY)
    use.decide(asked.application_id, said, by="审核", at=NOW)
    [message] = told(people)
    assert "已批准。" in message
    assert "金额" not in message


def test_each_message_of_a_case_belongs_to_a_step() -> None:
    assert announcing.CASES.keys() <= {step.action for step in TRANSITIONS}


def test_a_worker_reads_no_note_of_an_approval(people: Store) -> None:
    decided(people, "approved")
    use = Applications(people)
    assert [a.reason for a in use.of_worker("W-driver").applications] == [WHY]
    assert [a.reason for a in use.of_worker("W-driver", staff=False).applications] == [None]


def test_a_worker_reads_why_papers_are_missing_and_not_what_others_said(people: Store) -> None:
    use, today = Recognition(people), NOW.date()
    case = use.apply("W-driver", CaseRequest(category="D7", promised=True), by="经办", at=NOW)
    for action, said in (
        ("return", WHY), ("complete", None), ("accept", None), ("check", "情况属实"),
        ("post", None), ("object", "邻居说他有门店"),
    ):  # fmt: skip
        step = Told(today, "经办", reason=said, positive=True)
        use.take(case.case_id, action, step, level="manage", at=NOW)
    [office] = use.of_worker("W-driver", today).cases
    [own] = use.of_worker("W-driver", today, staff=False).cases
    assert [s.reason for s in office.steps if s.reason] == [WHY, "情况属实", "邻居说他有门店"]
    assert [s.reason for s in own.steps if s.reason] == [WHY]
    assert any("positive" in s.facts for s in office.steps)
    assert not any("positive" in s.facts for s in own.steps), "nor what they thought"
