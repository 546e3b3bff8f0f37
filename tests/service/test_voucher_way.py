"""The way of a voucher from a fund to a paid certificate, and the ways off it, on both databases."""

from datetime import timedelta

import pytest
import sqlalchemy as sa

from data.records import archive, batches
from data.store import Store, reading, transaction
from service.errors import Conflict, Forbidden, NotFound, Problem
from service.vouchers import attending, certifying, claiming, enrolling, freezing, issuing, settling
from service.vouchers.attending import Arrival, Result
from service.vouchers.classes import cancel_class, file_class
from service.vouchers.expiring import expire_due
from tests.service.vouchered import (
    DAY,
    at,
    attended,
    books,
    certificate,
    check_everything,
    enrolled,
    fund,
    plan,
    reviewing,
    second,
    settle_people,
    staff,
    standing,
    training_class,
    with_batch,
    with_class,
    worker,
)

PAID = DAY + timedelta(days=40)


@pytest.fixture
def peopled(store: Store) -> Store:
    settle_people(store)
    return store


@pytest.fixture
def ready(peopled: Store) -> Store:
    """A published batch with one voucher for W0, and a class to use it in."""
    with transaction(peopled) as db:
        with_batch(db)
        with_class(db)
    return peopled


def test_a_voucher_is_issued_claimed_used_certified_and_paid(ready: Store) -> None:
    assert books(ready) == {"budget": 100_000, "reserved": 100_000}
    with transaction(ready) as db:
        reviewing(db)
    assert books(ready) == {"budget": 100_000, "committed": 100_000}
    with transaction(ready) as db:
        paid = settling.settle(db, "B1-00001", 90_000, "回单1", second(PAID))
    assert (paid.state, paid.paid_fen, paid.settled_on) == ("settled", 90_000, PAID)
    assert books(ready) == {"budget": 100_000, "settled": 90_000, "released": 10_000}
    check_everything(ready)


def test_every_step_is_in_the_archive_in_words(ready: Store) -> None:
    with transaction(ready) as db:
        reviewing(db)
        settling.settle(db, "B1-00001", 90_000, "回单1", second(PAID))
    with reading(ready) as db:
        told = [kept.event.text for kept in archive.of_worker(db, "W0")]
        training = archive.of_worker(db, "W0", kind="training")
    welder = "焊工（四级/中级工）"
    assert [text for text in told if "培训券" in text] == [
        f"{welder}培训券：{word}"
        for word in ("发放", "领取", "报名", "开始培训", "结业", "取证", "申请兑现", "兑现，900元")
    ]
    assert f"取得{welder}证书" in told
    assert training[-1].event.facts["started_on"] == "2026-11-30"


@pytest.mark.parametrize(
    ("by", "why"),
    [
        (second(by="经办甲"), "复核人与经办人不能是同一人"),
    ],
)
def test_nobody_publishes_what_he_drafted(peopled: Store, by: object, why: str) -> None:
    with transaction(peopled) as db:
        issuing.open_fund(db, fund())
        issuing.draft(db, plan(), staff())
    with pytest.raises(Conflict, match=why), transaction(peopled) as db:
        issuing.publish(db, "B1", by)  # type: ignore[arg-type]


def test_a_draft_reserves_its_budget_and_a_cancelled_one_releases_it(peopled: Store) -> None:
    with transaction(peopled) as db:
        issuing.open_fund(db, fund(total_fen=199_950))
        issuing.draft(db, plan(), staff())
    with (
        pytest.raises(Conflict, match=r"资金余额999\.50元，不够本批所需的1,000元"),
        transaction(peopled) as db,
    ):
        issuing.draft(db, plan(batch_id="B2"), staff())
    with transaction(peopled) as db:
        issuing.cancel(db, "B1", "填错了", staff())
        issuing.draft(db, plan(batch_id="B2"), staff())
    assert books(peopled) == {"budget": 100_000, "released": 100_000}
    check_everything(peopled)


