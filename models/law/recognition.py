"""The procedure of recognition: who may take which step from which state, and what has to be told with it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date

from data.codes.law.recognition import Procedure
from data.codes.workdays import add_workdays, is_arranged
from models.law.periods import against_review, months_later

STATE_NAMES: Mapping[str, str] = {
    "applied": "已申请",
    "returned": "待补正",
    "accepted": "已受理",
    "checked": "社区（村）已初审",
    "posted": "公示中",
    "objected": "有异议，核实中",
    "unopposed": "公示期满",
    "reviewed": "街道（乡镇）已复核",
    "compared": "已完成信息比对",
    "recognised": "已认定，待告知",
    "in_force": "认定有效",
    "ending": "拟退出，听取本人意见中",
    "refused": "不予认定",
    "reexamining": "复核申请处理中",
    "refused_finally": "复核后不予认定",
    "withdrawn": "已撤回",
    "ended": "已退出",
}


@dataclass(frozen=True, slots=True)
class Told:
    """What comes with a step; only some of it is asked of each."""

    on: date
    by: str
    reason: str | None = None
    document: str | None = None
    positive: bool | None = None
    ground: str | None = None
    officer: str | None = None
    review_on: date | None = None
    category: str | None = None


@dataclass(frozen=True, slots=True)
class Standing:
    """What of a case a step looks at: where it is, and who and when brought it there."""

    state: str
    applied_by: str
    reached_on: date
    notice_until: date | None = None
    decided_by: str | None = None
    proposed_by: str | None = None
    proposed_ground: str | None = None
    doers: frozenset[str] = field(default_factory=frozenset)


Guard = Callable[[Standing, Told], str | None]


@dataclass(frozen=True, slots=True)
class Transition:
    """One step: from where to where, what it is called, who may take it, what it asks, what stops it.

    `level` is `manage` for whoever works on cases, `approve` for the county's second person, `own`
    where the worker can do it alone as well.
    """

    action: str
    name: str
    source: str
    target: str
    level: str
    asks: tuple[str, ...] = ()
    guards: tuple[Guard, ...] = ()


def _in_order(case: Standing, told: Told) -> str | None:
    """No step happens before the one it follows."""
    return f"此步骤不能早于上一步（{case.reached_on}）。" if told.on < case.reached_on else None


def _notice_is_over(case: Standing, told: Told) -> str | None:
    """The public notice runs its whole span."""
    if case.notice_until is not None and told.on <= case.notice_until:
        return f"公示到{case.notice_until}为止，期满后才能结束。"
    return None


def _another_decides(case: Standing, told: Told) -> str | None:
    """The county's decision is not made by somebody who took an earlier step."""
    return "认定人不能是经办过前面步骤的人。" if told.by in case.doers else None


def _another_reexamines(case: Standing, told: Told) -> str | None:
    """Nobody examines his own refusal again."""
    return "复核不能由作出不予认定决定的人办理。" if told.by == case.decided_by else None


def _another_ends(case: Standing, told: Told) -> str | None:
    """Nobody ends alone what somebody else lives by."""
    return "退出须由提出人以外的人决定。" if told.by == case.proposed_by else None


def _review_is_later(_: Standing, told: Told) -> str | None:
    return None if told.review_on is None else against_review(told.review_on, told.on)


OPINION = ("positive", "reason")
OPEN_BEFORE_DECISION = (
    "applied",
    "returned",
    "accepted",
    "checked",
    "posted",
    "objected",
    "unopposed",
    "reviewed",
    "compared",
)

