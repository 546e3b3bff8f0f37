"""The least an employer needs to know of somebody: what the post asks for, and nothing about who it is."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import cast

from data.codes.skills import counts_as, listed_word

Row = Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Resume:
    """Codes and words out of a worker's file, chosen for one post."""

    skills: tuple[str, ...]
    certificates: tuple[str, ...]
    licences: tuple[str, ...]
    education: str | None
    experience_months: int | None
    occupations: tuple[str, ...]


def resume(worker: Row, vacancy: Row) -> Resume:
    """Skills the post asks for (all where it names none), papers it demands or that are of its trade,
    education and experience; past occupations only of the post's own trade."""
    posted = {*_list(vacancy, "required_skills"), *_list(vacancy, "welcome_skills")}
    asked = {listed_word(skill) for skill in posted}
    trade = _trade(cast("str | None", vacancy.get("occupation")))
    demanded = _trade(cast("str | None", vacancy.get("required_certificate")))
    return Resume(
        skills=tuple(
            s for s in _list(worker, "skills") if not asked or asked.intersection(counts_as(s))
        ),
        certificates=tuple(
            c for c in _list(worker, "certificates") if _trade(c) in {trade, demanded}
        ),
        licences=tuple(
            p for p in _list(worker, "licences") if p in _list(vacancy, "required_licences")
        ),
        education=cast("str | None", worker.get("education")),
        experience_months=cast("int | None", worker.get("experience_months")),
        occupations=tuple(o for o in _list(worker, "past_occupations") if _trade(o) == trade),
    )


def _list(row: Row, name: str) -> Sequence[str]:
    return cast("list[str] | None", row.get(name)) or ()


def _trade(code: str | None) -> str | None:
    """An occupation's group: 6-18-02-04 is of the trade 6-18."""
    return "-".join(code.split("-")[:2]) if code else None
