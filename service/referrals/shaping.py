"""Referrals as the forms that API and command line answer with."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Literal, cast

from data.records import referral_papers, referrals, vacancies
from data.records.referral_papers import Consent, Letter
from data.records.referrals import Referral, Step
from data.store import Connection
from models.referring.reasons import label_of
from models.referring.steps import LABELS
from service.api.referral_forms import (
    ConsentAnswer,
    ConsentForm,
    LetterForm,
    ReferralForm,
    ReferralLine,
    State,
    StepForm,
)
from service.offering import vacancy_form

Row = Mapping[str, object]
CHECK_PATH = "/letters"


def referral_form(db: Connection, found: Referral, *, today: date, url: str) -> ReferralForm:
    """A referral with its steps, consent and letters."""
    vacancy = vacancies.one(db, found.vacancy_id).to_pylist()[0]
    letters = referral_papers.letters_of(db, found.referral_id)
    return ReferralForm(
        referral_id=found.referral_id,
        worker_id=found.worker_id,
        vacancy=vacancy_form(vacancy),
        state=cast("State", found.state),
        label=LABELS[found.state],
        referred_on=found.referred_on,
        recommendation_id=found.recommendation_id,
        chosen_because=found.chosen_because,
        overridden=found.overridden.split(";") if found.overridden else [],
        override_reason=found.override_reason,
        closed_because=found.closed_because,
        closed_label=label_of(found.closed_because),
        hold_until=found.hold_until,
        placed_on=found.placed_on,
        follow_up_on=found.follow_up_on,
        consent=consent_form(referral_papers.consents_of(db, found.referral_id)),
        letters=[letter_form(letter, today=today, url=url) for letter in letters],
        steps=[_step_form(step) for step in referrals.steps_of(db, found.referral_id)],
    )


def lines(db: Connection, found: Sequence[Referral]) -> list[ReferralLine]:
    """Referrals as lines of a list, in the same order; most people have none, and nothing is asked for them."""
    if not found:
        return []
    table = vacancies.some(db, sorted({each.vacancy_id for each in found}))
    rows = {row["vacancy_id"]: row for row in table.to_pylist()}
    return [_line(each, rows[each.vacancy_id]) for each in found]


def consent_form(said: Sequence[Consent]) -> ConsentForm:
    """How consent stands: asking again takes nothing back, the latest answer counts."""
    answers = [c for c in said if c.answer != "asked"]
    latest = said[-1] if said else None
    return ConsentForm(
        given=bool(answers) and answers[-1].answer == "given",
        latest=cast("ConsentAnswer", latest.answer) if latest else None,
        via=latest.via if latest else None,
        at=latest.said_at if latest else None,
    )


def letter_form(letter: Letter, *, today: date, url: str) -> LetterForm:
    """A letter with where it can be checked."""
    return LetterForm(
        code=letter.code,
        state=letter_state(letter, today),
        issued_on=letter.issued_on,
        valid_until=letter.valid_until,
        check_url=f"{url}{CHECK_PATH}/{letter.code}",
    )


def letter_state(letter: Letter, today: date) -> Literal["valid", "expired", "withdrawn"]:
    """Whether a letter still opens a door."""
    if letter.withdrawn_at is not None:
        return "withdrawn"
    return "valid" if today <= letter.valid_until else "expired"


def _step_form(step: Step) -> StepForm:
    return StepForm(
        step=step.step,
        before=step.before,
        after=step.after,
        label=LABELS[step.after],
        via=step.via,
        by=step.said_by,
        at=step.said_at,
        happened_on=step.happened_on,
        reason=step.reason,
        reason_label=label_of(step.reason),
        note=step.note,
    )


def _line(found: Referral, vacancy: Row) -> ReferralLine:
    return ReferralLine(
        referral_id=found.referral_id,
        worker_id=found.worker_id,
        vacancy_id=found.vacancy_id,
        title=cast("str", vacancy["title"]),
        employer=cast("str", vacancy["employer"]),
        state=cast("State", found.state),
        label=LABELS[found.state],
        referred_on=found.referred_on,
        hold_until=found.hold_until,
        placed_on=found.placed_on,
        follow_up_on=found.follow_up_on,
        closed_because=found.closed_because,
        closed_label=label_of(found.closed_because),
    )
