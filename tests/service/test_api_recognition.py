"""Recognition through the API on both databases: nine steps, two people, tags, plan, follow-ups, archive."""

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from data.faults import crash_at
from data.records import archive, recognition
from data.records.assistance_events import steps_of
from data.store import Store, reading
from models.law.recognition import TRANSITIONS, Told
from service import working_day
from service.api.case_forms import CaseRequest, ContactRequest
from service.app import assemble
from service.assistance.helping import Helping
from service.assistance.recognition import Recognition
from service.assistance.tagging import Tagging
from service.errors import Conflict
from tests.builders import id_number
from tests.data.importing import person, take_people
from tests.service.counters import at_counter, at_home
from tests.service.stocked import Caller
from tests.service.stocked import settings as app_settings

START = datetime(2026, 11, 23, 4, tzinfo=UTC)
JOBLESS = date(2024, 3, 1)
DOC = {"reason": "符合条件。", "document": "忻人社认〔2026〕1号"}


@pytest.fixture
def people(store: Store, tmp_path: Path) -> Store:
    """Two jobless people of one urban household, registered for more than two years."""
    rows = [
        person(worker_id="W-one", valid_on=date(2026, 1, 5), registered_on=JOBLESS,
               population="urban", household_id="H1", id_number=id_number(sequence=1)),
        person(worker_id="W-two", valid_on=date(2026, 1, 5), registered_on=JOBLESS,
               population="urban", household_id="H1", id_number=id_number(sequence=3)),
    ]  # fmt: skip
    take_people(store, tmp_path, rows)
    return store


def office(store: Store, folder: Path, day: int = 0, name: str = "经办") -> Caller:
    return at_counter(store, folder, "read", "manage", at=START + timedelta(days=day), name=name)


def county(store: Store, folder: Path, day: int = 0, name: str = "审批") -> Caller:
    return at_counter(store, folder, "read", "approve", at=START + timedelta(days=day), name=name)


def to_comparison(people: Store, folder: Path, worker_id: str = "W-one") -> str:
    """A case that waits for the county's decision, nine days on."""
    first = office(people, folder)
    opened = first.post(f"/workers/{worker_id}/recognitions", {"category": "D7", "promised": True})
    assert opened.json is not None
    id_ = str(opened.json["case_id"])
    yes = {"positive": True, "reason": "情况属实。"}
    for body in ({"action": "accept"}, {"action": "check", **yes}, {"action": "post"}):
        assert first.post(f"/recognitions/{id_}/steps", body).status_code == 200, body
    early = first.post(f"/recognitions/{id_}/steps", {"action": "close_notice"})
    assert early.status_code == 409
    assert "期满后才能结束" in early.text
    later = office(people, folder, 9)
    for body in (
        {"action": "close_notice"},
        {"action": "review", **yes},
        {"action": "compare", **yes},
    ):
        assert later.post(f"/recognitions/{id_}/steps", body).status_code == 200, body
    return id_


def test_the_nine_steps_end_with_an_officer_a_plan_and_follow_ups(
    people: Store, tmp_path: Path
) -> None:
    id_ = to_comparison(people, tmp_path)
    own = office(people, tmp_path, 9)
    assert (
        own.post(f"/approvals/recognitions/{id_}", {"action": "recognise", **DOC}).status_code
        == 403
    )
    decided = county(people, tmp_path, 9).post(
        f"/approvals/recognitions/{id_}", {"action": "recognise", **DOC}
    )
    assert decided.json is not None
    assert (decided.json["state"], decided.json["valid_from"]) == ("recognised", "2026-12-02")
    told = office(people, tmp_path, 10).post(
        f"/recognitions/{id_}/steps", {"action": "notify", "officer": "王专员"}
    )
    assert told.json is not None
    assert (told.json["state"], told.json["review_on"]) == ("in_force", "2027-12-02")
    assert len(told.json["steps"]) == 9
    help_ = office(people, tmp_path, 10).get("/workers/W-one/help").json
    assert help_ is not None
    assert help_["officer"] == "王专员"
    assert [f["months"] for f in help_["followups"]] == [1, 3, 6]
    assert [f["due_on"] for f in help_["followups"]] == ["2027-01-04", "2027-03-03", "2027-06-03"]
    assert help_["measures"][0]["text"] == "与本人商定一人一策帮扶方案"
    with reading(people) as db:
        kinds = [k.event.kind for k in archive.of_worker(db, "W-one")]
        assert recognition.recognised(db, date(2026, 12, 3)).to_pylist() == ["W-one"]
        assert recognition.recognised(db, date(2026, 12, 1)).to_pylist() == []
    assert kinds.count("recognition") == 9


