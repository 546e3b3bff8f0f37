"""What a caseworker looks at beside a case: other offices' registers, and grounds on which it might end."""

from datetime import date

from data.records import recognition, registers, workers
from data.records.recognition import Case
from data.store import Connection, Store, reading
from models.law.differing import compared
from models.law.exits import review_exit
from service.api.case_forms import Comparison, ComparisonForm, ExitForm
from service.assistance.facts import law_facts
from service.errors import NotFound


class Inspection:
    """Shows; it decides nothing."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def comparison(self, case_id: str, today: date) -> Comparison:
        """Every fact another office knows about, beside the file's own."""
        with reading(self._store) as db:
            case = _known(db, case_id)
            file = workers.one(db, case.worker_id, today).to_pylist()[0]
            facts = registers.of_worker(db, case.worker_id, today)
        return Comparison(
            case_id=case_id,
            as_of=today,
            facts=[
                ComparisonForm(
                    label=c.label, on_file=c.file, in_register=c.register, differs=c.differs
                )
                for c in compared(file, facts)
            ],
        )

    def exits(self, case_id: str, today: date) -> ExitForm:
        """What speaks for ending the recognition; the province's own text has not been read."""
        with reading(self._store) as db:
            case = _known(db, case_id)
            facts = law_facts(db, case.worker_id, today)
        found = review_exit(facts.person, today, (case.category,), household=facts.household)
        return ExitForm(
            case_id=case_id,
            notice=found.notice,
            findings=[
                {
                    "ground": f.code,
                    "name": f.name,
                    "verdict": f.verdict.value,
                    "sentence": f.sentence,
                }
                for f in found.findings
            ],
        )


def _known(db: Connection, case_id: str) -> Case:
    case = recognition.one(db, case_id)
    if case is None:
        raise NotFound(f"没有编号为“{case_id}”的认定。")
    return case