def test_who_is_not_entitled_gets_no_voucher_and_is_told_why(peopled: Store) -> None:
    with transaction(peopled) as db:
        with_batch(db, roster=("W0", "W1"), whom=("graduate",))
        told = {line.worker_id: line.refused for line in batches.roster(db, "B1")}
    assert told == dict.fromkeys(("W0", "W1"), "本批培训券的发放对象是高校毕业生。")
    assert books(peopled) == {"budget": 200_000, "released": 200_000}
    check_everything(peopled)


def test_nobody_claims_for_another(ready: Store) -> None:
    for somebody, why in [
        (worker("W1"), "不是发给本人的"),
        (staff(), "“领取”只能由本人办理"),
        (second(), "只能由本人办理"),
    ]:
        with pytest.raises(Conflict, match=why), transaction(ready) as db:
            claiming.claim(db, "B1-00001", somebody)
    assert standing(ready).state == "issued"


def test_claiming_twice_changes_nothing(ready: Store) -> None:
    with transaction(ready) as db:
        first = claiming.claim(db, "B1-00001", worker("W0"))
        assert claiming.claim(db, "B1-00001", worker("W0")) == first
    assert standing(ready).n_events == 2


def test_a_pool_gives_one_voucher_a_person_until_it_is_empty(peopled: Store) -> None:
    with transaction(peopled) as db:
        with_batch(db, scope="open", quantity=2, roster=())
        one = claiming.claim_from_pool(db, "B1", worker("W0"))
        again = claiming.claim_from_pool(db, "B1", worker("W0"))
        two = claiming.claim_from_pool(db, "B1", worker("W1"))
    assert one == again
    assert (one.voucher_id, two.voucher_id) == ("B1-00001", "B1-00002")
    with pytest.raises(NotFound, match="已经领完"), transaction(peopled) as db:
        claiming.claim_from_pool(db, "B1", worker("W2"))
    check_everything(peopled)


def test_a_second_voucher_in_a_year_is_refused_with_the_document(ready: Store) -> None:
    with transaction(ready) as db:
        reviewing(db)
        settling.settle(db, "B1-00001", 90_000, "回单1", second(PAID))
    with transaction(ready) as db:
        with_batch(db, batch_id="B2", occupation="4-02-02-02")
        (line,) = batches.roster(db, "B2")
    assert line.refused == ("每人每年享受一次培训补贴，已享受或正在享受1次（晋财社〔2019〕1号）。")


@pytest.mark.parametrize(
    ("facts", "why"),
    [
        ({"filed_no": None, "filed_on": None}, "还没有开班备案"),
        ({"level": "3"}, "等级与培训券不一致"),
        ({"occupation": "4-02-02-02"}, "等级与培训券不一致"),
        ({"institution": "别的学校"}, "不在本批培训券的可用机构之内"),
    ],
)
def test_a_voucher_is_good_for_a_filed_class_of_its_kind(
    peopled: Store, facts: dict[str, object], why: str
) -> None:
    with transaction(peopled) as db:
        with_batch(db, institutions=("忻州测试技工学校",))
        with_class(db, **facts)
    with pytest.raises(Conflict, match=why), transaction(peopled) as db:
        enrolled(db)
    assert standing(peopled).state == "issued"
    check_everything(peopled)


def test_the_last_seat_is_sold_once(peopled: Store) -> None:
    with transaction(peopled) as db:
        with_batch(db, roster=("W0", "W1"))
        with_class(db, seats=1)
        enrolled(db)
        claiming.claim(db, "B1-00002", worker("W1"))
        asked = enrolling.ask(db, "C1", "W1", worker("W1"), voucher_id="B1-00002")
    with pytest.raises(Conflict, match="满员"), transaction(peopled) as db:
        enrolling.confirm(db, asked.enrolment_id, "id_card", staff())
    assert standing(peopled, "B1-00002").state == "claimed"
    check_everything(peopled)