def test_a_recognised_worker_is_entitled_where_recognition_is_asked(
    people: Store, tmp_path: Path
) -> None:
    in_force(people, tmp_path)
    found = office(people, tmp_path, 11).get("/workers/W-one/policies").json
    assert found is not None
    verdicts = {e["policy_id"]: e["verdict"] for e in found["entitlements"]}
    assert verdicts["P02"] == "pass"


def test_the_decision_is_not_taken_by_who_took_a_step(people: Store, tmp_path: Path) -> None:
    id_ = to_comparison(people, tmp_path)
    same = county(people, tmp_path, 9, name="经办")
    refused = same.post(f"/approvals/recognitions/{id_}", {"action": "recognise", **DOC})
    assert refused.status_code == 409
    assert "认定人不能是" in refused.text


def test_a_refusal_can_be_examined_again_at_the_worker_s_wish(
    people: Store, tmp_path: Path
) -> None:
    id_ = to_comparison(people, tmp_path)
    county(people, tmp_path, 9).post(f"/approvals/recognitions/{id_}", {"action": "refuse", **DOC})
    me = at_home(people, tmp_path, "W-one", at=START + timedelta(days=10))
    asked = me.post(f"/me/recognitions/{id_}/ask_again", {"reason": "登记时间有误。"})
    assert asked.json is not None
    assert asked.json["state"] == "reexamining"
    again = {"action": "recognise_again", **DOC}
    same = county(people, tmp_path, 11).post(f"/approvals/recognitions/{id_}", again)
    assert "复核不能由作出不予认定决定的人办理" in same.text
    other = county(people, tmp_path, 11, name="另一审批").post(
        f"/approvals/recognitions/{id_}", again
    )
    assert other.json is not None
    assert other.json["state"] == "recognised"


def test_a_worker_applies_and_withdraws_but_decides_nothing(people: Store, tmp_path: Path) -> None:
    me = at_home(people, tmp_path, "W-one", at=START)
    mine = me.post("/me/recognitions", {"category": "D7", "promised": True}).json
    assert mine is not None
    assert mine["steps"][0]["facts"]["precheck"] == "pass"
    assert me.post(f"/me/recognitions/{mine['case_id']}/accept", {}).status_code == 422
    other = at_home(people, tmp_path, "W-two", at=START)
    assert other.post(f"/me/recognitions/{mine['case_id']}/withdraw", {}).status_code == 404
    gone = me.post(f"/me/recognitions/{mine['case_id']}/withdraw", {})
    assert gone.json is not None
    assert gone.json["state"] == "withdrawn"


def test_a_precheck_that_fails_stops_nobody_from_applying(people: Store, tmp_path: Path) -> None:
    answer = office(people, tmp_path).post(
        "/workers/W-one/recognitions", {"category": "D2", "promised": True}
    )
    assert answer.status_code == 201
    assert answer.json is not None
    assert answer.json["steps"][0]["facts"]["precheck"] == "fail"


def test_a_household_has_one_applicant_and_a_worker_one_case(people: Store, tmp_path: Path) -> None:
    desk = office(people, tmp_path)
    body = {"category": "D4", "promised": True}
    assert desk.post("/workers/W-one/recognitions", body).status_code == 201
    second = desk.post("/workers/W-two/recognitions", body)
    assert second.status_code == 409
    assert "每户限一人" in second.text
    other = office(people, tmp_path, 1, name="别人")
    assert other.post("/workers/W-one/recognitions", body).status_code == 409


