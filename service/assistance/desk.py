"""All use cases of assistance over one store, put together once."""

from dataclasses import dataclass

from data.store import Store
from service.advising import Advisor
from service.assistance.applications import Applications
from service.assistance.calculator import Calculator
from service.assistance.helping import Helping
from service.assistance.inspecting import Inspection
from service.assistance.recognition import Recognition
from service.assistance.tagging import Tagging


@dataclass(frozen=True, slots=True)
class Assistance:
    """Policies and applications, recognition, tags, and personal help."""

    applications: Applications
    calculator: Calculator
    helping: Helping
    inspection: Inspection
    recognition: Recognition
    tagging: Tagging


def assistance_over(store: Store, advisor: Advisor) -> Assistance:
    """The use cases over one store."""
    return Assistance(
        applications=Applications(store),
        calculator=Calculator(store),
        helping=Helping(store),
        inspection=Inspection(store),
        recognition=Recognition(store),
        tagging=Tagging(store, advisor),
    )
