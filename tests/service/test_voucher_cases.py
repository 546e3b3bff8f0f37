"""Ten cases of vouchers, drawn by hand from the documents that the rules come from.

Each names its document. Rows are what is done, in order; on the right is what must come of it: the state
in Chinese, or the words of the refusal.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

import pytest

from data.records import enrolments, vouchers
from data.records.enrolments import Enrolment
from data.store import Connection, Store, reading, transaction
from data.tables_assistance import policy_applications
from models.vouchers.states import STATE_NAMES, State
from service.errors import Problem
from service.vouchers import attending, certifying, claiming, enrolling, expiring, issuing, settling
from service.vouchers.attending import Result
from tests.service.vouchered import (
    DAY,
    WELDER,
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
    with_batch,
    with_class,
    worker,
)

OVER, PAID = DAY + timedelta(days=16), DAY + timedelta(days=40)
NEXT_YEAR = DAY + timedelta(days=60)
DRIVER = "4-02-02-02"
FIRST = "B1-00001"
Act = Callable[[Connection], object]


@dataclass(frozen=True, slots=True)
class Row:
    """What is done, and what comes of it for the voucher: its state, or a refusal with these words."""

    done: str
    act: Act
    then: str
    voucher: str = FIRST


@dataclass(frozen=True, slots=True)
class Case:
    """A case, the document it is drawn from, its rows, and what the batch's books say at the end."""

    title: str
    document: str
    rows: tuple[Row, ...]
    books: dict[str, int]


def pay(amount: int, by: str = "财务丙") -> Act:
    return lambda db: settling.settle(db, FIRST, amount, "回单", second(PAID, by))


def finish(db: Connection) -> object:
    attending.finish(db, 1, staff(OVER))
    return attending.record_exam(db, 1, Result(OVER, passed=True), staff(OVER))


def had(policy: str, level: str) -> Act:
    """A subsidy approved before."""

    def act(db: Connection) -> object:
        return db.execute(
            policy_applications.insert().values(
                application_id=f"A-{policy}-{level}",
                policy_id=policy,
                rule_from=DAY,
                worker_id="W0",
                state="approved",
                applied_on=DAY,
                applied_by="甲",
                decided_by="乙",
                decided_on=DAY,
                occupation=WELDER,
                level=level,
                short_trade=False,
                starts_on=DAY,
                recorded_at=at(),
            )
        )

    return act


def setting(**facts: object) -> Act:
    def act(db: Connection) -> None:
        with_batch(db, **facts)
        with_class(db)

    return act


def claims(voucher_id: str = FIRST, worker_id: str = "W0", day: timedelta = timedelta()) -> Act:
    return lambda db: claiming.claim(db, voucher_id, worker(worker_id, DAY + day))


def expire(days: int) -> Act:
    return lambda db: expiring.expire_some(db, at(DAY + timedelta(days=days)), limit=50)


def place(db: Connection) -> Enrolment:
    found = enrolments.one(db, 1)
    assert found is not None
    return found


def certify(db: Connection) -> object:
    return certifying.record_certificate(db, certificate(day=OVER), staff(OVER))


def draft_monitored(db: Connection) -> object:
    issuing.open_fund(db, fund())
    return issuing.draft(db, plan(roster=("W0", "W1"), whom=("monitored",)), staff())


