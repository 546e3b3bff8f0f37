"""A whole run: outcomes in the store become a bundle with a card and a report, used when it is better."""

import io
import json
import shutil
from contextlib import redirect_stdout
from datetime import UTC, date, datetime
from functools import partial
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import numpy as np
import pytest
import yaml

from data.importers.mapping import load_mapping
from data.importers.registry import import_spells, import_workers
from data.opening import open_with_keys
from data.store import migrate, open_store
from data.synthetic import write_market
from models.advice import PROMISES
from models.bundle import current, load_bundle, promote, versions, write_bundle
from models.index import difficulty
from models.index.additive import AdditiveHazard
from models.index.fairness import LEAST_ROWS, accuracy_equity, audit
from models.index.features import NAMES
from models.index.scorecard import Scorecard
from training import run
from training.drift import profile_of
from training.reading import landmarks_before, read_cohort

AS_OF = date(2026, 11, 1)


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a store that holds a small market's history."""
    folder = tmp_path_factory.mktemp("home")
    made_at = datetime(2026, 10, 1, tzinfo=UTC)
    url = f"sqlite:///{folder}/songgang.db"
    store = open_with_keys(url, folder / "keys.json", cipher="aes-256-gcm", now=made_at)
    market = write_market(
        folder / "market", 2500, 10, seed=3, as_of=AS_OF, progress=lambda *_: None
    )
    for load, paths, name in (
        (import_workers, market.workers, "registry"),
        (import_spells, market.spells, "spells"),
    ):
        for path in paths:
            load(
                store,
                path,
                load_mapping(name),
                source="test",
                as_of=AS_OF,
                recorded_at=datetime(2026, 11, 1, tzinfo=UTC),
                report_folder=folder,
                progress=lambda *_: None,
            )
    store.engine.dispose()
    return folder


