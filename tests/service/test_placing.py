"""A night gives places out over everybody: nothing is pushed beyond them, and the API knows the prices."""

from collections import Counter
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pyarrow.compute as pc
import pyarrow.parquet as pq
import pytest

from data.store import Store
from service.batch.day import run_of, score_day
from service.batch.placing import sales_of
from service.batch.prices import NAME, read_prices
from service.config import Settings
from service.demo import noon
from tests.data.importing import quiet
from tests.service.scarce import AS_OF, POLICY, scarce_night
from tests.service.stocked import Caller, caller


@pytest.fixture(scope="module")
def night(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Settings, Store, Path]]:
    """Few vacancies for many people, so that places are scarce, after one night."""
    home = tmp_path_factory.mktemp("night")
    config, store, folder = scarce_night(home)
    yield config, store, folder
    store.engine.dispose()


def asking(night: tuple[Settings, Store, Path], day: date = AS_OF) -> Caller:
    return caller(night[1], night[0].home, at=noon(day))


@pytest.mark.parametrize(
    ("kind", "key", "places"),
    [("vacancies", "vacancy_id", "places"), ("programmes", "programme_id", "seats")],
)
def test_nothing_is_pushed_beyond_its_places(
    night: tuple[Settings, Store, Path], kind: str, key: str, places: str
) -> None:
    lists = pq.read_table(night[2] / kind)
    given = lists.filter(lists["referred"])
    offers = pq.read_table(night[2] / "offers" / f"{kind}.parquet").select([key, places])
    room = dict(zip(offers[key].to_pylist(), offers[places].to_pylist(), strict=True))
    sent = Counter(given[key].to_pylist())
    assert sent
    assert all(n <= room[target] for target, n in sent.items())
    assert any(n == room[target] for target, n in sent.items()), "the market is tight"
    most = max(Counter(given["worker_id"].to_pylist()).values())
    assert most <= (POLICY.referrals if kind == "vacancies" else 1)


def test_a_referral_keeps_its_price_and_what_was_full(
    night: tuple[Settings, Store, Path],
) -> None:
    lists = pq.read_table(night[2] / "vacancies")
    given = lists.filter(lists["referred"])
    assert pc.max(given["price"]).as_py() > 0
    displaced = given.filter(pc.greater(given["n_full"], 0))
    assert displaced.num_rows > 0
    assert displaced["instead_of"].null_count == 0
    assert pc.all(pc.not_equal(displaced["instead_of"], displaced["vacancy_id"])).as_py()


def test_the_api_shows_the_price_and_why_a_better_one_is_missing(
    night: tuple[Settings, Store, Path],
) -> None:
    lists = pq.read_table(night[2] / "vacancies")
    row = lists.filter(pc.and_(lists["referred"], pc.greater(lists["n_full"], 0))).to_pylist()[0]
    ten = asking(night).get(f"/workers/{row['worker_id']}/vacancies").json["vacancies"]
    match = next(m for m in ten if m["vacancy"]["vacancy_id"] == row["vacancy_id"])
    assert match["standing"]["referred"] is True
    assert match["price"] == match["standing"]["price"] == pytest.approx(row["price"])
    assert match["standing"]["instead_of"] == row["instead_of"]
    assert "名额已满" in match["standing"]["counselor"]
    path = f"/recommendations/{match['recommendation_id']}"
    assert asking(night).get(path).json["shown"]["standing"] == match["standing"]


def test_what_is_full_for_others_steps_back_in_the_list(
    night: tuple[Settings, Store, Path],
) -> None:
    lists = pq.read_table(night[2] / "vacancies").to_pylist()
    outside = [r for r in lists if not r["referred"] and r["price"] > r["score"]]
    assert outside
    for row in outside[:20]:
        ahead = [r for r in lists if r["worker_id"] == row["worker_id"] and r["rank"] < row["rank"]]
        assert all(
            r["referred"] or r["score"] - r["price"] >= row["score"] - row["price"] for r in ahead
        )


def test_the_next_night_begins_with_the_prices_of_the_last(
    night: tuple[Settings, Store, Path],
) -> None:
    config, store, folder = night
    tomorrow = AS_OF + timedelta(days=1)
    done = score_day(config, store, tomorrow, processes=1, report=quiet, policy=POLICY)
    before, after = read_prices(folder / NAME), read_prices(done.folder / NAME)
    assert after.measured["vacancies"]["gap"] <= 1e-3
    assert after.vacancies.keys() & before.vacancies.keys()
    assert after.policy == POLICY
    for sale in sales_of(run_of(config, tomorrow, POLICY)):
        said = after.vacancies if sale.kind == "vacancies" else after.programmes
        assert sale.prices is not None
        assert sale.prices.tolist() == [said.get(id_, 0.0) for id_ in sale.ids]


def test_old_prices_are_forgotten(night: tuple[Settings, Store, Path]) -> None:
    worker = pq.read_table(night[2] / "vacancies")["worker_id"][0].as_py()
    late = asking(night, AS_OF + timedelta(days=12)).get(f"/workers/{worker}/vacancies").json
    assert all(m["standing"]["referred"] is None for m in late["vacancies"])
    assert all(m["price"] == 0 for m in late["vacancies"])


def test_what_was_dismissed_does_not_come_back_in_the_next_night(
    night: tuple[Settings, Store, Path],
) -> None:
    config, store, folder = night
    row = pq.read_table(folder / "vacancies").to_pylist()[0]
    me = asking(night)
    match = me.get(f"/workers/{row['worker_id']}/vacancies").json["vacancies"][0]
    path = f"/recommendations/{match['recommendation_id']}/verdicts"
    assert me.post(path, {"verdict": "dismissed", "reason": "too_far"}).status_code == 201
    done = score_day(config, store, AS_OF, processes=1, report=quiet, policy=POLICY)
    mine = pq.read_table(done.folder / "vacancies", filters=[("worker_id", "=", row["worker_id"])])
    assert mine.num_rows > 0
    assert match["vacancy"]["vacancy_id"] not in mine["vacancy_id"].to_pylist()
