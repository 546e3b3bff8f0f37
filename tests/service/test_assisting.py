"""Intensive places: a list of ids by a named policy, with the price of every policy beside it."""

import csv
from pathlib import Path

import pytest

from data.codes.regions import regions
from data.store import Store
from models.index.allocation import POLICIES, Policy
from service.assisting import NobodyToHelp, plan_help
from tests.data.importing import quiet
from tests.service.stocked import PEOPLE, TODAY, opened, settings, stock
from tests.service.test_cli import Shell


@pytest.mark.parametrize("policy", list(POLICIES))
def test_a_policy_fills_its_places_with_jobseekers(
    store: Store, tmp_path: Path, policy: Policy
) -> None:
    stock(store, tmp_path)
    found = plan_help(settings(tmp_path, store), store, 2, policy, as_of=TODAY, report=quiet)
    assert found.jobseekers == 3
    assert found.bundle == "cold-start"
    assert set(found.plans) == set(POLICIES)
    assert all(plan.chosen.sum() == 2 for plan in found.plans.values())
    with found.file.open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == 2
    assert {row["个人编号"] for row in rows} <= {"W-driver", "W-learner", "W-refuser"}
    assert {row["县区"] for row in rows} == {regions()["140902"].name}
    indexes = [float(row["就业困难指数"]) for row in rows]
    assert indexes == sorted(indexes, reverse=True)


def test_a_list_tells_nobodys_name_number_or_phone(store: Store, tmp_path: Path) -> None:
    stock(store, tmp_path)
    asked = (settings(tmp_path, store), store, 3, "highest_index")
    text = plan_help(*asked, as_of=TODAY, report=quiet).file.read_text(encoding="utf-8")
    for person in PEOPLE:
        for field in ("name", "id_number", "phone"):
            assert str(person[field]) not in text


def test_without_jobseekers_there_is_nothing_to_plan(store: Store, tmp_path: Path) -> None:
    with pytest.raises(NobodyToHelp, match="没有登记失业"):
        plan_help(settings(tmp_path, store), store, 5, "highest_index", as_of=TODAY, report=quiet)


def test_the_command_names_every_policys_price(tmp_path: Path) -> None:
    shell = Shell(tmp_path / "home")
    shell.home.mkdir()
    store = opened(shell.home)
    stock(store, tmp_path)
    store.engine.dispose()
    words = ("assist", "--places", "2", "--as-of", str(TODAY))
    found = shell.json(*words, "--policy", "equal_misses")
    plans = found["plans"]
    assert isinstance(plans, dict)
    assert list(plans) == list(POLICIES)
    assert plans["highest_index"]["price"] == 0
    told = shell(*words)
    assert told.exit_code == 0, told.output
    assert "法定援助对象优先" in told.stdout
    refused = shell("assist", "--places", "2", "--policy", "whoever")
    assert refused.exit_code == 2
