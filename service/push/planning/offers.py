"""What offers a message carries: items with their reasons, recorded as recommendations that they are."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from data.records import recommendations
from data.records.outbox import Message
from data.store import Connection
from models.advice import Day
from models.matching.evidence import without_levels
from models.matching.match import Evidence
from service.api.offers import ProgrammeForm, ProgrammeMatch, VacancyForm, VacancyMatch
from service.offering import recommendation_row

GOOD = 0.6
"""A comparison below this is no reason to recommend."""

REASONS_SAID = 2
NOTHING = ""

REASONS: Mapping[str, str] = {
    "vacancies": "您已办理求职登记，岗位按您登记的技能、期望和地点选出",
    "vacancies_plain": "您已办理求职登记，并选择了不使用个性化推荐",
    "new_vacancy": "您已办理求职登记，新岗位与您登记的技能和期望相符",
    "training": "您已办理求职登记，培训按它能为您打开的岗位选出",
    "training_plain": "您已办理求职登记，并选择了不使用个性化推荐",
    "guidance": "您已办理求职登记，每季度至少为您提供一次职业指导",
    "startup": "您登记了创业意愿",
    "policies": "您登记的信息可能符合这些政策的条件",
    "policies_plain": "您已办理求职登记，每季度至少为您提醒一次就业政策",
    "assistance": "您正在接受公共就业服务，由专人跟进",
}
"""Why a planned message comes, by template; short enough for a text message."""


@dataclass(frozen=True, slots=True)
class Plan:
    """What a message is to hold before it is written."""

    worker_id: str
    line: str
    template: str
    items: Sequence[Mapping[str, object]] = ()
    facts: Mapping[str, object] | None = None
    personalised: bool = False


def message_of(plan: Plan, today: date, *, key: str | None = None) -> Message:
    """The message of a plan; planned twice on one day it is one message."""
    facts = dict(plan.facts or {})
    if plan.items:
        facts["items"] = list(plan.items)
    return Message(
        key=key or f"plan:{plan.template}:{plan.worker_id}:{today}",
        worker_id=plan.worker_id,
        line=plan.line,
        template=plan.template,
        reason=REASONS[plan.template],
        facts=facts,
        targets=tuple((str(item["kind"]), str(item["id"])) for item in plan.items),
        personalised=plan.personalised,
    )


def vacancy_item(vacancy: VacancyForm, why: str = NOTHING) -> dict[str, object]:
    """A vacancy as a message names it."""
    return {
        "kind": "vacancy",
        "id": vacancy.vacancy_id,
        "title": vacancy.title,
        "about": [vacancy.employer, vacancy.place, vacancy.wage],
        "why": why,
    }


def programme_item(programme: ProgrammeForm, why: str = NOTHING) -> dict[str, object]:
    """A course as a message names it."""
    starts = f"{programme.starts_on} 开班" if programme.starts_on else None
    return {
        "kind": "programme",
        "id": programme.programme_id,
        "title": programme.title,
        "about": [programme.institution, programme.place, starts, f"学费{programme.cost}"],
        "why": why,
    }


def best_reasons(evidence: Sequence[Evidence]) -> str:
    """The one or two things that speak most for a vacancy, as the worker reads them in a message."""
    good = [e for e in evidence if e.known and e.value >= GOOD]
    good.sort(key=lambda e: e.hire + e.worth, reverse=True)
    return "".join(without_levels(e.worker) for e in good[:REASONS_SAID])


def record(
    db: Connection,
    shown: Sequence[tuple[str, VacancyMatch | ProgrammeMatch]],
    day: Day,
    now: datetime,
) -> None:
    """Keep what is recommended, with the evidence it rests on, in the transaction of its message."""
    rows = [recommendation_row(worker_id, match, day) for worker_id, match in shown]
    recommendations.record(db, rows, now)
