"""The planted hazard is what the spells were drawn from: a plain fit finds it again."""

from datetime import date
from itertools import pairwise

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow.compute as pc
import pytest
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score

from data.schema import EXIT_REASONS
from data.synthetic import SyntheticMarket, synthesise
from data.synthetic.hazard import (
    CYCLE_HEIGHT,
    EFFECTS,
    draw_exits,
    duration,
    hazards,
    no_stable_work,
    no_stable_work_observed,
)
from data.synthetic.truth import waiting_on

AS_OF = date(2026, 3, 1)
MONTH = 365.25 / 12


@pytest.fixture(scope="module")
def market() -> SyntheticMarket:
    return synthesise(20_000, 50, 23, AS_OF)


@pytest.fixture(scope="module")
def spells(market: SyntheticMarket) -> pd.DataFrame:
    """Every spell with its truth, months until its exit or until the day of looking."""
    truth = market.truth.to_pandas().query("not present")
    both = market.spells.to_pandas().merge(truth, on=["worker_id", "started_on"])
    last = pd.to_datetime(both["ended_on"].fillna(AS_OF))
    both["months"] = (last - pd.to_datetime(both["started_on"])).dt.days / MONTH
    both["stable"] = both["exit_reason"] == "stable_work"
    return pd.DataFrame(both)


def test_a_fifth_to_a_quarter_have_had_a_spell(market: SyntheticMarket) -> None:
    share = market.spells["worker_id"].to_pandas().nunique() / 20_000
    assert 0.2 <= share <= 0.25


def test_every_spell_has_a_version_at_its_start_and_its_truth(market: SyntheticMarket) -> None:
    started = market.spells.to_pandas()[["worker_id", "started_on"]]
    versions = market.workers.select(["worker_id", "registered_on", "valid_on"]).to_pandas()
    at_start = versions[versions["valid_on"] == versions["registered_on"]]
    found = started.merge(
        at_start, left_on=["worker_id", "started_on"], right_on=["worker_id", "valid_on"]
    )
    assert len(found) == len(started)
    truth = market.truth.to_pandas()
    assert (~truth["present"]).sum() == len(started)
    assert truth["present"].sum() == 20_000


def test_spells_of_a_worker_follow_each_other_within_four_years(market: SyntheticMarket) -> None:
    spells = market.spells.to_pandas().sort_values(["worker_id", "started_on"])
    next_start = pd.to_datetime(spells.groupby("worker_id")["started_on"].shift(-1))
    earlier = next_start.notna()
    assert (pd.to_datetime(spells["ended_on"])[earlier] < next_start[earlier]).all()
    assert pd.to_datetime(spells["started_on"]).min() >= pd.Timestamp("2022-02-27")
    assert (pd.to_datetime(spells["ended_on"]).dropna() < pd.Timestamp(AS_OF)).all()
    assert (spells["ended_on"].isna() == spells["exit_reason"].isna()).all()
    assert set(spells["exit_reason"].dropna()) == set(EXIT_REASONS)


def test_the_monthly_log_odds_are_found_again_with_slope_one(spells: pd.DataFrame) -> None:
    """Pooled months at risk; the offset's parts are known, so slope one and no other part remain."""
    events, scores = _months_at_risk(spells)
    fit = LogisticRegression(C=1e6, max_iter=500).fit(scores[:, None], events)
    assert fit.coef_[0, 0] == pytest.approx(1.0, abs=0.05)
    assert fit.intercept_[0] == pytest.approx(0.0, abs=0.12)


def test_the_chance_of_a_year_without_stable_work_is_calibrated(spells: pd.DataFrame) -> None:
    known = spells[(spells["months"] >= 12) | spells["stable"]]
    old = pd.to_datetime(known["started_on"]) < pd.Timestamp(AS_OF) - pd.Timedelta(days=366)
    known = known[old]
    late = ~(known["stable"] & (known["months"] <= 12))
    assert roc_auc_score(late, known["no_stable_work_12"]) > 0.75


def test_the_observed_share_counts_those_who_leave_otherwise(spells: pd.DataFrame) -> None:
    started = pd.to_datetime(spells["started_on"])
    old = spells[started < pd.Timestamp(AS_OF) - pd.Timedelta(days=366)]
    seen = 1 - (old["stable"] & (old["months"] <= 12)).mean()
    assert seen == pytest.approx(old["observed_12"].mean(), abs=0.02)
    assert (old["observed_12"] >= old["no_stable_work_12"] - 1e-9).all()


