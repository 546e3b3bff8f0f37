"""What other offices' registers add to a worker's file, for questions of law and for nothing else."""

from collections.abc import Mapping
from datetime import date

import pyarrow as pa
import pyarrow.compute as pc

from data.schema import ARROW
from data.schema_law import LAW_COLUMNS, REGISTER_FACTS, REGISTERS

ABSENT: Mapping[str, object] = {
    "low_income": "none",
    "disabled": False,
    "company_officer": False,
    "draws_benefit": False,
}
"""What a complete list says of whoever is not on it, where nobody else says anything."""


def with_registers(
    people: pa.Table, facts: pa.Table, complete: Mapping[str, date], recognised: pa.Array
) -> pa.Table:
    """The people's files with the registers' facts over them, and whether they are recognised.

    An office's word about its own register goes before the file; what a complete list is silent about
    only fills what the file leaves open, since a file may know of something that the list does not.
    """
    found = people
    for column in LAW_COLUMNS:
        if column.name not in found.column_names:
            found = found.append_column(column.name, pa.nulls(len(found), ARROW[column.kind]))
    for register in REGISTERS:
        found = _overlaid(found, register, facts, complete.get(register))
    held = pc.is_in(found["worker_id"], value_set=recognised)
    return _set(found, "recognised", held)


def _overlaid(people: pa.Table, register: str, facts: pa.Table, listed: date | None) -> pa.Table:
    said = facts.filter(pc.equal(facts["register"], register))
    if listed is not None:
        said = said.filter(pc.greater_equal(said["valid_on"], pa.scalar(listed)))
    at = pc.index_in(people["worker_id"], value_set=said["worker_id"].combine_chunks())
    for column in REGISTER_FACTS[register]:
        told = said[column.name].combine_chunks().take(at.combine_chunks())
        values = pc.coalesce(told, people[column.name].combine_chunks())
        if listed is not None and column.name in ABSENT:
            values = pc.fill_null(values, ABSENT[column.name])
        people = _set(people, column.name, values)
    return people


def _set(table: pa.Table, name: str, values: pa.Array) -> pa.Table:
    return table.set_column(table.schema.get_field_index(name), name, values)
