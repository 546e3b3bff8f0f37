"""What is shown to a worker, kept as it was shown: no recommendation leaves without the id of its record."""

from datetime import datetime
from typing import TypeVar

from data.records import recommendations
from data.store import Store, transaction
from models.advice import Day
from service.api.offers import ProgrammeMatch, VacancyMatch
from service.offering import recommendation_row

Shown = TypeVar("Shown", VacancyMatch, ProgrammeMatch)


def recorded(
    store: Store, worker_id: str, shown: list[Shown], *, day: Day, at: datetime
) -> list[Shown]:
    """The same matches with the ids under which they were recorded; the same answer twice is one."""
    rows = [recommendation_row(worker_id, match, day) for match in shown]
    with transaction(store) as db:
        ids = recommendations.record(db, rows, at)
    return [
        match.model_copy(update={"recommendation_id": id_})
        for match, id_ in zip(shown, ids, strict=True)
    ]