def test_without_a_real_name_there_is_no_subsidy(ready: Store) -> None:
    with transaction(ready) as db:
        reviewing(db)
        enrolling.set_real_name(db, 1, "invalid", staff())
    with pytest.raises(Conflict, match="不进不补"), transaction(ready) as db:
        settling.settle(db, "B1-00001", 90_000, "回单1", second(PAID))
    assert books(ready) == {"budget": 100_000, "committed": 100_000}


@pytest.mark.parametrize(
    ("day", "amount", "slip", "by", "why"),
    [
        (PAID, 100_001, "回单1", "复核乙", "不能超过1,000元"),
        (PAID, 0, "回单1", "复核乙", "请写明兑现金额"),
        (PAID, 90_000, "", "复核乙", "银行回单号"),
        (PAID, 90_000, "回单1", "经办甲", "不能是同一人"),
        (DAY + timedelta(days=32), 90_000, "回单1", "复核乙", "公示到"),
    ],
)
def test_money_is_paid_by_a_second_person_after_the_notice(
    ready: Store, day: object, amount: int, slip: str, by: str, why: str
) -> None:
    with transaction(ready) as db:
        reviewing(db)
    with pytest.raises(Conflict, match=why), transaction(ready) as db:
        settling.settle(db, "B1-00001", amount, slip, second(day, by))  # type: ignore[arg-type]
    assert standing(ready).state == "reviewing"


def test_no_voucher_pays_more_than_the_course_costs(peopled: Store) -> None:
    with transaction(peopled) as db:
        with_batch(db)
        with_class(db, fee_fen=60_000)
        reviewing(db)
    with pytest.raises(Conflict, match="不能超过培训费600元"), transaction(peopled) as db:
        settling.settle(db, "B1-00001", 60_001, "回单1", second(PAID))


def test_money_paid_in_error_is_asked_back_and_comes_back(ready: Store) -> None:
    with transaction(ready) as db:
        reviewing(db)
        settling.settle(db, "B1-00001", 90_000, "回单1", second(PAID))
        settling.claw_back(db, "B1-00001", 50_000, "重复享受", second(PAID, "复核丁"))
    assert books(ready)["receivable"] == 50_000
    with transaction(ready) as db:
        settling.repay(db, "B1-00001", 20_000, staff(PAID))
    with pytest.raises(Conflict, match="尚欠的300元"), transaction(ready) as db:
        settling.repay(db, "B1-00001", 30_001, staff(PAID))
    with transaction(ready) as db:
        settling.repay(db, "B1-00001", 30_000, staff(PAID))
    assert books(ready) == {"budget": 100_000, "settled": 40_000, "released": 60_000}
    check_everything(ready)


def test_a_cancelled_class_gives_everybody_the_voucher_back(ready: Store) -> None:
    with transaction(ready) as db:
        enrolled(db)
    with transaction(ready) as db:
        assert cancel_class(db, "C1", "人数不足", staff()) == 1
    back = standing(ready)
    assert (back.state, back.n_returns) == ("claimed", 0)
    assert books(ready) == {"budget": 100_000, "reserved": 100_000}
    check_everything(ready)


def test_returns_are_counted(ready: Store) -> None:
    for _ in range(3):
        with transaction(ready) as db:
            if standing(ready).state == "issued":
                claiming.claim(db, "B1-00001", worker("W0"))
            asked = enrolling.ask(db, "C1", "W0", worker("W0"), voucher_id="B1-00001")
            enrolling.confirm(db, asked.enrolment_id, "id_card", staff())
            enrolling.withdraw(db, asked.enrolment_id, "有事", worker("W0"))
        if standing(ready).n_returns < 3:
            with transaction(ready) as db:
                claiming.reclaim(db, "B1-00001", worker("W0"))
    with pytest.raises(Conflict, match="最多重新领取2次"), transaction(ready) as db:
        claiming.reclaim(db, "B1-00001", worker("W0"))
    check_everything(ready)


