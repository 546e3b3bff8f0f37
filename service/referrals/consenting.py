"""Use cases about consent: nobody's résumé goes to an employer before that person said so."""

from datetime import datetime
from typing import Literal

from data.records import referral_papers, referrals
from data.records.referral_papers import Consent
from data.records.referrals import Referral
from data.store import Connection, Store, transaction
from service.api.referral_forms import ConsentAnswer, ConsentForm
from service.errors import Conflict, NotFound
from service.referrals.messages import ask_for_consent
from service.referrals.shaping import consent_form

Via = Literal["counselor", "worker", "paper"]


class Consents:
    """Asks for consent and keeps the answers; nothing is overwritten, the latest one counts."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def tell(
        self, referral_id: str, answer: ConsentAnswer, *, paper: str | None, by: str, at: datetime
    ) -> ConsentForm:
        """What a counselor tells: that consent was asked for, or an answer that lies signed on paper."""
        if answer == "asked":
            return self._add(referral_id, answer, via="counselor", paper=None, by=by, at=at)
        if paper is None:
            raise Conflict("代为登记本人的答复，须写明本人签字的同意书编号。")
        return self._add(referral_id, answer, via="paper", paper=paper, by=by, at=at)

    def answer(
        self, referral_id: str, worker_id: str, answer: ConsentAnswer, *, at: datetime
    ) -> ConsentForm:
        """A worker's own answer; to anybody else this referral does not exist."""
        with transaction(self._store) as db:
            own(db, referral_id, worker_id)
        return self._add(referral_id, answer, via="worker", paper=None, by="本人", at=at)

    def _add(
        self,
        referral_id: str,
        answer: ConsentAnswer,
        *,
        via: Via,
        paper: str | None,
        by: str,
        at: datetime,
    ) -> ConsentForm:
        with transaction(self._store) as db:
            found = referrals.one(db, referral_id)
            if found is None:
                raise NotFound(f"没有编号为“{referral_id}”的介绍。")
            said = referral_papers.consents_of(db, referral_id)
            _may(found, answer, given=consent_form(said).given)
            if not said or said[-1].answer != answer:
                new = Consent(referral_id, answer, via, paper, by, at)
                referral_papers.add_consent(db, new)
                said = (*said, new)
                if answer == "asked":
                    ask_for_consent(db, found, len(said), at)
        return consent_form(said)


def own(db: Connection, referral_id: str, worker_id: str) -> Referral:
    """A worker's own referral; raises NotFound also where it is somebody else's."""
    found = referrals.one(db, referral_id)
    if found is None or found.worker_id != worker_id:
        raise NotFound(f"没有编号为“{referral_id}”的介绍。")
    return found


def _may(found: Referral, answer: ConsentAnswer, *, given: bool) -> None:
    """Withdrawing is always possible; giving or asking only while it leads somewhere."""
    if answer == "withdrawn" and not given:
        raise Conflict("目前没有有效的同意可以撤回。")
    if answer in {"asked", "given"} and found.state == "closed":
        raise Conflict("这条介绍已结束，不再需要同意提供简历。")
