"""Use case: what the next message about vacancies would say, word for word, without sending it."""

from models.matching.match import Evidence
from service.api.offers import VacancyList
from service.push.planning.offers import REASONS, best_reasons, vacancy_item
from service.push.templates import Text, render


def preview(found: VacancyList) -> Text | None:
    """The message over these vacancies; None where there is nothing to tell."""
    if not found.vacancies:
        return None
    template = "vacancies" if found.personalised else "vacancies_plain"
    items = []
    for match in found.vacancies:
        said = [
            Evidence(e.comparison, e.value, e.known, e.hire, e.worth, e.counselor, e.worker)
            for e in match.evidence
        ]
        items.append(vacancy_item(match.vacancy, best_reasons(said) if said else ""))
    return render(template, "vacancies", facts={"items": items}, reason=REASONS[template])
