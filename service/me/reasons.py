"""Why a job was chosen for a worker, in the worker's words: what speaks for it, and what to think of first."""

from service.api.offers import EvidenceForm, VacancyMatch

ENOUGH = 0.6
"""From here a comparison speaks for the job; below it is something to mind."""

MOST_FITS = 4


def fits(job: VacancyMatch) -> list[str]:
    """What speaks for it, the weightiest first."""
    speaking = [e for e in job.evidence if e.known and e.value >= ENOUGH]
    return [e.worker for e in sorted(speaking, key=_weight, reverse=True)[:MOST_FITS]]


def minds(job: VacancyMatch) -> list[str]:
    """What is missing, far, or has to be asked before going there."""
    unsure = [e.worker for e in job.evidence if not e.known or e.value < ENOUGH]
    asked = [note.replace("劳动者", "您") for note in job.notes]
    standing = [job.standing.worker] if job.standing and job.standing.worker else []
    return list(dict.fromkeys([*unsure, *asked, *standing]))


def _weight(evidence: EvidenceForm) -> float:
    return evidence.hire + evidence.worth
