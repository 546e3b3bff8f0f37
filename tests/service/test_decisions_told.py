"""Whoever applied is told by message what was decided, once, and reads the reason on the own page only."""

from pathlib import Path

import pytest
import sqlalchemy as sa

from data.store import Store, reading
from data.tables_push import outbox
from models.law.recognition import Told
from service.api.case_forms import CaseRequest
from service.api.policy_forms import ApplicationDecision, ApplicationRequest
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
