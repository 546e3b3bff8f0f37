"""What is given out in one go over everybody, the candidates it is asked by, and the lists that follow."""

from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from itertools import accumulate

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
from service.batch.referred import file_of, write_referred
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
    """Give out by one auction over all lists, in this process; the lists written, with their hashes.

    Reading and writing are Arrow's and numpy's work, which threads do side by side.
    """
    with ThreadPoolExecutor(engine.threads) as crew:
        parts = list(crew.map(partial(wanted, run, sale), names))
        given = give_out(together(parts), sale.places, sale.policy, prices=sale.prices)
        first = accumulate((len(part.askers.rows) for part in parts), initial=0)
        written = crew.map(partial(_written, run, sale, given), names, parts, first)
        return given, {file: content for files in written for file, content in files.items()}


def _written(
    run: Run, sale: Sale, given: Allocation, name: str, part: Wanted, first: int
) -> dict[str, str]:
    return write_list(run, sale, name, part, given, first=first)


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
    """The lists of one part, whose people begin at row `first` of the allocation, and who was referred where.

    What the files hash to, by name.
    """
    table = lists_in_light(
        part, given, first, sale.ids, policy=sale.policy, k=run.shown, key=KEYS[sale.kind]
    )
    lists, referred = f"{sale.kind}/{name}.parquet", file_of(sale.kind, name)
    return {
        lists: write_table(run.folder / lists, table),
        referred: write_referred(run.folder / referred, table, KEYS[sale.kind]),
    }
