"""Each hard rule closes what it says and nothing else; every refusal is counted, named and told."""

from datetime import date

import numpy as np
import pyarrow as pa
import pytest

from data.records.employers import LISTED
from models.matching import eligibility, online, reference
from models.matching.engine import Engine
from models.matching.market import encode_vacancies
from models.matching.ranking import COLD_START
from models.matching.reverse import Workforce
from models.matching.seekers import encode_workers
from tests.builders import TODAY, vacancies, vacancy, worker
from tests.models.matching_random import random_vacancies, random_workers

TABLE: tuple[tuple[str, dict[str, object], dict[str, object], bool], ...] = (
    # rule, the worker, the vacancy, passes
    ("vacancy_open", {}, {"status": "closed"}, False),
    ("vacancy_open", {}, {"expires_on": TODAY}, True),
    ("vacancy_open", {}, {"expires_on": date(2026, 11, 22)}, False),
    ("vacancy_open", {}, {"expires_on": None}, True),
    ("vacancy_open", {}, {"places": 0}, False),
    ("lawful_posting", {}, {"description": "限男性"}, False),
    ("lawful_posting", {}, {"description": "男女不限"}, True),
    ("lawful_posting", {}, {"title": "保洁，35岁以下"}, True),
    ("within_reach", {"reach": "county"}, {"region": "140902"}, True),
    ("within_reach", {"reach": "county"}, {"region": "140921"}, False),
    ("within_reach", {"reach": "neighbours"}, {"region": "140921"}, True),
    ("within_reach", {"reach": "neighbours"}, {"region": "140932"}, False),
    ("within_reach", {"reach": "city"}, {"region": "140932"}, True),
    ("within_reach", {"reach": "city"}, {"region": "140105"}, False),
    ("within_reach", {"reach": "province"}, {"region": "140105"}, True),
    ("within_reach", {"reach": "province"}, {"region": "330200"}, False),
    ("within_reach", {"reach": "country"}, {"region": "330200"}, True),
    ("within_reach", {"reach": "county"}, {"region": None}, True),
    ("within_reach", {"reach": None}, {"region": "140932"}, True),
    ("papers_held", {"licences": []}, {"required_licences": []}, True),
    ("papers_held", {"licences": []}, {"required_licences": ["C1"]}, False),
    ("papers_held", {"licences": None}, {"required_licences": ["C1"]}, False),
    ("papers_held", {"licences": ["A2"]}, {"required_licences": ["C1"]}, True),
    ("papers_held", {"licences": ["C1"]}, {"required_licences": ["C1", "健康证"]}, False),
    (
        "papers_held",
        {"certificates": ["6-18-02-04:3"]},
        {"required_certificate": "6-18-02-04:4"},
        True,
    ),
    (
        "papers_held",
        {"certificates": ["6-18-02-04:5"]},
        {"required_certificate": "6-18-02-04:4"},
        False,
    ),
    (
        "papers_held",
        {"certificates": ["4-10-01-06:1"]},
        {"required_certificate": "6-18-02-04:4"},
        False,
    ),
    ("educated", {"education": "71"}, {"min_education": 2}, True),
    ("educated", {"education": "71"}, {"min_education": 3}, False),
    ("educated", {"education": None}, {"min_education": 5}, True),
    ("educated", {"education": "81"}, {"min_education": None}, True),
    ("of_lawful_age", {"birth_on": date(2010, 11, 23)}, {"min_age": None}, True),
    ("of_lawful_age", {"birth_on": date(2010, 11, 24)}, {"min_age": None}, False),
    ("of_lawful_age", {"birth_on": date(2009, 1, 1)}, {"underground": True}, False),
    ("of_lawful_age", {"birth_on": date(2008, 11, 23)}, {"underground": True}, True),
    ("of_lawful_age", {"birth_on": date(1950, 1, 1)}, {"min_age": 18}, True),
    ("of_lawful_age", {"birth_on": None}, {"min_age": 18}, True),
    ("allowed_underground", {"sex": "2"}, {"underground": True}, False),
    ("allowed_underground", {"sex": "1"}, {"underground": True}, True),
    ("allowed_underground", {"sex": "2"}, {"underground": False}, True),
    ("allowed_underground", {"sex": None}, {"underground": True}, True),
    ("pays_enough", {"wish_wage_fen": 500_000}, {"wage_high_fen": 450_000}, True),
    ("pays_enough", {"wish_wage_fen": 500_001}, {"wage_high_fen": 450_000}, False),
    ("pays_enough", {"wish_wage_fen": None}, {"wage_high_fen": 450_000}, True),
    ("pays_enough", {}, {"wage_low_fen": None, "wage_high_fen": None}, True),
    ("hours_suit", {"wish_hours": "part"}, {"hours": "full"}, False),
    ("hours_suit", {"wish_hours": "part"}, {"hours": "part"}, True),
    ("hours_suit", {"wish_hours": "any"}, {"hours": "night"}, True),
    ("hours_suit", {"wish_hours": "full"}, {"hours": None}, True),
    ("hours_suit", {"wish_hours": None}, {"hours": "night"}, True),
)


