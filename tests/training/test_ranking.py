"""The ranking learns from what was shown where, and is used only where later lists of others say so."""

import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import numpy as np
import pyarrow as pa
import pytest

from data.records import judgements, recommendations
from data.records.judgements import SHOWN_COLUMNS
from data.records.recommendations import Recommendation, Verdict
from data.schema import arrow_schema
from data.store import Store, transaction
from models.advice import PROMISES, make_day
from models.bundle import current, load_bundle
from models.matching.comparisons import NAMES
from models.matching.learning import examination, gain, reordered
from models.matching.ranking import COLD_START
from tests.builders import programme, registry_row, vacancy
from tests.data.importing import take_workers, write_csv
from training.matching import Learned, bring_into_use, learn_matching, parts_of
from training.ranking import NO_BETTER, TOO_FEW, try_ranking
from training.shown import Shown, hired, read_shown, wanted

DAY = date(2026, 11, 23)
NOW = datetime(2026, 11, 23, 4, tzinfo=UTC)
NAN = float("nan")


@pytest.mark.parametrize(
    ("verdict", "reason", "is_wanted", "is_hired"),
    [
        ("accepted", None, 1, NAN),
        ("applied", None, 1, NAN),
        ("hired", None, 1, 1),
        ("rejected", "employer_declined", 1, 0),
        ("rejected", "worker_declined", 0, NAN),
        ("dismissed", "too_far", 0, NAN),
        ("dismissed", None, 0, NAN),
        ("dismissed", "has_work", NAN, NAN),
        ("dismissed", "unreachable", NAN, NAN),
        ("dismissed", "lacks_skills", NAN, NAN),
        (None, None, NAN, NAN),
    ],
)
def test_what_a_verdict_says_about_either_side(
    verdict: str | None, reason: str | None, is_wanted: float, is_hired: float
) -> None:
    assert wanted(verdict, reason) == pytest.approx(is_wanted, nan_ok=True)
    assert hired(verdict, reason) == pytest.approx(is_hired, nan_ok=True)


def evidence(value: float = 0.5, **more: object) -> dict[str, object]:
    """What is kept with a recommendation, as far as learning reads it."""
    return {"evidence": [{"comparison": name, "value": value} for name in NAMES], **more}


def row(**facts: object) -> dict[str, object]:
    usual = {
        "recommendation_id": "r",
        "worker_id": "W1",
        "target_id": "V1",
        "as_of": DAY,
        "rank": 1,
        "evidence": json.dumps(evidence()),
        "bundle": "b",
        "verdict": None,
        "reason": None,
    }
    return usual | facts


def rows(*facts: Mapping[str, object]) -> Shown:
    return read_shown(
        pa.Table.from_pylist([row(**f) for f in facts], schema=arrow_schema(SHOWN_COLUMNS))
    )


def test_a_vacancy_of_a_list_counts_once_and_with_its_verdict() -> None:
    shown = rows({"rank": 2}, {"rank": 1, "verdict": "applied"}, {"target_id": "V2"})
    assert shown.rank.tolist() == [1, 1]
    assert shown.said.tolist() == [True, False]
    assert len(set(shown.lists.tolist())) == 1


def test_a_drawn_slot_is_weighed_by_its_chance() -> None:
    shown = rows(
        {"evidence": json.dumps(evidence(shown_chance=0.02))},
        {"target_id": "V2", "evidence": json.dumps(evidence())},
    )
    assert shown.chance.tolist() == [0.02, 1.0]


def test_a_list_that_looked_at_nobody_teaches_nothing() -> None:
    assert len(rows({"evidence": json.dumps({"evidence": []})})) == 0


def test_looking_falls_with_rank_and_never_rises() -> None:
    rank = np.repeat(np.arange(1, 6), 200)
    said = np.concatenate([np.arange(200) < n for n in (160, 80, 90, 20, 0)])
    found = examination(rank, said)
    assert found[0] == 1.0
    assert (np.diff(found) <= 0).all()
    assert found[-1] >= 0.05


TRUTH = {"hire": 3.0, "worth": 4.0}


def lived(n: int, seed: int, *, taught: bool = True) -> Shown:
    """Lists of ten in the order of the cold start; people want what is near, employers hire by experience."""
    rng = np.random.default_rng(seed)
    lists = np.repeat(np.arange(n), 10)
    values = rng.random((10 * n, len(NAMES)))
    rank = reordered(values, lists, COLD_START)
    looked = rng.random(10 * n) < 1 / np.sqrt(rank)
    near, seasoned = (values[:, NAMES.index(name)] for name in ("distance", "experience"))
    likes = 1 / (1 + np.exp(2 - TRUTH["worth"] * (near if taught else 0.5)))
    fits = 1 / (1 + np.exp(2 - TRUTH["hire"] * (seasoned if taught else 0.5)))
    wants = np.where(looked, (rng.random(10 * n) < likes).astype(float), NAN)
    gets = np.where(wants == 1, (rng.random(10 * n) < fits).astype(float), NAN)
    return Shown(
        lists=lists,
        worker=np.array([f"W{i}" for i in lists]),
        day=20_000 + lists * 60 // n,
        rank=rank,
        chance=np.ones(10 * n),
        values=values,
        said=looked,
        hired=gets,
        wanted=wants,
    )


