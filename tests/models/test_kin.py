"""What was learned to be close counts in every search alike, and is said as what it is."""

import numpy as np
import pyarrow as pa
import pytest

from models.matching import reference
from models.matching.engine import Engine
from models.matching.evidence import gaps, say_occupation, say_skills
from models.matching.kin import Kin
from models.matching.market import Market, encode_vacancies
from models.matching.openings import opened_by
from models.matching.programmes import encode_programmes
from models.matching.ranking import COLD_START
from models.matching.reverse import Workforce
from models.matching.seeker import encode_worker
from models.matching.seekers import Seekers, encode_workers
from models.words.closeness import learn
from tests.builders import TODAY, programmes, vacancies, workers
from tests.models.matching_random import random_vacancies, random_workers
from training.matching import asked_by, histories, kin_of, small_group

KIN = Kin(
    groups={"4-10-01": ("6-18-02",), "6-18-02": ("4-10-01", "4-02-02")},
    skills={f"技能{n}": ((f"技能{n + 1}", 70), (f"技能{n + 3}", 61)) for n in range(8)},
)


@pytest.mark.parametrize("seed", range(6))
def test_kernel_and_scan_agree_with_the_reference(seed: int) -> None:
    rng = np.random.default_rng(seed)
    market = encode_vacancies(random_vacancies(rng, 150), TODAY, kin=KIN)
    people = encode_workers(random_workers(rng, 40), market)
    expected = reference.top(people, market, COLD_START)
    found = Engine(market, COLD_START).top(people)
    np.testing.assert_array_equal(found.rows, expected.rows)
    np.testing.assert_array_equal(found.hire_points, expected.hire_points)
    workforce = Workforce(people, market, COLD_START)
    for j in range(0, len(market), 25):
        rows, scores = reference.candidates(j, people, market, COLD_START, k=10)
        best = workforce.best(j, k=10)
        np.testing.assert_array_equal(best.rows, rows)
        np.testing.assert_array_equal(best.score, scores)


def one(person: dict[str, object], post: dict[str, object]) -> tuple[Seekers, Market]:
    """One worker, one vacancy, and closeness between two trades and two skills."""
    kin = Kin({"6-18-02": ("4-02-02",)}, {"焊接": (("货车驾驶", 70),)})
    market = encode_vacancies(vacancies([post]), TODAY, kin=kin)
    return encode_workers(workers([person]), market), market


WELDER = {"past_occupations": ["6-18-02-04"], "last_occupation": None, "skills": ["电焊"]}


def test_a_kin_trade_counts_like_the_same_small_group_and_says_why() -> None:
    s, m = one(WELDER, {})
    scored = reference.score(s, 0, m, COLD_START)
    assert scored.values["occupation"][0] == 0.75
    known, counselor, _ = say_occupation(s, 0, m, 0)
    assert known
    assert "焊工" in counselor
    assert "常有人互相转做" in counselor


def test_a_kin_skill_counts_in_part_and_stays_a_gap() -> None:
    s, m = one(WELDER, {"required_skills": ["货车驾驶"], "welcome_skills": []})
    has, _ = one(
        WELDER | {"skills": ["货车驾驶"]}, {"required_skills": ["货车驾驶"], "welcome_skills": []}
    )
    none, _ = one(WELDER | {"skills": []}, {"required_skills": ["货车驾驶"], "welcome_skills": []})
    value = [reference.score(x, 0, m, COLD_START).values["skills"][0] for x in (none, s, has)]
    assert value[0] < value[1] < value[2]
    assert gaps(s, 0, m, 0) == ("货车驾驶",)
    assert "货车驾驶有相近技能，按部分计" in say_skills(s, 0, m, 0)[1]


def test_a_kin_skill_opens_no_door() -> None:
    post = {"required_skills": ["货车驾驶"], "welcome_skills": [], "required_licences": []}
    s, m = one(WELDER, post)
    course = encode_programmes(programmes([{"gives_skills": ["货车驾驶"]}]), m)
    assert [o.n_opened for o in opened_by(s, 0, m, course)] == [1]


def test_trades_that_people_change_between_are_learned() -> None:
    n = 80
    people = pa.table(
        {
            "last_occupation": ["6-18-01-01", "2-05-08-01"] * n,
            "past_occupations": pa.array(
                [["6-18-01-01", "4-02-02-02"], ["2-05-08-01", "4-14-01-01"]] * n
            ),
        }
    )
    pasts = histories(people)
    assert pasts[0] == ["4-02-02", "6-18-01"]
    asked = pa.table(
        {
            "occupation": [small_group(c) for c in ("6-18-01-01", "4-02-02-02", "2-05-08-01")] * n,
            "required_skills": [["识图"], ["识图"], ["护理"]] * n,
            "welcome_skills": pa.array([None] * 3 * n, pa.list_(pa.string())),
        }
    )
    kin = kin_of(learn(asked, pa.table({"past_occupations": pasts}), seed=1))
    assert "4-02-02" in kin.groups["6-18-01"]
    assert "2-05-08" not in kin.groups.get("6-18-01", ())
    assert small_group("4-10") is None


