"""Scores everybody, part by part into Parquet: index with reasons, candidates among vacancies and courses."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache, partial
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from data.snapshot import BadSnapshot, parts
from models.advice import PROMISES, Day, make_day
from models.bundle import load_bundle
from models.everybody import course_candidates, vacancy_candidates
from models.matching.allotment import Policy
from service.batch.columns import RECURRING, index_table
from service.batch.engines import Engine
from service.batch.manifest import (
    Part,
    read_manifest,
    sha256,
    write_manifest,
    write_table,
)
from service.errors import Problem

Report = Callable[[int, int, str], None]

OUTSIDE = ("retired", "deceased", "student")
"""No vacancies are sought for these; students and pensioners can still ask at the counter."""


@dataclass(frozen=True, slots=True)
class Run:
    """A batch run, all of it on disk, so that any process can take any part."""

    folder: Path
    snapshot: Path
    bundle: Path | None
    as_of: date
    shown: int
    policy: Policy = field(default_factory=Policy)

    @property
    def offered(self) -> Path:
        """Every open vacancy, those included to which nobody can be referred any more."""
        return self.folder / "offers" / "offered.parquet"

    @property
    def vacancies(self) -> Path:
        """The vacancies the run matches against."""
        return self.folder / "offers" / "vacancies.parquet"

    @property
    def programmes(self) -> Path:
        """The programmes the run looks into."""
        return self.folder / "offers" / "programmes.parquet"

    @property
    def finished(self) -> Path:
        """What does not come back to whom."""
        return self.folder / "offers" / "finished.parquet"

    @property
    def hired(self) -> Path:
        """Who found work through a referral, which their files do not say yet."""
        return self.folder / "offers" / "hired.parquet"


@dataclass(frozen=True, slots=True)
class Scored:
    """What a run wrote."""

    folder: Path
    people: int
    parts: int
    resumed_parts: int


NOBODY = "登记库中还没有劳动者；请先导入劳动者登记表（songgang import workers）。"


def score_registry(run: Run, *, engine: Engine, report: Report) -> Scored:
    """Go over every part that is not yet done, once for each kind of result; a killed run goes on where it was."""
    done = [score_kind(run, kind, engine=engine, report=report) for kind in KINDS]
    return Scored(run.folder, done[0].people, done[0].parts, min(d.resumed_parts for d in done))


def score_kind(run: Run, kind: str, *, engine: Engine, report: Report) -> Scored:
    """One kind of result for every part that has none yet, by any engine; Problem where nobody is registered yet."""
    name, step = f"{kind}.json", STEPS[kind]
    manifest = read_manifest(run.folder, made_from(run, kind), name)
    done = {part.name for part in manifest.parts}
    every = parts(run.snapshot)
    if not every:
        raise Problem(NOBODY)
    # The largest first: where one of the last is large, one process works on it and the others wait.
    largest_first = sorted(every, key=_size, reverse=True)
    todo = [path for path in largest_first if path.stem not in done]
    write_manifest(run.folder, manifest, name)
    report(len(done), len(every), step)
    day = day_of(run) if engine.is_cluster and todo else None
    for part in engine.each(partial(score_part, run, kind, day=day), todo):
        manifest = manifest.with_part(part)
        write_manifest(run.folder, manifest, name)
        report(len(manifest.parts), len(every), step)
    return Scored(run.folder, sum(p.rows for p in manifest.parts), len(every), len(done))


def _size(part: Path) -> int:
    """Bytes of a part; 0 for one that is gone, which whoever scores it will say."""
    return part.stat().st_size if part.is_file() else 0


def is_scored(run: Run, kind: str) -> bool:
    """Whether every part of the snapshot that is there has its result of a kind."""
    try:
        every = {path.stem for path in parts(run.snapshot)}
        manifest = read_manifest(run.folder, made_from(run, kind), f"{kind}.json")
    except (BadSnapshot, OSError):
        return False
    return every == {part.name for part in manifest.parts}


def part_ready(_process: int) -> None:
    """Nothing: a process that could be asked for this has loaded all that scoring a part needs, for seconds."""


def score_part(run: Run, kind: str, path: Path, *, day: Day | None = None) -> Part:
    """One kind of result for one part: a file, written under a draft name and renamed; reads the day unless given."""
    people = pq.ParquetFile(path).read()
    file = f"{kind}/{path.stem}.parquet"
    table = KINDS[kind](run, day or day_of(run), people)
    recurring = RECURRING if kind == "index" else None
    content = write_table(run.folder / file, table, recurring=recurring)
    return Part(path.stem, people.num_rows, {file: content})


def _index(_run: Run, day: Day, people: pa.Table) -> pa.Table:
    return index_table(day, people)


def _candidates(run: Run, day: Day, people: pa.Table) -> pa.Table:
    return vacancy_candidates(day, _sought_for(run, people), _finished(run))


def _openings(run: Run, day: Day, people: pa.Table) -> pa.Table:
    return course_candidates(day, _sought_for(run, people), _finished(run))


KINDS: Mapping[str, Callable[[Run, Day, pa.Table], pa.Table]] = {
    "index": _index,
    "candidates": _candidates,
    "openings": _openings,
}
"""What is computed of everybody, each into a folder and a manifest of this name."""

STEPS: Mapping[str, str] = {"index": "计算指数", "candidates": "匹配岗位", "openings": "匹配培训"}


def _sought_for(run: Run, people: pa.Table) -> pa.Table:
    """Who is matched: not the retired, not who said no to work, not who said no to being matched.

    Whoever found work through a referral is matched as all who have work are: behind those without.
    """
    outside = pc.is_in(people["employment_status"], value_set=pa.array(OUTSIDE))
    unwilling = pc.equal(people["willing"], False)
    refused = pc.equal(people["consent"], False)
    excluded = pc.or_(pc.or_(outside, pc.fill_null(unwilling, False)), pc.fill_null(refused, False))
    return _with_the_hired(
        people.filter(pc.invert(excluded)), pq.read_table(run.hired)["worker_id"]
    )


def _with_the_hired(people: pa.Table, hired: pa.ChunkedArray) -> pa.Table:
    place = people.column_names.index("registered_on")
    known = people["registered_on"]
    here = pc.is_in(people["worker_id"], value_set=hired.cast(people["worker_id"].type))
    return people.set_column(place, people.field(place), pc.if_else(here, None, known))


def _finished(run: Run) -> Mapping[str, tuple[str, ...]]:
    return _finished_once(run, _stamp(run.finished))


def day_of(run: Run) -> Day:
    """The day's models, loaded once in each process as long as the run's files stay the same."""
    return _day_once(run, _stamp(run.vacancies), _stamp(run.programmes))


def _stamp(path: Path) -> int:
    return path.stat().st_mtime_ns


@lru_cache(maxsize=1)
def _finished_once(run: Run, _stamped: int) -> Mapping[str, tuple[str, ...]]:
    """By worker what does not come back."""
    rows = pq.read_table(run.finished).to_pylist()
    return {row["worker_id"]: tuple(row["targets"]) for row in rows}


@lru_cache(maxsize=1)
def _day_once(run: Run, _vacancies: int, _programmes: int) -> Day:
    bundle = load_bundle(run.bundle, PROMISES) if run.bundle else None
    return make_day(run.as_of, bundle, pq.read_table(run.vacancies), pq.read_table(run.programmes))


def made_from(run: Run, kind: str) -> Mapping[str, str]:
    """What a kind of result follows from; offers say nothing about the index."""
    made_from = {
        "as_of": run.as_of.isoformat(),
        "snapshot": sha256(run.snapshot / "manifest.json"),
        "bundle": sha256(run.bundle / "manifest.json") if run.bundle else "cold-start",
    }
    if kind == "index":
        return made_from
    return made_from | {
        "vacancies": sha256(run.vacancies),
        "programmes": sha256(run.programmes),
        "finished": sha256(run.finished),
        "hired": sha256(run.hired),
    }
