"""The places given to each worker of a county: mapped into memory, one worker's found without reading the others'."""

import os
from bisect import bisect_left
from functools import lru_cache
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from models.matching.match import Referral
from service.batch.manifest import sha256

FILES_KEPT = 64
"""More than a night writes; a file that is mapped takes no memory of its own."""


def file_of(kind: str, county: str) -> str:
    """Where it lies in the folder of a night: apart from the lists, whose folders hold nothing but them."""
    return f"referred/{kind}/{county}.arrow"


def write_referred(path: Path, lists: pa.Table, key: str) -> str:
    """Cut out of lists, which are in the order of their workers, who was referred where; the file's hash.

    Everybody who has a list has a row, also those to whom no place was given. The file appears whole.
    """
    people = pc.run_end_encode(lists["worker_id"].combine_chunks())
    given = np.concatenate([[0], np.cumsum(lists["referred"].to_numpy())])
    starts = pa.array(given[np.concatenate([[0], people.run_ends.to_numpy()])], pa.int32())
    places = lists.filter(lists["referred"])
    facts = {
        "target_id": pc.dictionary_encode(places[key].combine_chunks()),
        "price": places["price"].combine_chunks(),
        "instead_of": pc.dictionary_encode(places["instead_of"].combine_chunks()),
        "n_full": places["n_full"].combine_chunks(),
    }
    mine = pa.ListArray.from_arrays(starts, pa.StructArray.from_arrays(facts.values(), list(facts)))
    batch = pa.record_batch({"worker_id": people.values, "places": mine})
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f".{path.name}.{os.getpid()}")
    with pa.ipc.new_file(draft, batch.schema) as file:
        file.write_batch(batch)
    draft.replace(path)
    return sha256(path)


def read_referred(path: Path, worker_id: str) -> dict[str, Referral] | None:
    """The places given to one worker, by what they are of; None where the worker has no list.

    Neither has anybody where there is no file, or only what a damaged disk has left of one.
    """
    try:
        stat = path.stat()
        people = _mapped(path, stat.st_mtime_ns, stat.st_ino)
    except (OSError, pa.ArrowException):
        return None
    ids = people["worker_id"]
    at = bisect_left(ids, worker_id, key=pa.StringScalar.as_py)
    if at == len(ids) or ids[at].as_py() != worker_id:
        return None
    return {place["target_id"]: Referral(**place) for place in people["places"][at].as_py()}


@lru_cache(maxsize=FILES_KEPT)
def _mapped(path: Path, written: int, file: int) -> pa.RecordBatch:
    """Anew where another file lies at the same place."""
    del written, file
    people = pa.ipc.open_file(pa.memory_map(str(path))).get_batch(0)
    # Once a file, a millisecond for a large county: to follow a damaged offset would end the whole process.
    people.validate(full=True)
    return people
