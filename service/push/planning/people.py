"""The people a day's planning looks at, and which lines each is due for."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

import pyarrow as pa
import pyarrow.compute as pc

from data.records import choices, circumstances, planned, workers
from data.records.choices import Choice, preferred
from data.store import Connection
from service.clock import local_day
from service.push.lines import LINES, Line
from service.push.planning.due import is_due
from service.push.rules import LEFT, WORKING

Heard = Mapping[tuple[str, str], datetime]
"""When somebody last heard of a line."""

LONGEST = timedelta(days=100)
CHUNK = 5000
"""A statement takes a limited number of values."""


@dataclass(frozen=True, slots=True)
class Due:
    """Who is due for one line: those for whom advice may look, and those who refused that."""

    people: pa.Table
    plain: pa.Table


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of jobseekers beyond their files."""

    hired: Mapping[str, date]
    recognised: frozenset[str]
    said: Mapping[str, Sequence[Choice]]


def due_today(
    db: Connection, now: datetime, registered: pa.Table | None = None
) -> Mapping[str, Due]:
    """For each line, who hears of it today, by id.

    `registered` are those without work whom somebody has read before, perhaps hours ago: whose turn it is
    today is told from them, and the files of these few are then read as they are now.
    """
    today = local_day(now)
    heard = planned.last_heard(db, now - LONGEST)
    asked = (
        workers.registered(db, today)
        if registered is None
        else _as_they_are(db, _turns(registered, heard, today), today)
    )
    people = seeking(asked)
    known = _known(db, people, today)
    refused = _refused(db, people)
    rows = people.select(["worker_id", "registered_on", "startup_wish"]).to_pylist()
    found = {}
    for line in LINES.values():
        # Whose turn it is costs least to tell, and leaves a tenth of everybody.
        mask = [_is_due(line, row, heard, today) and _is_for(line, row, known) for row in rows]
        chosen = people.filter(pa.array(mask, pa.bool_()))
        plain = pc.is_in(chosen["worker_id"], value_set=pa.array(sorted(refused), pa.string()))
        found[line.name] = Due(chosen.filter(pc.invert(plain)), chosen.filter(plain))
    return found


def seeking(people: pa.Table) -> pa.Table:
    """Who is in an open spell and wants work, whether advice may look or not."""
    outside = pc.is_in(people["employment_status"], value_set=pa.array(sorted(WORKING | LEFT)))
    dead = pc.equal(people["employment_status"], "deceased")
    unwilling = pc.equal(people["willing"], False)
    no = pc.or_(pc.or_(outside, pc.fill_null(dead, False)), pc.fill_null(unwilling, False))
    sought = pc.and_(pc.is_valid(people["registered_on"]), pc.invert(no))
    return people.filter(sought).combine_chunks()


def _is_for(line: Line, row: Mapping[str, object], known: Known) -> bool:
    worker_id = str(row["worker_id"])
    if line.name == "assistance" and worker_id not in known.recognised:
        return False
    if line.name == "startup" and row["startup_wish"] is not True:
        return False
    hired = known.hired.get(worker_id)
    if hired is not None and hired >= _registered(row):
        return False
    return preferred(known.said.get(worker_id, ()), line.name) is not None


def _turns(people: pa.Table, heard: Heard, today: date) -> list[str]:
    """The ids of those whose turn it is for some line."""
    rows = people.select(["worker_id", "registered_on"]).to_pylist()
    return [
        row["worker_id"]
        for row in rows
        if any(_is_due(line, row, heard, today) for line in LINES.values())
    ]


def _as_they_are(db: Connection, ids: Sequence[str], today: date) -> pa.Table:
    """The files of these people as known now, by id."""
    found = [workers.SNAPSHOT_SCHEMA.empty_table()]
    for start in range(0, len(ids), CHUNK):
        found.append(workers.some(db, ids[start : start + CHUNK], today))
    return pa.concat_tables(found).sort_by("worker_id")


def _is_due(line: Line, row: Mapping[str, object], heard: Heard, today: date) -> bool:
    worker_id = str(row["worker_id"])
    last = heard.get((worker_id, line.name))
    return is_due(
        line,
        worker_id=worker_id,
        registered_on=_registered(row),
        last_on=local_day(last) if last else None,
        today=today,
    )


def _registered(row: Mapping[str, object]) -> date:
    on = row["registered_on"]
    return on if isinstance(on, date) else date.max


def _known(db: Connection, people: pa.Table, today: date) -> Known:
    ids: list[str] = people["worker_id"].to_pylist()
    hired: dict[str, date] = {}
    recognised: set[str] = set()
    said: dict[str, Sequence[Choice]] = {}
    for start in range(0, len(ids), CHUNK):
        some = ids[start : start + CHUNK]
        hired |= circumstances.hired_on(db, some, today)
        recognised |= circumstances.recognised(db, some)
        said |= choices.of_workers(db, some)
    return Known(hired, frozenset(recognised), said)


def _refused(db: Connection, people: pa.Table) -> frozenset[str]:
    """Who refused personalised advice: by a word here, else by the file; unknown is not refused."""
    by_file = set(people.filter(pc.equal(people["consent"], False))["worker_id"].to_pylist())
    ids: list[str] = people["worker_id"].to_pylist()
    for start in range(0, len(ids), CHUNK):
        words = choices.personalisation_of(db, ids[start : start + CHUNK])
        by_file |= {id_ for id_, wanted in words.items() if not wanted}
        by_file -= {id_ for id_, wanted in words.items() if wanted}
    return frozenset(by_file)
