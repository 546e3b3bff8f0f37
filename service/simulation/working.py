"""The rehearsal's counselors, employers and jobseekers: advice, referrals, answers by link, follow-ups."""

from dataclasses import dataclass
from datetime import date

from data.codes.workdays import is_workday
from data.records import referrals as kept
from data.records.referrals import Referral
from data.store import reading
from data.tables_referral import OPEN_STATES
from service.advising import Advisor
from service.api.public_forms import AnswerRequest
from service.api.referral_forms import FollowUpRequest, OwnStepRequest, ReferRequest
from service.demo import noon
from service.referrals.consenting import Consents
from service.referrals.employers import Employers
from service.referrals.lapsing import lapse
from service.referrals.referring import Referrals
from service.simulation.faults import Trials
from service.simulation.town import Town

COUNSELOR = "专员丙"
VISITS = 1 / 25
"""Of all jobseekers, on a working day."""

SHOWN, REFERRED, AGREES = 5, 0.6, 0.85
APPLIES, GIVES_UP, ANSWERED = 0.35, 0.04, 0.3
STAYS, LEAVES = 0.9, 0.07
UNWANTED = ("worker_too_far", "worker_wage_too_low", "worker_hours", "worker_family")
DECLINED = ("employer_lacks_skills", "employer_lacks_experience", "employer_other")
AWAY = ("left_wage", "left_too_far", "left_family", "left_better_work")


@dataclass(slots=True)
class Seekers:
    """Everybody who looks for work, with those who help."""

    town: Town
    trials: Trials
    advisor: Advisor
    referrals: Referrals
    consents: Consents
    employers: Employers

    def day(self, on: date) -> None:
        """One day: what lapsed is closed; on working days people come, employers answer, others are asked."""
        lapse(self.town.store, noon(on), per_opening=self.town.config.referrals_per_opening)
        if not is_workday(on):
            return
        for worker_id, row in sorted(self.town.people.items()):
            if row["registered_on"] and self._likes(VISITS, "visits", worker_id, on):
                self._visit(worker_id, on)
        for each in self._on_the_way():
            self._go_on(each, on)
        with reading(self.town.store) as db:
            due = kept.due(db, on, limit=500)
        for each in due:
            self._follow_up(each, on)

    def _visit(self, worker_id: str, on: date) -> None:
        at, do = noon(on), self.trials.do
        found = do("推荐", (worker_id, on), self.advisor.vacancies_for, worker_id, at, limit=SHOWN)
        for match in (found.vacancies if found else [])[:2]:
            if not self._likes(REFERRED, "referred", worker_id, match.vacancy.vacancy_id):
                continue
            asked = ReferRequest(recommendation_id=match.recommendation_id)
            key = (worker_id, match.vacancy.vacancy_id, on)
            new = do("介绍", key, self.referrals.refer, asked, by=COUNSELOR, at=at)
            if new is None:
                continue
            number, paper = new.referral_id, f"同意书{new.referral_id[:8]}"
            tell = self.consents.tell
            do("征求同意", number, tell, number, "asked", paper=None, by=COUNSELOR, at=at)
            answer = self.consents.answer
            if self._likes(AGREES, "agrees", number):
                do("本人同意", number, answer, number, worker_id, "given", at=at)
            else:
                do("拒绝提供", number, tell, number, "refused", paper=paper, by=COUNSELOR, at=at)

    def _go_on(self, each: Referral, on: date) -> None:
        number, key, at = each.referral_id, (each.referral_id, on), noon(on)
        own = self.referrals.own_step
        if each.state == "referred" and self._likes(APPLIES, "applies", number, on):
            step = OwnStepRequest(state="applied")
            self.trials.do("应聘", key, own, number, each.worker_id, step, at=at)
        elif self._likes(GIVES_UP, "gives up", number, on):
            reason = self.trials.chance.one_of(UNWANTED, "why", number)
            step = OwnStepRequest(state="closed", reason=reason)
            self.trials.do("放弃", key, own, number, each.worker_id, step, at=at)
        elif each.state != "referred" and self._likes(ANSWERED, "answered", number, on):
            self._answer(each, on)

    def _answer(self, each: Referral, on: date) -> None:
        """An employer opens the link and answers, sometimes that all places are filled."""
        number, at = each.referral_id, noon(on)
        link = self.trials.do("单位链接", (number, on), self.employers.answer_link, number, at=at)
        if link is None:
            return
        told = self._what_is_told(each, link.code, on)
        done = self.trials.do("单位答复", (number, on), self.employers.answer, told, at=at)
        if told.answer == "hired" and done is not None:
            self.town.starts_work(each.worker_id, on)

    def _what_is_told(self, each: Referral, code: str, on: date) -> AnswerRequest:
        drawn = self.trials.chance.share("tells", each.referral_id, on)
        if drawn < 0.02:
            return AnswerRequest(code=code, answer="filled")
        if drawn < 0.3:
            reason = self.trials.chance.one_of(DECLINED, "declined", each.referral_id)
            return AnswerRequest(code=code, answer="declined", reason=reason)
        if each.state == "offered":
            return AnswerRequest(code=code, answer="hired", starts_on=on)
        return AnswerRequest(
            code=code, answer="interviewed" if each.state == "applied" else "offered"
        )

    def _follow_up(self, each: Referral, on: date) -> None:
        number, at = each.referral_id, noon(on)
        drawn = self.trials.chance.share("still there", number, on)
        told = FollowUpRequest(result="unreachable")
        if drawn < STAYS:
            told = FollowUpRequest(result="still_there")
        elif drawn < STAYS + LEAVES:
            reason = self.trials.chance.one_of(AWAY, "leaves", number)
            told = FollowUpRequest(result="left", reason=reason, on=on)
        follow_up = self.referrals.follow_up
        done = self.trials.do("回访", (number, on), follow_up, number, told, by=COUNSELOR, at=at)
        if done is not None and told.result == "left":
            self.town.registers(each.worker_id, on)

    def _on_the_way(self) -> list[Referral]:
        found: list[Referral] = []
        with reading(self.town.store) as db:
            while some := kept.page(
                db,
                states=OPEN_STATES,
                after=found[-1].referral_id if found else "",
                limit=500,
            ):
                found += some
        return found

    def _likes(self, likely: float, *names: object) -> bool:
        return self.trials.chance.happens(likely, *names)
