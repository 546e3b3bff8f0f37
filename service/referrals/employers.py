"""Use cases of an employer without an account: a link opens who was referred, another takes the answer."""

from datetime import datetime, timedelta
from typing import cast

from data.codes.education import education_name
from data.records import audit, referral_papers, referrals, workers
from data.records.audit import Act
from data.records.referrals import Referral
from data.store import Connection, Store, reading, transaction
from data.tables_referral import OPEN_STATES
from models.referring.reasons import EMPLOYER
from models.referring.resume import Resume, resume
from models.referring.steps import LABELS
from service.api.public_forms import AboutForm, AnswerForm, AnswerRequest, LookForm, ResumeForm
from service.api.referral_forms import LinkForm
from service.clock import local_day
from service.config import Settings
from service.errors import Conflict, Gone, NotFound
from service.referrals.steps import Said, go_on, is_told_again, locked, noted, vacancy_row
from service.signing import Codes, codes_of
from service.wording import certificate_text, occupation_name

ANSWER, LOOK = "answer", "look"
"""What a code is for; one made for the one opens nothing of the other."""

LINK_LASTS = timedelta(days=30)
SEEN = "查看了经本人同意提供的简历"
ENDED = "已办结"
NOT_OURS = "链接无效或已过期，请向就业服务机构索取新的链接。"
OTHERWISE = "这位应聘者已登记为“{}”，与此答复不符；如情况有变，请联系就业服务机构。"
AFTER = {"interviewed": "interviewed", "offered": "offered", "hired": "placed"}
NOTICE = (
    "只显示本人已同意提供的简历，且仅限用于本岗位招聘；不得转给他人或用于其他目的，"
    "招聘结束后请删除。录用时请当面核对证件。"
)


class Employers:
    """Makes links and takes what comes back through them; an employer never needs a token."""

    def __init__(self, store: Store, settings: Settings) -> None:
        self._store = store
        self._settings = settings

    def answer_link(self, referral_id: str, *, at: datetime) -> LinkForm:
        """A link by which an employer answers about one person."""
        with reading(self._store) as db:
            found = referrals.one(db, referral_id)
        if found is None:
            raise NotFound(f"没有编号为“{referral_id}”的介绍。")
        if found.state not in OPEN_STATES:
            raise Conflict("这条介绍已办结，不需要单位答复。")
        return self._link(ANSWER, referral_id, at)

    def look_link(self, vacancy_id: str, *, at: datetime) -> LinkForm:
        """A link by which an employer sees who was referred to a vacancy."""
        with reading(self._store) as db:
            vacancy_row(db, vacancy_id)
        return self._link(LOOK, vacancy_id, at)

    def look(self, code: str, *, at: datetime) -> LookForm:
        """Who is on the way to the vacancy: a count, and the résumés of those who agreed, nobody else's.

        Each résumé shown is noted on its referral (网络数据安全管理条例第十二条).
        """
        codes = self._codes()
        vacancy_id = codes.read(LOOK, code, at)
        if vacancy_id is None:
            raise Gone(NOT_OURS)
        with reading(self._store) as db:
            shown = [r for r in _coming(db, vacancy_id) if _agreed(db, r)]
        for each in shown:
            # One at a time: who holds a vacancy must not wait for a worker, see `referrals.lock`.
            with transaction(self._store) as db:
                _note_the_look(db, each.referral_id, at)
        with reading(self._store) as db:
            vacancy = vacancy_row(db, vacancy_id)
            found = _coming(db, vacancy_id)
            noted_ids = {r.referral_id for r in shown}
            shown = [r for r in found if r.referral_id in noted_ids and _agreed(db, r)]
            resumes = [_resume(db, each, vacancy, codes, at) for each in shown]
        return LookForm(
            title=cast("str", vacancy["title"]),
            n_referred=len(found),
            resumes=resumes,
            notice=NOTICE,
        )

    def about(self, code: str, *, at: datetime) -> AboutForm:
        """About whom an answer is asked: post, day and letter; the name after consent, while it is open.

        A name shown is noted on its referral, as a résumé is; of what ended only that it ended is told.
        """
        referral_id = self._codes().read(ANSWER, code, at)
        if referral_id is None:
            raise Gone(NOT_OURS)
        with transaction(self._store) as db:
            if referrals.one(db, referral_id) is None:
                raise Gone(NOT_OURS)
            found = locked(db, referral_id)
            letters = referral_papers.letters_of(db, referral_id)
            is_open = found.state in OPEN_STATES
            named = is_open and _agreed(db, found)
            if named:
                _note_the_look(db, referral_id, at)
            identity = workers.identity(db, found.worker_id) if named else None
            title = cast("str", vacancy_row(db, found.vacancy_id)["title"])
        return AboutForm(
            title=title,
            referred_on=found.referred_on,
            letter_code=letters[-1].code if letters else None,
            name=identity.name if identity else None,
            state=LABELS[found.state] if is_open else ENDED,
        )

    def answer(self, told: AnswerRequest, *, at: datetime) -> AnswerForm:
        """Take an answer; the same one again changes nothing, one that contradicts it is refused.

        A post that is filled takes nobody else; who has not applied yet is let go by the clock.
        """
        referral_id = self._codes().read(ANSWER, told.code, at)
        if referral_id is None:
            raise Gone(NOT_OURS)
        after = AFTER.get(told.answer, "closed")
        reason = "vacancy_filled" if told.answer == "filled" else told.reason
        said = Said(EMPLOYER, "用人单位", at, reason, told.starts_on)
        with transaction(self._store) as db:
            before = locked(db, referral_id)
            if before.state not in OPEN_STATES and not is_told_again(before, after, said):
                raise Conflict(OTHERWISE.format(LABELS[before.state]))
            found = go_on(
                db, referral_id, after, said, per_opening=self._settings.referrals_per_opening
            )
            title = cast("str", vacancy_row(db, found.vacancy_id)["title"])
        return AnswerForm(
            title=title, state=LABELS[found.state], changed=found.n_steps != before.n_steps
        )

    def _link(self, purpose: str, subject: str, at: datetime) -> LinkForm:
        until = (at + LINK_LASTS).replace(microsecond=0)
        code = self._codes().make(purpose, subject, until)
        # Behind the hash sign: what follows it never reaches a server's log or a proxy.
        url = f"{self._settings.public_url}/employer/{purpose}#{code}"
        return LinkForm(url=url, code=code, valid_until=until)

    def _codes(self) -> Codes:
        return codes_of(self._settings.home, self._settings.signing_key)