def test_an_end_is_proposed_by_one_and_decided_by_another(people: Store, tmp_path: Path) -> None:
    id_ = in_force(people, tmp_path)
    grounds = office(people, tmp_path, 30).get(f"/recognitions/{id_}/exits").json
    assert grounds is not None
    assert "不得据此退出" in grounds["notice"]
    proposed = {"action": "propose_end", "ground": "employed", "reason": "已签劳动合同。"}
    office(people, tmp_path, 30).post(f"/recognitions/{id_}/steps", proposed)
    with reading(people) as db:
        assert recognition.recognised(db, date(2026, 12, 25)).to_pylist() == ["W-one"]
    same = county(people, tmp_path, 31, name="经办")
    assert same.post(f"/approvals/recognitions/{id_}", {"action": "end", **DOC}).status_code == 409
    ended = county(people, tmp_path, 31).post(
        f"/approvals/recognitions/{id_}", {"action": "end", **DOC}
    )
    assert ended.json is not None
    assert (ended.json["state"], ended.json["ended_on"]) == ("ended", "2026-12-24")
    with reading(people) as db:
        assert recognition.recognised(db, date(2026, 12, 25)).to_pylist() == []
        assert recognition.recognised(db, date(2026, 12, 20)).to_pylist() == ["W-one"]


def test_tags_are_confirmed_reviewed_and_ended_by_people(people: Store, tmp_path: Path) -> None:
    in_force(people, tmp_path)
    desk = office(people, tmp_path, 11)
    shown = desk.get("/workers/W-one/tags").json
    assert shown is not None
    assert {s["tag"] for s in shown["suggestions"]} == {"priority_support", "intensive_help"}
    body = {"tag": "intensive_help", "reason": "长期失业。", "document": "忻人社认〔2026〕1号"}
    tag = desk.post("/workers/W-one/tags", body).json
    assert tag is not None
    assert tag["review_on"] == "2027-06-04"
    assert desk.post("/workers/W-one/tags", body).json == tag
    due = office(people, tmp_path, 200).get("/assistance/due").json
    assert due is not None
    assert [t["tag_id"] for t in due["tags"]] == [tag["tag_id"]]
    kept = office(people, tmp_path, 200).post(
        f"/tags/{tag['tag_id']}/reviews", {"reason": "仍需帮助。", "review_on": "2027-12-01"}
    )
    assert kept.json is not None
    assert (kept.json["state"], kept.json["review_on"]) == ("confirmed", "2027-12-01")
    ended = office(people, tmp_path, 201).post(
        f"/tags/{tag['tag_id']}/reviews", {"reason": "已稳定就业。"}
    )
    assert ended.json is not None
    assert ended.json["state"] == "ended"


def test_a_worker_sees_the_own_tags_and_may_delete_them(people: Store, tmp_path: Path) -> None:
    body = {"tag": "intensive_help", "reason": "长期失业。", "document": "忻人社认〔2026〕1号"}
    tag = office(people, tmp_path).post("/workers/W-one/tags", body).json
    assert tag is not None
    other = at_home(people, tmp_path, "W-two", at=START)
    assert other.post(f"/me/tags/{tag['tag_id']}/deletion", {}).status_code == 404
    me = at_home(people, tmp_path, "W-one", at=START)
    mine = me.get("/me/tags").json
    assert mine is not None
    assert [t["reason"] for t in mine["tags"]] == ["长期失业。"]
    gone = me.post(f"/me/tags/{tag['tag_id']}/deletion", {})
    assert gone.json is not None
    assert gone.json["state"] == "ended"


def test_refusals_and_missed_appointments_leave_the_place_alone(
    people: Store, tmp_path: Path
) -> None:
    parts = assemble(app_settings(tmp_path, people), people, lambda: START)
    tagging, helping = Tagging(people, parts.advisor), Helping(people)
    before = tagging.of_worker("W-one", START.date())
    index = parts.advisor.index_of("W-one", START.date()).index
    for outcome in ("no_show", "refused_offer", "refused_offer", "refused_offer"):
        about = f"第{outcome}次"
        said = ContactRequest(channel="phone", outcome=outcome, about=about)
        helping.contact("W-one", said, by="经办", at=START)
    hints = helping.of_worker("W-one", START.date()).hints
    assert any("失约" in hint for hint in hints)
    assert tagging.of_worker("W-one", START.date()) == before
    assert parts.advisor.index_of("W-one", START.date()).index == index


