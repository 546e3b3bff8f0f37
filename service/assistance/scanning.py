"""The scan for people entitled who have not applied (政策找人): everybody, by county, into Parquet."""

import json
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from data.codes.law.exclusions import exclusions
from data.codes.law.policies import in_force
from data.records import applications, recognition, registers, rules
from data.snapshot import parts
from data.store import Connection, Store, reading
from models.law.finding import Beside, find
from models.law.policies import FILE_COLUMNS
from models.law.registers import with_registers
from service.batch.day import snapshot_of
from service.batch.manifest import write_table
from service.batch.score import NOBODY
from service.config import Settings
from service.errors import NotFound, Problem

Report = Callable[[int, int, str], None]
NO_INDEX = pa.table({"worker_id": pa.array([], pa.string()), "index": pa.array([], pa.float64())})
SUMMARY = "summary.json"
TAG_COLUMNS = ("priority_support", "intensive_help")


@dataclass(frozen=True, slots=True)
class Found:
    """What a scan wrote: how many people have something to be told, by county and policy."""

    as_of: date
    folder: Path
    people: int
    told: int
    by_county: dict[str, dict[str, int]]
    rules: tuple[str, ...]


def scan(config: Settings, store: Store, as_of: date, report: Report) -> Found:
    """Look through everybody and write one file a county; a scan of the same day is replaced.

    Raises Problem where nobody is registered on that day.
    """
    snapshot = snapshot_of(config, store, as_of, report)
    columns = [*(c.name for c in FILE_COLUMNS), "township"]
    report(0, 3, "读取")
    if not (files := parts(snapshot)):
        raise Problem(NOBODY)
    people = pa.concat_tables([pq.read_table(path, columns=columns) for path in files])
    with reading(store) as db:
        known = _with_law(db, people, as_of)
        policies = rules.policies(db)
        index = _index(config.scores / as_of.isoformat() / "index")
        beside = Beside(_taken(db, as_of), index, recognition.applicants(db))
    report(1, 3, "预检")
    found = find(known, as_of, policies, beside)
    report(2, 3, "写出")
    folder = _folder(config, as_of)
    counts = {region: _counted(rows) for region, rows in _by_county(found)}
    for region, rows in _by_county(found):
        write_table(folder / f"{region}.parquet", rows)
    for stale in folder.glob("*.parquet"):
        if stale.stem not in counts:
            stale.unlink()
    versions = tuple(p.version for p in in_force(policies, as_of))
    done = Found(as_of, folder, people.num_rows, found.num_rows, counts, versions)
    _write_summary(done)
    report(3, 3, "写出")
    return done


def summary(config: Settings, as_of: date) -> dict[str, object]:
    """What the scan of a day found, by county and policy."""
    path = _folder(config, as_of) / SUMMARY
    if not path.is_file():
        raise NotFound(f"{as_of}还没有扫描，请运行 songgang casework scan。")
    return dict(json.loads(path.read_text("utf-8")))


def listed(
    config: Settings, as_of: date, region: str, policy_id: str | None = None, *, limit: int
) -> list[dict[str, object]]:
    """The most urgent people of a county, of everybody or of one policy; ids only, never who it is."""
    summary(config, as_of)
    path = _folder(config, as_of) / f"{region}.parquet"
    if not path.is_file():
        return []
    rows = pq.ParquetFile(path).read()
    if policy_id is not None:
        rows = rows.filter(_holds(rows["entitled"], policy_id))
    return [dict(row) for row in rows.slice(0, limit).to_pylist()]


def _with_law(db: Connection, people: pa.Table, as_of: date) -> pa.Table:
    facts = registers.of_everybody(db, as_of)
    lists = registers.complete_lists(db, as_of)
    return with_registers(people, facts, lists, recognition.recognised(db, as_of))


def _taken(db: Connection, as_of: date) -> pa.Table:
    """Who holds a policy now, and who ever had one that is given but once."""
    once = [p for rule in exclusions() if rule.kind == "each_once" for p in rule.policies]
    ever = applications.ever_had(db, once)
    return pa.concat_tables([applications.taken(db, as_of), ever])


def _index(folder: Path) -> pa.Table:
    """The day's index, where everybody was scored; without it nobody waits longer than others."""
    if not folder.is_dir():
        return NO_INDEX
    return pq.read_table(folder, columns=["worker_id", "index"])


def _folder(config: Settings, as_of: date) -> Path:
    return config.scores / as_of.isoformat() / "policies"


def _by_county(found: pa.Table) -> Iterator[tuple[str, pa.Table]]:
    for region in sorted(pc.unique(found["region"]).to_pylist()):
        yield region, found.filter(pc.equal(found["region"], region))


def _counted(rows: pa.Table) -> dict[str, int]:
    entitled: Counter[str] = Counter(pc.list_flatten(rows["entitled"]).to_pylist())
    tags = {name: int(pc.sum(rows[name]).as_py() or 0) for name in TAG_COLUMNS}
    return {**dict(sorted(entitled.items())), **tags}


def _holds(lists: pa.ChunkedArray, code: str) -> pa.Array:
    joined = pc.binary_join(lists, ";")
    return pc.match_substring_regex(joined, f"(^|;){code}(;|$)")


def _write_summary(found: Found) -> None:
    content = {
        "as_of": found.as_of.isoformat(),
        "people": found.people,
        "told": found.told,
        "rules": list(found.rules),
        "by_county": found.by_county,
    }
    draft = found.folder / f".{SUMMARY}"
    draft.write_text(json.dumps(content, ensure_ascii=False, indent=1), "utf-8")
    draft.replace(found.folder / SUMMARY)
