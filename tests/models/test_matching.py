"""Matching compares what it says, ranks by surplus, and tells the truth about the few it shows."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from models.matching import reference
from models.matching.comparisons import COMPARISONS, NAMES
from models.matching.evidence import SAY
from models.matching.explain import explain
from models.matching.market import encode_vacancies, skill_rarity
from models.matching.match import Match
from models.matching.ranking import COLD_START, Ranking, tables
from models.matching.seekers import encode_workers
from tests.builders import TODAY, vacancies, vacancy, worker, workers
from tests.models.matching_random import SKILLS, random_vacancies, random_workers

OCCUPATIONS = ("4-02-02-02", "6-18-02-04", "4-10-01-06", "6-31-01-03")
PLAIN: dict[str, object] = {"min_experience_months": 0, "required_licences": []}


def answer(person: dict[str, object], offers: list[dict[str, object]]) -> list[Match]:
    """The worker's list over these vacancies, explained."""
    rows = [{"vacancy_id": f"V{j}"} | PLAIN | offer for j, offer in enumerate(offers)]
    market = encode_vacancies(vacancies(rows), TODAY)
    seekers = encode_workers(worker(**person), market)
    found = reference.top(seekers, market, COLD_START)
    return list(explain(seekers, 0, market, COLD_START, found.rows[0].tolist()))


def value(name: str, person: dict[str, object], offer: dict[str, object]) -> float:
    (match,) = answer(person, [offer])
    return {e.comparison: e.value for e in match.evidence}[name]


@pytest.mark.parametrize(
    ("name", "person", "offer", "expected"),
    [
        ("occupation", {"past_occupations": [], "last_occupation": "4-02-02-02"}, {}, 1.0),
        ("occupation", {"past_occupations": [], "last_occupation": "4-02-02-01"}, {}, 0.75),
        ("occupation", {"past_occupations": [], "last_occupation": "4-02-01-01"}, {}, 0.45),
        ("occupation", {"past_occupations": [], "last_occupation": "4-10-01-06"}, {}, 0.15),
        ("occupation", {"past_occupations": [], "last_occupation": "6-18-02-04"}, {}, 0.0),
        ("occupation", {"past_occupations": [], "last_occupation": "4-02"}, {}, 0.45),
        (
            "occupation",
            {"past_occupations": ["4-02-02-02"], "last_occupation": "6-18-02-04"},
            {},
            1.0,
        ),
        ("occupation", {"past_occupations": None, "last_occupation": None}, {}, 0.15),
        ("occupation", {}, {"occupation": None}, 0.15),
        ("occupation", {}, {"occupation": "4-02"}, 0.45),
        ("wish", {"wish_occupations": ["4-10-01-06", "4-02-02-01"]}, {}, 0.75),
        ("wish", {"wish_occupations": None}, {}, 0.15),
        ("experience", {"experience_months": 6}, {"min_experience_months": 12}, 0.5),
        ("experience", {"experience_months": 24}, {"min_experience_months": 12}, 1.0),
        ("experience", {"experience_months": None}, {"min_experience_months": 12}, 0.5),
        ("experience", {"experience_months": None}, {"min_experience_months": None}, 1.0),
        (
            "wage",
            {"wish_wage_fen": 500_000},
            {"wage_low_fen": 600_000, "wage_high_fen": 600_000},
            0.5,
        ),
        (
            "wage",
            {"wish_wage_fen": 500_000},
            {"wage_low_fen": 900_000, "wage_high_fen": 900_000},
            1.0,
        ),
        (
            "wage",
            {"wish_wage_fen": 500_000},
            {"wage_low_fen": 400_000, "wage_high_fen": 460_000},
            0.0,
        ),
        ("wage", {"wish_wage_fen": None, "last_wage_fen": 500_000}, {"wage_low_fen": 600_000}, 0.5),
        ("wage", {"wish_wage_fen": None, "last_wage_fen": None}, {}, 0.25),
        ("wage", {}, {"wage_low_fen": None, "wage_high_fen": None}, 0.25),
        ("distance", {}, {"region": "140902"}, 1.0),
        ("distance", {}, {"region": "140921"}, 0.8),
        ("distance", {}, {"region": "140932"}, 0.6),
        ("distance", {"reach": "country"}, {"region": "140105"}, 0.3),
        ("distance", {"reach": "country"}, {"region": "330200"}, 0.1),
        ("distance", {}, {"region": None}, 0.3),
        ("freshness", {}, {"posted_on": TODAY}, 1.0),
        ("freshness", {}, {"posted_on": None}, 0.5),
    ],
)
def test_a_comparison_is_worth_what_it_says(
    name: str, person: dict[str, object], offer: dict[str, object], expected: float
) -> None:
    offer = {"wage_high_fen": 600_000} | offer
    assert value(name, person, offer) == pytest.approx(expected)


