"""Who acts where there is no token: the operator at the command line says the name."""

from datetime import datetime

from models.vouchers.states import Role
from service.vouchers.steps import Actor


def staff(by: str, now: datetime) -> Actor:
    """The office."""
    return Actor(Role.STAFF, by, now)


def second_person(by: str, now: datetime) -> Actor:
    """Whoever approves; the guards see to it that it is somebody else."""
    return Actor(Role.SECOND, by, now)
