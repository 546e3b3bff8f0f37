"""Who applies again, and two who decide about one worker at once."""

import threading
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from data.records import applications, archive, workers
from data.store import Store, reading, transaction
from service import working_day
from service.api.policy_forms import ApplicationDecision
from service.assistance.applications import Applications
from service.errors import Conflict
from tests.data.importing import take_people
from tests.service.counters import at_counter, at_home
from tests.service.stocked import Caller
from tests.service.test_api_policies import MIDDAY_2025, PEOPLE


@pytest.fixture
def office(store: Store, tmp_path: Path) -> Caller:
    """The counter in the year of which the amounts were read."""
    take_people(store, tmp_path, PEOPLE)
    return at_counter(store, tmp_path, "read", "manage", at=MIDDAY_2025, name="经办")


def test_whoever_withdrew_may_apply_again_the_same_day(
    store: Store, tmp_path: Path, office: Caller
) -> None:
    me = at_home(store, tmp_path, "W-welder", at=MIDDAY_2025)
    del office

    def apply(**more: object) -> str:
        answer = me.post("/me/policies/P09/applications", {"level": "4"} | more)
        assert answer.status_code == 201
        assert answer.json is not None
        assert answer.json["state"] == "applied"
        return str(answer.json["application_id"])

    ids = []
    for _ in range(3):
        ids.append(apply())
        assert apply() == ids[-1], "told twice while it waits"
        me.post(f"/me/policy-applications/{ids[-1]}/withdrawal", {"reason": "填错了。"})
    last = apply()
    assert len({*ids, last}) == 4
    assert apply(starts_on="2025-07-01") != last, "something else was asked for"
    with reading(store) as db:
        noted = archive.of_worker(db, "W-welder", kind="policy")
        states = sorted(a.state for a in applications.of_worker(db, "W-welder"))
        day = {s.key: s for s in working_day.sections(db, MIDDAY_2025.date())}["applications"]
    assert states == ["applied", "applied", *["withdrawn"] * 3]
    assert (day.n, [line.person.worker_id for line in day.lines]) == (2, ["W-welder"] * 2)
    assert "补贴" in day.lines[0].what, "the policy by its name, on the office's day"
    assert len(noted) == 8


def test_a_workers_application_is_seen_behind_any_number_of_employers(
    store: Store, tmp_path: Path, office: Caller
) -> None:
    at_home(store, tmp_path, "W-welder", at=MIDDAY_2025).post("/me/policies/P09/applications", {})
    today = MIDDAY_2025.date()
    with transaction(store) as db:
        (mine,) = applications.of_worker(db, "W-welder")
        for n in range(200):
            theirs = replace(
                mine,
                application_id=f"employer-{n}",
                worker_id=None,
                employer="91350100M000100Y43",
                applied_on=today - timedelta(1),
            )
            applications.add_application(db, theirs, MIDDAY_2025)
        day = {s.key: s for s in working_day.sections(db, today)}["applications"]
    assert (day.n, day.more) == (1, False)
    assert [line.person.worker_id for line in day.lines] == ["W-welder"]


@pytest.mark.parametrize("day", ["9999-12-31", "2026-06-04", "2015-06-01", "0001-01-01"])
def test_a_day_that_can_only_be_a_slip_is_not_applied_for(office: Caller, day: str) -> None:
    """Ten years back and one ahead; the end of what begins in 9999 could not even be reckoned."""
    answer = office.post("/workers/W-welder/policies/P01/applications", {"starts_on": day})
    assert answer.status_code == 409
    assert "从哪天起应在" in answer.text


def test_a_list_that_is_cut_says_that_more_are_waiting(
    office: Caller, monkeypatch: pytest.MonkeyPatch
) -> None:
    for day in (1, 2):
        body = {"level": "4", "starts_on": f"2025-07-0{day}"}
        assert office.post("/workers/W-welder/policies/P09/applications", body).status_code == 201

    def listed() -> tuple[int, bool]:
        found = office.get("/policy-applications?state=applied").json
        assert found is not None
        return len(found["applications"]), found["more"]

    assert listed() == (2, False)
    monkeypatch.setattr("service.assistance.applications.MOST", 1)
    assert listed() == (1, True)


def test_two_who_decide_about_one_worker_decide_one_after_the_other(
    store: Store, office: Caller
) -> None:
    def apply(policy: str) -> str:
        body = {"occupation": "6-18-02-04", "level": "4"}
        answer = office.post(f"/workers/W-welder/policies/{policy}/applications", body).json
        assert answer is not None
        return str(answer["application_id"])

    first, other = apply("P09"), apply("P04")
    said = ApplicationDecision(
        decision="approved", amount_fen=100, reason="同意。", document="文件"
    )
    refused: list[str] = []

    def decide() -> None:
        try:
            Applications(store).decide(other, said, by="审核", at=MIDDAY_2025)
        except Conflict as conflict:
            refused.append(str(conflict))

    deciding = threading.Thread(target=decide)
    with transaction(store) as db:
        workers.hold(db, ["W-welder"])
        deciding.start()
        # Whoever does not wait for the worker is through by now, and has not seen what comes next.
        deciding.join(timeout=0.5)
        done = {"state": "approved", "decided_on": MIDDAY_2025.date(), "decided_by": "审核"}
        assert applications.move(db, first, ("applied",), done)
    deciding.join()
    assert len(refused) == 1
    assert "只能享受一项" in refused[0]
