"""What the rehearsal's people do with their vouchers, day by day: claim, join, come, pass, and are paid for."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from data.codes.workdays import is_workday
from data.records import batches, enrolments, flags, training_classes, vouchers
from data.records.batches import Batch
from data.records.certificates import Certificate
from data.records.enrolments import Enrolment
from data.records.flags import Flag
from data.records.training_classes import Session, TrainingClass
from data.records.vouchers import Voucher
from data.store import Connection, reading
from models.vouchers.states import Role, State
from service.demo import noon
from service.simulation.faults import Trials
from service.simulation.schooling import OFFICER, SCHOOL, SECOND, School, actor
from service.simulation.town import Town
from service.vouchers import attending, certifying, claiming, enrolling, freezing, settling
from service.vouchers.attending import Arrival, Result
from service.vouchers.expiring import expire_due
from service.vouchers.steps import Actor

CLAIMS, TAKES_UP, JOINS = 0.10, 0.05, 0.3
COMES, DROPS, GIVES_BACK, PASSES = 0.94, 0.004, 0.01, 0.85
CONFIRMED = 0.25
WHOLE = 0.8
"""How often a course costs all of the voucher's value."""

NOTICE = 5
HEAR_A_DAY = 2
"""How many people hear of a batch that is open to many, each day."""


@dataclass(frozen=True, slots=True)
class Morning:
    """What is on file as a day begins."""

    held: Sequence[Voucher]
    places: Mapping[str, Enrolment]
    pools: Sequence[Batch]
    joinable: Sequence[TrainingClass]


