"""Training vouchers of the demonstration: people of one county, each at another step of the way."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from data.records import caseload_lists, training_classes
from data.records.batches import Fund
from data.records.caseload_lists import Wanted
from data.records.certificates import Certificate
from data.records.enrolments import Enrolment
from data.records.training_classes import TrainingClass
from data.records.vouchers import Voucher
from data.store import Connection, Store, transaction
from models.vouchers.states import Role, State
from service.clock import XINZHOU
from service.vouchers import attending, certifying, claiming, enrolling, issuing, looking, settling
from service.vouchers.attending import Arrival, Result
from service.vouchers.classes import file_class, plan_daily
from service.vouchers.issuing import Plan
from service.vouchers.steps import Actor
from service.wording import region_name

OFFICER, SECOND, SCHOOL = "王经办", "赵复核", "忻州演示技工学校"
WELDER, LEVEL = "6-18-02-04", "4"
VALUE_FEN, FEE_FEN = 150_000, 180_000
BEGAN = timedelta(75)
"""So long ago the vouchers were issued: to people whom the registry knew by then."""

N_PEOPLE = 14
OLD, NOW, SOON = "演示焊工一班", "演示焊工二班", "演示焊工三班"


@dataclass(frozen=True, slots=True)
class Story:
    """One voucher and the person it was made out to, lived through as seen from a day."""

    db: Connection
    voucher: Voucher
    as_of: date

    @property
    def worker_id(self) -> str:
        """Whose it is."""
        return str(self.voucher.worker_id)

    def staff(self, days: int) -> Actor:
        """The office, so many days from the day we look."""
        return _actor(Role.STAFF, OFFICER, self.as_of + timedelta(days))

    def asks(self, class_id: str, days: int) -> Enrolment:
        """The worker claims, and asks for a seat in a class."""
        self.claims(days)
        key = self.voucher.voucher_id
        return enrolling.ask(self.db, class_id, self.worker_id, self._me(days), voucher_id=key)

    def claims(self, days: int) -> None:
        """The worker claims the voucher."""
        claiming.claim(self.db, self.voucher.voucher_id, self._me(days))

    def attends(self, class_id: str, days: int, *, device: str | None = None) -> Enrolment:
        """Has a seat, and comes to every session that was held."""
        asked = self.asks(class_id, days)
        seat = enrolling.confirm(self.db, asked.enrolment_id, "id_card", self.staff(days))
        for session in training_classes.sessions_of(self.db, class_id):
            if session.held_on < self.as_of:
                here = Arrival(session.session_no, "code", device=device, metres_off=20)
                actor = _actor(Role.STAFF, SCHOOL, session.held_on)
                seat = attending.check_in(self.db, seat.enrolment_id, here, actor)
        return seat

    def finishes(self, *, passed: bool = True) -> None:
        """Ends the course of the first class and sits the exam."""
        seat, over = self.attends(OLD, -70), self.staff(-50)
        attending.finish(self.db, seat.enrolment_id, over)
        result = Result(over.today, passed, theory=86 if passed else 52)
        attending.record_exam(self.db, seat.enrolment_id, result, over)

    def certified(self) -> None:
        """Has the certificate."""
        self.finishes()
        on = self.staff(-40)
        number = f"S{self.voucher.voucher_id}"
        issuer = "忻州演示技能评价机构"
        paper = Certificate(number, self.worker_id, WELDER, LEVEL, on.today, issuer, OLD)
        certifying.record_certificate(self.db, paper, on)

    def submitted(self, days: int) -> Voucher:
        """Somebody applied for payment."""
        self.certified()
        return settling.submit(self.db, self.voucher.voucher_id, self.staff(days))

    def paid(self) -> None:
        """A second person confirmed the payment, unless a rule wants somebody to look first."""
        if self.submitted(-30).state == State.REVIEWING:
            second = _actor(Role.SECOND, SECOND, self.as_of - timedelta(15))
            settling.settle(self.db, self.voucher.voucher_id, VALUE_FEN, "演示回单001", second)

    def shares_a_device(self) -> None:
        """Is in a class whose people all check in with one device."""
        self.attends(NOW, -10, device="演示设备")

    def _me(self, days: int) -> Actor:
        at = _noon(self.as_of + timedelta(days))
        return Actor(Role.WORKER, "本人", at, self.worker_id)


STORIES: tuple[Callable[[Story], object], ...] = (
    Story.paid,
    lambda s: s.submitted(-12),
    lambda s: s.submitted(-11),
    lambda s: s.submitted(-1),
    Story.certified,
    lambda s: s.finishes(passed=False),
    Story.shares_a_device,
    Story.shares_a_device,
    Story.shares_a_device,
    Story.shares_a_device,
    lambda s: s.asks(SOON, -2),
    lambda s: s.claims(-20),
)
"""One a voucher, in this order; who comes after has not claimed it yet."""


def add_vouchers(store: Store, region: str, as_of: date) -> int:
    """A fund, three classes and three batches for people of a county; how many vouchers were made out to people."""
    with transaction(store) as db:
        known = Wanted(region=region, known_before=as_of - BEGAN)
        people = [p.worker_id for p in caseload_lists.page(db, known, "stale", limit=N_PEOPLE)]
        if not people:
            return 0
        _open(db, region, as_of)
        plan = _plan(1, region, as_of, scope="named", roster=tuple(people))
        issued = _issued(db, plan, as_of)
        for voucher, live in zip(issued, STORIES, strict=False):
            live(Story(db, voucher, as_of))
        for voucher in issued:
            looking.look(db, voucher.voucher_id, _noon(as_of))
        _issued(db, _plan(2, region, as_of, quantity=20), as_of)
        last = _plan(3, region, as_of, quantity=30)
        issuing.draft(db, last, _actor(Role.STAFF, OFFICER, as_of))
        return len(issued)


def _open(db: Connection, region: str, as_of: date) -> None:
    """The fund, and a class that is over, one that goes on, and one that will begin."""
    began = as_of - BEGAN
    name = f"{as_of.year}年职业技能提升行动专账（演示）"
    fund = Fund("演示资金", name, "special_account", as_of.year, 20_000_000, _noon(began), OFFICER)
    issuing.open_fund(db, fund)
    for class_id, days in ((OLD, -60), (NOW, -4), (SOON, 12)):
        filed = _class(class_id, region, as_of + timedelta(days), began)
        file_class(db, filed, _actor(Role.STAFF, SCHOOL, began))
        plan_daily(db, class_id)


def _issued(db: Connection, plan: Plan, as_of: date) -> tuple[Voucher, ...]:
    on = as_of - BEGAN
    issuing.draft(db, plan, _actor(Role.STAFF, OFFICER, on))
    return issuing.publish(db, plan.batch_id, _actor(Role.SECOND, SECOND, on)).issued


def _plan(
    number: int,
    region: str,
    as_of: date,
    *,
    scope: str = "open",
    quantity: int = 0,
    roster: tuple[str, ...] = (),
) -> Plan:
    return Plan(
        batch_id=f"演示焊工-{number}",
        fund_id="演示资金",
        title=f"焊工四级培训券（演示第{number}批）",
        region=region,
        occupation=WELDER,
        level=LEVEL,
        value_kind="face",
        scope=scope,
        value_fen=VALUE_FEN,
        quantity=quantity,
        claim_by=as_of + timedelta(9 if scope == "named" else 60),
        valid_until=as_of + timedelta(290),
        roster=roster,
    )


def _class(class_id: str, region: str, starts_on: date, filed_on: date) -> TrainingClass:
    county = (region_name(region) or region).removeprefix("忻州·")
    return TrainingClass(
        class_id=class_id,
        programme_id=None,
        title=f"{class_id}（四级）",
        institution=SCHOOL,
        region=region,
        place=f"{county}演示教学点",
        occupation=WELDER,
        level=LEVEL,
        filed_no=f"演示备案{class_id}",
        filed_on=filed_on,
        seats=20,
        starts_on=starts_on,
        ends_on=starts_on + timedelta(9),
        hours_total=80,
        fee_fen=FEE_FEN,
        trainers=("演示教师",),
    )


def _actor(role: Role, by: str, on: date) -> Actor:
    return Actor(role, by, _noon(on))


def _noon(on: date) -> datetime:
    return datetime.combine(on, time(12), XINZHOU)
