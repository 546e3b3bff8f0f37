"""Every predicate that any rule may name, and what people call the fields they look at."""

from collections.abc import Mapping

import pyarrow as pa

from data.codes.law.statutory import Condition
from data.schema import WORKER_COLUMNS
from data.schema_law import EMPLOYER_COLUMNS, LAW_COLUMNS
from models.law.predicates import PREDICATES, Case, Predicate
from models.law.predicates_employers import EMPLOYER_PREDICATES
from models.law.predicates_policies import POLICY_PREDICATES

EVERY_PREDICATE: Mapping[str, Predicate] = {
    **PREDICATES,
    **POLICY_PREDICATES,
    **EMPLOYER_PREDICATES,
}

FIELD_LABELS: Mapping[str, str] = {
    column.name: column.label for column in (*WORKER_COLUMNS, *LAW_COLUMNS, *EMPLOYER_COLUMNS)
} | {"certificates": "证书"}
"""What people call each field; the column's own label says how a file writes a certificate."""


def condition_holds(case: Case, condition: Condition) -> pa.Array:
    """Whether each of those asked about meets the condition; null where it is not known."""
    return EVERY_PREDICATE[condition.predicate].holds(case, condition.parameters)
