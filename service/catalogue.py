"""Use cases of whoever looks through offers on a page: search, one vacancy or course with all about it."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date
from typing import cast

import pyarrow as pa

from data.reach import EVERYBODY, Reach, narrowed
from data.records import (
    caseload_lists,
    choices,
    employers,
    offer_search,
    programmes,
    referral_places,
    referrals,
    training_classes,
    vacancies,
    workers,
)
from data.records.offer_search import Slice, Sought
from data.records.training_classes import TrainingClass
from data.store import Connection, Store, reading
from models.matching.wording import listing_said
from models.referring.steps import LABELS
from service.api.offers import CandidateForm, ProgrammeForm, VacancyForm
from service.batch.gainers import gainers_of
from service.config import Settings
from service.days import Days
from service.errors import NotFound
from service.marketplace import Marketplace
from service.offering import programme_form, vacancy_form

SHOWN = 20


@dataclass(frozen=True, slots=True)
class Listing:
    """A part of a list, and how long the whole list is."""

    rows: list[VacancyForm] | list[ProgrammeForm]
    n: int


@dataclass(frozen=True, slots=True)
class Places:
    """A vacancy's places: how many there are, taken by people at work, and on the way to them."""

    n: int
    n_placed: int
    n_on_the_way: int
    per_opening: int
    price: float | None
    """What a place costs in score after the last night; None where no places were given out."""

    @property
    def n_left(self) -> int:
        """Places nobody works on yet."""
        return max(0, self.n - self.n_placed)


@dataclass(frozen=True, slots=True)
class VacancySheet:
    """A vacancy with what its source wrote and how its places stand; `closed` says why nobody can apply.

    `listed` are the public lists its employer is on, for which it is kept out.
    """

    form: VacancyForm
    description: str
    wage_text: str
    place_text: str
    source: str
    closed: str
    listed: tuple[str, ...]
    places: Places


@dataclass(frozen=True, slots=True)
class Suited:
    """Somebody within reach who suits a vacancy; the rank is among those within reach."""

    candidate: CandidateForm
    name: str


@dataclass(frozen=True, slots=True)
class SentLine:
    """A referral to the vacancy of somebody within reach."""

    referral_id: str
    worker_id: str
    name: str
    label: str
    referred_on: date
    hold_until: date | None


@dataclass(frozen=True, slots=True)
class Sent:
    """The referrals to a vacancy: those within reach, and how many there are beyond it."""

    lines: list[SentLine]
    n_elsewhere: int


@dataclass(frozen=True, slots=True)
class Gainer:
    """Somebody within reach to whom a course would open vacancies."""

    worker_id: str
    name: str
    n_opened: int
    has_seat: bool


@dataclass(frozen=True, slots=True)
class ProgrammeSheet:
    """A course with its classes; `night` is when it was last looked for people, None where never lately."""

    form: ProgrammeForm
    closed: bool
    classes: tuple[TrainingClass, ...]
    night: date | None
    gainers: list[Gainer]


