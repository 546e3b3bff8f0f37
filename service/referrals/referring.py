"""Use cases of a counselor about referrals: begin one, take it on, follow it up, see what is due."""

from collections.abc import Sequence
from datetime import date, datetime

from data.reach import EVERYBODY, Reach, narrowed
from data.records import recommendations, referrals, workers
from data.store import Connection, Store, reading, transaction
from models.referring.overriding import ABSOLUTE
from models.referring.places import held_until
from models.referring.reasons import COUNSELOR, WORKER
from models.referring.retention import proven
from models.referring.steps import is_open
from service.advising import Advisor
from service.api.offers import RefusalForm
from service.api.referral_forms import (
    DueForm,
    FollowUpRequest,
    InterviewRequest,
    OwnStepRequest,
    ReferralForm,
    ReferralPage,
    ReferRequest,
    StepRequest,
)
from service.clock import XINZHOU, local_day
from service.config import Settings
from service.errors import Conflict, NotFound
from service.push.settings import read_settings
from service.referrals.consenting import own
from service.referrals.messages import interview_is_near, too_late_to_tell
from service.referrals.shaping import lines, referral_form
from service.referrals.steps import Pair, Said, begin, go_on, locked, not_reached, noted

DUE_SHOWN = 500
NOBODY_TO_REFER = {"deceased"}


