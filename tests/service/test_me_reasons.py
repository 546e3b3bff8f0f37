"""What speaks for a job and what to think of first, as a worker is told."""

import numpy as np
import pytest

from models.matching.comparisons import wage_value
from models.matching.explain import NO_PLACE
from service.api.offers import EvidenceForm, VacancyMatch
from service.me.reasons import fits, minds


def found(comparison: str, value: float, *, known: bool = True) -> EvidenceForm:
    return EvidenceForm(
        comparison=comparison,
        value=value,
        known=known,
        hire=0.1,
        worth=0.1,
        counselor="专员",
        worker=comparison,
    )


WAGES = [
    (525_000, 450_000, True),
    (450_000, 450_000, True),
    (449_000, 450_000, False),
    (900_000, 450_000, True),
]


@pytest.mark.parametrize(("offer", "wish", "speaks"), WAGES)
def test_a_wage_as_high_as_wished_speaks_for_a_job(offer: int, wish: int, speaks: bool) -> None:
    value = float(wage_value(wish, np.array([offer], np.int32))[0])
    job = VacancyMatch.model_construct(evidence=[found("wage", value)], notes=[])
    assert (fits(job), minds(job)) == ((["wage"], []) if speaks else ([], ["wage"]))


def test_half_of_the_skills_or_an_unknown_fact_is_something_to_mind() -> None:
    half, unknown = found("skills", 0.5), found("distance", 0.9, known=False)
    job = VacancyMatch.model_construct(evidence=[half, unknown], notes=["劳动者未填工时", NO_PLACE])
    assert fits(job) == []
    assert minds(job) == ["skills", "distance", "您未填工时"]
