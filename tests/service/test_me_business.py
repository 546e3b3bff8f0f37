"""What a worker has under way, on the worker's page: vouchers, classes, policies, referrals, messages."""

import re
from datetime import date
from pathlib import Path

import pytest

from data.records import applications, archive, enrolments, outbox, referral_papers
from data.records.outbox import Message
from data.store import Store, reading, transaction
from tests.service import referring_world, vouchered
from tests.service.pushed import sender
from tests.service.test_me_pages import Phone, phone_of
from tests.service.vouchered import DAY, at, standing


@pytest.fixture
def kept(sqlite_store: Store) -> Store:
    """An empty store; which database keeps it makes no difference to a page."""
    return sqlite_store


def test_a_voucher_is_claimed_used_for_a_class_and_the_seat_given_up(
    kept: Store, tmp_path: Path
) -> None:
    vouchered.settle_people(kept, 2)
    with transaction(kept) as db:
        vouchered.with_batch(db)
        vouchered.with_class(db)
        vouchered.with_batch(db, batch_id="B2", scope="open", roster=(), quantity=3, level="5")
    phone = phone_of(kept, tmp_path, "W0")
    page = phone.get("/me/vouchers")
    assert "领这张券" in page
    assert "焊工四级培训券" in page
    assert "有 2 张培训券可以领" in phone.get("/me")
    claimed = phone.done("/me/vouchers/B1-00001/claim")
    assert "培训券领到了" in claimed
    assert "焊工四级一班" in claimed
    assert "已申请报名" in phone.done("/me/vouchers/B1-00001/enrol", class_id="C1")
    (path,) = re.findall(r"/me/enrolments/\d+/withdraw", phone.get("/me/vouchers"))
    assert "已退出报名" in phone.done(path)
    with reading(kept) as db:
        (seat,) = enrolments.of_worker(db, "W0")
    assert (seat.state, standing(kept).state) == ("withdrawn", "claimed")
    assert "券已退回" in phone.done("/me/vouchers/B1-00001/give-back")
    phone.done("/me/vouchers/B1-00001/reclaim")
    barred = phone.post("/me/voucher-batches/B2/claim")
    assert (barred.status_code, 'role="alert"' in barred.text) == (409, True)
    other = phone_of(kept, tmp_path, "W1")
    assert "培训券领到了" in other.done("/me/voucher-batches/B2/claim")
    vouchered.check_everything(kept)
    assert other.post("/me/vouchers/B1-00001/give-back").status_code == 404
    assert other.client.get("/me/vouchers/B1-00001").status_code == 404


def test_a_policy_that_fits_is_asked_for_once(kept: Store, tmp_path: Path) -> None:
    vouchered.settle_people(kept, 1)
    phone = phone_of(kept, tmp_path, "W0")
    page = phone.get("/me/policies")
    assert "看起来符合" in page
    fitting = re.findall(r"/me/policies/(\w+)/apply", page)
    assert fitting
    assert "申请已收到" in phone.done(f"/me/policies/{fitting[0]}/apply")
    assert f"/me/policies/{fitting[0]}/apply" not in phone.get("/me/policies")
    with reading(kept) as db:
        (asked,) = applications.of_worker(db, "W0")
    assert (asked.policy_id, asked.applied_by, asked.state) == (fitting[0], "本人", "applied")
    assert "申请已撤回" in phone.done(f"/me/policies/{fitting[0]}/take-back")
    assert f"/me/policies/{fitting[0]}/apply" in phone.get("/me/policies"), "and asked for again"
    assert phone.post(f"/me/policies/{fitting[0]}/take-back").status_code == 404
    with reading(kept) as db:
        (asked,) = applications.of_worker(db, "W0")
    assert asked.state == "withdrawn"
    again = phone.done(f"/me/policies/{fitting[0]}/apply")
    assert "已申请，待审核" in again
    assert f"/me/policies/{fitting[0]}/apply" not in again


@pytest.fixture
def referred(kept: Store, tmp_path: Path) -> tuple[Phone, str]:
    """Somebody who was referred to a post."""
    referring_world.settle(kept, tmp_path, n_people=2)
    referral = referring_world.refer(kept, 0)
    return phone_of(kept, tmp_path, referring_world.worker(0)), referral.referral_id


def test_consent_is_given_and_taken_back(kept: Store, referred: tuple[Phone, str]) -> None:
    phone, referral_id = referred
    path = f"/me/referrals/{referral_id}"
    assert path in phone.get("/me")
    assert "要不要给单位看您的简历" in phone.get(path)
    assert "您已同意" in phone.done(f"{path}/consent", answer="given")
    phone.done(f"{path}/consent", answer="withdrawn")
    phone.done(f"{path}/consent", answer="refused")
    with reading(kept) as db:
        said = [(c.answer, c.via) for c in referral_papers.consents_of(db, referral_id)]
    assert said == [("given", "worker"), ("withdrawn", "worker"), ("refused", "worker")]


def test_a_worker_tells_how_it_goes_and_may_give_up(
    kept: Store, referred: tuple[Phone, str], tmp_path: Path
) -> None:
    phone, referral_id = referred
    path = f"/me/referrals/{referral_id}"
    assert "已应聘" in phone.done(f"{path}/step", state="applied")
    assert phone.post(f"{path}/step", state="closed", reason="employer_other").status_code == 404
    ended = phone.done(f"{path}/step", state="closed", reason="worker_too_far")
    assert "路程太远" in ended
    assert phone.client.get(f"{path}/letter.pdf").status_code == 404
    other = phone_of(kept, tmp_path, referring_world.worker(1))
    assert other.client.get(path).status_code == 404
    with reading(kept) as db:
        told = archive.of_worker(db, referring_world.worker(0), kind="referral")
    assert told[-1].event.happened_on == date(2026, 11, 23)


def test_messages_are_read_here_whatever_the_channel(kept: Store, tmp_path: Path) -> None:
    vouchered.settle_people(kept, 2)
    facts = {"title": "周三职业指导", "text": "请来窗口。"}
    told = [Message(f"k{n}", "W0", "guidance", "notice", "您正在求职", facts) for n in range(2)]
    with transaction(kept) as db:
        outbox.enqueue_all(db, told, at(DAY))
    sender(kept).push_some()
    phone = phone_of(kept, tmp_path, "W0")
    page = phone.get("/me/messages")
    assert page.count("周三职业指导") >= 2
    assert "有 2 条新消息" in phone.get("/me")
    ids = re.findall(r'name="message_id" value="(\d+)"', page)
    assert "已标为看过" in phone.done("/me/messages/read", message_id=ids)
    assert "新消息" not in phone.get("/me")
    other = phone_of(kept, tmp_path, "W1")
    assert other.post("/me/messages/read", message_id=ids[0]).status_code == 404