def test_due_follow_ups_and_measures_are_listed_and_closed_once(
    people: Store, tmp_path: Path
) -> None:
    in_force(people, tmp_path)
    desk = office(people, tmp_path, 45)
    due = desk.get("/assistance/due").json
    assert due is not None
    assert ([f["months"] for f in due["followups"]], len(due["measures"])) == ([1], 1)
    assert waiting_on(people, 45) == {
        "followups": "认定后回访",
        "measures": "与本人商定一人一策帮扶方案",
    }
    assert waiting_on(people, 800)["cases"].endswith("认定复查")
    id_ = due["followups"][0]["followup_id"]
    assert desk.post(f"/followups/{id_}/end", {"outcome": "已参加培训。"}).status_code == 200
    assert desk.post(f"/followups/{id_}/end", {"outcome": "已参加培训。"}).status_code == 409
    measure = due["measures"][0]["measure_id"]
    done = {"state": "done", "outcome": "方案已签字。"}
    assert desk.post(f"/measures/{measure}/end", done).status_code == 200
    left = desk.get("/assistance/due").json
    assert left is not None
    assert (left["followups"], left["measures"]) == ([], [])


def waiting_on(people: Store, days: int) -> dict[str, str]:
    """What the page of the day asks for, of the kinds that casework has, in the words of its first line."""
    with reading(people) as db:
        found = working_day.sections(db, START.date() + timedelta(days))
    asked = {"followups", "measures", "cases", "tags"}
    return {s.key: s.lines[0].what for s in found if s.key in asked and s.lines}


def test_what_registers_say_is_shown_beside_the_file(people: Store, tmp_path: Path) -> None:
    id_ = in_force(people, tmp_path)
    shown = office(people, tmp_path, 11).get(f"/recognitions/{id_}/comparison").json
    assert shown is not None
    assert len(shown["facts"]) == 6
    assert not any(fact["differs"] for fact in shown["facts"])


def test_a_crash_between_any_two_writes_of_a_step_leaves_no_half(
    people: Store, tmp_path: Path
) -> None:
    id_ = to_comparison(people, tmp_path)
    desk, n = Recognition(people), 0
    told = Told(date(2026, 12, 2), "审批", reason="符合", document="1号")
    while True:
        n += 1
        with crash_at(people, n) as fuse:
            desk.take(id_, "recognise", told, level="approve", at=START)
        with reading(people) as db:
            case = recognition.one(db, id_)
            steps = steps_of(db, "recognition", id_)
            texts = archive.of_worker(db, "W-one", kind="recognition")
        assert case is not None
        assert len(texts) == len(steps)
        assert steps[-1].to_state == case.state
        if not fuse.burnt:
            break
    assert (n, case.state) == (4, "recognised")


ACTIONS = sorted({t.action for t in TRANSITIONS})
TRY = st.tuples(
    st.sampled_from(ACTIONS), st.sampled_from("甲乙丙"), st.integers(0, 9), st.sampled_from(["manage", "approve", "own"])
)  # fmt: skip


@settings(
    max_examples=4, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(tries=st.lists(TRY, min_size=15, max_size=40))
def test_random_steps_never_leave_the_procedure(
    people: Store, tries: list[tuple[str, str, int, str]]
) -> None:
    """Any order of steps by anybody: each recorded one starts where the one before it ended."""
    desk, on = Recognition(people), START.date()
    with reading(people) as db:
        running = recognition.running_of(db, "W-one")
    case_id = running.case_id if running else opened(desk, on)
    for action, by, days, level in tries:
        on += timedelta(days=days)
        told = Told(
            on, by, reason="理由", document="1号", positive=True, ground="employed", officer="王"
        )
        try:
            desk.take(case_id, action, told, level=level, at=START)
        except Conflict:
            continue
    with reading(people) as db:
        steps, case = steps_of(db, "recognition", case_id), recognition.one(db, case_id)
    known = {(t.source, t.action, t.target) for t in TRANSITIONS}
    for before, after in pairwise(steps):
        assert after.from_state == before.to_state
        assert (after.from_state, after.action, after.to_state) in known
    assert case is not None
    assert case.state == steps[-1].to_state


def opened(desk: Recognition, on: date) -> str:
    said = CaseRequest(category="D7", promised=True)
    at = datetime(on.year, on.month, on.day, 4, tzinfo=UTC)
    return desk.apply("W-one", said, by="甲", at=at).case_id


def in_force(people: Store, folder: Path) -> str:
    id_ = to_comparison(people, folder)
    county(people, folder, 9).post(f"/approvals/recognitions/{id_}", {"action": "recognise", **DOC})
    told = {"action": "notify", "officer": "王专员"}
    office(people, folder, 10).post(f"/recognitions/{id_}/steps", told)
    return id_
