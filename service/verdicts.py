"""Use cases about what was shown: the recommendation as recorded, and what became of it."""

from datetime import datetime

from data.records import recommendations
from data.records.recommendations import Recommendation, Verdict
from data.store import Connection, Store, reading, transaction
from service.api.offers import RecommendationForm, VerdictForm, VerdictRequest
from service.errors import NotFound

FINISHED = ("dismissed", "applied", "hired", "rejected", "completed")
"""After these verdicts a vacancy or course does not come back to the same worker."""


SAID = ("accepted", "dismissed")
"""What a person says and may take back; the others happened."""


class Verdicts:
    """Answers what is asked about recommendations; verdicts are added or taken back, never overwritten."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def recommendation(self, recommendation_id: str) -> RecommendationForm:
        """A recommendation exactly as it was shown, with all verdicts on it."""
        with reading(self._store) as db:
            shown = _found(db, recommendation_id)
            said = recommendations.verdicts_on(db, recommendation_id)
        return RecommendationForm(
            recommendation_id=recommendation_id,
            worker_id=shown.worker_id,
            kind="vacancy" if shown.kind == "vacancy" else "programme",
            target_id=shown.target_id,
            as_of=shown.as_of,
            rank=shown.rank,
            bundle=shown.bundle,
            shown=shown.shown,
            verdicts=[_form(verdict) for verdict in said],
        )

    def judge(
        self, recommendation_id: str, said: VerdictRequest, *, by: str, at: datetime
    ) -> VerdictForm:
        """Add a verdict; saying the same again, by the same caller, changes nothing."""
        verdict = Verdict(recommendation_id, said.verdict, said.reason, by, at, said.note)
        with transaction(self._store) as db:
            _found(db, recommendation_id)
            before = _standing(db, recommendation_id)
            if before and _same(before[-1], verdict):
                return _form(before[-1])
            recommendations.add_verdict(db, verdict)
        return _form(verdict)

    def take_back(self, recommendation_id: str, *, by: str, at: datetime) -> VerdictForm:
        """Take back what the same caller said last: nothing is learned of it and no list remembers it."""
        with transaction(self._store) as db:
            _found(db, recommendation_id)
            own = [v for v in _standing(db, recommendation_id) if v.said_by == by]
            if not own or own[-1].verdict not in SAID:
                raise NotFound("没有可以撤销的反馈：只能撤销自己最近一次“合适”或“不合适”。")
            return _form(recommendations.withdraw(db, own[-1], by=by, at=at))


def _same(one: Verdict, other: Verdict) -> bool:
    return (one.verdict, one.reason, one.said_by, one.note) == (
        other.verdict,
        other.reason,
        other.said_by,
        other.note,
    )


def _standing(db: Connection, recommendation_id: str) -> list[Verdict]:
    said = recommendations.verdicts_on(db, recommendation_id)
    return [verdict for verdict in said if verdict.withdrawn_at is None]


def _found(db: Connection, recommendation_id: str) -> Recommendation:
    shown = recommendations.one(db, recommendation_id)
    if shown is None:
        raise NotFound(f"没有编号为“{recommendation_id}”的推荐。")
    return shown


def _form(verdict: Verdict) -> VerdictForm:
    return VerdictForm.model_validate(
        {
            "recommendation_id": verdict.recommendation_id,
            "verdict": verdict.verdict,
            "reason": verdict.reason,
            "note": verdict.note,
            "by": verdict.said_by,
            "at": verdict.said_at,
            "withdrawn_at": verdict.withdrawn_at,
        }
    )
