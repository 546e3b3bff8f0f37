"""A worker's file, index and statutory check as the forms that API and command line answer with."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import cast

from data.codes.law.statutory import Regulation
from data.records.workers import Identity
from data.schema import FACT_COLUMNS, Column
from models.advice import Day
from models.index.assessment import HORIZONS, Assessment, reasons
from models.index.feature import FAMILIES, KINDS
from models.law.evidence import Evidence
from models.law.statutory import StatutoryCheck
from models.levers import Lever
from models.reasons import Reason
from service.api.forms import (
    CategoryForm,
    CurvePoint,
    Fact,
    FamilyForm,
    IndexForm,
    LeverForm,
    PredicateForm,
    ReasonForm,
    StatutoryForm,
    WorkerFile,
)
from service.wording import label_of, mask_name, text_of

Row = Mapping[str, object]

ADVISORY = "指数只用于安排服务先后和增加帮助，不作为减少或取消任何待遇的依据；由专员决定。"
ABSTAINED = "已知信息太少，不给出指数；请先补充所列信息。"


def worker_file(identity: Identity, facts: Row, as_of: date) -> WorkerFile:
    """A worker's file in words; who it is only masked."""
    columns = [c for c in FACT_COLUMNS if c.name != "valid_on"]
    return WorkerFile(
        worker_id=identity.worker_id,
        name=mask_name(identity.name),
        id_number=identity.id_number,
        phone=identity.phone,
        as_of=as_of,
        valid_on=cast("date", facts["valid_on"]),
        facts=[_fact(c, facts[c.name]) for c in columns if facts[c.name] is not None],
        missing=[c.label for c in columns if facts[c.name] is None],
    )


def index_form(
    facts: Row, found: Assessment, day: Day, *, would_help: Sequence[Lever] = ()
) -> IndexForm:
    """The index of the only row of an assessment; without numbers where it abstains."""
    abstained = bool(found.abstained[0])
    curve = [
        CurvePoint(months=months, chance=float(found.curve[0, place]))
        for place, months in enumerate(HORIZONS)
    ]
    return IndexForm(
        worker_id=cast("str", facts["worker_id"]),
        as_of=day.as_of,
        index=None if abstained else float(found.index[0]),
        in_spell=facts["registered_on"] is not None,
        curve=[] if abstained else curve,
        baseline=found.baseline,
        families=[] if abstained else _families(found),
        reasons=[] if abstained else [_reason(r) for r in reasons(found, 0)],
        kind=_kind(found),
        degree=found.degree_of_difficulty(0),
        levers=[_lever(lever) for lever in would_help],
        missing=[_label(n) for n in found.missing_fields(0) if facts.get(n) is None],
        bundle=day.bundle,
        note=ABSTAINED if abstained else ADVISORY,
    )


def statutory_form(worker_id: str, checked: StatutoryCheck) -> StatutoryForm:
    """The pre-check, category by category."""
    rule = checked.regulation
    return StatutoryForm(
        worker_id=worker_id,
        as_of=checked.as_of,
        regulation=None if rule is None else f"《{rule.title}》（{rule.doc_no}）",
        valid=None if rule is None else _validity(rule),
        preconditions=[_predicate(e) for e in checked.preconditions],
        categories=[
            CategoryForm(
                code=c.code,
                name=c.name,
                verdict=c.verdict.value,
                sentence=c.sentence,
                predicates=[_predicate(e) for e in c.evidence],
                missing=[_label(name) for name in c.missing],
                certainty=c.certainty,
            )
            for c in checked.categories
        ],
        suggested=list(checked.suggested),
        undecided=list(checked.undecided),
        notice=checked.notice,
    )


def _families(found: Assessment) -> list[FamilyForm]:
    return [
        FamilyForm(family=family, label=FAMILIES[family][0], contribution=float(part))
        for family, part in zip(FAMILIES, found.families[0], strict=True)
    ]


def _kind(found: Assessment) -> str | None:
    worst = found.kind_of_difficulty(0)
    return next((KINDS[family] for family in KINDS if family == worst), None)


def _lever(lever: Lever) -> LeverForm:
    return LeverForm(
        key=lever.key,
        family=lever.family,
        change=lever.change,
        index=lever.index,
        n_vacancies=lever.n_vacancies,
        n_places=lever.n_places,
        vacancy_ids=list(lever.vacancy_ids),
        counselor=lever.counselor,
        worker=lever.worker,
    )


def _reason(reason: Reason) -> ReasonForm:
    return ReasonForm(
        key=reason.key,
        family=reason.family,
        value=reason.value,
        contribution=reason.contribution,
        changeable=reason.changeable,
        counselor=reason.counselor,
        worker=reason.worker,
    )


def _predicate(evidence: Evidence) -> PredicateForm:
    return PredicateForm(
        condition=evidence.label, verdict=evidence.verdict.value, sentence=evidence.sentence
    )


def _validity(rule: Regulation) -> str:
    return f"{rule.effective_from}至{rule.effective_to}"


def _label(name: str) -> str:
    return next((label_of(c) for c in FACT_COLUMNS if c.name == name), name)


def _fact(column: Column, value: object) -> Fact:
    plain = value.isoformat() if isinstance(value, date) else value
    return Fact(
        name=column.name,
        label=column.label,
        value=cast("str | int | float | bool | list[str]", plain),
        text=text_of(column, value),
    )