def _coming(db: Connection, vacancy_id: str) -> list[Referral]:
    return [r for r in referrals.of_vacancy(db, vacancy_id) if r.state in OPEN_STATES]


def _agreed(db: Connection, found: Referral) -> bool:
    return referral_papers.consented(db, found.referral_id)


def _note_the_look(db: Connection, referral_id: str, at: datetime) -> None:
    """Keep that a résumé was provided, once a day: the worker sees it, and the law wants it kept."""
    today = local_day(at)
    steps = referrals.steps_of(db, referral_id)
    if not any(s.note == SEEN and local_day(s.said_at) == today for s in steps):
        found = locked(db, referral_id)
        noted(db, found, Said(EMPLOYER, "用人单位", at, note=SEEN))
        act = Act(
            f"vacancy:{found.vacancy_id}", "identity_provided", found.worker_id, reason="本人同意"
        )
        audit.record(db, act, at)


def _resume(
    db: Connection, found: Referral, vacancy: dict[str, object], codes: Codes, at: datetime
) -> ResumeForm:
    identity = workers.identity(db, found.worker_id)
    row = workers.one(db, found.worker_id, local_day(at)).to_pylist()[0]
    least: Resume = resume(row, vacancy)
    months = least.experience_months
    return ResumeForm(
        name=identity.name if identity else "",
        phone=workers.telephone(db, found.worker_id),
        skills=list(least.skills),
        certificates=[certificate_text(c) for c in least.certificates],
        licences=list(least.licences),
        education=(education_name(least.education) if least.education else None) or "未登记",
        experience=f"累计工作约{round(months / 12)}年" if months is not None else "未登记",
        occupations=[occupation_name(o) or o for o in least.occupations],
        state=LABELS[found.state],
        answer_code=codes.make(ANSWER, found.referral_id, at + LINK_LASTS),
    )
