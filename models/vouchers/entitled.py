"""Whom a batch is meant for: named groups, each true, false or unknown of a worker's file."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from data.records.batches import Batch

Person = Mapping[str, object]
WHOLE_CITY = "00"
"""How the code of a city or a province ends."""


@dataclass(frozen=True, slots=True)
class Group:
    """A group a batch may be meant for; `fields` decide it, `holds` is None where they are not known."""

    name: str
    fields: tuple[str, ...]
    holds: Callable[[Person], bool | None]


def _is(field: str, *values: str) -> Callable[[Person], bool | None]:
    def holds(person: Person) -> bool | None:
        value = person.get(field)
        return None if value is None else value in values

    return holds


def _jobless(person: Person) -> bool | None:
    status = person.get("employment_status")
    if status is None:
        return None
    return status in {"unemployed", "never_worked"} and person.get("registered_on") is not None


def _monitored(person: Person) -> bool | None:
    value = person.get("poverty_monitored")
    return value if isinstance(value, bool) else None


GROUPS: Mapping[str, Group] = {
    "unemployed": Group("登记失业人员", ("employment_status", "registered_on"), _jobless),
    "rural": Group("农村转移就业劳动者", ("population",), _is("population", "rural")),
    "graduate": Group("高校毕业生", ("population",), _is("population", "graduate")),
    "monitored": Group("脱贫劳动力和防返贫监测对象", ("poverty_monitored",), _monitored),
    "low_income": Group("低保家庭成员", ("low_income",), _is("low_income", "urban", "rural")),
}
"""The groups of the national subsidy card and of the Shanxi rule that a registry file can tell."""


def belongs(batch: Batch, person: Person) -> bool | None:
    """Whether the batch is meant for the worker: of one of its groups, or of anybody's where it names none."""
    if not batch.whom:
        return True
    answers = [GROUPS[name].holds(person) for name in batch.whom]
    if any(answers):
        return True
    return None if None in answers else False


def lives_in_reach(batch: Batch, person: Person) -> bool:
    """Whether the worker lives where the batch is for: that county, or any of that city or province."""
    region, home = batch.region, str(person.get("region") or "")
    if region.endswith("0000"):
        return home.startswith(region[:2])
    return home.startswith(region[:4] if region.endswith(WHOLE_CITY) else region)