class Catalogue:
    """Answers what pages ask about offers; of people only those within the caller's reach."""

    def __init__(
        self, store: Store, days: Days, marketplace: Marketplace, settings: Settings
    ) -> None:
        self._store = store
        self._days = days
        self._marketplace = marketplace
        self._settings = settings

    def vacancies(self, sought: Sought, part: Slice, as_of: date) -> Listing:
        """Vacancies as they are understood."""
        with reading(self._store) as db:
            found = offer_search.vacancies_page(db, sought, part, as_of)
            n = offer_search.count_vacancies(db, sought, as_of)
        return Listing([vacancy_form(row) for row in found.to_pylist()], n)

    def unlawful(self, as_of: date) -> frozenset[str]:
        """The open vacancies that are kept out of matching for what they demand."""
        market = self._days.get(as_of).market
        return frozenset(i for i, good in zip(market.ids, market.lawful, strict=True) if not good)

    def vacancy(self, vacancy_id: str, as_of: date) -> VacancySheet:
        """One vacancy, open or not."""
        with reading(self._store) as db:
            row = _row(vacancies.one(db, vacancy_id), f"没有编号为“{vacancy_id}”的岗位。")
            is_open = bool(vacancies.open_among(db, [vacancy_id], as_of))
            taken = referral_places.taken(db, vacancy_id)
            filled = referral_places.is_said_filled(db, vacancy_id)
            listings = employers.of_employer(db, str(row["employer"]), as_of)
        places = Places(
            n=cast("int", row["places"]),
            n_placed=len(taken.places),
            n_on_the_way=len(taken.holds),
            per_opening=self._settings.referrals_per_opening,
            price=self._price(vacancy_id, as_of),
        )
        return VacancySheet(
            form=vacancy_form(row),
            description=str(row["description"] or ""),
            wage_text=str(row["wage_text"] or ""),
            place_text=str(row["place_text"] or ""),
            source=str(row["source"]),
            closed="" if is_open else _why_closed(row, places, as_of, filled=filled),
            listed=tuple(listing_said(asdict(e)) for e in listings),
            places=places,
        )

    def suited(self, vacancy_id: str, as_of: date, reach: Reach) -> list[Suited]:
        """The best people for an open vacancy among those within reach, best first."""
        with narrowed(self._store, reach) as db:
            mine = caseload_lists.seeking_ids(db) if reach != EVERYBODY else None
        found = self._marketplace.candidates(vacancy_id, as_of, limit=SHOWN, among=mine).candidates
        with narrowed(self._store, reach) as db:
            names = workers.names(db, [c.worker_id for c in found])
        return [Suited(c, names[c.worker_id]) for c in found if c.worker_id in names]

    def sent(self, vacancy_id: str, reach: Reach) -> Sent:
        """The referrals to a vacancy."""
        with narrowed(self._store, reach) as db:
            mine = referrals.of_vacancy(db, vacancy_id)
            names = workers.names(db, [r.worker_id for r in mine])
        with reading(self._store) as db:
            n_all = len(referrals.of_vacancy(db, vacancy_id))
        lines = [
            SentLine(
                r.referral_id,
                r.worker_id,
                names[r.worker_id],
                LABELS[r.state],
                r.referred_on,
                r.hold_until,
            )
            for r in mine
        ]
        return Sent(lines, n_all - len(lines))

    def programmes(self, sought: Sought, part: Slice, as_of: date) -> Listing:
        """Courses, open or not."""
        with reading(self._store) as db:
            found = offer_search.programmes_page(db, sought, part, as_of)
            n = offer_search.count_programmes(db, sought, as_of)
        return Listing([programme_form(row) for row in found.to_pylist()], n)

    def programme(self, programme_id: str, as_of: date, reach: Reach) -> ProgrammeSheet:
        """One course: its classes, and who within reach would gain most."""
        with reading(self._store) as db:
            row = _row(programmes.one(db, programme_id), f"没有编号为“{programme_id}”的培训项目。")
            is_open = bool(programmes.open_among(db, [programme_id], as_of))
            classes = training_classes.of_programme(db, programme_id)
        found = gainers_of(self._settings.scores, programme_id, as_of)
        night, people = found or (None, None)
        with narrowed(self._store, reach) as db:
            refusing = choices.refusing(db)
            gainers = [] if people is None else _gainers(db, people, refusing)
        return ProgrammeSheet(programme_form(row), not is_open, classes, night, gainers)

    def _price(self, vacancy_id: str, as_of: date) -> float | None:
        day = self._days.get(as_of)
        if vacancy_id not in day.market.ids or not day.vacancy_prices.any():
            return None
        return float(day.vacancy_prices[day.market.ids.index(vacancy_id)])


def _gainers(db: Connection, people: pa.Table, refusing: frozenset[str]) -> list[Gainer]:
    """Of the night's people those who may still be named: nobody who refused since, or found work."""
    ids = [id_ for id_ in people["worker_id"].to_pylist() if id_ not in refusing]
    names, lines = workers.names(db, ids), caseload_lists.some(db, ids)
    seeking = {id_ for id_, line in lines.items() if line.registered_on is not None}
    named = (names.keys() & seeking) - referral_places.at_work(db, ids)
    rows = [row for row in people.to_pylist() if row["worker_id"] in named][:SHOWN]
    return [
        Gainer(r["worker_id"], names[r["worker_id"]], r["n_opened"], r["referred"]) for r in rows
    ]


def _row(table: pa.Table, missing: str) -> Mapping[str, object]:
    rows: list[dict[str, object]] = table.to_pylist()
    if not rows:
        raise NotFound(missing)
    return rows[0]


def _why_closed(row: Mapping[str, object], places: Places, as_of: date, *, filled: bool) -> str:
    posted, expires = cast("date | None", row["posted_on"]), cast("date | None", row["expires_on"])
    if row["status"] == "closed":
        return "来源已关闭此岗位。"
    if filled:
        return "用人单位已告知招满。"
    if places.n_left == 0:
        return "名额已全部就业。"
    if expires is not None and expires < as_of:
        return "已过截止日期。"
    if posted is not None and posted > as_of:
        return "尚未到发布日期。"
    return "现不接受应聘。"
