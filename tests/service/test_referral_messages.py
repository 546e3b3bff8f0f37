"""What a worker is told about a referral leaves through the push, also to somebody who is at work."""

from dataclasses import fields
from datetime import timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa

from data.records import circumstances
from data.store import Store, reading, transaction
from data.tables_push import outbox
from models.referring.resume import Resume
from service.api.public_forms import ResumeForm
from service.config import Settings
from service.push.rules import ANSWERS
from service.referrals.consenting import Consents
from service.referrals.introducing import Letters
from service.referrals.messages import interview_is_near
from tests.service.pushed import Clock, sender
from tests.service.referring_world import NOW, TODAY, refer, settle, take, worker


def told(store: Store) -> list[tuple[str, str]]:
    """Title and state of every message, in the order of their keys."""
    with reading(store) as db:
        rows = db.execute(sa.select(outbox.c.facts, outbox.c.title, outbox.c.state, outbox.c.key))
        return sorted((str(row.title), row.state) for row in rows)


@pytest.mark.parametrize("employed", [False, True])
def test_a_letter_and_a_question_of_consent_arrive(
    store: Store, tmp_path: Path, employed: bool
) -> None:
    settle(store, tmp_path)
    if employed:
        with transaction(store) as db:
            db.execute(sa.text("UPDATE worker_versions SET employment_status = 'employed'"))
    referral_id = refer(store, 0).referral_id
    config = Settings(home=tmp_path, database_url=store.url)
    Consents(store).tell(referral_id, "asked", paper=None, by="王专员", at=NOW)
    Consents(store).tell(referral_id, "asked", paper=None, by="王专员", at=NOW)
    Letters(store, config).issue(referral_id, by="王专员", at=NOW)
    sender(store, clock=Clock(NOW)).push_some()
    assert told(store) == [("介绍信已开好", "sent"), ("是否同意向单位提供简历", "sent")]
    with reading(store) as db:
        for body in db.scalars(sa.select(outbox.c.body)):
            assert "为什么收到：您正在办理由就业服务机构介绍的应聘" in body
            assert "测试" not in body.replace("忻州测试物流有限公司", ""), "tells nobody's name"


WORDS = {
    "name": "姓名",
    "phone": "联系电话",
    "education": "文化程度",
    "skills": "技能",
    "certificates": "证书",
    "licences": "证件",
    "experience_months": "工作经历",
    "experience": "工作经历",
    "occupations": "工作经历",
}


def test_the_question_of_consent_names_all_that_an_employer_gets(
    store: Store, tmp_path: Path
) -> None:
    settle(store, tmp_path)
    Consents(store).tell(refer(store, 0).referral_id, "asked", paper=None, by="王专员", at=NOW)
    sender(store, clock=Clock(NOW)).push_some()
    with reading(store) as db:
        (body,) = db.scalars(sa.select(outbox.c.body))
    shown = {f.name for f in fields(Resume)} | set(ResumeForm.model_fields)
    for field in shown - {"state", "answer_code"}:
        assert WORDS[field] in body, field


def test_an_interview_that_is_over_is_not_reminded_of(store: Store, tmp_path: Path) -> None:
    settle(store, tmp_path)
    found = refer(store, 0)
    soon = NOW + timedelta(hours=3)
    with transaction(store) as db:
        interview_is_near(db, found, soon, "和平街1号", NOW)
    clock = Clock(soon + timedelta(minutes=1))
    sender(store, clock=clock).push_some()
    assert told(store) == [("None", "dropped")]


@pytest.mark.parametrize("after", ["placed", "closed"])
def test_what_has_ended_reminds_nobody(store: Store, tmp_path: Path, after: str) -> None:
    settle(store, tmp_path)
    found = refer(store, 0)
    with transaction(store) as db:
        interview_is_near(db, found, NOW + timedelta(days=3), "和平街1号", NOW)
    sender(store, clock=Clock(NOW)).push_some()
    assert [state for _, state in told(store)] == ["queued", "sent"]
    take(store, found.referral_id, after, reason="worker_family" if after == "closed" else None)
    assert [state for _, state in told(store)] == ["dropped", "sent"]


@pytest.mark.parametrize(
    ("ended", "gone"),
    [
        (None, True),
        ("hold_lapsed", False),
        ("entered_in_error", False),
        ("worker_too_far", True),
    ],
)
def test_what_may_come_back_is_told_again_what_had_its_answer_is_not(
    store: Store, tmp_path: Path, ended: str | None, gone: bool
) -> None:
    settle(store, tmp_path)
    found = refer(store, 0)
    if ended:
        take(store, found.referral_id, "closed", reason=ended)
    with reading(store) as db:
        sent = circumstances.referred(db, [worker(0)])
        said = circumstances.answered(db, [worker(0)], ANSWERS)
    here = (worker(0), "vacancy", "V0")
    assert (here in sent or here in said) == gone


@pytest.mark.parametrize(("hours", "at_work"), [("part", False), ("full", True)])
def test_who_works_part_of_the_day_still_looks_for_the_other_part(
    store: Store, tmp_path: Path, hours: str, at_work: bool
) -> None:
    settle(store, tmp_path, hours=hours)
    take(store, refer(store, 0).referral_id, "placed")
    with reading(store) as db:
        assert (worker(0) in circumstances.hired_on(db, [worker(0)], TODAY)) == at_work
