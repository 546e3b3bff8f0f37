"""Why something was chosen for a worker, in the worker's words: what speaks for it, what to think of first."""

from models.matching.comparisons import AS_EXPECTED
from models.matching.explain import COMPARED
from service.api.forms import IndexForm
from service.api.offers import EvidenceForm, ProgrammeMatch, VacancyMatch

ENOUGH = 0.6
"""From here a comparison speaks for the job; below it is something to mind."""

ENOUGH_OF = {"wage": AS_EXPECTED}
"""A wage speaks for the job where it is what somebody expects, though much higher ones score more."""

MOST_FITS = 4
MATTERS = 0.05
"""Of the index's log-odds: less than a point and a quarter of it."""


def fits(job: VacancyMatch) -> list[str]:
    """What speaks for it, the weightiest first."""
    speaking = [e for e in job.evidence if _speaks(e)]
    return [e.worker for e in sorted(speaking, key=_weight, reverse=True)[:MOST_FITS]]


def minds(job: VacancyMatch) -> list[str]:
    """What is missing, far, or has to be asked before going there."""
    unsure = [e.worker for e in job.evidence if not _speaks(e)]
    asked = [note.replace("劳动者", "您") for note in job.notes if note not in COMPARED]
    return list(dict.fromkeys([*unsure, *asked]))


def pays_less(course: ProgrammeMatch) -> bool:
    """Whether what a course opens usually pays less than what is open to the worker already."""
    now, then = _yuan(course.median_wage_now), _yuan(course.median_wage_then)
    return now is not None and then is not None and then < now


def weighed(found: IndexForm) -> tuple[list[str], list[str], list[str]]:
    """What makes it harder to find work, what makes it easier, and what hardly matters."""
    ordered = sorted(found.reasons, key=lambda r: abs(r.contribution), reverse=True)
    heavy = [r for r in ordered if abs(r.contribution) >= MATTERS]
    light = [r.worker for r in ordered if abs(r.contribution) < MATTERS]
    harder = [r.worker for r in heavy if r.contribution > 0]
    return harder, [r.worker for r in heavy if r.contribution < 0], light


def _speaks(evidence: EvidenceForm) -> bool:
    return evidence.known and evidence.value >= ENOUGH_OF.get(evidence.comparison, ENOUGH)


def _yuan(wage: str | None) -> int | None:
    digits = "".join(c for c in wage or "" if c.isdecimal())
    return int(digits) if digits else None


def _weight(evidence: EvidenceForm) -> float:
    return evidence.hire + evidence.worth
