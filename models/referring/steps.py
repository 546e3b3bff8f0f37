"""The one table of a referral's steps: from which state to which, who may say so, and what must hold."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

from data.tables_referral import OPEN_STATES, PLACED_STATES, PROVEN_STATES
from models.referring.reasons import BY_CODE, COUNSELOR, EMPLOYER, SCHEDULE, WORKER
from models.referring.retention import months_after

RULES_VERSION = "referral-2"
"""Written beside every step, so that it stays known by which table it was allowed."""

LABELS = {
    "recommended": "已推荐",
    "referred": "已介绍",
    "applied": "已应聘",
    "interviewed": "已面试",
    "offered": "拟录用",
    "placed": "已就业",
    "retained_1": "稳定就业满1个月",
    "retained_3": "稳定就业满3个月",
    "retained_6": "稳定就业满6个月",
    "closed": "已结束",
}

START_WITHIN_DAYS = 60
"""A hire whose first day is further off is an offer; its place is not taken yet."""


@dataclass(frozen=True, slots=True)
class Facts:
    """What a step is judged by: the day, the vacancy's places and who has them, and what is said."""

    day: date
    before: str
    via: str
    vacancy_open: bool = True
    places: int = 0
    n_placed: int = 0
    n_held: int = 0
    per_opening: int = 3
    referred_on: date | None = None
    placed_on: date | None = None
    reason: str | None = None
    on: date | None = None


Guard = Callable[[Facts], bool]
"""What must hold for a step; its docstring is the sentence that people read when it does not."""


def vacancy_takes_people(facts: Facts) -> bool:
    """岗位已停止招聘、已过截止日期或已招满，不能再介绍。"""
    return facts.vacancy_open and facts.n_placed < facts.places


def referral_is_free(facts: Facts) -> bool:
    """岗位目前的介绍名额已全部占用，等有人办结或保留期满后再介绍。"""
    return facts.n_held < (facts.places - facts.n_placed) * facts.per_opening


def place_is_free(facts: Facts) -> bool:
    """岗位已招满，没有名额可以登记就业；如单位增加名额，请先更新岗位。"""
    return facts.n_placed < facts.places


def first_day_is_known(facts: Facts) -> bool:
    """到岗日期应不早于介绍之日，且在今后60天之内。"""
    if facts.placed_on is None or facts.referred_on is None:
        return False
    return facts.referred_on <= facts.placed_on <= facts.day + timedelta(START_WITHIN_DAYS)


def one_month_at_work(facts: Facts) -> bool:
    """到岗未满1个月，不能登记稳定就业满1个月。"""
    return _at_work(facts, 1)


def three_months_at_work(facts: Facts) -> bool:
    """到岗未满3个月，不能登记稳定就业满3个月。"""
    return _at_work(facts, 3)


def six_months_at_work(facts: Facts) -> bool:
    """到岗未满6个月，不能登记稳定就业满6个月。"""
    return _at_work(facts, 6)


def reason_fits(facts: Facts) -> bool:
    """结束原因与目前的环节不符，或不应由这一方提出。"""
    reason = BY_CODE.get(facts.reason or "")
    if reason is None or facts.via not in reason.said_by:
        return False
    if reason.phase == "either":
        return facts.before not in PROVEN_STATES
    return (reason.phase == "after") == (facts.before in PLACED_STATES)


def day_fits(facts: Facts) -> bool:
    """发生日期应在介绍之日与今天之间。"""
    if facts.on is None or facts.referred_on is None:
        return True
    return facts.referred_on <= facts.on <= facts.day


def _at_work(facts: Facts, months: int) -> bool:
    return facts.placed_on is not None and facts.day >= months_after(facts.placed_on, months)


@dataclass(frozen=True, slots=True)
class Transition:
    """One permitted step."""

    before: str
    after: str
    vias: tuple[str, ...]
    guards: tuple[Guard, ...] = ()


STAFF = (COUNSELOR,)
EITHER = (COUNSELOR, EMPLOYER)
ANYBODY = (COUNSELOR, EMPLOYER, WORKER)
CLOSERS = (COUNSELOR, EMPLOYER, WORKER, SCHEDULE)
BEGIN = (vacancy_takes_people, referral_is_free)
HIRE = (place_is_free, first_day_is_known)

TRANSITIONS: tuple[Transition, ...] = (
    Transition("recommended", "referred", STAFF, BEGIN),
    Transition("referred", "applied", ANYBODY),
    Transition("referred", "interviewed", EITHER),
    Transition("referred", "offered", EITHER),
    Transition("referred", "placed", EITHER, HIRE),
    Transition("applied", "interviewed", EITHER),
    Transition("applied", "offered", EITHER),
    Transition("applied", "placed", EITHER, HIRE),
    Transition("interviewed", "offered", EITHER),
    Transition("interviewed", "placed", EITHER, HIRE),
    Transition("offered", "placed", EITHER, HIRE),
    Transition("placed", "retained_1", STAFF, (one_month_at_work,)),
    Transition("placed", "retained_3", STAFF, (three_months_at_work,)),
    Transition("placed", "retained_6", STAFF, (six_months_at_work,)),
    Transition("retained_1", "retained_3", STAFF, (three_months_at_work,)),
    Transition("retained_1", "retained_6", STAFF, (six_months_at_work,)),
    Transition("retained_3", "retained_6", STAFF, (six_months_at_work,)),
    Transition("referred", "closed", CLOSERS, (reason_fits,)),
    Transition("applied", "closed", CLOSERS, (reason_fits,)),
    Transition("interviewed", "closed", CLOSERS, (reason_fits,)),
    Transition("offered", "closed", CLOSERS, (reason_fits,)),
    Transition("placed", "closed", CLOSERS, (reason_fits,)),
    Transition("retained_1", "closed", CLOSERS, (reason_fits,)),
    Transition("retained_3", "closed", CLOSERS, (reason_fits,)),
    Transition("retained_6", "closed", CLOSERS, (reason_fits,)),
)
"""Steps may be skipped forward, for a later one proves the earlier; none leads back, a new referral does."""

BY_STATES = {(t.before, t.after): t for t in TRANSITIONS}


def refusal(facts: Facts, after: str) -> str | None:
    """Why this step may not be taken, as a sentence for the person who tries; None when it may."""
    step = BY_STATES.get((facts.before, after))
    if step is None:
        return f"“{LABELS[facts.before]}”之后不能登记为“{LABELS[after]}”。"
    if facts.via not in step.vias:
        return f"“{LABELS[after]}”不能由这一方登记。"
    for guard in (day_fits, *step.guards):
        if not guard(facts):
            return (guard.__doc__ or "").strip()
    return None


def is_open(state: str) -> bool:
    """Whether a referral in this state is on the way to work."""
    return state in OPEN_STATES
