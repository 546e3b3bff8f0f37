"""What a message may name: policies that somebody meets, by all that is known, and has not asked for."""

from pathlib import Path

from data.records import workers
from data.store import Store, reading
from service.api.policy_forms import ApplicationRequest
from service.assistance.applications import Applications
from service.assistance.entitled import entitled_now
from tests.builders import id_number
from tests.data.importing import person, take_people
from tests.service.stocked import NOW, TODAY

JOBLESS = {"population": "urban", "household_id": "H1"}
ROWS = [
    person(worker_id="W1", id_number=id_number(sequence=1), **JOBLESS),
    person(
        worker_id="W2",
        id_number=id_number(sequence=3),
        employment_status="employed",
        registered_on=None,
        **JOBLESS,
    ),
]


def named(store: Store, *worker_ids: str) -> dict[str, list[str]]:
    with reading(store) as db:
        people = workers.some(db, worker_ids, TODAY)
        found = dict(entitled_now(db, people, TODAY))
    return {worker_id: [p.policy_id for p in met] for worker_id, met in found.items()}


def test_a_household_is_looked_at_whole(store: Store, tmp_path: Path) -> None:
    take_people(store, tmp_path, ROWS)
    alone = named(store, "W1")["W1"]
    assert "P06" not in alone, "somebody at home has work, asked about or not"
    assert named(store, "W1", "W2")["W1"] == alone
    assert "P04" in alone


def test_what_was_asked_for_is_named_no_more(store: Store, tmp_path: Path) -> None:
    take_people(store, tmp_path, ROWS)
    Applications(store).apply("W1", "P04", ApplicationRequest(), by="本人", at=NOW)
    assert "P04" not in named(store, "W1")["W1"]
    assert named(store) == {}
