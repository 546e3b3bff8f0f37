"""Pages of figures: each number with its parts, small counts left out, and a sentence before the first night."""

import re
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask

from data.records import enrolments, figures
from data.records.figures import ALL, UNKNOWN, IndicatorFigure
from data.store import Store, reading, transaction
from service.app import create_app
from service.figuring import Figures
from service.indicating import Plan
from tests.builders import TODAY
from tests.service.office_world import count_a_night
from tests.service.signed_in import signed_in
from tests.service.stocked import NOW, settings, stock
from tests.service.vouchered import with_class


@pytest.fixture
def app(store: Store, tmp_path: Path) -> Flask:
    return create_app(settings(tmp_path, store), store, clock=lambda: NOW)


def test_before_the_first_night_pages_say_so(app: Flask, store: Store) -> None:
    analyst = signed_in(app, store, "city_analyst")
    for path in ("/console/market", "/console/indicators"):
        assert "还没有统计数据" in analyst.get(path).text
    assert signed_in(app, store, "counselor").get("/console/market").status_code == 403


def test_a_small_county_is_not_told_by_what_is_shown(app: Flask, store: Store) -> None:
    count_a_night(store)
    supply = Figures(store).supply(TODAY)
    assert supply is not None
    drivers = {line.region: line.n_jobseekers for line in supply.by_county("4-02")}
    assert drivers == {"140902": None, "140921": None}, "one alone would follow from the total"
    line = supply.total("", "4-02")
    assert line is not None
    assert (line.n_jobseekers, line.n_places, line.state) == (23, 12, "balanced")
    welders = supply.total("140902", "6-18")
    assert welders is not None
    assert (welders.n_jobseekers, welders.ratio, welders.state) == (None, None, "")
    assert replace(line, ratio=0.1).state == "crowded"
    assert not replace(line, ratio=0.1, occupation=UNKNOWN).state, "no occupation that is crowded"


def test_supply_and_demand_on_a_page(app: Flask, store: Store) -> None:
    count_a_night(store, back=7)
    analyst = signed_in(app, store, "city_analyst")
    assert "只有一个统计日" in analyst.get("/console/market").text
    count_a_night(store)
    page = analyst.get("/console/market?county=140921&group=4-02&sort=ratio").text
    assert "不显示" in page
    assert "定襄县" in page
    assert "data-chart" in page
    assert "W0" not in page


def test_each_indicator_is_asked_why(app: Flask, store: Store) -> None:
    count_a_night(store)
    found = Plan(store).day(TODAY)
    assert found is not None
    share = found.one("certified_share")
    assert share.city is not None
    assert (share.city.numerator, share.city.denominator) == (10, 20)
    assert share.city.value == pytest.approx(50)
    assert (share.city.completion, share.city.band) == (pytest.approx(1.0), 4)
    page = (
        signed_in(app, store, "city_analyst")
        .get("/console/indicators?indicator=certified_share")
        .text
    )
    assert "从业人员不是全部建档人员" in page
    assert "登记中没有专业技术职务，无法计算" in page
    assert re.search(r"分母</dt><dd>20", page)
    assert "band4" in page


def test_a_county_too_small_hides_another(store: Store) -> None:
    count_a_night(store)
    found = Plan(store).day(TODAY)
    assert found is not None
    counties = {n.region: n for n in found.one("registered").counties}
    assert counties["140921"].numerator is None
    assert counties["140902"].numerator is None
    assert found.one("registered").city is not None
    for region in ("140921", "140902"):
        ((_, day),) = Plan(store).over_time("registered", region, TODAY)
        assert day.numerator is None, "what a day hides is not told by its curve"
    ((_, whole),) = Plan(store).over_time("registered", ALL, TODAY)
    assert whole.numerator == 43


def test_who_finished_a_class_is_counted_once(store: Store, tmp_path: Path) -> None:
    stock(store, tmp_path)
    with transaction(store) as db:
        ended = with_class(db).ends_on
        for n, state in enumerate(("finished", "enrolled")):
            worker_id = ("W-driver", "W-learner")[n]
            number = enrolments.ask(db, "C1", worker_id, voucher_id=None, by="甲", at=NOW)
            before = enrolments.one(db, number)
            assert before is not None
            assert enrolments.change(db, before, state, by="甲", at=NOW)
    with reading(store) as db:
        assert enrolments.finished_between(db, ended, ended) == {"W-driver"}
        assert enrolments.finished_between(db, ended + timedelta(1), ended + timedelta(9)) == set()


def test_a_county_hidden_for_its_rest_takes_another_along(store: Store) -> None:
    counted = {"": (78, 150), "140902": (50, 100), "140921": (8, 10), "140922": (20, 40)}
    lines = [IndicatorFigure(TODAY, unit, "certified_share", *n, 0) for unit, n in counted.items()]
    with transaction(store) as db:
        figures.record_indicators(db, TODAY, lines)
    found = Plan(store).day(TODAY)
    assert found is not None
    shown = {n.region: n.numerator for n in found.one("certified_share").counties}
    assert shown == {"140902": 50, "140921": None, "140922": None}