def test_what_people_and_employers_look_for_is_learned_and_used() -> None:
    trial = try_ranking(lived(1_500, seed=1), COLD_START)
    assert trial.better, trial.reason
    assert trial.gains["wanted"].low > 0
    assert trial.ranking.hire["experience"] > COLD_START.hire["experience"] + 1
    worth = trial.ranking.worth
    assert max(worth, key=lambda name: worth[name]) == "distance"
    assert trial.facts()["gains"]["hired"]["lists"] > 100


def test_verdicts_by_chance_change_nothing() -> None:
    for seed in range(3):
        trial = try_ranking(lived(600, seed=seed, taught=False), COLD_START)
        assert not trial.better
        assert trial.ranking is COLD_START
        assert trial.reason == NO_BETTER


def test_too_few_verdicts_keep_the_documented_weights() -> None:
    for shown in (lived(20, seed=1), rows()):
        trial = try_ranking(shown, COLD_START)
        assert (trial.better, trial.reason) == (False, TOO_FEW)
        assert trial.ranking is COLD_START


def test_who_is_judged_on_was_not_learned_from() -> None:
    shown = lived(300, seed=2)
    same = replace(shown, worker=np.array(["W"] * len(shown)))
    assert try_ranking(same, COLD_START).reason == TOO_FEW


def test_a_ranking_gains_nothing_on_itself() -> None:
    shown = lived(100, seed=4)
    seen = shown.looked_at()
    found = gain(np.nan_to_num(shown.wanted), shown.lists, seen, old=seen, new=seen)
    assert (found.value, found.low, found.high) == (0.0, 0.0, 0.0)


def stored(store: Store, shown: Shown) -> None:
    """The same lists, recommended and judged through the store."""
    with transaction(store) as db:
        for at in range(len(shown)):
            said = Recommendation(
                worker_id="W1",
                kind="vacancy",
                target_id=f"V{at % 10}",
                as_of=date(1970, 1, 1) + timedelta(int(shown.day[at])),
                rank=int(shown.rank[at]),
                score=0.5,
                hire_chance=0.5,
                worth=1.0,
                price=0.0,
                evidence=json.dumps(
                    {
                        "evidence": [
                            {"comparison": name, "value": float(value)}
                            for name, value in zip(NAMES, shown.values[at], strict=True)
                        ]
                    }
                ),
                bundle="b",
            )
            (id_,) = recommendations.record(db, [said], NOW)
            verdict = "hired" if shown.hired[at] == 1 else "dismissed"
            if shown.said[at]:
                recommendations.add_verdict(db, Verdict(id_, verdict, None, "x", NOW, None))


def test_every_vacancy_of_a_judged_list_is_read_and_others_are_not(
    store: Store, tmp_path: Path
) -> None:
    take_workers(store, write_csv(tmp_path / "people.csv", [registry_row(worker_id="W1")]))
    lists = lived(2, seed=5)
    first = lists.lists == 0
    quiet = replace(lists, said=lists.said & first, day=np.where(first, 20_000, 20_001))
    stored(store, quiet)
    with transaction(store) as db:
        found = judgements.judged_lists(db, DAY)
        early = judgements.judged_lists(db, date(1990, 1, 1))
    assert found.num_rows == 10
    assert found["rank"].to_pylist() == list(range(1, 11))
    assert found["verdict"].null_count == 10 - int(quiet.said.sum())
    assert early.num_rows == 0
    assert read_shown(found).said.sum() == quiet.said.sum()


def test_a_better_ranking_is_used_by_the_next_day(tmp_path: Path) -> None:
    trial = try_ranking(lived(1_500, seed=1), COLD_START)
    learned = Learned(parts_of(trial), {"ranking": trial.facts()}, trial.better, trial.reason)
    facts = bring_into_use(learned, tmp_path, "2026-11-23-01", as_of=DAY, at=NOW)
    assert facts["promoted"]
    folder = current(tmp_path)
    assert folder is not None
    bundle = load_bundle(folder, PROMISES)
    day = make_day(DAY, bundle, vacancy(), programme())
    assert day.ranking.learned
    assert day.ranking == trial.ranking
    assert "离线策略" in (folder / "card.md").read_text(encoding="utf-8")


def test_without_verdicts_a_bundle_has_no_ranking_of_its_own(store: Store, tmp_path: Path) -> None:
    learned = learn_matching(store, tmp_path, DAY, seed=0)
    assert not learned.better
    assert "ranking" not in learned.parts
    assert learned.facts["ranking"]["reason"] == TOO_FEW
