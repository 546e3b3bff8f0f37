"""Vacancies, matches and courses as the forms that API and command line answer with."""

from bisect import bisect_left
from collections.abc import Collection, Mapping, Sequence
from datetime import date
from typing import cast

import pyarrow as pa
import pyarrow.compute as pc
from pydantic import TypeAdapter

from data.codes.skill_levels import by_skill
from data.records.recommendations import Recommendation
from models.advice import Day
from models.either import either_notes, either_of
from models.matching.market import Market
from models.matching.match import Evidence, Match, NearMiss, Opened, Standing
from models.why import PairAdvice
from service.api.offers import (
    EvidenceForm,
    NearMissForm,
    ProgrammeForm,
    ProgrammeMatch,
    RefusalForm,
    SkillLevel,
    StandingForm,
    VacancyAnswer,
    VacancyForm,
    VacancyMatch,
)
from service.linting import findings_of
from service.wording import (
    certificate_text,
    occupation_name,
    region_name,
    wage_text,
    whole_yuan,
    yuan,
)

Row = Mapping[str, object]


def rows_by_id(table: pa.Table, key: str, ids: Sequence[str]) -> list[dict[str, object]]:
    """The table's rows with these ids, in the order of the ids."""
    if not ids:
        return []
    where = pc.index_in(pa.array(ids, pa.string()), pc.cast(table[key], pa.string()))
    rows: list[dict[str, object]] = table.take(where).to_pylist()
    return rows


def market_forms(market: Market, ids: Sequence[str]) -> list[VacancyForm]:
    """Vacancies of the day's market as a person reads them, in the order of the ids."""
    places = [bisect_left(market.ids, id_) for id_ in ids]
    rows = market.table.select(SHOWN).take(pa.array(places, pa.int64())).to_pylist()
    return [vacancy_form(row) for row in rows]


def forms_by_id(market: Market, ids: Collection[str]) -> dict[str, VacancyForm]:
    """The same by id, each written once for all who are shown it."""
    every = sorted(ids)
    return dict(zip(every, market_forms(market, every), strict=True))


SHOWN = [
    "vacancy_id",
    "title",
    "description",
    "employer",
    "occupation",
    "region",
    "place_text",
    "wage_low_fen",
    "wage_high_fen",
    "places",
    "posted_on",
    "expires_on",
    "underground",
    "skill_levels",
]
"""What `vacancy_form` reads of a row."""


def vacancy_form(row: Row) -> VacancyForm:
    """A vacancy of the store as a person reads it."""
    occupation = cast("str | None", row["occupation"])
    region = cast("str | None", row["region"])
    title = cast("str", row["title"])
    low, high = cast("int | None", row["wage_low_fen"]), cast("int | None", row["wage_high_fen"])
    return VacancyForm(
        vacancy_id=cast("str", row["vacancy_id"]),
        title=title,
        employer=cast("str", row["employer"]),
        occupation=occupation,
        occupation_name=occupation_name(occupation),
        region=region,
        place=region_name(region) or cast("str | None", row["place_text"]),
        wage=wage_text(low, high),
        places=cast("int", row["places"]),
        posted_on=cast("date | None", row["posted_on"]),
        expires_on=cast("date | None", row["expires_on"]),
        findings=findings_of(row),
        skill_levels=cast(
            "dict[str, SkillLevel]", by_skill(cast("list[str] | None", row["skill_levels"]))
        ),
        either=[
            list(papers)
            for papers in either_of(title, cast("str | None", row["description"]) or "")
        ],
    )


def programme_form(row: Row) -> ProgrammeForm:
    """A course of the store as a person reads it."""
    cost = cast("int | None", row["cost_fen"])
    region = cast("str", row["region"])
    return ProgrammeForm(
        programme_id=cast("str", row["programme_id"]),
        title=cast("str", row["title"]),
        institution=cast("str", row["institution"]),
        region=region,
        place=region_name(region),
        gives=_gives(row),
        days=cast("int | None", row["days"]),
        cost="未公布" if cost is None else "免费" if cost == 0 else f"{yuan(cost)}元",
        seats=cast("int", row["seats"]),
        starts_on=cast("date | None", row["starts_on"]),
    )


def vacancy_match(match: Match, vacancy: VacancyForm, worker: Row | None = None) -> VacancyMatch:
    """A recommended vacancy with its reasons, before it is recorded; its papers are looked at for a `worker`."""
    return VacancyMatch(
        recommendation_id="",
        rank=match.rank,
        vacancy=vacancy,
        score=match.score,
        hire_chance=match.hire_chance,
        worth=match.worth,
        price=match.standing.price if match.standing else match.price,
        standing=standing_form(match.standing),
        shown_chance=match.shown_chance,
        drawn=match.drawn,
        evidence=evidence_forms(match.evidence),
        gaps=list(match.gaps),
        notes=[*match.notes, *(either_notes(vacancy.either, worker) if worker else ())],
    )


