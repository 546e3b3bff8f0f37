"""What may be misuse: small rules that ask a person to look. None of them refuses anything by itself.

A rule's docstring is the sentence people read. It answers with evidence where it holds, and says so where
the data to judge by are missing. Evidence names days and numbers, never who somebody is, and is worded
so that the same suspicion reads the same tomorrow: what a person has cleared stays cleared.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date

from data.codes.law.voucher_rules import VoucherRules
from data.records.certificates import Certificate
from data.records.enrolments import CheckIn
from data.records.training_classes import TrainingClass
from models.law.periods import latest_start
from models.law.predicates import WORKING_AGE
from models.law.retirement import retires_on
from models.vouchers.guards_training import MINUTES_AN_HOUR

HOME = "14"
"""Shanxi: a class here cannot be attended from work in another province."""

CLEAR = ""


@dataclass(frozen=True, slots=True)
class Job:
    """A time at work as the archive knows it; `until` is None where it lasts."""

    since: date
    until: date | None
    region: str | None


@dataclass(frozen=True, slots=True)
class Learner:
    """All that the rules may look at of one learner with a voucher; what nobody knows is None."""

    rules: VoucherRules
    day: date
    chosen: TrainingClass
    person: Mapping[str, object] | None = None
    check_ins: tuple[CheckIn, ...] = ()
    learners_by_device: Mapping[str, int] = field(default_factory=dict)
    people_with_phone: int | None = None
    minutes_a_day: Mapping[date, int] = field(default_factory=dict)
    trainer_elsewhere: tuple[tuple[str, date, str], ...] = ()
    certificate: Certificate | None = None
    subsidised: tuple[str, ...] = ()
    company_officer: bool | None = None
    jobs: tuple[Job, ...] = ()


Rule = Callable[[Learner], str | None]
"""Evidence where it holds, the empty text where it does not, None where it cannot be told."""


@dataclass(frozen=True, slots=True)
class Finding:
    """What one rule found: `evidence` empty is clear, None is unknown."""

    rule: str
    sentence: str
    evidence: str | None


def one_device_for_many(learner: Learner) -> str | None:
    """同一台设备为多名学员签到。"""
    if not any(c.device for c in learner.check_ins):
        return None
    most = learner.rules["learners_a_device"]
    for device, n in learner.learners_by_device.items():
        if n > most:
            return f"设备 {device[:8]} 为超过{most}名学员签到"
    return CLEAR


def one_phone_for_many(learner: Learner) -> str | None:
    """同一个手机号登记在多人名下。"""
    n, most = learner.people_with_phone, learner.rules["learners_a_phone"]
    if n is None:
        return None
    return f"登记的手机号在超过{most}人名下" if n > most else CLEAR


def far_from_the_class(learner: Learner) -> str | None:
    """签到地点与培训地点不符。"""
    known = [c for c in learner.check_ins if c.metres_off is not None]
    if not known:
        return None
    most = learner.rules["site_metres"]
    far = [c for c in known if (c.metres_off or 0) > most]
    return f"{far[0].held_on}签到处距培训地点超过{most}米" if far else CLEAR


def too_many_hours(learner: Learner) -> str | None:
    """一天记录的课时超过上限。"""
    most = learner.rules["hours_a_day"]
    for day, minutes in sorted(learner.minutes_a_day.items()):
        if minutes > most * MINUTES_AN_HOUR:
            return f"{day}记录的课时超过{most}课时"
    return CLEAR if learner.minutes_a_day else None


def certified_before_the_end(learner: Learner) -> str | None:
    """证书核发日期早于结业日期。"""
    found = learner.certificate
    if found is None:
        return None
    if found.issued_on < learner.chosen.ends_on:
        return f"证书{found.issued_on}核发，班级{learner.chosen.ends_on}结业"
    return CLEAR


def subsidised_before(learner: Learner) -> str | None:
    """同一职业同一等级可能已享受过补贴。"""
    return learner.subsidised[0] if learner.subsidised else CLEAR


def still_at_school(learner: Learner) -> str | None:
    """登记为在校学生。"""
    status = _fact(learner, "employment_status")
    if status is None:
        return None
    return "登记的就业状态为在校" if status == "student" else CLEAR


def deceased(learner: Learner) -> str | None:
    """登记为已死亡。"""
    status = _fact(learner, "employment_status")
    if status is None:
        return None
    return "登记的状态为死亡" if status == "deceased" else CLEAR


def past_retirement(learner: Learner) -> str | None:
    """开班时已过法定退休年龄。"""
    birth = _fact(learner, "birth_on")
    if not isinstance(birth, date):
        return None
    track, sex = _fact(learner, "retire_track"), _fact(learner, "sex")
    found = retires_on(birth, _text(track), _text(sex))
    starts = learner.chosen.starts_on
    if found is None or found.earliest <= starts < found.latest:
        return None
    return f"{found.latest}已到法定退休年龄" if found.latest <= starts else CLEAR


def under_working_age(learner: Learner) -> str | None:
    """开班时未满十六周岁。"""
    birth = _fact(learner, "birth_on")
    if not isinstance(birth, date):
        return None
    oldest = latest_start(learner.chosen.starts_on, WORKING_AGE * 12)
    return "开班时未满十六周岁" if birth > oldest else CLEAR


def at_work_elsewhere(learner: Learner) -> str | None:
    """上课期间在外省就业。"""
    starts, ends = learner.chosen.starts_on, learner.chosen.ends_on
    for job in learner.jobs:
        meets = job.since <= ends and (job.until is None or job.until >= starts)
        if meets and job.region is not None and not job.region.startswith(HOME):
            return f"档案记载{job.since}起在外省就业，与上课时间重叠"
    status = _fact(learner, "employment_status")
    if status is None:
        return None
    return "上课期间登记为外出务工" if status == "migrant" else CLEAR


def trainer_at_two_places(learner: Learner) -> str | None:
    """同一教师同一天在两处授课。"""
    if learner.trainer_elsewhere:
        _, day, other = learner.trainer_elsewhere[0]
        return f"本班教师{day}同时在班级 {other} 授课"
    return CLEAR if learner.chosen.trainers else None


def runs_a_company(learner: Learner) -> str | None:
    """登记为在营企业的法定代表人、股东或高管。"""
    if learner.company_officer is None:
        return None
    return "市场监管登记为在营企业法定代表人、股东或高管" if learner.company_officer else CLEAR


RULES: tuple[Rule, ...] = (
    one_device_for_many,
    one_phone_for_many,
    far_from_the_class,
    too_many_hours,
    certified_before_the_end,
    subsidised_before,
    still_at_school,
    deceased,
    past_retirement,
    under_working_age,
    at_work_elsewhere,
    trainer_at_two_places,
    runs_a_company,
)
SENTENCES = {rule.__name__: rule.__doc__ or "" for rule in RULES}


def findings(learner: Learner) -> tuple[Finding, ...]:
    """What every rule says of a learner."""
    return tuple(Finding(rule.__name__, SENTENCES[rule.__name__], rule(learner)) for rule in RULES)


def _fact(learner: Learner, name: str) -> object:
    return None if learner.person is None else learner.person.get(name)


def _text(value: object) -> str | None:
    return None if value is None else str(value)