def test_skills_count_by_need_and_rarity() -> None:
    rows = [
        {"vacancy_id": f"V{j}", "required_skills": ["常见"], "welcome_skills": []}
        for j in range(200)
    ]
    rows[0] |= {"required_skills": ["常见", "少见"], "welcome_skills": ["加分"]}
    market = encode_vacancies(vacancies([PLAIN | r for r in rows]), TODAY)
    knows = ([], ["常见"], ["加分"], ["少见"], ["常见", "少见", "加分"])
    people = encode_workers(workers([{"skills": known} for known in knows]), market)
    values = [COMPARISONS[0].measure(people, i, market)[0] for i in range(len(knows))]
    assert values == sorted(values)
    assert len(set(values)) == len(values)
    assert all(0 <= v < 1 for v in values)


def test_everybody_of_a_planted_checkerboard_finds_the_own_square() -> None:
    places = ("140902", "140932", "140105", "330200")
    squares = [(o, p) for o in OCCUPATIONS for p in places]
    offers = [
        {
            "vacancy_id": f"{o}@{p}#{n}",
            "occupation": o,
            "region": p,
            "required_skills": [f"{o}技能"],
        }
        | {"welcome_skills": [], "employer": f"{p}{n}"}
        for o, p in squares
        for n in range(3)
    ]
    people = [
        {"worker_id": f"{o}@{p}", "region": p, "last_occupation": o, "past_occupations": [o]}
        | {"wish_occupations": [o], "skills": [f"{o}技能"], "reach": "country"}
        for o, p in squares
    ]
    market = encode_vacancies(vacancies([PLAIN | offer for offer in offers]), TODAY)
    found = reference.top(encode_workers(workers(people), market), market, COLD_START, k=3)
    for (o, p), mine in zip(squares, found.rows, strict=True):
        assert {market.ids[j] for j in mine} == {f"{o}@{p}#{n}" for n in range(3)}


@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(seed=st.integers(0, 2**32 - 1))
def test_one_more_skill_or_paper_never_hurts_and_scores_are_parts_of_one(seed: int) -> None:
    rng = np.random.default_rng(seed)
    market = encode_vacancies(random_vacancies(rng, 60), TODAY)
    person = random_workers(rng, 1).to_pylist()[0]
    richer = dict(person)
    richer["skills"] = [*(person["skills"] or []), str(rng.choice(SKILLS))]
    richer["licences"] = [*(person["licences"] or []), "A2"]
    both = encode_workers(workers([person, richer]), market)
    before, after = (reference.score(both, i, market, COLD_START) for i in range(2))
    assert (after.score >= before.score).all()
    assert (after.eligible >= before.eligible).all()
    assert ((before.score > 0) & (before.score <= 1)).all()
    assert all(((v >= 0) & (v <= 1)).all() for v in before.values.values())


