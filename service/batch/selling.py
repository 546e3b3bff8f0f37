"""What is given out in one go over everybody, the candidates it is asked by, and the lists that follow."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from models.everybody import Wanted, lists_in_light, read_wanted
from models.matching.allocation import Allocation
from models.matching.allotment import Askers, Policy, give_out
from models.matching.columns import Floats, Ints
from service.batch.engines import Engine
from service.batch.manifest import write_table
from service.batch.score import Run

KEYS: Mapping[str, str] = {"vacancies": "vacancy_id", "programmes": "programme_id"}
SOURCES: Mapping[str, str] = {"vacancies": "candidates", "programmes": "openings"}


@dataclass(frozen=True, slots=True)
class Sale:
    """Places of one kind, by row of `ids`, with the policy they are given out by and yesterday's prices."""

    kind: str
    ids: tuple[str, ...]
    places: Ints
    policy: Policy
    prices: Floats | None


def at_once(
    run: Run, sale: Sale, names: Sequence[str], engine: Engine
) -> tuple[Allocation, dict[str, str]]:
    """Give out by one auction over all lists, in this process; the lists written, with their hashes."""
    del engine
    parts = [wanted(run, sale, name) for name in names]
    given = give_out(together(parts), sale.places, sale.policy, prices=sale.prices)
    files: dict[str, str] = {}
    first = 0
    for name, part in zip(names, parts, strict=True):
        files |= write_list(run, sale, name, part, given, first=first)
        first += len(part.askers.rows)
    return given, files


def wanted(run: Run, sale: Sale, name: str) -> Wanted:
    """One part's candidates, each person with the index as far as it is needed."""
    table = pq.ParquetFile(run.folder / SOURCES[sale.kind] / f"{name}.parquet").read()
    index: Floats = np.full(table.num_rows, np.nan)
    if sale.policy.floor_share > 0:
        known = pq.read_table(
            run.folder / "index" / f"{name}.parquet", columns=["worker_id", "index"]
        )
        at = pc.index_in(table["worker_id"], value_set=known["worker_id"].combine_chunks())
        index = np.asarray(known["index"].take(at).to_numpy(), np.float64)
    return read_wanted(table, index, sale.policy)


def together(parts: Sequence[Wanted]) -> Askers:
    """The askers of all parts, one after another."""
    every = [part.askers for part in parts]
    return Askers(
        rows=np.concatenate([a.rows for a in every]),
        asked=np.concatenate([a.asked for a in every]),
        scores=np.concatenate([a.scores for a in every]),
        jobless=np.concatenate([a.jobless for a in every]),
        difficulty=np.concatenate([a.difficulty for a in every]),
        county=pa.concat_arrays([a.county for a in every]),
    )


def write_list(
    run: Run, sale: Sale, name: str, part: Wanted, given: Allocation, *, first: int
) -> dict[str, str]:
    """The lists of one part, whose people begin at row `first` of the allocation; the file's hash."""
    table = lists_in_light(
        part, given, first, sale.ids, policy=sale.policy, k=run.shown, key=KEYS[sale.kind]
    )
    file = f"{sale.kind}/{name}.parquet"
    return {file: write_table(run.folder / file, table)}