@pytest.mark.parametrize(("rule", "person", "offer", "expected"), TABLE)
def test_a_rule_closes_what_it_says_and_no_other_does(
    rule: str, person: dict[str, object], offer: dict[str, object], expected: bool
) -> None:
    refused = online.refusals(
        worker(**person), vacancy(**({"wage_low_fen": 100_000} | offer)), TODAY
    )
    assert [r.rule for r in refused] == ([] if expected else [rule])


def test_an_employer_on_a_public_list_keeps_its_posts_out() -> None:
    listed = {"list": "wage_arrears", "listed_on": date(2026, 3, 1), "source": "忻州市人社局"}
    offers = [vacancy(vacancy_id=f"V{n}") for n in range(2)]
    table = pa.concat_tables(
        [
            offers[0].append_column("listed", pa.array([[listed]], LISTED)),
            offers[1].append_column("listed", pa.array([[]], LISTED)),
        ]
    )
    market = encode_vacancies(table, TODAY)
    seeker = encode_workers(worker(), market)
    (refused,) = eligibility.refusals(seeker, 0, market, 0)
    assert refused.rule == "employer_in_good_standing"
    assert refused.detail == (
        "招聘单位自2026-03-01起在“拖欠农民工工资失信联合惩戒对象名单”上（公布机关：忻州市人社局）。"
    )
    assert eligibility.refusals(seeker, 0, market, 1) == ()
    cost = {n.rule: n.n_only for n in eligibility.near_misses(seeker, 0, market)}
    assert cost["employer_in_good_standing"] == 1
    for found in (
        reference.top(seeker, market, COLD_START),
        Engine(market, COLD_START).top(seeker),
    ):
        assert found.rows[0].tolist() == [1] + [-1] * 9
    workforce = Workforce(seeker, market, COLD_START)
    assert [len(workforce.best(j).rows) for j in range(2)] == [0, 1]