TRANSITIONS: tuple[Transition, ...] = (
    Transition("return", "退回补正", "applied", "returned", "manage", ("reason",)),
    Transition("complete", "补正", "returned", "applied", "own"),
    Transition("accept", "受理", "applied", "accepted", "manage"),
    Transition("check", "初审", "accepted", "checked", "manage", OPINION),
    Transition("post", "公示", "checked", "posted", "manage"),
    Transition("object", "提出异议", "posted", "objected", "manage", ("reason",)),
    Transition("settle", "异议已核实", "objected", "posted", "manage", OPINION),
    Transition("close_notice", "公示期满", "posted", "unopposed", "manage", (), (_notice_is_over,)),
    Transition("review", "复核", "unopposed", "reviewed", "manage", OPINION),
    Transition("compare", "信息比对", "reviewed", "compared", "manage", OPINION),
    Transition(
        "recognise", "认定", "compared", "recognised", "approve",
        ("reason", "document"), (_another_decides,),
    ),
    Transition(
        "refuse", "不予认定", "compared", "refused", "approve",
        ("reason", "document"), (_another_decides,),
    ),
    Transition(
        "notify", "告知与录入", "recognised", "in_force", "manage",
        ("officer",), (_review_is_later,),
    ),
    Transition("ask_again", "申请复核", "refused", "reexamining", "own", ("reason",)),
    Transition(
        "recognise_again", "复核后认定", "reexamining", "recognised", "approve",
        ("reason", "document"), (_another_reexamines,),
    ),
    Transition(
        "refuse_again", "复核后不予认定", "reexamining", "refused_finally", "approve",
        ("reason", "document"), (_another_reexamines,),
    ),
    Transition("renew", "复查后继续", "in_force", "in_force", "manage", ("reason",), (_review_is_later,)),
    Transition("reassign", "更换专人", "in_force", "in_force", "manage", ("officer", "reason")),
    Transition("propose_end", "拟退出", "in_force", "ending", "manage", ("ground", "reason")),
    Transition("keep", "不退出", "ending", "in_force", "manage", ("reason",)),
    Transition(
        "end", "退出", "ending", "ended", "approve",
        ("reason", "document"), (_another_ends,),
    ),
    *(Transition("withdraw", "撤回申请", s, "withdrawn", "own") for s in OPEN_BEFORE_DECISION),
)  # fmt: skip
"""The whole procedure; whatever is not here cannot happen."""

ASKED: Mapping[str, str] = {
    "reason": "理由",
    "document": "文书号",
    "positive": "意见（同意或不同意）",
    "ground": "退出情形",
    "officer": "专人姓名",
}


class IllegalStep(Exception):
    """A step that the procedure does not allow; the message says why, in one sentence."""


def transition(state: str, action: str) -> Transition:
    """The step of this name from a state; raises where there is none."""
    for each in TRANSITIONS:
        if (each.source, each.action) == (state, action):
            return each
    named = next((t.name for t in TRANSITIONS if t.action == action), action)
    raise IllegalStep(f"“{STATE_NAMES[state]}”的认定不能办理“{named}”。")


def allowed(case: Standing, action: str, told: Told) -> Transition:
    """The step, if nothing speaks against it; raises with the first thing that does."""
    step = transition(case.state, action)
    lacking = [ASKED[name] for name in step.asks if getattr(told, name) in (None, "")]
    if lacking:
        raise IllegalStep(f"办理“{step.name}”须填写{'、'.join(lacking)}。")
    if against := refusal(case, step, told):
        raise IllegalStep(against)
    return step


def refusal(case: Standing, step: Transition, told: Told) -> str | None:
    """What stands in the way of a step, all that it asks for being told; None where nothing does."""
    for guard in (_in_order, *step.guards):
        if against := guard(case, told):
            return against
    return None


def actions_from(state: str) -> tuple[Transition, ...]:
    """What can be done next."""
    return tuple(t for t in TRANSITIONS if t.source == state)


def due_on(rules: Procedure, state: str, reached_on: date) -> date | None:
    """By which day the next step is to be taken; a reminder, no more."""
    days = rules.workdays_of(state)
    return add_workdays(reached_on, days) if days else None


def due_words(rules: Procedure, state: str, due: date | None) -> str | None:
    """The day in words, and how far it can be relied on."""
    if due is None:
        return None
    notes = [] if rules.is_verified(state) else ["时限为暂定，文件原文待核实"]
    if not is_arranged(due.year):
        notes.append(f"{due.year}年放假安排尚未公布，届时可能调整")
    return f"{due}前" + (f"（{'；'.join(notes)}）" if notes else "")


def notice_until(rules: Procedure, posted_on: date) -> date:
    """The last day of the public notice."""
    return add_workdays(posted_on, rules.workdays_of("posted"))


def review_day(rules: Procedure, valid_from: date) -> date:
    """When a recognition is looked at again, unless an earlier day is set."""
    return months_later(valid_from, rules.review_months)
