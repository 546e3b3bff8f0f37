"""Which of several applications for one policy is told."""

from datetime import date

import pytest

from data.records.applications import Application
from service.assistance.shaping import standing

EARLIER, LATER = date(2026, 3, 1), date(2026, 11, 1)
TAKEN = [
    ([], None),
    ([(EARLIER, "rejected")], "rejected"),
    ([(EARLIER, "approved"), (LATER, "rejected")], "rejected"),
    ([(EARLIER, "approved"), (LATER, "ended")], "ended"),
    ([(EARLIER, "approved"), (LATER, "withdrawn")], "withdrawn"),
    ([(EARLIER, "rejected"), (LATER, "approved")], "approved"),
    ([(LATER, "applied"), (LATER, "withdrawn")], "applied"),
    ([(LATER, "approved"), (LATER, "withdrawn")], "approved"),
    ([(EARLIER, "applied"), (LATER, "withdrawn")], "applied"),
]


@pytest.mark.parametrize(("taken", "told"), TAKEN)
def test_one_that_waits_is_told_else_the_newest(
    taken: list[tuple[date, str]], told: str | None
) -> None:
    assert standing([asked(on, state) for on, state in taken]) == told


def asked(on: date, state: str) -> Application:
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
    )
