"""Whom a counselor looks for: one of everybody, drawn, with the numbers that are not in a list."""

from dataclasses import dataclass

from data.records.caseload_lists import Listed


@dataclass(frozen=True, slots=True)
class Somebody:
    """A person with whole numbers."""

    person: Listed
    id_number: str
    phone: str

    @property
    def masked(self) -> str:
        """The number as lists and papers show it."""
        return f"{self.id_number[:4]}**********{self.id_number[-4:]}"
