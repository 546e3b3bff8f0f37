"""What becomes of a claimed message: dropped, put off or let through; each reason is a function."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from data.records.choices import Choice, allowed, in_mailbox, preferred
from data.records.circumstances import Standing, Target
from data.records.outbox import Claimed
from service.push.hours import Hours
from service.push.lines import LINES

WORKING = frozenset({"employed", "self_employed", "migrant", "flexible"})
LEFT = frozenset({"retired", "student"})
ACTED = frozenset({"accepted", "applied", "hired", "rejected", "enrolled", "completed"})
ANSWERS = ACTED | {"dismissed"}
"""After these a vacancy or course is not told again."""

ONCE_TOLD = frozenset({"vacancy", "programme", "policy"})
"""Kinds of which nobody is told twice; of one's own voucher there is more than one thing to tell."""

OFFERED = frozenset({"vacancy", "programme"})
"""Kinds that close, or fill up, while a message waits."""

STANDSTILL = timedelta(minutes=5)
"""How long a message waits that met a stopped line or channel."""


@dataclass(frozen=True, slots=True)
class Caps:
    """How many messages a worker gets at most: a day, in any seven days, and of one line in seven days.

    Of each number some are kept for notices of the worker's own business (a voucher, an interview), so
    that what the service sends of its own accord never delays one.
    """

    day: int = 3
    week: int = 7
    line_week: int = 4
    kept_for_notices: int = 2


@dataclass(frozen=True, slots=True)
class World:
    """What holds for all messages at a moment: what stands still, what is on offer, who can be reached."""

    now: datetime
    today: date
    hours: Hours
    caps: Caps
    stopped: Collection[tuple[str, str]]
    channels: Collection[str]
    reachable: Collection[tuple[str, str]]
    cancelled: Collection[int]
    on_offer: Collection[Target]
    told_before: Collection[tuple[str, str, str]]
    answered: Mapping[tuple[str, str, str], str]


@dataclass(frozen=True, slots=True)
class Case:
    """A message and what is known of its worker."""

    message: Claimed
    world: World
    standing: Standing | None
    hired_on: date | None
    recognised: bool
    personalise: bool
    choices: Sequence[Choice]
    counted: Sequence[tuple[str, date]]


@dataclass(frozen=True, slots=True)
class Pass:
    """Let through by a channel, on the ground of a choice, with the targets that are still worth telling."""

    channel: str
    choice_id: int | None
    targets: tuple[Target, ...]


@dataclass(frozen=True, slots=True)
class Drop:
    """Not sent any more, for one of the store's `DROPS`."""

    why: str


@dataclass(frozen=True, slots=True)
class Later:
    """Put off until a moment."""

    until: datetime


def expired(case: Case) -> bool:
    """消息已过有效期。"""
    return case.world.now >= case.message.expires_at


def cancelled(case: Case) -> bool:
    """所属的群发已被撤销。"""
    return case.message.campaign_id in case.world.cancelled


def deceased(case: Case) -> bool:
    """登记显示此人已去世。"""
    return case.standing is not None and case.standing.employment_status == "deceased"


def employed(case: Case) -> bool:
    """此人已就业或已退出求职，不再需要求职类消息。"""
    line, person = LINES[case.message.line], case.standing
    # A letter or an interview of one's own referral is not an offer of work: it must arrive.
    if any(kind == "referral" for kind, _ in case.message.targets):
        return False
    if person is None or is_notice(case.message):
        return False
    if not (line.seeking_only or _planned_training(case)):
        return False
    if person.employment_status in LEFT or person.registered_on is None:
        return True
    if person.employment_status in WORKING or person.willing is False:
        return True
    return case.hired_on is not None and case.hired_on >= person.registered_on


def not_recognised(case: Case) -> bool:
    """就业援助消息只发给已认定的就业困难人员。"""
    if case.message.line != "assistance" or not case.message.personalised:
        return False
    return not case.recognised


def opted_out(case: Case) -> bool:
    """本人已关闭此类消息，或已拒绝个性化推送。"""
    if case.message.personalised and not case.personalise:
        return True
    return channel_of(case) is None


REASONS: tuple[Callable[[Case], bool], ...] = (
    expired,
    cancelled,
    deceased,
    opted_out,
    employed,
    not_recognised,
)
"""In this order; each function's name is the reason that is kept, its docstring what people read."""


def decide(case: Case) -> Drop | Later | Pass:
    """What becomes of the message at this moment."""
    for reason in REASONS:
        if reason(case):
            return Drop(reason.__name__)
    left, why = _targets_left(case)
    if why is not None:
        return Drop(why)
    chosen = channel_of(case)
    if chosen is None:
        return Drop("opted_out")
    channel, choice_id = chosen
    if (case.message.line, channel) in case.world.stopped:
        return Later(case.world.now + STANDSTILL)
    if not case.world.hours.open_at(case.world.now):
        return Later(case.world.hours.next_open(case.world.now))
    if beyond_caps(case):
        return Later(case.world.hours.next_day(case.world.now))
    return Pass(channel, choice_id, left)


def channel_of(case: Case) -> tuple[str, int | None] | None:
    """The channel by which the worker wants this line and can be reached; None where by none."""
    message, said = case.message, case.choices
    chosen = preferred(said, message.line)
    if message.channel is not None:
        ground = allowed(said, message.line, message.channel)
        if ground is not False:
            own = ground.choice_id if isinstance(ground, Choice) else None
            chosen = message.channel, own
    if chosen is None or chosen[0] == "mailbox":
        return chosen
    world, channel = case.world, chosen[0]
    reached = channel == "webhook" or (message.worker_id, channel) in world.reachable
    if channel in world.channels and reached:
        return chosen
    return in_mailbox(said, message.line)


def beyond_caps(case: Case) -> bool:
    """Whether one more message today would be more than this worker is to get."""
    caps, today = case.world.caps, case.world.today
    kept = 0 if is_notice(case.message) else caps.kept_for_notices
    n_today = sum(on == today for _, on in case.counted)
    of_line = sum(line == case.message.line for line, _ in case.counted)
    found = ((n_today, caps.day), (len(case.counted), caps.week), (of_line, caps.line_week))
    return any(n >= max(1, most - kept) for n, most in found)


def is_notice(message: Claimed) -> bool:
    """Whether it is about something the worker has under way, not something that we suggest."""
    return message.template == "notice" and message.campaign_id is None


def _targets_left(case: Case) -> tuple[tuple[Target, ...], str | None]:
    """The targets still worth telling; where none of those it was about is left, why."""
    fates = {target: _target_gone(case, target) for target in case.message.targets}
    left = tuple(target for target, why in fates.items() if why is None)
    gone = [why for why in fates.values() if why is not None]
    if gone and not any(kind in ONCE_TOLD for kind, _ in left):
        return (), gone[0]
    return left, None


def _target_gone(case: Case, target: Target) -> str | None:
    kind, id_ = target
    own = (case.message.worker_id, kind, id_)
    verdict = case.world.answered.get(own)
    if verdict == "dismissed":
        return "dismissed"
    if verdict in ACTED:
        return "acted"
    if kind in ONCE_TOLD and own in case.world.told_before:
        return "repeated"
    if kind in OFFERED and target not in case.world.on_offer:
        return "nothing_left"
    return None


def _planned_training(case: Case) -> bool:
    """Courses and start-up services that were planned for a jobseeker, not announced to many."""
    message = case.message
    return message.personalised and message.line in {"training", "startup"}
