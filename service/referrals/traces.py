"""What a referral's step leaves elsewhere: a verdict the ranker learns from, and an event in the archive."""

from collections.abc import Mapping
from dataclasses import replace
from typing import cast

from data.records import archive, recommendations, referrals
from data.records.archive import ArchiveEvent
from data.records.recommendations import Verdict
from data.records.referrals import Referral, Step
from data.store import Connection
from data.tables_referral import PLACED_STATES
from models.referring.reasons import BY_CODE, UNDONE, label_of
from models.referring.steps import LABELS
from service.clock import local_day

Row = Mapping[str, object]

VERDICT_OF = {
    "referred": "accepted",
    "applied": "applied",
    "interviewed": "applied",
    "offered": "applied",
    "placed": "hired",
}
"""What a step says about the recommendation it began from; a closing says what its reason says."""

SOURCE = "推荐就业"


def trace(db: Connection, referral: Referral, step: Step, vacancy: Row) -> None:
    """Let the recommendation know what became of it, and the worker's archive what happened."""
    _teach(db, referral, step)
    event = _event(referral, step, vacancy)
    if event.kind == "employment" and step.reason == UNDONE:
        # What stands there instead tells of no employment any more.
        event = replace(event, kind="referral", corrects=_begun(db, referral))
    archive.append(db, [event], step.said_at)


def _begun(db: Connection, referral: Referral) -> str:
    """The event of the archive that tells that somebody was hired, as it was corrected last."""
    steps = referrals.steps_of(db, referral.referral_id)
    key = next(_key(referral, s.step) for s in steps if s.after == "placed")
    corrected = {k.event.corrects: k.event.key for k in archive.history_of(db, referral.worker_id)}
    while key in corrected:
        key = corrected[key]
    return key


def _teach(db: Connection, referral: Referral, step: Step) -> None:
    verdict, because = VERDICT_OF.get(step.after), None
    if step.after == "closed":
        reason = BY_CODE[step.reason or ""]
        verdict, because = reason.verdict, reason.because
    if referral.recommendation_id is None:
        return
    said = recommendations.verdicts_on(db, referral.recommendation_id)
    said = tuple(each for each in said if each.withdrawn_at is None)
    if step.reason == UNDONE:
        _unteach(db, referral, said, step)
    if verdict is None or (said and said[-1].verdict == verdict):
        return
    recommendations.add_verdict(
        db,
        Verdict(
            recommendation_id=referral.recommendation_id,
            verdict=verdict,
            reason=because,
            said_by=step.said_by,
            said_at=step.said_at,
            note=None,
        ),
    )


def _unteach(db: Connection, referral: Referral, said: tuple[Verdict, ...], step: Step) -> None:
    """Take back what the steps of a referral said that should not have been; other words stand."""
    own = {(each.said_by, each.said_at) for each in referrals.steps_of(db, referral.referral_id)}
    for verdict in said:
        if (verdict.said_by, verdict.said_at) in own:
            recommendations.withdraw(db, verdict, by=step.said_by, at=step.said_at)


def _event(referral: Referral, step: Step, vacancy: Row) -> ArchiveEvent:
    """`state` among the facts tells whether an employment began, lasts or, when closed, ended."""
    at_work = step.after in PLACED_STATES or step.before in PLACED_STATES
    facts: dict[str, object] = {
        "referral_id": referral.referral_id,
        "vacancy_id": referral.vacancy_id,
        "employer": vacancy["employer"],
        "title": vacancy["title"],
        "occupation": vacancy["occupation"],
        "hours": vacancy["hours"],
        "state": step.after,
    }
    if step.reason is not None:
        facts["reason"] = step.reason
    if step.after == "placed":
        facts |= {name: vacancy[name] for name in ("wage_low_fen", "wage_high_fen")}
    return ArchiveEvent(
        worker_id=referral.worker_id,
        kind="employment" if at_work else "referral",
        happened_on=step.happened_on,
        known_on=local_day(step.said_at),
        source=SOURCE,
        recorded_by=step.said_by,
        key=_key(referral, step.step),
        text=_sentence(step, vacancy),
        facts=facts,
    )


def _key(referral: Referral, step: int) -> str:
    return f"referral:{referral.referral_id}:{step}"


def _sentence(step: Step, vacancy: Row) -> str:
    where = f"{cast('str', vacancy['employer'])}“{cast('str', vacancy['title'])}”岗位"
    if step.after == "referred":
        return f"经介绍到{where}应聘"
    if step.after == "placed":
        return f"到{where}就业"
    if step.after == "closed":
        return f"{where}：{label_of(step.reason)}"
    return f"{where}：{LABELS[step.after]}"