@settings(max_examples=15, deadline=None, suppress_health_check=list(HealthCheck))
@given(seed=st.integers(0, 2**32 - 1))
def test_the_order_of_vacancies_is_irrelevant_and_reverse_agrees(seed: int) -> None:
    rng = np.random.default_rng(seed)
    offers, people = random_vacancies(rng, 40), random_workers(rng, 6)
    market = encode_vacancies(offers, TODAY)
    shuffled = encode_vacancies(offers.take(rng.permutation(len(offers))), TODAY)
    seekers = encode_workers(people, market)
    found = reference.top(seekers, market, COLD_START, k=40)
    again = reference.top(encode_workers(people, shuffled), shuffled, COLD_START, k=40)
    np.testing.assert_array_equal(found.rows, again.rows)
    j = int(rng.integers(len(market)))
    who, scores = reference.candidates(j, seekers, market, COLD_START)
    for i, score in zip(who.tolist(), scores, strict=True):
        assert reference.score(seekers, i, market, COLD_START).score[j] == score
    assert list(scores) == sorted(scores, reverse=True)


def test_no_employer_fills_the_list_and_what_was_seen_stays_away() -> None:
    rows = [
        PLAIN | {"vacancy_id": f"V{j}", "employer": "大厂" if j < 8 else f"小厂{j}"}
        for j in range(12)
    ]
    market = encode_vacancies(vacancies(rows), TODAY)
    seekers = encode_workers(worker(), market)
    found = reference.top(seekers, market, COLD_START, excluded=[frozenset({0, 9})])
    ids = [market.ids[j] for j in found.rows[0] if j >= 0]
    assert ids == ["V1", "V10", "V11", "V2", "V3", "V8", "V9"]


def test_surplus_ranks_between_chance_and_worth() -> None:
    """A sure job one does not want and a dream out of reach both lose to a fair chance of a good one."""
    sure = {
        "vacancy_id": "sure",
        "wage_low_fen": 405_000,
        "wage_high_fen": 410_000,
        "region": "140932",
    }
    dream = {"vacancy_id": "dream", "occupation": "2-06-02-02", "wage_low_fen": 900_000}
    dream |= {
        "wage_high_fen": 900_000,
        "required_skills": ["审计", "合并报表"],
        "welcome_skills": ["法语"],
    }
    fair = {"vacancy_id": "fair", "wage_low_fen": 600_000, "occupation": "4-02-02-01"}
    found = answer({}, [sure, dream, fair])
    assert found[0].vacancy_id == "fair"
    chance = {m.vacancy_id: m.hire_chance for m in found}
    worth = {m.vacancy_id: m.worth for m in found}
    assert chance["sure"] > chance["dream"]
    assert worth["dream"] > worth["sure"]
    assert all(m.score == pytest.approx(m.hire_chance * m.worth) for m in found)


def test_evidence_adds_up_to_the_score() -> None:
    (match,) = answer({"skills": ["货车驾驶"]}, [{}])
    log_odds = COLD_START.hire_base + sum(e.hire for e in match.evidence)
    assert match.hire_chance == pytest.approx(1 / (1 + np.exp(-log_odds)))
    utility = COLD_START.worth_base + sum(e.worth for e in match.evidence)
    top = COLD_START.worth_base + sum(COLD_START.worth.values())
    surplus = [np.log1p(np.exp(u / COLD_START.sigma)) for u in (utility, top)]
    assert match.worth == pytest.approx(surplus[0] / surplus[1])


def test_what_is_said_is_true() -> None:
    (match,) = answer({"skills": ["货车驾驶", "做饭"]}, [{"welcome_skills": ["车辆检查"]}])
    said = {e.comparison: e for e in match.evidence}
    assert said["skills"].counselor == "岗位所列2项技能，会其中1项：货车驾驶；还缺：车辆检查。"
    assert said["occupation"].worker == "您做过道路货运汽车驾驶员，正是这个职业。"
    assert said["wage"].counselor == "月薪中位5250元，比期望4500元高750元。"
    assert said["distance"].worker == "在忻府区上班，就在本县（市、区）。"
    assert said["freshness"].counselor == "22天前发布。"
    assert match.gaps == ("车辆检查",)
    assert match.notes == ()


def test_a_wage_as_hoped_for_is_said_to_be_that() -> None:
    (match,) = answer({"wish_wage_fen": 525_000}, [{}])
    said = {e.comparison: e for e in match.evidence}["wage"]
    assert said.counselor == "月薪中位5250元，与期望持平。"
    assert said.worker == "月薪约5250元，和您期望的一样。"


