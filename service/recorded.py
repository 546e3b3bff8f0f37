"""What is shown to a worker, kept as it was shown: no recommendation leaves without the id of its record."""

from datetime import datetime
from typing import TypeVar

from data.records import recommendations
from data.records.grounds import Grounds
from data.store import Store, transaction
from models.advice import Day
from service.api.offers import ProgrammeMatch, VacancyMatch
from service.offering import recommendation_row

Shown = TypeVar("Shown", VacancyMatch, ProgrammeMatch)


def recorded(
    store: Store, grounds: Grounds, shown: list[Shown], *, day: Day, at: datetime
) -> list[Shown]:
    """The same matches with the ids under which they were recorded; the same answer twice is one.

    Where `grounds` say that all of it was recorded before nothing is written: whoever looks again does not
    wait for a night that writes.
    """
    rows = [recommendation_row(grounds.worker_id, match, day) for match in shown]
    ids = recommendations.ids_of(store.vault, rows)
    if not grounds.shown.issuperset(ids):
        with transaction(store) as db:
            recommendations.record_as(db, ids, rows, at)
    return [
        match.model_copy(update={"recommendation_id": id_})
        for match, id_ in zip(shown, ids, strict=True)
    ]