def test_hours_decide_over_the_end_of_a_course(ready: Store) -> None:
    over = DAY + timedelta(days=16)
    with transaction(ready) as db:
        place = attended(db, enrolled(db), sessions=7)
    with pytest.raises(Conflict, match="还差8课时"), transaction(ready) as db:
        attending.finish(db, place.enrolment_id, staff(over))
    with transaction(ready) as db:
        attending.check_in(db, place.enrolment_id, Arrival(8, "paper"), staff(over))
        attending.finish(db, place.enrolment_id, staff(over))
    assert standing(ready).state == "completed"


def test_a_failed_exam_leaves_one_more_chance(ready: Store) -> None:
    over = DAY + timedelta(days=16)
    with transaction(ready) as db:
        place = attended(db, enrolled(db))
        attending.finish(db, place.enrolment_id, staff(over))
        attending.record_exam(db, place.enrolment_id, Result(over, passed=False), staff(over))
    assert standing(ready).state == "failed"
    again = over + timedelta(days=20)
    with transaction(ready) as db:
        attending.record_exam(db, place.enrolment_id, Result(again, passed=False), staff(again))
    with pytest.raises(Conflict, match="最多重考1次"), transaction(ready) as db:
        attending.record_exam(db, place.enrolment_id, Result(again, passed=True), staff(again))
    assert expire_due(ready, at(again)) == {"expire": 1}
    assert books(ready) == {"budget": 100_000, "released": 100_000}
    check_everything(ready)


def test_a_certificate_from_before_the_class_certifies_no_voucher(ready: Store) -> None:
    over = DAY + timedelta(days=16)
    with transaction(ready) as db:
        place = attended(db, enrolled(db))
        attending.finish(db, place.enrolment_id, staff(over))
        early = certificate(day=DAY)
        assert certifying.record_certificate(db, early, staff(over)).voucher is None
    assert standing(ready).state == "completed"


def test_time_ends_what_nobody_used(peopled: Store) -> None:
    with transaction(peopled) as db:
        with_batch(db, roster=("W0", "W1", "W2"))
        with_class(db)
        claiming.claim(db, "B1-00002", worker("W1"))
        enrolled(db, "W2", "B1-00003")
    assert expire_due(peopled, at(DAY + timedelta(days=91))) == {"expire": 1, "miss": 1}
    assert expire_due(peopled, at(DAY + timedelta(days=366))) == {"expire": 2}
    assert expire_due(peopled, at(DAY + timedelta(days=366))) == {}
    assert books(peopled) == {"budget": 300_000, "released": 300_000}
    check_everything(peopled)


def test_frost_needs_a_reason_and_an_end_and_goes_on_only_by_a_person(ready: Store) -> None:
    until = DAY + timedelta(days=15)
    with transaction(ready) as db:
        claiming.claim(db, "B1-00001", worker("W0"))
    for reason, day, why in [
        ("", until, "写明理由"),
        ("举报", DAY, "在今天之后"),
        ("举报", until + timedelta(days=1), "不能超过15天"),
    ]:
        with pytest.raises(Conflict, match=why), transaction(ready) as db:
            freezing.freeze(db, "B1-00001", reason, day, staff())
    with transaction(ready) as db:
        freezing.freeze(db, "B1-00001", "举报", until, staff())
    assert expire_due(ready, at(until)) == {}
    assert expire_due(ready, at(until + timedelta(days=1))) == {"thaw": 1}
    thawed = standing(ready)
    assert thawed.state == "claimed"
    # The days in the frost are not the worker's loss.
    assert thawed.valid_until == DAY + timedelta(days=365 + 16)
    check_everything(ready)


