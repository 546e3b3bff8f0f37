"""The rehearsal's schools and the office that issues vouchers: classes, batches, second persons."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import cast

from data.codes.workdays import is_workday
from data.records import programmes
from data.records.batches import Batch, Fund
from data.records.training_classes import TrainingClass
from data.store import Connection, reading
from models.vouchers.states import Role
from service.demo import noon
from service.simulation.faults import Trials
from service.simulation.town import Row, Town
from service.vouchers import issuing
from service.vouchers.classes import cancel_class, file_class, plan_daily
from service.vouchers.issuing import Plan
from service.vouchers.steps import Actor

OFFICER, SECOND, SCHOOL = "经办甲", "复核乙", "培训机构"
CITY = "140900"
BUDGET_FEN = 300_000_000
MOST_FEN = 200_000
BATCHES_A_MONTH = 8
MOST_ON_A_ROSTER = 40
CLASS_SEATS = 12
CALLS_OFF = 0.03


@dataclass(slots=True)
class School:
    """Files classes and sets up batches each month; a second person publishes them, mostly."""

    town: Town
    trials: Trials
    drafts: list[str] = field(default_factory=list)
    classes: dict[str, TrainingClass] = field(default_factory=dict)

    def open_fund(self, on: date) -> None:
        """The year's money."""
        name = f"{on.year}年职业技能提升行动专账资金"
        fund = Fund(fund_of(on), name, "special_account", on.year, BUDGET_FEN, noon(on), OFFICER)
        self.trials.write("设立资金", on, issuing.open_fund, fund)

    def plan_month(self, on: date) -> None:
        """File the month's classes, and set up batches for what is most wished for."""
        with reading(self.town.store) as db:
            rows = programmes.open_on(db, on).to_pylist()
        offered = [class_of(row, on) for row in rows if row["level"] and row["starts_on"]]
        fresh = [each for each in offered if each.class_id not in self.classes]
        for each in fresh:
            self.classes[each.class_id] = each
            self.trials.write("开班备案", each.class_id, _file, each, actor(Role.STAFF, SCHOOL, on))
        for n, each in enumerate(self._most_wanted(fresh)):
            batch_id = f"B{on:%y%m}-{n:02d}"
            if self.trials.write("定制批次", batch_id, self._draft, batch_id, each, n, on):
                self.drafts.append(batch_id)

    def day(self, on: date) -> None:
        """On working days the second person decides; now and then a class or a batch is called off."""
        if not is_workday(on):
            return
        chance, officer = self.trials.chance, actor(Role.STAFF, OFFICER, on)
        for batch_id in self.drafts:
            if chance.happens(CALLS_OFF, "calls off", batch_id):
                self.trials.write(
                    "取消批次", batch_id, issuing.cancel, batch_id, "计划调整", officer
                )
            else:
                second = actor(Role.SECOND, SECOND, on)
                self.trials.write("发布批次", batch_id, issuing.publish, batch_id, second)
        self.drafts.clear()
        for number, each in self.classes.items():
            soon = each.starts_on == on + timedelta(days=2)
            if soon and chance.happens(CALLS_OFF, "class", number):
                school = actor(Role.STAFF, SCHOOL, on)
                self.trials.write("取消班级", number, cancel_class, number, "人数不足", school)

    def _most_wanted(self, fresh: list[TrainingClass]) -> list[TrainingClass]:
        wishes = Counter(row["training_wish"] for row in self.town.people.values())
        kinds = {(each.occupation, each.level): each for each in fresh}
        ordered = sorted(kinds.values(), key=lambda c: (-wishes[c.occupation], c.class_id))
        return ordered[:BATCHES_A_MONTH]

    def _draft(
        self, db: Connection, batch_id: str, wanted: TrainingClass, n: int, on: date
    ) -> Batch:
        """Every second batch is made out to those who wished for it, the others to whoever comes."""
        officer = actor(Role.STAFF, OFFICER, on)
        roster: tuple[str, ...] = ()
        if n % 2 == 0:
            roster = issuing.wishing(
                db, wanted.occupation, CITY, actor=officer, most=MOST_ON_A_ROSTER
            )
        plan = Plan(
            batch_id=batch_id,
            fund_id=fund_of(on),
            title=f"{wanted.title}培训券",
            region=CITY,
            occupation=wanted.occupation,
            level=wanted.level,
            value_kind="face" if n % 3 else "entitlement",
            scope="named" if roster else "open",
            value_fen=min(MOST_FEN, max(wanted.fee_fen, 10_000)),
            quantity=0 if roster else 2 * CLASS_SEATS,
            claim_by=on + timedelta(days=60),
            valid_until=on + timedelta(days=150),
            whom=() if roster else ("unemployed", "rural"),
            roster=roster,
        )
        return issuing.draft(db, plan, officer)


def actor(role: Role, by: str, on: date) -> Actor:
    """Somebody of the office or a school, at noon."""
    return Actor(role, by, noon(on))


def fund_of(on: date) -> str:
    """The id of a year's fund."""
    return f"F{on.year}"


def class_of(row: Row, on: date) -> TrainingClass:
    """The class in which a programme is held."""
    starts = cast("date", row["starts_on"])
    number = str(row["programme_id"])
    return TrainingClass(
        class_id=f"C-{number}",
        programme_id=number,
        title=str(row["title"]),
        institution=str(row["institution"]),
        region=str(row["region"]),
        place="培训教室",
        occupation=str(row["occupation"]),
        level=str(row["level"]),
        filed_no=f"备{number}",
        filed_on=on,
        seats=min(CLASS_SEATS, cast("int", row["seats"])),
        starts_on=starts,
        ends_on=starts + timedelta(days=cast("int", row["days"]) - 1),
        hours_total=cast("int", row["hours_total"]),
        fee_fen=cast("int", row["cost_fen"]),
        trainers=(f"教师{number}",),
    )


def _file(db: Connection, wanted: TrainingClass, by: Actor) -> TrainingClass:
    kept = file_class(db, wanted, by)
    plan_daily(db, wanted.class_id)
    return kept