DETAILS: tuple[tuple[dict[str, object], dict[str, object], str], ...] = (
    ({}, {"status": "closed"}, "单位已停止招聘。"),
    ({}, {"expires_on": date(2026, 11, 1)}, "招聘已于2026-11-01截止。"),
    ({}, {"places": 0}, "名额已满。"),
    (
        {},
        {"title": "未婚"},
        "含婚育限制“未婚”，违反《就业促进法》第二十七条、《妇女权益保障法》第四十三条。",
    ),
    (
        {"reach": "county"},
        {"region": "140932"},
        "岗位在偏关县，劳动者可接受的范围是本县（市、区）。",
    ),
    (
        {"reach": "province"},
        {"region": "610103"},
        "岗位在陕西省西安市碑林区，劳动者可接受的范围是本省。",
    ),
    (
        {"licences": []},
        {"required_licences": ["健康证"]},
        "档案中没有登记：从业人员预防性健康检查合格证明；如已持有请补登。",
    ),
    (
        {"certificates": []},
        {"required_certificate": "6-18-02-04:4"},
        "档案中没有登记：焊工四级/中级工证书；如已持有请补登。",
    ),
    (
        {"certificates": ["6-18-02-04:4", "6-18-02-04:5", "4-10-01-06:1"]},
        {"required_certificate": "6-18-02-04:3", "required_licences": ["健康证"]},
        "岗位要求焊工三级/高级工证书，登记的是四级/中级工；"
        "档案中没有登记：从业人员预防性健康检查合格证明；如已持有请补登。",
    ),
    ({"education": "71"}, {"min_education": 5}, "岗位要求本科及以上，登记的是初中。"),
    ({"birth_on": date(2011, 1, 1)}, {}, "法定最低年龄16周岁，劳动者15周岁。"),
    (
        {"sex": "2"},
        {"underground": True},
        "该岗位为矿山井下劳动，《女职工劳动保护特别规定》附录禁止安排女职工从事。",
    ),
    (
        {"wish_wage_fen": 800_000},
        {"wage_high_fen": 600_000},
        "岗位月薪最高6000元，不到期望月薪8000元的九成。",
    ),
    ({"wish_hours": "part"}, {}, "岗位为全日制，劳动者可工作时间为非全日制。"),
)


@pytest.mark.parametrize(("person", "offer", "detail"), DETAILS)
def test_a_refusal_tells_the_figures_of_the_pair(
    person: dict[str, object], offer: dict[str, object], detail: str
) -> None:
    (refused,) = online.refusals(worker(**person), vacancy(**offer), TODAY)
    assert refused.detail == detail
    assert refused.sentence


def test_every_rule_has_its_own_name_and_sentence_in_both_languages() -> None:
    rules = eligibility.RULES
    assert len({r.name for r in rules}) == len({r.sentence for r in rules}) == len(rules)
    assert len({r.english for r in rules}) == len(rules)
    for rule in rules:
        assert rule.name == rule.test.__name__
        assert any("\u4e00" <= letter <= "\u9fff" for letter in rule.sentence)
        assert rule.english.isascii()
        assert rule.law


def test_a_rule_is_not_applied_before_it_was_in_force() -> None:
    names = {r.name for r in eligibility.rules_on(date(2012, 4, 27))}
    assert "allowed_underground" not in names
    assert "allowed_underground" in {r.name for r in eligibility.rules_on(date(2012, 4, 28))}


def test_no_other_rule_reads_sex() -> None:
    rng = np.random.default_rng(11)
    market = encode_vacancies(random_vacancies(rng, 200), TODAY)
    people = random_workers(rng, 20).to_pylist()
    for person in people:
        facts = {k: v for k, v in person.items() if k != "sex"}
        man, woman = (encode_workers(worker(**facts, sex=sex), market) for sex in "12")
        for name, verdict in eligibility.passes(man, 0, market).items():
            same = verdict == eligibility.passes(woman, 0, market)[name]
            assert same.all() or name == "allowed_underground"


def test_near_misses_count_what_each_rule_alone_costs_the_best_first() -> None:
    offers = [
        {"vacancy_id": "far", "region": "330200"},
        {"vacancy_id": "poor", "wage_low_fen": 400_000, "wage_high_fen": 400_000},
        {"vacancy_id": "poorer", "wage_low_fen": 300_000, "wage_high_fen": 300_000},
        {"vacancy_id": "far and poor", "region": "330200", "wage_low_fen": 1, "wage_high_fen": 1},
        {"vacancy_id": "fine"},
    ]
    market = encode_vacancies(vacancies(offers), TODAY)
    found = {
        n.rule: n
        for n in online.near_misses(
            encode_workers(worker(wish_wage_fen=500_000), market), market, COLD_START
        )
    }
    assert (found["within_reach"].n_refused, found["within_reach"].n_only) == (2, 1)
    assert found["within_reach"].vacancy_ids == ("far",)
    assert found["pays_enough"].n_only == 2
    assert set(found["pays_enough"].vacancy_ids) == {"poor", "poorer"}
    assert found["educated"].vacancy_ids == ()