def test_what_is_unknown_is_said_to_be_unknown() -> None:
    unknown = dict.fromkeys(
        ("skills", "past_occupations", "last_occupation", "wish_occupations", "experience_months")
    ) | {"wish_wage_fen": None, "last_wage_fen": None, "education": None, "birth_on": None}
    offer = {"region": None, "posted_on": None, "min_education": 2, "min_experience_months": 12}
    (match,) = answer(unknown, [offer])
    assert [e.comparison for e in match.evidence if e.known] == []
    assert len(match.notes) == 4
    bare = dict.fromkeys(("occupation", "wage_low_fen", "wage_high_fen"))
    (match,) = answer({}, [bare | {"required_skills": [], "welcome_skills": []}])
    known = {e.comparison for e in match.evidence if e.known}
    assert known == {"experience", "distance", "freshness"}
    assert "岗位未写明工资，未按期望月薪筛选。" in match.notes


@settings(max_examples=20, deadline=None, suppress_health_check=list(HealthCheck))
@given(seed=st.integers(0, 2**32 - 1))
def test_every_pair_can_be_told_to_counselor_and_worker(seed: int) -> None:
    rng = np.random.default_rng(seed)
    market = encode_vacancies(random_vacancies(rng, 20), TODAY)
    seekers = encode_workers(random_workers(rng, 3), market)
    for i in range(3):
        for match in explain(seekers, i, market, COLD_START, list(range(len(market)))):
            assert all(
                e.counselor.endswith("。") and e.worker.endswith("。") for e in match.evidence
            )


def test_every_comparison_has_its_own_sentence_in_both_languages_and_a_voice() -> None:
    assert (
        len({c.sentence for c in COMPARISONS})
        == len({c.english for c in COMPARISONS})
        == len(NAMES)
    )
    assert all(c.english.isascii() and not c.sentence.isascii() for c in COMPARISONS)
    assert set(SAY) == set(NAMES)


@pytest.mark.parametrize(
    "wrong",
    [
        {"hire": {**COLD_START.hire, "beauty": 1.0}},
        {"hire": {n: w for n, w in COLD_START.hire.items() if n != "wage"}},
        {"worth": {**COLD_START.worth, "wage": -0.1}},
        {"hire": {**COLD_START.hire, "skills": 40.0}},
        {"sigma": 0.0},
    ],
)
def test_a_ranking_for_other_comparisons_or_against_the_worker_is_refused(
    wrong: dict[str, object],
) -> None:
    with pytest.raises(ValueError, match=r"comparison|points|sigma"):
        replace(COLD_START, **wrong)


def test_both_parts_rise_with_their_points() -> None:
    table = tables(COLD_START)
    assert (np.diff(table.chance) > 0).all()
    assert (np.diff(table.worth) > 0).all()
    assert table.worth[-1] == 1.0


def test_new_vacancies_can_be_measured_with_yesterdays_rarities() -> None:
    rng = np.random.default_rng(2)
    market = encode_vacancies(random_vacancies(rng, 50), TODAY)
    few = encode_vacancies(market.table.slice(0, 3), TODAY, skill_idf=skill_rarity(market))
    person = random_workers(rng, 1)
    before = reference.score(encode_workers(person, market), 0, market, COLD_START)
    after = reference.score(encode_workers(person, few), 0, few, COLD_START)
    np.testing.assert_array_equal(after.score, before.score[:3])


def test_a_vacancy_id_may_occur_once() -> None:
    with pytest.raises(ValueError, match="twice"):
        encode_vacancies(vacancies([{}, {}]), TODAY)


def test_a_market_with_the_columns_alone_is_enough() -> None:
    few = vacancy(**PLAIN).select(["vacancy_id", "title", "employer", "places", "status"])
    market = encode_vacancies(few, TODAY)
    seekers = encode_workers(worker().select(["worker_id", "region"]), market)
    assert reference.top(seekers, market, Ranking(**vars_of(COLD_START))).rows[0, 0] == 0


def vars_of(ranking: Ranking) -> dict[str, object]:
    return {name: getattr(ranking, name) for name in ranking.__slots__}