@dataclass(slots=True)
class Learners:
    """Everybody with a voucher, and those who hear of one."""

    town: Town
    trials: Trials
    school: School
    sessions: dict[str, tuple[Session, ...]] = field(default_factory=dict)

    def day(self, on: date) -> None:
        """One day in the life of every voucher."""
        expire_due(self.town.store, noon(on))
        with reading(self.town.store) as db:
            held = _all_open(db)
            found = {v.voucher_id: enrolments.of_voucher(db, v.voucher_id) for v in held}
            places = {number: place for number, place in found.items() if place is not None}
            for place in places.values():
                if place.class_id not in self.sessions:
                    own_sessions = training_classes.sessions_of(db, place.class_id)
                    self.sessions[place.class_id] = own_sessions
            joinable = training_classes.joinable(db, on, limit=1000)
            morning = Morning(held, places, batches.pools(db, on), joinable)
            noticed = flags.undecided(db, limit=1000)
        if is_workday(on):
            for flag in noticed:
                self._judge(flag, on)
        for voucher in held:
            self._one(voucher, morning, on)
        for batch in morning.pools:
            self._hear(batch.batch_id, on)

    def _one(self, voucher: Voucher, morning: Morning, on: date) -> None:
        state, number, working = State(voucher.state), voucher.voucher_id, is_workday(on)
        if state is State.ISSUED and self._likes(CLAIMS, "claims", number, on):
            self.trials.write("领券", (number, on), claiming.claim, number, own(voucher, on))
        elif state is State.RETURNED and self._likes(TAKES_UP, "takes up", number, on):
            self.trials.write("重新领取", (number, on), claiming.reclaim, number, own(voucher, on))
        elif state is State.CLAIMED and self._likes(JOINS, "joins", number, on):
            self._join(voucher, morning, on)
        elif state in (State.ENROLLED, State.IN_TRAINING, State.COMPLETED, State.FAILED):
            self._in_class(voucher, morning.places[number], on)
        elif state is State.CERTIFIED and working:
            officer = actor(Role.STAFF, OFFICER, on)
            self.trials.write("申请兑现", (number, on), settling.submit, number, officer)
        elif state is State.REVIEWING and working and _announced(voucher, on):
            whole = self._likes(WHOLE, "whole", number)
            amount = voucher.value_fen if whole else voucher.value_fen // 2
            second, slip = actor(Role.SECOND, SECOND, on), f"BANK{number}"
            self.trials.write("兑现", (number, on), settling.settle, number, amount, slip, second)

    def _judge(self, flag: Flag, on: date) -> None:
        """An officer looks into what was noticed: mostly it is cleared, else the voucher is voided."""
        officer, number = actor(Role.STAFF, OFFICER, on), flag.voucher_id
        with reading(self.town.store) as db:
            voucher = vouchers.one(db, number)
        confirmed = self._likes(CONFIRMED, "confirmed", flag.flag_id)
        key, write, decide = flag.flag_id, self.trials.write, freezing.decide_flag
        if confirmed:
            write("认定属实", key, decide, flag.flag_id, "confirmed", "经核实属实", officer)
            write("作废", number, settling.void, number, "不符合补贴条件", officer)
        elif voucher is not None and voucher.state == State.FROZEN:
            write("解除冻结", key, freezing.clear, number, "经核实无误", officer)
        else:
            write("排除提示", key, decide, flag.flag_id, "cleared", "经核实无误", officer)

    def _hear(self, batch_id: str, on: date) -> None:
        ids = sorted(self.town.people)
        for n in range(HEAR_A_DAY):
            worker_id = self.trials.chance.one_of(ids, "hears", batch_id, on, n)
            if self.town.people[worker_id]["employment_status"] != "deceased":
                me = Actor(Role.WORKER, "本人", noon(on), worker_id)
                key = (batch_id, worker_id)
                self.trials.write("领通用券", key, claiming.claim_from_pool, batch_id, me)

    def _join(self, voucher: Voucher, morning: Morning, on: date) -> None:
        number, school = voucher.voucher_id, actor(Role.STAFF, SCHOOL, on)
        there, me = morning.places.get(number), own(voucher, on)
        if there is not None and there.state == "requested":
            asked = there.enrolment_id
            if (
                self.trials.write(
                    "确认入班", (asked, on), enrolling.confirm, asked, "id_card", school
                )
                is None
            ):
                self.trials.write("撤回报名", asked, enrolling.withdraw, asked, "未能入班", me)
            return
        fitting = [
            each.class_id
            for each in morning.joinable
            if (each.occupation, each.level) == (voucher.occupation, voucher.level)
        ]
        if fitting:
            chosen = self.trials.chance.one_of(fitting, "chooses", number, on)
            key, worker_id = (number, chosen, on), str(voucher.worker_id)
            self.trials.write("报名", key, enrolling.ask, chosen, worker_id, me, voucher_id=number)

    def _in_class(self, voucher: Voucher, place: Enrolment, on: date) -> None:
        chosen = self.school.classes[place.class_id]
        today = [s.session_no for s in self.sessions[place.class_id] if s.held_on == on]
        if place.state == "enrolled" and today:
            self._attend(voucher, place, today[0], on)
        if on < chosen.ends_on:
            return
        school, number = actor(Role.STAFF, SCHOOL, on), place.enrolment_id
        if place.state == "enrolled" and _may_end(chosen, on):
            self.trials.write("结业", (number, on), attending.finish, number, school)
        elif place.state == "finished" and is_workday(on):
            self._examine(place, chosen, on)

    def _attend(self, voucher: Voucher, place: Enrolment, session: int, on: date) -> None:
        me, number, write = own(voucher, on), place.enrolment_id, self.trials.write
        if place.minutes == 0 and self._likes(GIVES_BACK, "gives back", number, on):
            write("退出报名", number, enrolling.withdraw, number, "家中有事", me)
        elif place.minutes > 0 and self._likes(DROPS, "drops out", number, on):
            write("退训", number, enrolling.drop, number, "已就业", me)
        elif self._likes(COMES, "comes", number, on):
            arrival = Arrival(session, "code", device=f"手机{voucher.worker_id}", metres_off=30)
            write("签到", (number, session), attending.check_in, number, arrival, me)

    def _examine(self, place: Enrolment, chosen: TrainingClass, on: date) -> None:
        school, number = actor(Role.STAFF, SCHOOL, on), place.enrolment_id
        if place.passed is not True:
            passed = self._likes(PASSES, "passes", number, on)
            result = Result(on, passed, theory=80 if passed else 50)
            self.trials.write("考核", (number, on), attending.record_exam, number, result, school)
            return
        paper = Certificate(
            certificate_no=f"Y0014{number:09d}",
            worker_id=place.worker_id,
            occupation=chosen.occupation,
            level=chosen.level,
            issued_on=on,
            issuer="忻州市职业技能鉴定机构（虚构）",
            class_id=chosen.class_id,
        )
        self.trials.write("发证", (number, on), certifying.record_certificate, paper, school)

    def _likes(self, likely: float, *names: object) -> bool:
        return self.trials.chance.happens(likely, *names)


def own(voucher: Voucher, on: date) -> Actor:
    """The worker a voucher belongs to, at noon."""
    return Actor(Role.WORKER, "本人", noon(on), voucher.worker_id)


def _announced(voucher: Voucher, on: date) -> bool:
    """Whether the public notice is likely to be over; the rule itself decides."""
    return voucher.submitted_on is not None and (on - voucher.submitted_on).days >= NOTICE


def _may_end(chosen: TrainingClass, on: date) -> bool:
    """A school asks on the last day, and once more a week later for those who lacked hours."""
    return (on - chosen.ends_on).days in (0, 7)


def _all_open(db: Connection) -> list[Voucher]:
    found: list[Voucher] = []
    while some := vouchers.open_ones(db, after=found[-1].voucher_id if found else ""):
        found += some
    return found