def test_training_goes_on_while_a_voucher_is_frozen(ready: Store) -> None:
    over = DAY + timedelta(days=16)
    with transaction(ready) as db:
        place = enrolled(db)
        freezing.freeze(db, "B1-00001", "举报", DAY + timedelta(days=10), staff())
        attended(db, place)
        attending.finish(db, place.enrolment_id, staff(over))
        freezing.clear(db, "B1-00001", "查无此事", staff(over))
    assert standing(ready).state == "completed"
    check_everything(ready)


def test_a_voided_voucher_is_gone_for_good(ready: Store) -> None:
    with transaction(ready) as db:
        enrolled(db)
        settling.void(db, "B1-00001", "冒名", staff())
    with pytest.raises(Conflict, match="现为“已作废”，不能办理“领取”"), transaction(ready) as db:
        claiming.claim(db, "B1-00001", worker("W0"))
    assert books(ready) == {"budget": 100_000, "released": 100_000}


def test_an_institution_cannot_act_in_a_workers_name(ready: Store) -> None:
    with transaction(ready) as db:
        place = enrolled(db)
    with pytest.raises(Forbidden), transaction(ready) as db:
        attending.check_in(db, place.enrolment_id, Arrival(1, "code"), worker("W1"))
    with pytest.raises(Forbidden), transaction(ready) as db:
        enrolling.withdraw(db, place.enrolment_id, "x", worker("W1"))


def test_seats_never_fall_below_those_taken(peopled: Store) -> None:
    with transaction(peopled) as db:
        with_batch(db, roster=("W0", "W1"))
        with_class(db)
        enrolled(db)
        enrolled(db, "W1", "B1-00002")
    with pytest.raises(Conflict, match="已有2人入班"), transaction(peopled) as db:
        file_class(db, training_class(seats=1), staff())


@pytest.mark.parametrize(
    ("statement", "why"),
    [
        ("UPDATE ledger_entries SET amount_fen = 1", "never changed"),
        ("DELETE FROM ledger_entries", "never changed"),
        ("UPDATE voucher_events SET reason = 'x'", "never changed"),
        (
            "INSERT INTO ledger_entries (batch_id, from_account, to_account, amount_fen, cause, at)"
            " VALUES ('B1', 'reserved', 'released', 100001, 'x', '2026-01-01 00:00:00')",
            "reserved_is_never_overdrawn",
        ),
        (
            "INSERT INTO ledger_entries (batch_id, voucher_id, event_id, from_account, to_account,"
            " amount_fen, cause, at) VALUES ('B1', 'B1-00001', 1, 'committed', 'settled', 1, 'x',"
            " '2026-01-01 00:00:00')",
            "moves no more than it holds",
        ),
        ("UPDATE ledger_balances SET reserved_fen = reserved_fen - 1", "books_balance"),
        ("UPDATE training_classes SET seats_taken = 3", "seats_are_not_oversold"),
        ("UPDATE vouchers SET state = 'settled'", "paid_only_when_settled"),
        ("UPDATE voucher_batches SET decided_by = drafted_by", "published_by_a_second_person"),
    ],
)
def test_the_database_itself_keeps_the_books(ready: Store, statement: str, why: str) -> None:
    with pytest.raises(sa.exc.DBAPIError, match=why), transaction(ready) as db:
        db.execute(sa.text(statement))


def test_a_plan_with_mistakes_is_refused_in_a_sentence(peopled: Store) -> None:
    with transaction(peopled) as db:
        issuing.open_fund(db, fund())
    for facts, why in [
        ({"occupation": "9-99"}, "职业分类大典"),
        ({"roster": ()}, "发放名单"),
        ({"roster": ("W9",)}, "不在劳动力登记中"),
        ({"whom": ("rich",)}, "没有这样的发放对象"),
        ({"value_fen": 0}, "大于零"),
        ({"claim_by": DAY - timedelta(days=1)}, "早于今天"),
    ]:
        with pytest.raises(Problem, match=why), transaction(peopled) as db:
            issuing.draft(db, plan(**facts), staff())
