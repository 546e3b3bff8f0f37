"""A rehearsed month holds every rule, and every rehearsal of the same seed goes the same way, step by step."""

import json
import re
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
import structlog
from structlog.testing import capture_logs
from typer.testing import CliRunner, Result

from data.records import inspection
from data.records.inspection import SentMessage
from data.store import Store, reading
from service.cli.main import app
from service.cli.simulating import fate_words, only_errors_logged
from service.config import Settings
from service.push.desk import BECAUSE, STATE_NAMES
from service.simulation import checking
from service.simulation.chance import Chance
from service.simulation.year import Rehearsal, rehearse
from tests.data.importing import quiet

PLAN = Rehearsal(seed=5, people=200, first=date(2026, 4, 1), days=4, crash_rate=0.1)
SENT = SentMessage(
    message_id=1,
    worker_id="W1",
    line="training",
    channel="mailbox",
    personalised=True,
    counts_on=date(2026, 4, 7),
    ended_at=datetime(2026, 4, 7, 2, tzinfo=UTC),
)


def told(folder: Path, *words: str) -> Result:
    """What the command says."""
    command = ["simulate", "year", "--first", "2026-04-01", "--folder", str(folder / "town")]
    return CliRunner().invoke(app, [*command, *words], env={"SONGGANG_HOME": str(folder)})


@pytest.fixture(scope="module")
def commanded(tmp_path_factory: pytest.TempPathFactory) -> dict[str, object]:
    """The same plan, rehearsed by the command."""
    words = ["--seed", "5", "--people", "200", "--days", "4", "--crash-rate", "0.1", "--json"]
    result = told(tmp_path_factory.mktemp("commanded"), *words)
    assert result.exit_code == 0, result.output
    answer: dict[str, object] = json.loads(result.stdout)
    return answer


@pytest.mark.faults
def test_a_rehearsal_breaks_no_rule_and_goes_the_same_way_each_time(
    store: Store, tmp_path: Path, commanded: dict[str, object]
) -> None:
    config = Settings(home=tmp_path, database_url=store.url)
    found = rehearse(config, store, PLAN, quiet)
    assert found.violations == ()
    assert found.crashes > 0
    assert found.funnel["issued"] >= found.funnel["claimed"] > 0
    assert sum(found.books[name] for name in checking.HELD) == found.books["budget"] > 0
    assert found.done["推荐"] > 0
    assert found.messages["sent"] > 0
    assert found.fingerprint == commanded["fingerprint"]


@pytest.mark.faults
def test_another_seed_goes_another_way(tmp_path: Path, commanded: dict[str, object]) -> None:
    other = told(tmp_path, "--seed", "6", "--people", "200", "--days", "1", "--json")
    assert json.loads(other.stdout)["fingerprint"] != commanded["fingerprint"]


def test_a_rehearsal_is_told_to_people_too(tmp_path: Path) -> None:
    shown = told(tmp_path, "--people", "200", "--days", "1")
    assert "账目平衡" in shown.stderr
    assert "培训券" in shown.stdout


def test_a_rehearsal_hushes_nobody_but_itself() -> None:
    with capture_logs() as told_after:
        with only_errors_logged():
            structlog.get_logger().warning("during")
        structlog.get_logger().warning("after")
    assert [line["event"] for line in told_after] == ["after"]


@pytest.mark.parametrize(("first", "said"), [("2026-04-02", "月初"), ("4月", "YYYY-MM-DD")])
def test_a_rehearsal_begins_with_a_month(tmp_path: Path, first: str, said: str) -> None:
    result = told(tmp_path, "--first", first)
    assert result.exit_code == 2
    assert said in result.stderr


def test_a_draw_depends_on_its_name_alone() -> None:
    chance = Chance(1)
    first = chance.share("claims", "B1")
    chance.share("anything", "else")
    assert chance.share("claims", "B1") == first != Chance(2).share("claims", "B1")
    assert {chance.number(1, 3, n) for n in range(100)} == {1, 2, 3}


@pytest.mark.parametrize(
    ("hour", "day", "broken"),
    [(10, 7, False), (8, 7, True), (20, 7, False), (21, 7, True), (10, 5, True)],
    ids=["morning", "too early", "evening", "too late", "a holiday"],
)
def test_the_inspector_finds_what_was_sent_at_a_forbidden_time(
    store: Store, monkeypatch: pytest.MonkeyPatch, hour: int, day: int, broken: bool
) -> None:
    at = datetime(2026, 4, day, hour - 8, tzinfo=UTC)
    assert bool(found_in(store, monkeypatch, [replace(SENT, ended_at=at)])) is broken


def test_the_inspector_counts_days_and_weeks(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    lines = ("training", "vacancies", "policies", "guidance")
    a_day = [replace(SENT, message_id=n, line=lines[n]) for n in range(4)]
    assert "一天" in found_in(store, monkeypatch, a_day)[0]
    a_week = [
        replace(SENT, counts_on=date(2026, 4, 7 + n % 6), line=lines[n % 4]) for n in range(8)
    ]
    assert "七天内收到的消息" in found_in(store, monkeypatch, a_week)[0]
    spread = [replace(SENT, counts_on=date(2026, 4, 7 + 2 * n)) for n in range(8)]
    assert found_in(store, monkeypatch, spread) == ()


def test_the_inspector_counts_each_line(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    five = [replace(SENT, counts_on=date(2026, 4, 7 + n)) for n in range(5)]
    assert "training类消息" in found_in(store, monkeypatch, five)[0]
    assert found_in(store, monkeypatch, five[:4]) == ()


def test_the_inspector_knows_the_last_word(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    outside = replace(SENT, channel="webhook")
    assert "关闭" in found_in(store, monkeypatch, [outside])[0]
    before, after = datetime(2026, 4, 1, tzinfo=UTC), datetime(2026, 4, 8, tzinfo=UTC)
    wanted = ("W1", None, "webhook", True, before)
    assert found_in(store, monkeypatch, [outside], [wanted]) == ()
    off = ("W1", "training", None, False, before)
    assert found_in(store, monkeypatch, [outside], [wanted, off])
    assert found_in(store, monkeypatch, [SENT], [(*off[:4], after)]) == ()


def found_in(
    store: Store,
    monkeypatch: pytest.MonkeyPatch,
    sent: list[SentMessage],
    wishes: list[inspection.Wish] | None = None,
) -> tuple[str, ...]:
    """What the inspector says when the store holds these messages and words, and nothing else."""
    monkeypatch.setattr(inspection, "sent_messages", lambda _: iter(sent))
    monkeypatch.setattr(inspection, "wishes", lambda _: tuple(wishes or ()))
    with reading(store) as db:
        return checking.violations(db, 3)


def test_every_fate_of_a_message_has_words() -> None:
    """A message that was dropped is counted under its reason, not its state."""
    for fate in {*STATE_NAMES, *BECAUSE} - {"dropped"}:
        assert not re.search(r"[a-z]_?[a-z]", fate_words(fate)), fate
    assert fate_words("acted") == "不再发送：本人已经对其中的岗位或课程作出回应"
