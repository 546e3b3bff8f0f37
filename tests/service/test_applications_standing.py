"""Which of several applications for one policy is told."""

from datetime import date

import pytest

from data.records.applications import Application
from service.assistance.shaping import standing

EARLIER, LATER, TODAY = date(2026, 3, 1), date(2026, 11, 1), date(2026, 11, 23)
OVER, RUNS = date(2026, 10, 31), TODAY
TAKEN = [
    ([], None),
    ([(EARLIER, "rejected", None)], "未批准"),
    ([(EARLIER, "rejected", None), (LATER, "approved", None)], "已批准"),
    ([(LATER, "applied", None), (LATER, "withdrawn", None)], "已申请，待审核"),
    ([(EARLIER, "applied", None), (LATER, "withdrawn", None)], "已申请，待审核"),
    ([(LATER, "approved", RUNS), (LATER, "withdrawn", None)], "已批准"),
    ([(EARLIER, "approved", RUNS), (LATER, "rejected", None)], "已批准；2026-11-01的申请未批准"),
    ([(EARLIER, "approved", None), (LATER, "rejected", None)], "已批准；2026-11-01的申请未批准"),
    ([(EARLIER, "approved", RUNS), (LATER, "withdrawn", None)], "已批准；2026-11-01的申请已撤回"),
    ([(EARLIER, "approved", RUNS), (LATER, "applied", None)], "已批准；2026-11-01的申请待审核"),
    ([(EARLIER, "approved", RUNS), (LATER, "ended", OVER)], "已批准；2026-11-01的申请已停止"),
    ([(EARLIER, "approved", RUNS), (LATER, "approved", RUNS)], "已批准"),
    ([(EARLIER, "approved", OVER), (LATER, "rejected", None)], "未批准"),
    ([(EARLIER, "approved", OVER), (LATER, "applied", None)], "已申请，待审核"),
    ([(EARLIER, "ended", OVER), (LATER, "withdrawn", None)], "已撤回"),
]


@pytest.mark.parametrize(("taken", "told"), TAKEN)
def test_what_runs_is_told_with_the_later_answer_beside_it(
    taken: list[tuple[date, str, date | None]], told: str | None
) -> None:
    assert standing([asked(*each) for each in taken], TODAY) == told


def asked(on: date, state: str, ends_on: date | None) -> Application:
    return Application(
        application_id=f"A-{on}-{state}",
        policy_id="P",
        rule_from=EARLIER,
        worker_id="W-1",
        employer=None,
        state=state,
        applied_on=on,
        applied_by="W-1",
        occupation=None,
        level=None,
        short_trade=False,
        starts_on=on,
        ends_on=ends_on,
    )