@pytest.fixture(scope="module")
def report(home: Path) -> dict[str, object]:
    """What a run says at its end."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(run, "MAX_ROWS", 700)
        patch.setattr(difficulty, "AdditiveHazard", partial(AdditiveHazard, max_trees=30))
        store = open_store(f"sqlite:///{home}/songgang.db")
        options = run.Options("fit", store.url, home / "bundles", AS_OF, 0, True)
        found = run.train(store, options)
        store.engine.dispose()
    return found


def test_a_run_leaves_a_bundle_that_loads(home: Path, report: dict[str, object]) -> None:
    assert versions(home / "bundles") == [report["version"]]
    bundle = load_bundle(home / "bundles" / str(report["version"]), PROMISES)
    assert hasattr(bundle.parts["index"], "assess")
    assert json.loads(json.dumps(report, allow_nan=False))["rows"] > 500


def test_only_a_better_bundle_is_in_use(home: Path, report: dict[str, object]) -> None:
    folder = current(home / "bundles")
    gates = report["gates"]
    assert isinstance(gates, dict)
    assert report["promoted"] == all(gates.values())
    assert (folder is not None) == report["promoted"]


def test_the_card_says_what_the_index_must_not_do(home: Path, report: dict[str, object]) -> None:
    card = (home / "bundles" / str(report["version"]) / "card.md").read_text("utf-8")
    for heading in ("Uses", "Training details", "Evaluation", "Gates", "Features"):
        assert f"\n## {heading}" in card
    for heading in ("Intended use", "Out of scope"):
        assert f"\n### {heading}" in card
    assert "unbiased" not in card


def test_the_card_begins_with_what_a_catalogue_reads(home: Path, report: dict[str, object]) -> None:
    card = (home / "bundles" / str(report["version"]) / "card.md").read_text("utf-8")
    front = yaml.safe_load(card.split("---")[1])
    (entry,) = front["model-index"]
    (result,) = entry["results"]
    measured = {metric["type"]: metric["value"] for metric in result["metrics"]}
    assert measured["roc_auc"] == report["auc"]
    assert measured["brier_score"] == report["brier"]
    assert front["license"] == "apache-2.0"


def test_the_report_has_its_tables_and_pictures(home: Path, report: dict[str, object]) -> None:
    folder = home / "bundles" / str(report["version"]) / "report"
    text = (folder / "report.md").read_text("utf-8")
    page = (folder / "report.html").read_text("utf-8")
    headings = ("区分度与校准", "各季度的校准", "群体审计", "各群体的校准", "名额分配规则的代价")
    for heading in (*headings, "准确与公平的取舍", "启用条件"):
        assert f"## {heading}" in text
        assert f"<h2>{heading}</h2>" in page
    for attribute in ("性别", "年龄段", "文化程度", "县区", "残疾", "家庭类型"):
        assert f"{attribute}：" in text
    pictures = sorted(folder.glob("*.svg"))
    assert len(pictures) == 4
    for picture in pictures:
        ElementTree.parse(picture)  # noqa: S314 written by ourselves
    assert "unbiased" not in text + page


def test_a_bundle_is_no_worse_than_itself_on_the_same_days(
    home: Path, report: dict[str, object], tmp_path: Path
) -> None:
    version = str(report["version"])
    shutil.copytree(home / "bundles" / version, tmp_path / version)
    (tmp_path / "CURRENT").write_text(version)
    asked = ["compare", "--version", version, "--database", f"sqlite:///{home}/songgang.db"]
    found = answered([*asked, "--bundles", str(tmp_path), "--as-of", str(AS_OF)])
    assert found["champion"] == found["challenger"] == version
    assert found["scores"]["champion"] == found["scores"]["challenger"]
    assert found["scores"]["challenger"] == report["scores"]["index"]  # type: ignore[index]
    assert found["gates"] == {"不劣于现用模型": True}
    assert found["first_landmark"] >= "2025-04-01"


def test_outcomes_after_the_fit_are_watched_as_they_arrive(home: Path, tmp_path: Path) -> None:
    store = open_store(f"sqlite:///{home}/songgang.db")
    cohort = read_cohort(store, landmarks_before(AS_OF), as_of=AS_OF, seed=0)
    store.engine.dispose()
    card = Scorecard()
    notes = {"as_of": "2025-09-01", "profile": profile_of(card, cohort.frame), "gates": {}}
    write_bundle(
        tmp_path, "2025-09-01-01", {"index": card}, promises=PROMISES, notes=notes, card=""
    )
    promote(tmp_path, "2025-09-01-01")
    asked = ["drift", "--database", f"sqlite:///{home}/songgang.db", "--bundles", str(tmp_path)]
    found = answered([*asked, "--as-of", str(AS_OF)])
    rows = {one["months"]: one["rows"] for one in found["calibration"]}
    assert rows[3] > rows[6] > rows[12] > 0 == rows[24]
    assert set(found["psi"]) == set(NAMES)
    kept = tmp_path / "2025-09-01-01" / "drift" / f"{AS_OF}.json"
    assert json.loads(kept.read_text("utf-8")) == found


def answered(words: list[str]) -> dict[str, Any]:
    said = io.StringIO()
    with redirect_stdout(said):
        assert run.main([*words, "--json"]) == 0, said.getvalue()
    answer: dict[str, Any] = json.loads(said.getvalue().splitlines()[-1])
    return answer


def test_training_without_outcomes_says_so_and_changes_nothing(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    url = f"sqlite:///{tmp_path}/empty.db"
    store = open_store(url)
    migrate(store)
    store.engine.dispose()
    asked = ["--database", url, "--bundles", str(tmp_path), "--as-of", "2026-11-01", "--json"]
    assert run.main(asked) == 0
    said = json.loads(capsys.readouterr().out.splitlines()[-1])
    assert said["promoted"] is False
    assert "评分卡" in said["reason"]
    assert versions(tmp_path) == []


def test_small_groups_are_not_shown() -> None:
    rng = np.random.default_rng(0)
    p = rng.random(1000)
    waiting = (rng.random(1000) < p).astype(float)
    group = np.where(np.arange(1000) < LEAST_ROWS - 1, "few", "many")
    found = audit(p, waiting, np.ones(1000), chosen=p > 0.5, groups={"g": group}, seed=0)
    by_name = {a.group: a for a in found}
    assert by_name["few"].missed is None
    assert by_name["few"].auc is None
    many = by_name["many"].missed
    assert many is not None
    assert many.low <= many.value <= many.high


def test_more_places_reach_more_people() -> None:
    rng = np.random.default_rng(1)
    p = rng.random(2000)
    waiting = (rng.random(2000) < p).astype(float)
    points = accuracy_equity(p, waiting, np.where(p > 0.5, "a", "b"), (0.1, 0.5, 0.9))
    recalls = [recall for _, recall, _ in points]
    assert recalls == sorted(recalls)
