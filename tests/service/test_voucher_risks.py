"""What the risk rules notice freezes a voucher for a person to decide; none of them refuses by itself."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta

import pytest
import sqlalchemy as sa

from data.codes.law.voucher_rules import voucher_rules_on
from data.records import enrolments, flags, vouchers
from data.records.certificates import Certificate
from data.records.enrolments import CheckIn
from data.store import Store, reading, transaction
from data.tables import workers
from data.tables_assistance import register_facts
from models.vouchers.risks import RULES, SENTENCES, Job, Learner, findings
from service.errors import Conflict
from service.vouchers import attending, expiring, freezing, looking, settling
from service.vouchers.attending import Arrival
from tests.service.vouchered import (
    DAY,
    WELDER,
    at,
    attended,
    check_everything,
    enrolled,
    reviewing,
    second,
    settle_people,
    staff,
    standing,
    training_class,
    with_batch,
    with_class,
)

TABLE = voucher_rules_on(DAY)
assert TABLE is not None
CLASS = training_class()
PERSON: Mapping[str, object] = {
    "birth_on": date(1983, 5, 17),
    "sex": "1",
    "retire_track": "M60",
    "employment_status": "unemployed",
}
CAME = CheckIn(1, 1, "C1", CLASS.starts_on, 360, "code", "d1", 50, at(), "x")
PROOF = Certificate("S", "W0", WELDER, "4", CLASS.ends_on, "i", "C1")
NOBODY_KNOWS = Learner(TABLE, DAY, replace(CLASS, trainers=()))
HARMLESS = Learner(
    rules=TABLE,
    day=DAY,
    chosen=CLASS,
    person=PERSON,
    check_ins=(CAME,),
    learners_by_device={"d1": 3},
    people_with_phone=1,
    minutes_a_day={CLASS.starts_on: 360},
    certificate=PROOF,
    company_officer=False,
)
YOUNG = CLASS.starts_on.replace(year=CLASS.starts_on.year - 16)

DRAWN = [
    ("one_device_for_many", {"learners_by_device": {"d1": 4}}, "设备 d1 为超过3名学员签到"),
    ("one_phone_for_many", {"people_with_phone": 4}, "登记的手机号在超过3人名下"),
    ("far_from_the_class", {"check_ins": (replace(CAME, metres_off=1001),)}, "超过1000米"),
    ("too_many_hours", {"minutes_a_day": {CLASS.starts_on: 361}}, "超过8课时"),
    (
        "certified_before_the_end",
        {"certificate": replace(PROOF, issued_on=CLASS.ends_on - timedelta(days=1))},
        "2026-12-09结业",
    ),
    ("subsidised_before", {"subsidised": ("已享受技能提升补贴",)}, "已享受技能提升补贴"),
    ("still_at_school", {"person": {**PERSON, "employment_status": "student"}}, "在校"),
    ("deceased", {"person": {**PERSON, "employment_status": "deceased"}}, "死亡"),
    ("past_retirement", {"person": {**PERSON, "birth_on": date(1960, 1, 1)}}, "法定退休年龄"),
    (
        "under_working_age",
        {"person": {**PERSON, "birth_on": YOUNG + timedelta(days=1)}},
        "未满十六周岁",
    ),
    ("at_work_elsewhere", {"person": {**PERSON, "employment_status": "migrant"}}, "外出务工"),
    ("at_work_elsewhere", {"jobs": (Job(DAY, None, "110105"),)}, "在外省就业"),
    (
        "trainer_at_two_places",
        {"trainer_elsewhere": (("王某", DAY, "C2"),)},
        f"本班教师{DAY}同时在班级 C2",
    ),
    ("runs_a_company", {"company_officer": True}, "法定代表人"),
]
"""Rule, what is different, and what the evidence says."""


@pytest.mark.parametrize(("rule", "facts", "says"), DRAWN)
def test_each_rule_notices_its_own_and_nothing_else(
    rule: str, facts: dict[str, object], says: str
) -> None:
    found = {f.rule: f.evidence for f in findings(replace(HARMLESS, **facts))}  # type: ignore[arg-type]
    assert says in str(found.pop(rule))
    assert set(found.values()) == {""}


def test_every_rule_is_drawn() -> None:
    assert {name for name, _, _ in DRAWN} == {rule.__name__ for rule in RULES}


def test_who_is_sixteen_on_the_first_day_is_old_enough() -> None:
    person = {**PERSON, "birth_on": YOUNG}
    found = {f.rule: f.evidence for f in findings(replace(HARMLESS, person=person))}
    assert found["under_working_age"] == ""


def test_a_job_in_the_province_or_after_the_class_is_no_suspicion() -> None:
    for job in (Job(DAY, None, "140105"), Job(CLASS.ends_on + timedelta(days=1), None, "110105")):
        found = {f.rule: f.evidence for f in findings(replace(HARMLESS, jobs=(job,)))}
        assert found["at_work_elsewhere"] == ""


def test_where_data_are_missing_nothing_is_claimed() -> None:
    found = {f.rule: f.evidence for f in findings(NOBODY_KNOWS)}
    assert found.pop("subsidised_before") == ""
    assert set(found.values()) == {None}


def test_every_rule_has_a_sentence_of_its_own() -> None:
    assert all(sentence.endswith("。") for sentence in SENTENCES.values())
    assert len(set(SENTENCES.values())) == len(RULES)


@pytest.fixture
def used(store: Store) -> Store:
    """W0 in a class with a voucher."""
    settle_people(store, 6)
    with transaction(store) as db:
        with_batch(db)
        with_class(db, seats=9)
        enrolled(db)
    return store


def test_what_is_noticed_freezes_and_a_person_frees(used: Store) -> None:
    with transaction(used) as db:
        arrival = Arrival(1, "code", device="平板", metres_off=5000)
        attending.check_in(db, 1, arrival, staff(CLASS.starts_on))
    assert looking.look_at_all(used, at(CLASS.starts_on)) == 1
    frozen = standing(used)
    assert (frozen.state, frozen.frozen_from) == ("frozen", "in_training")
    with reading(used) as db:
        (flag,) = flags.of_voucher(db, "B1-00001")
        (kept,) = enrolments.check_ins_of(db, 1)
    assert flag.rule == "far_from_the_class"
    assert "平板" not in str(kept.device)
    assert looking.look_at_all(used, at(CLASS.starts_on)) == 0
    with transaction(used) as db:
        freezing.clear(db, "B1-00001", "实训在分校区", staff(CLASS.starts_on))
    assert standing(used).state == "in_training"
    # The same evidence, once cleared, does not freeze again.
    assert looking.look_at_all(used, at(CLASS.starts_on)) == 0
    check_everything(used)


def test_looking_at_all_misses_nothing_that_looking_one_by_one_finds(used: Store) -> None:
    with transaction(used) as db:
        with_batch(db, batch_id="B2", roster=("W1", "W2"))
        db.execute(sa.update(workers).values(phone_hash="同一个号码"))
        kept = vouchers.open_ones(db)
    assert Counter(v.state for v in kept) == {"issued": 2, "enrolled": 1}
    with reading(used) as db:
        found = {v.voucher_id for v in kept if looking.look(db, v.voucher_id, at())}
        db.rollback()
    assert looking.look_at_all(used, at()) == len(found) == 1


def test_a_frost_nobody_decides_on_thaws_and_payment_still_waits_for_a_person(used: Store) -> None:
    with transaction(used) as db:
        db.execute(sa.update(workers).values(phone_hash="同一个号码"))
        looking.look(db, "B1-00001", at())
    thawing = DAY + timedelta(days=16)
    assert expiring.expire_due(used, at(thawing)) == {"thaw": 1}
    with transaction(used) as db:
        place = enrolments.one(db, 1)
        assert place is not None
        attended(db, place)
        attending.finish(db, 1, staff(thawing))
        (flag,) = flags.undecided(db)
    assert "同一个手机号" in SENTENCES[flag.rule]
    with transaction(used) as db:
        done = freezing.decide_flag(db, flag.flag_id, "cleared", "一家人共用", staff(thawing))
    assert done.decision == "cleared"
    check_everything(used)


def test_an_application_for_payment_is_looked_at(store: Store) -> None:
    settle_people(store)
    with transaction(store) as db:
        with_batch(db)
        with_class(db)
        told = {"worker_id": "W0", "register": "company", "valid_on": DAY, "source": "t"}
        db.execute(sa.insert(register_facts).values(**told, company_officer=True, recorded_at=at()))
        assert reviewing(db).state == "frozen"
    paid = DAY + timedelta(days=40)
    with pytest.raises(Conflict, match="现为“已冻结”"), transaction(store) as db:
        settling.settle(db, "B1-00001", 90_000, "回单", second(paid))
    with transaction(store) as db:
        freezing.clear(db, "B1-00001", "公司已注销", staff(paid))
        settling.settle(db, "B1-00001", 90_000, "回单", second(paid))
    check_everything(store)


def test_an_undecided_flag_keeps_money_waiting(store: Store) -> None:
    settle_people(store)
    with transaction(store) as db:
        with_batch(db)
        with_class(db)
        reviewing(db)
        flags.raise_flag(db, "B1-00001", "deceased", "登记的状态为死亡", at=at())
    with pytest.raises(Conflict, match="1条风险提示"), transaction(store) as db:
        settling.settle(db, "B1-00001", 90_000, "回单", second(DAY + timedelta(days=40)))