def test_sex_and_household_registration_add_nothing(
    market: SyntheticMarket, spells: pd.DataFrame
) -> None:
    people = market.workers.select(["worker_id", "sex", "hukou_region", "disabled"]).to_pandas()
    joined = spells.merge(people.drop_duplicates("worker_id"), on="worker_id")
    year = joined[pd.to_datetime(joined["started_on"]) < pd.Timestamp("2025-02-01")]
    late = 1.0 - (year["stable"] & (year["months"] <= 12))
    surprise = late - year["observed_12"]
    for group in (year["sex"] == "1", year["hukou_region"].str.startswith("1409") == True):  # noqa: E712
        error = surprise.std() * np.sqrt(1 / group.sum() + 1 / (~group).sum())
        assert abs(surprise[group].mean() - surprise[~group].mean()) < 4 * error


def test_the_families_are_the_five_and_no_two_effects_share_a_name() -> None:
    assert {e.family for e in EFFECTS} == {"basic", "skills", "income", "experience", "wish"}
    assert len({e.name for e in EFFECTS}) == len(EFFECTS)


def test_months_go_on_where_a_spell_is_open(market: SyntheticMarket) -> None:
    """A present version in an open spell foretells from its elapsed months on."""
    truth = market.truth.to_pandas()
    present = truth[truth["present"] & (truth["elapsed_months"] > 0)]
    starts = truth[~truth["present"]]
    both = present.merge(starts, on=["worker_id", "started_on"], suffixes=("", "_start"))
    assert len(both) > 500
    assert np.allclose(both["log_odds"], both["log_odds_start"], atol=0.35)
    assert (both["no_stable_work_12"] > both["no_stable_work_12_start"] - 0.1).all()


def test_whoever_has_gone_on_waiting_is_foretold_from_today(market: SyntheticMarket) -> None:
    """On the day of a file the table's own chance; months later, that of somebody who has waited longer."""
    truth = market.truth
    still = truth.filter(pc.and_(truth["present"], pc.is_valid(truth["started_on"])))
    for day in pc.unique(still["valid_on"])[:20].to_pylist():
        those = still.filter(pc.equal(still["valid_on"], day))
        assert np.allclose(waiting_on(those, day), those["no_stable_work_12"].to_numpy())
    assert waiting_on(still, AS_OF).mean() > still["no_stable_work_12"].to_numpy().mean() + 0.01


def test_longer_horizons_leave_fewer_without_work(market: SyntheticMarket) -> None:
    truth = market.truth.to_pandas()
    columns = [truth[f"no_stable_work_{h}"] for h in (3, 6, 12, 24)]
    assert all((b <= a).all() for a, b in pairwise(columns))


def test_exits_are_drawn_as_the_chances_say() -> None:
    rng = np.random.default_rng(1)
    chances = np.full((40_000, 6), 0.2)
    others = np.broadcast_to(np.array([0.05, 0.0, 0.03, 0.0, 0.0]), (40_000, 6, 5))
    month, reason = draw_exits(chances, others, rng)
    first = month == 0
    assert np.mean(first & (reason == 0)) == pytest.approx(0.2, abs=0.01)
    assert np.mean(first & (reason == 1)) == pytest.approx(0.8 * 0.05, abs=0.005)
    assert np.mean(first & (reason == 3)) == pytest.approx(0.8 * 0.03, abs=0.005)
    assert set(np.unique(reason)) == {-1, 0, 1, 3}
    assert np.mean(month < 0) == pytest.approx((0.8 * 0.92) ** 6, abs=0.01)
    seen = no_stable_work_observed(chances[:1], others[:1], 6)[0]
    assert np.mean(reason != 0) == pytest.approx(seen, abs=0.01)
    assert no_stable_work(chances[:1], 2)[0] == pytest.approx(0.64)


def test_work_gets_harder_to_find_the_longer_it_takes() -> None:
    months = np.arange(3, 31)
    assert (np.diff(duration(months)) < 0).all()
    flat = hazards(np.zeros(1), np.array([20_000]), np.arange(1, 49))[0]
    assert flat.max() < 1 / (1 + np.exp(-(0.1 + 0.12 + CYCLE_HEIGHT)))


def _months_at_risk(
    spells: pd.DataFrame,
) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.float64]]:
    """One entry a month of a spell that was seen to its end: event and true log-odds."""
    rows = spells
    started = pd.to_datetime(rows["started_on"]).to_numpy().astype("datetime64[D]").astype(np.int64)
    months = np.arange(1, 49)
    chance = hazards(rows["log_odds"].to_numpy(), started, months)
    length = rows["months"].to_numpy()
    ended = rows["exit_reason"].notna().to_numpy()
    whole = np.where(ended, np.ceil(length - 1e-9), np.floor(length)).astype(int)
    at_risk = months <= whole[:, None]
    event = (months == whole[:, None]) & rows["stable"].to_numpy()[:, None]
    logit = np.log(chance / (1 - chance))
    return event[at_risk].astype(np.int64), logit[at_risk]
