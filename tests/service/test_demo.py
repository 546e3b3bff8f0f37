"""The demonstration gives one worker's whole answer and measures each step."""

import json
from datetime import date, timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa
from typer.testing import CliRunner

from data.records import recognition, voucher_desk
from data.store import open_store, reading
from data.tables_assistance import assistance_events
from data.tables_vouchers import voucher_events
from service import demonstrated_applications, working_day
from service.cli.answers import print_steps
from service.cli.demonstrating import print_own_page
from service.cli.main import app
from service.clock import local_day
from service.demo import no_later_than, noon
from service.demonstrated import is_demonstration
from service.measuring import Step
from service.vouchers.reconciling import reconcile
from tests.builders import id_number
from tests.data.importing import person, take_people
from tests.service.stocked import opened, stock


def test_a_small_demonstration_answers_in_full(tmp_path: Path) -> None:
    words = [
        "demo",
        "--workers",
        "800",
        "--vacancies",
        "250",
        "--no-serve",
        "--as-of",
        "2026-11-23",
    ]
    env = {"SONGGANG_HOME": str(tmp_path)}
    told = CliRunner().invoke(app, [*words, "--json"], env=env)
    assert told.exit_code == 0, told.output
    store = open_store(f"sqlite:///{tmp_path / 'demo' / 'songgang.db'}")
    assert is_demonstration(store)
    with reading(store) as db:
        assert reconcile(db, date(2026, 11, 23)).mismatches == ()
        states = voucher_desk.states_of_batch(db, "演示焊工-1")
        last_step = db.scalar(sa.select(sa.func.max(voucher_events.c.at)))
        day = {s.key: s.n for s in working_day.sections(db, date(2026, 11, 23))}
        last_day = db.scalar(sa.select(sa.func.max(assistance_events.c.happened_on)))
    assert last_day < date(2026, 11, 23)
    assert day["cases"] >= 1
    assert local_day(last_step) < date(2026, 11, 23), "the day itself may have only begun"
    assert states.keys() >= {"settled", "reviewing"}, "as many steps as the county has people"
    answer = json.loads(told.stdout)
    assert len(answer["vacancies"]["vacancies"]) == 3
    assert answer["programmes"]["programmes"][0]["n_opened"] >= 1
    trained = answer["training"]
    in_use = trained["version"] if trained["promoted"] else "cold-start"
    assert answer["index"]["bundle"] == in_use
    assert [step["name"] for step in answer["steps"]] == [
        "synthesise",
        "import workers",
        "import spells",
        "import vacancies",
        "import programmes",
        "train",
        "score",
        "vouchers",
        "applications",
        "advise",
    ]
    assert all(step["seconds"] > 0 and step["peak_gb"] > 0 for step in answer["steps"])


@pytest.mark.parametrize("day", ["2026-11-23", "2026-10-09", "2026-02-24", "2026-05-06"])
def test_cases_are_led_on_as_far_as_holidays_let_them_come(tmp_path: Path, day: str) -> None:
    store = opened(tmp_path)
    row = person(worker_id="W-one", valid_on=date(2025, 9, 1), registered_on=date(2024, 3, 1))
    take_people(store, tmp_path, [row])
    as_of = date.fromisoformat(day)
    demonstrated_applications.recognised(store, "W-one", "D7", as_of, ago=16, n=6)
    with reading(store) as db:
        [case] = recognition.of_worker(db, "W-one")
    assert case.state in {"posted", "compared"}, "what is shown waits for somebody"


def test_a_demonstration_before_midday_happens_now_and_not_later() -> None:
    midday = noon(date(2026, 11, 23))
    for now, then in ((None, midday), (midday + timedelta(days=3), midday)):
        assert no_later_than(now, midday) == then
    early = midday - timedelta(hours=8)
    assert no_later_than(early, midday) == early


def test_the_steps_are_printed_for_people(capsys: pytest.CaptureFixture[str]) -> None:
    print_steps((Step("import workers", 1.5, 0.4, 3000),))
    told = capsys.readouterr().out
    assert "2,000" in told
    assert "导入劳动者" in told


def test_the_way_to_the_workers_own_page_is_told(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    store = opened(tmp_path)
    stock(store, tmp_path)
    print_own_page(store, "W-learner")
    told = capsys.readouterr().out
    assert "13800000001" in told
    assert id_number(sequence=3)[-4:] in told
    print_own_page(store, "nobody")
    assert capsys.readouterr().out == ""
