"""Which policies some people meet and have not applied for: what a message may name."""

from collections.abc import Iterator
from datetime import date

import pyarrow as pa
import pyarrow.compute as pc

from data.codes.law.policies import Policy, in_force
from data.records import applications, recognition, registers, rules, workers
from data.store import Connection
from models.law.finding import Beside, entitled_codes
from models.law.policies import FILE_COLUMNS
from models.law.registers import with_registers

NO_INDEX = pa.table({"worker_id": pa.array([], pa.string()), "index": pa.array([], pa.float64())})
COLUMNS = [column.name for column in FILE_COLUMNS]


def entitled_now(
    db: Connection, people: pa.Table, as_of: date
) -> Iterator[tuple[str, tuple[Policy, ...]]]:
    """Each of these people with the policies they meet, by what is on file and what other offices say.

    Their households are looked at whole, whether or not the others are among them.
    """
    policies = in_force(rules.policies(db), as_of)
    by_id = {policy.policy_id: policy for policy in policies}
    known = with_registers(
        _with_households(db, people.select(COLUMNS), as_of),
        registers.of_everybody(db, as_of),
        registers.complete_lists(db, as_of),
        recognition.recognised(db, as_of),
    )
    beside = Beside(applications.taken(db, as_of), NO_INDEX, recognition.applicants(db))
    codes = entitled_codes(known, as_of, policies, beside)
    asked = people.num_rows
    for worker_id, held in zip(
        people["worker_id"].to_pylist(), codes.slice(0, asked).to_pylist(), strict=True
    ):
        yield worker_id, tuple(by_id[code] for code in held)


def _with_households(db: Connection, people: pa.Table, as_of: date) -> pa.Table:
    """These people first, then whoever else belongs to their households."""
    homes = [home for home in pc.unique(people["household_id"]).to_pylist() if home]
    members = workers.households(db, homes, as_of).select(COLUMNS)
    asked = people["worker_id"].combine_chunks()
    others = members.filter(pc.invert(pc.is_in(members["worker_id"], value_set=asked)))
    return pa.concat_tables([people.cast(others.schema), others])