class Referrals:
    """Answers what is asked and told about referrals; one instance serves all threads."""

    def __init__(self, store: Store, advisor: Advisor, settings: Settings) -> None:
        self._store = store
        self._advisor = advisor
        self._url = settings.public_url
        self._hours = read_settings(settings.home).opening_hours()
        self._per_opening = settings.referrals_per_opening

    def refer(self, asked: ReferRequest, *, by: str, at: datetime) -> ReferralForm:
        """Refer a worker to a vacancy; every hard rule that says no blocks it or is set aside with a reason."""
        today = local_day(at)
        worker_id, vacancy_id = self._meant(asked)
        refusals = self._advisor.why(worker_id, vacancy_id, today).refusals
        overridden = set_aside(refusals, asked.override_reason)
        said = Said(COUNSELOR, by, at)
        with transaction(self._store) as db:
            pair = Pair(
                worker_id=worker_id,
                vacancy_id=vacancy_id,
                recommendation_id=asked.recommendation_id,
                chosen_because=asked.chosen_because,
                overridden=overridden,
                override_reason=asked.override_reason if overridden else None,
                region=_region(db, worker_id, today),
            )
            new = begin(db, pair, said, per_opening=self._per_opening)
            return referral_form(db, new, today=today, url=self._url)

    def step(self, referral_id: str, told: StepRequest, *, by: str, at: datetime) -> ReferralForm:
        """Write down a step; the same one told again changes nothing."""
        said = Said(COUNSELOR, by, at, told.reason, told.on, told.note)
        with transaction(self._store) as db:
            found = go_on(db, referral_id, told.state, said, per_opening=self._per_opening)
            return referral_form(db, found, today=local_day(at), url=self._url)

    def own_step(
        self, referral_id: str, worker_id: str, told: OwnStepRequest, *, at: datetime
    ) -> ReferralForm:
        """A worker's own word; to anybody else this referral does not exist."""
        said = Said(WORKER, "本人", at, told.reason)
        with transaction(self._store) as db:
            own(db, referral_id, worker_id)
            found = go_on(db, referral_id, told.state, said, per_opening=self._per_opening)
            return referral_form(db, found, today=said.day, url=self._url)

    def invite(
        self, referral_id: str, asked: InterviewRequest, *, by: str, at: datetime
    ) -> ReferralForm:
        """Tell the worker of an interview, and remind the day before; the step is kept as a note.

        Where no message arrives in time, the answer and the note say that the worker must be phoned.
        """
        local = asked.at.astimezone(XINZHOU)
        note = f"约定{local:%Y-%m-%d %H:%M}面试，地点：{asked.place}"
        too_late = too_late_to_tell(self._hours, asked.at, at)
        said = Said(COUNSELOR, by, at, note=f"{note}。{too_late}" if too_late else note)
        with transaction(self._store) as db:
            found = locked(db, referral_id)
            if not is_open(found.state) or asked.at <= at:
                raise Conflict("面试时间应在今后，且介绍尚未办结。")
            answer_by = held_until("interviewed", local_day(asked.at))
            found = noted(db, found, said, hold_until=answer_by)
            interview_is_near(db, found, asked.at, asked.place, at)
            form = referral_form(db, found, today=said.day, url=self._url)
        return form.model_copy(update={"call_worker": too_late})

    def follow_up(
        self, referral_id: str, told: FollowUpRequest, *, by: str, at: datetime
    ) -> ReferralForm:
        """Write down what a follow-up found: still there, left with its reason, or nobody reached."""
        said = Said(COUNSELOR, by, at, told.reason, told.on, told.note)
        with transaction(self._store) as db:
            found = locked(db, referral_id)
            if told.result == "unreachable":
                found = not_reached(db, found, said)
            elif told.result == "left":
                found = go_on(db, referral_id, "closed", said, per_opening=self._per_opening)
            else:
                if found.placed_on is None:
                    raise Conflict("此人尚未登记就业，没有可以回访的。")
                after = proven(found.placed_on, said.day)
                if after is None:
                    raise Conflict("到岗未满1个月，还不到回访的时候。")
                found = go_on(db, referral_id, after, said, per_opening=self._per_opening)
            return referral_form(db, found, today=said.day, url=self._url)

    def one(self, referral_id: str, today: date) -> ReferralForm:
        """A referral with all its steps."""
        with reading(self._store) as db:
            found = referrals.one(db, referral_id)
            if found is None:
                raise NotFound(f"没有编号为“{referral_id}”的介绍。")
            return referral_form(db, found, today=today, url=self._url)

    def one_of(self, referral_id: str, worker_id: str, today: date) -> ReferralForm:
        """A worker's own referral; to anybody else it does not exist."""
        with reading(self._store) as db:
            found = own(db, referral_id, worker_id)
            return referral_form(db, found, today=today, url=self._url)

    def of_worker(self, worker_id: str) -> ReferralPage:
        """A worker's referrals, newest first."""
        with reading(self._store) as db:
            if not workers.exists(db, worker_id):
                raise NotFound(f"登记中没有编号为“{worker_id}”的劳动者。")
            return ReferralPage(referrals=lines(db, referrals.of_worker(db, worker_id)), next=None)

    def page(
        self, states: Sequence[str] | None, after: str, *, limit: int, reach: Reach = EVERYBODY
    ) -> ReferralPage:
        """Referrals in the order of their ids, of some states if asked, of everybody or of these people."""
        with narrowed(self._store, reach) as db:
            found = referrals.page(db, states=states, after=after, limit=limit + 1)
        with reading(self._store) as db:
            shown = lines(db, found[:limit])
        return ReferralPage(
            referrals=shown, next=shown[-1].referral_id if len(found) > limit else None
        )

    def due(self, today: date, reach: Reach = EVERYBODY) -> DueForm:
        """Whom to ask whether they are still at work, the longest due first."""
        with narrowed(self._store, reach) as db:
            found = referrals.due(db, today, limit=DUE_SHOWN)
        with reading(self._store) as db:
            return DueForm(as_of=today, due=lines(db, found))

    def _meant(self, asked: ReferRequest) -> tuple[str, str]:
        if asked.recommendation_id is None:
            return asked.worker_id or "", asked.vacancy_id or ""
        with reading(self._store) as db:
            shown = recommendations.one(db, asked.recommendation_id)
        if shown is None:
            raise NotFound(f"没有编号为“{asked.recommendation_id}”的推荐。")
        if shown.kind != "vacancy":
            raise Conflict("这是培训项目的推荐，只有岗位推荐可以介绍就业。")
        return shown.worker_id, shown.target_id


def set_aside(refusals: Sequence[RefusalForm], reason: str | None) -> str | None:
    """The rules that a counselor's reason sets aside; raises Conflict for what no reason does."""
    never = [r for r in refusals if r.rule in ABSOLUTE]
    if never:
        grounds = "、".join(dict.fromkeys(ABSOLUTE[r.rule] for r in never))
        raise Conflict(f"不能介绍：{_said(never)}依据{grounds}，不能由人工放宽。")
    if refusals and reason is None:
        raise Conflict(f"不符合推荐条件：{_said(refusals)}如确有理由介绍，请写明理由。")
    return ";".join(r.rule for r in refusals) or None


def _said(refusals: Sequence[RefusalForm]) -> str:
    return "".join(f"{r.sentence.rstrip('。')}（{r.detail.rstrip('。')}）。" for r in refusals)


def _region(db: Connection, worker_id: str, today: date) -> str:
    person = workers.one(db, worker_id, today).to_pylist()[0]
    if person["employment_status"] in NOBODY_TO_REFER:
        raise Conflict("登记信息显示此人已死亡，不能介绍就业；如有误，请先更正登记。")
    return str(person["region"])
