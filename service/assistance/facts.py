"""What questions of law look at: a worker's file with other offices' registers over it, and the household."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from data.records import recognition, registers, workers
from data.store import Connection
from models.law.households import Household
from models.law.registers import with_registers
from service.known import known


@dataclass(frozen=True, slots=True)
class LawFacts:
    """One worker as the law sees it on a day; `household` None where nothing is known of it."""

    worker_id: str
    as_of: date
    person: dict[str, Any]
    household: Household | None


def law_facts(db: Connection, worker_id: str, as_of: date) -> LawFacts:
    """The worker as known on a day; who is not in the registry is not found."""
    file = workers.as_person(known(db, worker_id, as_of))
    said = registers.of_worker(db, worker_id, as_of)
    lists = registers.complete_lists(db, as_of)
    case = recognition.recognised_case(db, worker_id, as_of)
    held = file["worker_id"].combine_chunks().slice(0, 1 if case else 0)
    person = with_registers(file, said, lists, held).to_pylist()[0]
    return LawFacts(worker_id, as_of, person, _household(db, person, as_of))


def _household(db: Connection, person: dict[str, Any], as_of: date) -> Household | None:
    home = person["household_id"]
    if not home:
        return None
    members = workers.household(db, home, as_of)
    return Household(members, recognition.applicant_of(db, home)) if members else None
