"""Use cases about letters of introduction: issue one, print it, let an employer check it."""

from datetime import date, datetime, timedelta
from typing import cast

from data.records import referral_papers, referrals, workers
from data.records.referral_papers import Letter
from data.records.referrals import Referral
from data.store import Connection, Store, reading, transaction
from models.referring.places import LETTER_DAYS
from models.referring.reasons import COUNSELOR
from models.referring.steps import is_open
from service.api.public_forms import LetterCheck
from service.api.referral_forms import LetterForm
from service.clock import local_day
from service.config import Settings
from service.errors import Conflict, NotFound
from service.referrals.letter_pdf import LetterText, letter_pdf
from service.referrals.messages import letter_is_ready
from service.referrals.shaping import letter_form, letter_state
from service.referrals.steps import Said, locked, noted, vacancy_row
from service.signing import as_printed, codes_of
from service.wording import mask_name, region_name


class Letters:
    """Issues, prints and checks letters; the code on a letter tells nobody who carries it."""

    def __init__(self, store: Store, settings: Settings) -> None:
        self._store = store
        self._settings = settings

    def issue(self, referral_id: str, *, by: str, at: datetime) -> LetterForm:
        """A letter for a referral on the way, which holds as long as it; while one is valid it is the same."""
        today = local_day(at)
        with transaction(self._store) as db:
            found = locked(db, referral_id)
            if not is_open(found.state):
                raise Conflict("只有尚未办结的介绍才能开具介绍信。")
            before = referral_papers.letters_of(db, referral_id)
            if before and letter_state(before[-1], today) == "valid":
                return letter_form(before[-1], today=today, url=self._settings.public_url)
            letter = self._new(db, found, len(before) + 1, by=by, at=at)
            referral_papers.add_letter(db, letter)
            until = letter.valid_until
            said = Said(COUNSELOR, by, at, note=f"开具介绍信，有效期至{until}")
            noted(db, found, said, hold_until=until)
            letter_is_ready(db, found, letter, at)
        return letter_form(letter, today=today, url=self._settings.public_url)

    def withdraw(self, referral_id: str, *, at: datetime) -> None:
        """Let a referral's letters open nothing any more."""
        with transaction(self._store) as db:
            locked(db, referral_id)
            if not referral_papers.withdraw_letters(db, referral_id, at):
                raise Conflict("这条介绍没有有效的介绍信。")

    def pdf(self, referral_id: str, today: date, *, worker_id: str | None = None) -> bytes:
        """The latest letter as a page to print, for the office or for the worker whose it is."""
        with reading(self._store) as db:
            found = referrals.one(db, referral_id)
            letters = referral_papers.letters_of(db, referral_id)
            if found is None or not letters or worker_id not in {None, found.worker_id}:
                raise NotFound("还没有开具介绍信。")
            letter = letters[-1]
            if letter_state(letter, today) != "valid":
                raise Conflict("介绍信已过期或撤回，请重新开具。")
            return letter_pdf(self._text(db, found, letter))

    def check(self, code: str, today: date) -> LetterCheck:
        """What an employer may know of a letter: whether it is valid, for which post, a masked name."""
        with reading(self._store) as db:
            letter = referral_papers.letter(db, as_printed(code))
            if letter is None:
                raise NotFound("没有这个核验码的介绍信，请核对后再查。")
            found = referrals.one(db, letter.referral_id)
            identity = workers.identity(db, found.worker_id) if found else None
        return LetterCheck(
            state=letter_state(letter, today),
            title=letter.title,
            name=mask_name(identity.name) if identity else "",
            valid_until=letter.valid_until,
        )

    def _new(
        self, db: Connection, found: Referral, number: int, *, by: str, at: datetime
    ) -> Letter:
        vacancy, today = vacancy_row(db, found.vacancy_id), local_day(at)
        codes = codes_of(self._settings.home, self._settings.signing_key)
        return Letter(
            code=codes.letter_code(found.referral_id, number),
            referral_id=found.referral_id,
            title=cast("str", vacancy["title"]),
            employer=cast("str", vacancy["employer"]),
            office=self._settings.office,
            issued_on=today,
            valid_until=today + timedelta(LETTER_DAYS),
            issued_by=by,
            issued_at=at,
            withdrawn_at=None,
        )

    def _text(self, db: Connection, found: Referral, letter: Letter) -> LetterText:
        identity = workers.identity(db, found.worker_id)
        if identity is None:
            raise NotFound("登记中没有这位劳动者。")
        vacancy = vacancy_row(db, found.vacancy_id)
        place = region_name(cast("str | None", vacancy["region"])) or vacancy["place_text"]
        return LetterText(
            name=identity.name,
            masked_id=identity.id_number,
            title=letter.title,
            employer=letter.employer,
            place=cast("str | None", place) or "以单位通知为准",
            office=letter.office,
            issued_on=letter.issued_on,
            valid_until=letter.valid_until,
            code=letter.code,
            check_url=letter_form(
                letter, today=letter.issued_on, url=self._settings.public_url
            ).check_url,
        )
