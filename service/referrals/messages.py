"""What a worker is told about a referral: through the outbox, in the transaction of its cause."""

from datetime import datetime, timedelta
from typing import cast

from data.records import outbox, outbox_decisions, vacancies
from data.records.outbox import Message
from data.records.referral_papers import Letter
from data.records.referrals import Referral
from data.store import Connection
from service.clock import XINZHOU
from service.push.hours import Hours

REASON = "您正在办理由就业服务机构介绍的应聘，此消息与这次应聘有关。"
PROVIDED = "姓名、联系电话、文化程度、与岗位有关的技能、证书和证件、工作经历"
"""All that an employer sees after consent; whoever adds a field to the résumé asks for it here."""

EVE = timedelta(hours=20)
"""How long before an interview its reminder is due; quiet hours may move it to the morning."""

LEAST_NOTICE = timedelta(hours=2)
"""Whoever hears of an interview later than this before it can hardly be there."""


def ask_for_consent(db: Connection, found: Referral, number: int, at: datetime) -> None:
    """Ask for the consent without which the employer sees no résumé."""
    text = (
        f"是否同意把您的{PROVIDED}提供给{_post(db, found)}，仅用于这个岗位的招聘？"
        "可在“我的—求职进展”中选择同意或不同意；不同意不影响您应聘和享受其他服务，同意后可随时撤回。"
    )
    _tell(db, found, "consent", number, title="是否同意向单位提供简历", text=text, at=at)


def letter_is_ready(db: Connection, found: Referral, letter: Letter, at: datetime) -> None:
    """Tell that the letter can be fetched, and until when it is valid."""
    until = letter.valid_until
    text = (
        f"介绍您到{_post(db, found)}应聘的介绍信已开好，有效期至{until.year}年{until.month}月{until.day}日。"
        "可在“我的—求职进展”中下载，或到就近的就业服务窗口领取；应聘时请带好身份证。"
    )
    _tell(db, found, "letter", letter.code, title="介绍信已开好", text=text, at=at)


def interview_is_near(
    db: Connection, found: Referral, when: datetime, place: str, at: datetime
) -> None:
    """Tell of an interview at once, and again the day before where there is time."""
    local = when.astimezone(XINZHOU)
    said = f"{local.month}月{local.day}日{local:%H:%M}"
    text = f"{_post(db, found)}约您{said}面试，地点：{place}。如不能到场，请提前告知就业服务机构。"
    key = f"interview:{when.isoformat()}"
    _tell(db, found, key, "told", title=f"面试通知：{said}", text=text, at=at, until=when)
    if when - EVE > at:
        _tell(
            db,
            found,
            key,
            "eve",
            title=f"面试提醒：{said}",
            text=text,
            at=at,
            due_at=when - EVE,
            until=when,
        )


def too_late_to_tell(hours: Hours, when: datetime, at: datetime) -> str | None:
    """What a counselor must know who sets an interview of which no message tells in time; else None."""
    arrives = hours.next_open(at)
    if when - arrives >= LEAST_NOTICE:
        return None
    local = arrives.astimezone(XINZHOU)
    return (
        f"通知消息最早{local.month}月{local.day}日{local:%H:%M}才能发出（静默时段和节假日不发消息），"
        "本人可能来不及看到，请尽快电话通知本人。"
    )


def nothing_more_to_tell(db: Connection, found: Referral, at: datetime) -> None:
    """Take back what still waits: nobody is reminded of an interview for a referral that has ended."""
    outbox_decisions.drop_about(db, "referral", found.referral_id, "acted", by="系统", now=at)


def _tell(
    db: Connection,
    found: Referral,
    kind: str,
    number: object,
    *,
    title: str,
    text: str,
    at: datetime,
    due_at: datetime | None = None,
    until: datetime | None = None,
) -> None:
    message = Message(
        key=f"referral:{found.referral_id}:{kind}:{number}",
        worker_id=found.worker_id,
        line="vacancies",
        template="notice",
        reason=REASON,
        facts={"title": title, "text": text},
        targets=(("referral", found.referral_id),),
        personalised=False,
        due_at=due_at,
        expires_at=until,
    )
    outbox.enqueue(db, message, at)


def _post(db: Connection, found: Referral) -> str:
    row = vacancies.one(db, found.vacancy_id).to_pylist()[0]
    return f"{cast('str', row['employer'])}“{cast('str', row['title'])}”岗位"