NAMES = [
    (["电焊"], ["焊接"], []),
    (["焊接"], ["电焊"], []),
    (["cad"], ["AutoCAD", "PLC"], ["PLC"]),
    (["面食"], ["焊接"], ["焊接"]),
    (["没有名单的手艺"], ["没有名单的手艺"], []),
    (["电焊"], ["电焊", "焊接"], []),
    (["焊工"], ["电焊"], []),
    (["吉他"], ["钢琴"], ["钢琴"]),
    (["针灸"], ["推拿手法"], ["推拿手法"]),
    (["推拿"], ["推拿手法"], []),
    (["携程"], ["美团民宿"], ["美团民宿"]),
    (["三菱PLC"], ["西门子PLC"], ["西门子PLC"]),
    (["英语四级"], ["英语"], []),
    (["英语六级"], ["英语", "英语四级"], []),
    (["英语"], ["英语四级"], ["英语四级"]),
    (["日语N1"], ["日语", "日语N2"], []),
    (["JavaEE"], ["Java"], []),
    (["CNN"], ["深度学习"], []),
    (["随机森林"], ["机器学习"], []),
    (["机器学习"], ["随机森林"], ["随机森林"]),
    (["存储过程"], ["SQL"], []),
    (["excel函数"], ["Excel"], []),
    (["西门子PLC"], ["PLC编程"], []),
    (["PLC"], ["西门子"], ["西门子"]),
    (["用友U8"], ["财务软件", "ERP"], []),
    (["淬火"], ["退火"], ["退火"]),
]


@pytest.mark.parametrize(("held", "asked", "missing"), NAMES)
def test_a_skill_is_held_under_any_of_its_names(
    held: list[str], asked: list[str], missing: list[str]
) -> None:
    s, m = one({"skills": held}, {"required_skills": asked, "welcome_skills": []})
    assert list(gaps(s, 0, m, 0)) == missing
    alone = encode_worker(workers([{"skills": held}]).to_pylist()[0], m)
    assert list(gaps(alone, 0, m, 0)) == missing


def test_what_a_narrow_skill_implies_counts_whole_and_is_told_as_held() -> None:
    s, m = one({"skills": ["英语四级"]}, {"required_skills": ["英语"], "welcome_skills": []})
    has, _ = one({"skills": ["英语"]}, {"required_skills": ["英语"], "welcome_skills": []})
    narrow, broad = (reference.score(x, 0, m, COLD_START).values["skills"][0] for x in (s, has))
    assert narrow == broad
    assert say_skills(s, 0, m, 0)[1] == "岗位所列1项技能“英语”，会。"


IMPLYING = ["英语六级", "英语四级", "英语", "电焊", "西门子PLC", "PLC", "Linux驱动", "Linux"]


@pytest.mark.parametrize("seed", range(3))
def test_kernel_and_scan_agree_where_skills_imply_others(seed: int) -> None:
    rng = np.random.default_rng(seed)

    def named(table: pa.Table, *columns: str) -> pa.Table:
        for name in columns:
            words = [rng.choice(IMPLYING, 3, replace=False).tolist() for _ in range(len(table))]
            table = table.set_column(table.schema.get_field_index(name), name, pa.array(words))
        return table

    kin = Kin(skills={"英语": (("焊接", 70),), "PLC": (("Linux", 61),)})
    offers = named(random_vacancies(rng, 120), "required_skills")
    market = encode_vacancies(offers, TODAY, kin=kin)
    table = named(random_workers(rng, 40), "skills")
    people = encode_workers(table, market)
    expected = reference.top(people, market, COLD_START)
    found = Engine(market, COLD_START).top(people)
    np.testing.assert_array_equal(found.rows, expected.rows)
    np.testing.assert_array_equal(found.hire_points, expected.hire_points)
    for i, facts in enumerate(table.to_pylist()):
        alone = encode_worker(facts, market)
        assert alone.skills.values.tolist() == people.skills.of(i).tolist()


def test_closeness_learned_under_one_spelling_serves_who_holds_another() -> None:
    n = 80
    offered = pa.table(
        {
            "occupation": ["6-18-02-04", "4-02-02-02", "4-14-01-01"] * n,
            "required_skills": [["电焊", "火焰切割"], ["装载"], ["陪诊"]] * n,
            "welcome_skills": pa.array([None] * 3 * n, pa.list_(pa.string())),
        }
    )
    kin = kin_of(learn(asked_by(offered), seed=1))
    assert "电焊" not in kin.skills
    market = encode_vacancies(
        vacancies([{"required_skills": ["火焰切割"], "welcome_skills": []}]), TODAY, kin=kin
    )
    for held in ("焊接", "电焊", "焊工"):
        s = encode_workers(workers([{"skills": [held]}]), market)
        assert len(s.skill_share) == 1, held


def test_a_course_that_teaches_a_narrow_skill_opens_what_asks_for_the_broad() -> None:
    post = {"required_skills": ["英语"], "welcome_skills": [], "required_licences": []}
    s, m = one({**WELDER, "skills": []}, post)
    course = encode_programmes(programmes([{"gives_skills": ["英语口语"]}]), m)
    assert [o.n_opened for o in opened_by(s, 0, m, course)] == [1]


def test_a_course_teaches_a_skill_under_any_of_its_names() -> None:
    post = {"required_skills": ["焊接"], "welcome_skills": [], "required_licences": []}
    s, m = one({**WELDER, "skills": []}, post)
    course = encode_programmes(programmes([{"gives_skills": ["电焊"]}]), m)
    assert [o.n_opened for o in opened_by(s, 0, m, course)] == [1]