CASES = (
    Case(
        "发券—培训—持证—兑现，闭环走完",
        "忻政发〔2021〕22号 第五章第四节",
        (
            Row("定向发放", setting(), "待领取"),
            Row("本人领取、报名、实名入班", enrolled, "已报名"),
            Row("上课签到", lambda db: attended(db, place(db)), "培训中"),
            Row("结业并考核合格", finish, "已结业"),
            Row(
                "没有证书就申请兑现",
                lambda db: settling.submit(db, FIRST, staff(OVER)),
                "不能办理“申请兑现”",
            ),
            Row("证书查验入档", certify, "已持证"),
            Row("申请兑现", lambda db: settling.submit(db, FIRST, staff(OVER)), "审核中"),
            Row("财务确认付款", pay(100_000), "已兑现"),
        ),
        {"budget": 100_000, "settled": 100_000},
    ),
    Case(
        "不进不补：实名制记录无效的不予兑现",
        "忻政发〔2021〕22号 第五章第四节（实名制管理）",
        (
            Row("走到审核中", lambda db: (setting()(db), reviewing(db)), "审核中"),
            Row(
                "实名制记录查为无效",
                lambda db: enrolling.set_real_name(db, 1, "invalid", staff()),
                "审核中",
            ),
            Row("财务付款", pay(100_000), "不进不补"),
        ),
        {"budget": 100_000, "committed": 100_000},
    ),
    Case(
        "培训券由本人领取，机构不得代领",
        "人社部职业技能电子培训券试点工作方案（领取）",
        (
            Row("定向发放", setting(), "待领取"),
            Row(
                "培训机构代领",
                lambda db: claiming.claim(db, FIRST, staff(by="某学校")),
                "只能由本人",
            ),
            Row("别人领取", claims(worker_id="W1"), "不是发给本人的"),
            Row("本人领取", claims(), "待使用"),
        ),
        {"budget": 100_000, "reserved": 100_000},
    ),
    Case(
        "每人每年享受一次，第二年可再享受",
        "晋财社〔2019〕1号（山西职业技能培训补贴）",
        (
            Row("第一张兑现", lambda db: (setting()(db), reviewing(db), pay(90_000)(db)), "已兑现"),
            Row(
                "发放另一职业的券",
                lambda db: with_batch(db, batch_id="B2", roster=("W1",), occupation=DRIVER),
                "已兑现",
            ),
            Row(
                "通用券",
                lambda db: with_batch(
                    db, batch_id="B3", scope="open", quantity=1, roster=(), occupation=DRIVER
                ),
                "已兑现",
            ),
            Row(
                "当年再领",
                lambda db: claiming.claim_from_pool(
                    db, "B3", worker("W0", PAID - timedelta(days=3))
                ),
                "每年享受一次",
            ),
            Row(
                "第二年再领",
                lambda db: claiming.claim_from_pool(db, "B3", worker("W0", NEXT_YEAR)),
                "待使用",
                "B3-00001",
            ),
        ),
        {"budget": 100_000, "settled": 90_000, "released": 10_000},
    ),
    Case(
        "同一职业同一等级不重复享受",
        "人社部职业培训补贴政策说明（2024年）",
        (
            Row("第一张兑现", lambda db: (setting()(db), reviewing(db), pay(90_000)(db)), "已兑现"),
            Row(
                "发放同职业同等级通用券",
                lambda db: with_batch(db, batch_id="B2", scope="open", quantity=1, roster=()),
                "已兑现",
            ),
            Row(
                "第二年领取",
                lambda db: claiming.claim_from_pool(db, "B2", worker("W0", NEXT_YEAR)),
                "不重复享受",
            ),
            Row(
                "发放高一级通用券",
                lambda db: with_batch(
                    db, batch_id="B3", scope="open", quantity=1, roster=(), level="3"
                ),
                "已兑现",
            ),
            Row(
                "第二年领取高一级",
                lambda db: claiming.claim_from_pool(db, "B3", worker("W0", NEXT_YEAR)),
                "待使用",
                "B3-00001",
            ),
        ),
        {"budget": 100_000, "settled": 90_000, "released": 10_000},
    ),
    Case(
        "领过失业保险技能提升补贴的，同一职业等级不再享受",
        "2025年失业保险稳岗惠民通知；深圳2024年规则两面都写明",
        (
            Row("定向发放", setting(), "待领取"),
            Row("批准过五级的技能提升补贴", had("P09", "5"), "待领取"),
            Row("领取四级券", claims(), "待使用"),
            Row("过期", expire(400), "已过期"),
            Row("又批准了四级的技能提升补贴", had("P09", "4"), "已过期"),
            Row(
                "再发放四级通用券",
                lambda db: with_batch(db, batch_id="B2", scope="open", quantity=1, roster=()),
                "已过期",
            ),
            Row(
                "领取四级券",
                lambda db: claiming.claim_from_pool(db, "B2", worker("W0")),
                "不再享受职业培训补贴",
            ),
        ),
        {"budget": 100_000, "released": 100_000},
    ),
    Case(
        "逾期未领取、未使用的券自动失效，预算释放",
        "某市旧办法（一年有效）；三个月未激活失效（待核实）",
        (
            Row("发给两人", setting(roster=("W0", "W1")), "待领取"),
            Row("一人领取", claims("B1-00002", "W1"), "待使用", "B1-00002"),
            Row("九十天内", expire(90), "待领取"),
            Row("第九十一天", expire(91), "已过期"),
            Row("过期再领", claims(day=timedelta(days=92)), "现为“已过期”"),
            Row("一年之内", expire(365), "待使用", "B1-00002"),
            Row("一年之后", expire(366), "已过期", "B1-00002"),
        ),
        {"budget": 200_000, "released": 200_000},
    ),
    Case(
        "面值券抵等额培训费，不付现金，按面值结算",
        "安徽青年强技（定向券＋面值券）",
        (
            Row(
                "面值五百，培训费四百",
                lambda db: (with_batch(db, value_fen=50_000), with_class(db, fee_fen=40_000)),
                "待领取",
            ),
            Row("走到审核中", reviewing, "审核中"),
            Row("按面值付", pay(50_000), "不能超过培训费400元"),
            Row("按培训费付", pay(40_000), "已兑现"),
        ),
        {"budget": 50_000, "settled": 40_000, "released": 10_000},
    ),
    Case(
        "抵用券没有面值，凭资格培训，按标准以内据实结算",
        "江苏首批培训券（面值券与抵用券、通用券与定向券）",
        (
            Row(
                "通用抵用券两张",
                setting(scope="open", quantity=2, roster=(), value_kind="entitlement"),
                "待领取",
            ),
            Row(
                "本人从中领取",
                lambda db: claiming.claim_from_pool(db, "B1", worker("W0")),
                "待使用",
            ),
            Row(
                "同一人再领", lambda db: claiming.claim_from_pool(db, "B1", worker("W0")), "待使用"
            ),
            Row(
                "另一人领取",
                lambda db: claiming.claim_from_pool(db, "B1", worker("W1")),
                "待使用",
                "B1-00002",
            ),
            Row(
                "第三人领取",
                lambda db: claiming.claim_from_pool(db, "B1", worker("W2")),
                "已经领完",
            ),
        ),
        {"budget": 200_000, "reserved": 200_000},
    ),
    Case(
        "补贴对象之外的人不发；经办与复核分开",
        "人社部职业培训补贴政策说明（2024年，六类人员）；财政资金双人复核",
        (
            Row("定向给两人，限监测对象", draft_monitored, "没有这张券"),
            Row(
                "经办人自己发布",
                lambda db: issuing.publish(db, "B1", second(by="经办甲")),
                "不能是同一人",
            ),
            Row("复核人发布", lambda db: issuing.publish(db, "B1", second()), "没有这张券"),
        ),
        {"budget": 200_000, "released": 200_000},
    ),
)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.title)
def test_a_case_drawn_from_the_documents(store: Store, case: Case) -> None:
    settle_people(store)
    for row in case.rows:
        came = done(store, row)
        assert row.then in came, f"{case.title}：{row.done}"
    assert books(store) == case.books
    check_everything(store)


def done(store: Store, row: Row) -> str:
    """The refusal, or the voucher's state in Chinese."""
    try:
        with transaction(store) as db:
            row.act(db)
    except Problem as refusal:
        return str(refusal)
    with reading(store) as db:
        found = vouchers.one(db, row.voucher)
    return "没有这张券" if found is None else STATE_NAMES[State(found.state)]
