"""What a worker is told about a referral leaves through the push, also to somebody who is at work."""

from dataclasses import fields
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa

from data.records import circumstances
from data.store import Store, reading, transaction
from data.tables_push import outbox
from models.referring.resume import Resume
from service.api.public_forms import ResumeForm
from service.config import Settings
from service.errors import NotFound
from service.push.hours import Hours
from service.push.mailbox import Mailbox
from service.push.rules import ANSWERS
from service.referrals.consenting import Consents
from service.referrals.introducing import Letters
from service.referrals.messages import interview_is_near, too_late_to_tell
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


EVENING = datetime(2026, 11, 23, 12, 35, tzinfo=UTC)
"""Five minutes after closing time in Xinzhou: messages rest until the morning."""


@pytest.mark.parametrize(
    ("at", "when", "calls"),
    [
        (EVENING, timedelta(hours=11, minutes=55), True),
        (EVENING, timedelta(hours=13), True),
        (EVENING, timedelta(hours=14), False),
        (NOW, timedelta(hours=1), True),
        (NOW, timedelta(hours=3), False),
        (datetime(2027, 2, 8, 4, tzinfo=UTC), timedelta(days=2), True),
    ],
)
def test_who_sets_an_interview_learns_that_no_message_tells_of_it_in_time(
    at: datetime, when: timedelta, calls: bool
) -> None:
    sentence = too_late_to_tell(Hours(), at + when, at)
    assert (sentence is not None) == calls
    assert sentence is None or "请尽快电话通知本人" in sentence


def test_a_notice_that_expired_in_quiet_hours_is_on_the_workers_own_page(
    store: Store, tmp_path: Path
) -> None:
    settle(store, tmp_path)
    found = refer(store, 0)
    when = EVENING + timedelta(hours=11, minutes=55)
    with transaction(store) as db:
        interview_is_near(db, found, when, "和平街1号", EVENING)
    clock = Clock(EVENING)
    sender(store, clock=clock).push_some()
    clock.now = when
    sender(store, clock=clock).push_some()
    mailbox = Mailbox(store)
    (mail,) = mailbox.page(worker(0), before=None, limit=9).messages
    assert mail.title == "未能及时送达：面试通知：11月24日08:30"
    assert "和平街1号" in mail.body
    assert not mail.delivered
    assert mailbox.read(worker(0), mail.message_id, when).read
    with pytest.raises(NotFound):
        mailbox.read(worker(1), mail.message_id, when)


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