def plain_vacancy(vacancy: VacancyForm, rank: int) -> VacancyMatch:
    """A vacancy in a list that looks at nobody."""
    return VacancyMatch(
        recommendation_id="",
        rank=rank,
        vacancy=vacancy,
        score=None,
        hire_chance=None,
        worth=None,
        price=None,
        standing=None,
        shown_chance=None,
        drawn=False,
        evidence=[],
        gaps=[],
        notes=[],
    )


def vacancy_answer(
    worker: Row, as_of: date, vacancy: VacancyForm, found: PairAdvice
) -> VacancyAnswer:
    """Why a vacancy fits a worker of the registry, or every rule that refuses it."""
    match = found.match
    return VacancyAnswer(
        worker_id=cast("str", worker["worker_id"]),
        as_of=as_of,
        vacancy=vacancy,
        eligible=not found.refusals,
        refusals=[
            RefusalForm(rule=r.rule, sentence=r.sentence, detail=r.detail) for r in found.refusals
        ],
        score=match.score,
        hire_chance=match.hire_chance,
        worth=match.worth,
        standing=standing_form(match.standing),
        evidence=evidence_forms(match.evidence),
        gaps=list(match.gaps),
        notes=[*match.notes, *either_notes(vacancy.either, worker)],
    )


def programme_match(
    opened: Opened, programme: ProgrammeForm, vacancies: list[VacancyForm]
) -> ProgrammeMatch:
    """A recommended course with the first of the vacancies that it opens."""
    return ProgrammeMatch(
        recommendation_id="",
        rank=opened.rank,
        programme=programme,
        n_opened=opened.n_opened,
        n_better=opened.n_better,
        n_places=opened.n_places,
        opened=vacancies,
        standing=standing_form(opened.standing),
        median_wage_now=_wage(opened.wage_now_fen),
        median_wage_then=_wage(opened.wage_then_fen),
        counselor=opened.counselor,
        worker=opened.worker,
    )


def plain_programme(programme: ProgrammeForm, rank: int) -> ProgrammeMatch:
    """A course in a list that looks at nobody."""
    return ProgrammeMatch(
        recommendation_id="",
        rank=rank,
        programme=programme,
        n_opened=None,
        n_better=None,
        n_places=None,
        opened=[],
        standing=None,
        median_wage_now=None,
        median_wage_then=None,
        counselor="",
        worker="",
    )


def standing_form(found: Standing | None) -> StandingForm | None:
    """How the worker stands for the places."""
    if found is None:
        return None
    return StandingForm(
        price=found.price,
        referred=found.referred,
        instead_of=found.instead_of,
        n_full=found.n_full,
        counselor=found.counselor,
        worker=found.worker,
    )


def evidence_forms(found: Sequence[Evidence]) -> list[EvidenceForm]:
    """What all comparisons of one vacancy found; the form has the names of the finding itself."""
    return EVIDENCE.validate_python(found, from_attributes=True)


EVIDENCE = TypeAdapter(list[EvidenceForm])
"""Read together: one by one they would cost more than the rest of a recommendation."""


def near_miss_form(near: NearMiss) -> NearMissForm:
    """What one rule cost."""
    return NearMissForm(
        rule=near.rule,
        sentence=near.sentence,
        n_refused=near.n_refused,
        n_only=near.n_only,
        vacancy_ids=list(near.vacancy_ids),
    )


def recommendation_row(
    worker_id: str, shown: VacancyMatch | ProgrammeMatch, day: Day
) -> Recommendation:
    """What is recorded of a recommendation: all that is shown."""
    if isinstance(shown, VacancyMatch):
        kind, target = "vacancy", shown.vacancy.vacancy_id
        score, chance, worth, price = shown.score, shown.hire_chance, shown.worth, shown.price
    else:
        kind, target = "programme", shown.programme.programme_id
        price = shown.standing.price if shown.standing else None
        score, chance, worth = shown.n_opened, None, None
    return Recommendation(
        worker_id=worker_id,
        kind=kind,
        target_id=target,
        as_of=day.as_of,
        rank=shown.rank,
        score=float(score or 0),
        hire_chance=chance,
        worth=worth,
        price=price,
        evidence=shown.model_dump_json(exclude={"recommendation_id"}),
        bundle=day.bundle,
    )


def _gives(row: Row) -> list[str]:
    certificate = cast("str | None", row["gives_certificate"])
    licences = cast("list[str] | None", row["gives_licences"]) or []
    skills = cast("list[str] | None", row["gives_skills"]) or []
    return [*([certificate_text(certificate)] if certificate else []), *licences, *skills]


def _wage(fen: int | None) -> str | None:
    return None if fen is None else f"{whole_yuan(fen)}元/月"
