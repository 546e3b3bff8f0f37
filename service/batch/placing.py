"""Gives places out over everybody once all candidates are known: lists, prices and referrals into Parquet."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from models.everybody import Wanted, lists_in_light, read_wanted
from models.matching.allocation import Allocation
from models.matching.allotment import Askers, give_out, give_seats, kept_prices
from models.matching.columns import Floats
from models.matching.match import Referral
from service.batch import manifest
from service.batch.manifest import Part, read_manifest, sha256, write_manifest, write_table
from service.batch.prices import NAME as PRICES
from service.batch.prices import Said, newest, read_prices, write_prices
from service.batch.score import Report, Run, day_of

KEYS: Mapping[str, str] = {"vacancies": "vacancy_id", "programmes": "programme_id"}
LISTS = "lists.json"
"""The manifest of what follows from the candidates."""


def give_places(run: Run, names: Sequence[str], report: Report) -> bool:
    """Write everybody's lists in the light of places; False where they are whole already."""
    made_from = {
        "candidates": sha256(run.folder / "candidates.json"),
        "openings": sha256(run.folder / "openings.json"),
        "policy": repr(asdict(run.policy)),
        "shown": str(run.shown),
    }
    done = read_manifest(run.folder, made_from, LISTS)
    if len(done.parts) == len(names) and (run.folder / PRICES).is_file():
        return False
    day = day_of(run)
    before = newest(run.folder.parent, run.as_of)
    said = read_prices(before) if before else Said()
    report(0, 2, "统筹名额")
    vacancies = [wanted(run, "candidates", name) for name in names]
    starting = np.array([said.vacancies.get(i, 0.0) for i in day.market.ids], np.float64)
    given = give_out(
        together(vacancies),
        np.where(day.market.offered, day.market.n_places, 0),
        run.policy,
        prices=starting if before else None,
    )
    tables = write_lists(run, names, vacancies, given, ids=day.market.ids, kind="vacancies")
    report(1, 2, "统筹名额")
    del vacancies
    courses = [wanted(run, "openings", name) for name in names]
    seats = day.courses.table["seats"].to_numpy().astype(np.int64)
    seated = give_seats(together(courses), seats, run.policy)
    tables |= write_lists(run, names, courses, seated, ids=day.courses.ids, kind="programmes")
    found = manifest.Manifest(made_from)
    for name in names:
        files = {f: h for f, h in tables.items() if f.endswith(f"/{name}.parquet")}
        found = found.with_part(Part(name, 0, files))
    write_prices(
        run.folder / PRICES,
        Said(
            run.policy,
            priced(day.market.ids, given),
            priced(day.courses.ids, seated),
            {"vacancies": measured(given), "programmes": measured(seated)},
        ),
    )
    write_manifest(run.folder, found, LISTS)
    report(2, 2, "统筹名额")
    return True


def wanted(run: Run, kind: str, name: str) -> Wanted:
    """One part's candidates, each person with the index as far as it is needed."""
    table = pq.ParquetFile(run.folder / kind / f"{name}.parquet").read()
    index: Floats = np.full(table.num_rows, np.nan)
    if run.policy.floor_share > 0:
        known = pq.read_table(
            run.folder / "index" / f"{name}.parquet", columns=["worker_id", "index"]
        )
        at = pc.index_in(table["worker_id"], value_set=known["worker_id"].combine_chunks())
        index = np.asarray(known["index"].take(at).to_numpy(), np.float64)
    return read_wanted(table, index, run.policy)


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


def write_lists(
    run: Run,
    names: Sequence[str],
    parts: Sequence[Wanted],
    given: Allocation,
    *,
    ids: tuple[str, ...],
    kind: str,
) -> dict[str, str]:
    """Everybody's list by part; returns the files with their hashes."""
    files, first = {}, 0
    for name, part in zip(names, parts, strict=True):
        table = lists_in_light(
            part,
            given,
            first,
            ids,
            policy=run.policy,
            k=run.shown,
            key=KEYS[kind],
        )
        first += len(part.askers.rows)
        files[f"{kind}/{name}.parquet"] = write_table(run.folder / kind / f"{name}.parquet", table)
    return files


def priced(ids: tuple[str, ...], given: Allocation) -> Mapping[str, float]:
    """What a place costs, where it costs anything."""
    prices = kept_prices(given)
    return {ids[row]: float(prices[row]) for row in np.flatnonzero(prices > 0)}


def measured(given: Allocation) -> Mapping[str, float]:
    """How good the allocation is, for whoever runs the night."""
    sent = given.rows >= 0
    return {
        "people": float(len(given.rows)),
        "referred": float(sent.any(axis=1).sum()),
        "referrals": float(sent.sum()),
        "value": given.value,
        "gap": given.gap,
    }


def referrals_of(
    folder: Path, kind: str, region: str, worker_id: str
) -> dict[str, Referral] | None:
    """The places given to one worker in a finished run; None where the worker was not in it."""
    path = folder / kind / f"{region}.parquet"
    if not path.is_file():
        return None
    mine = pq.read_table(path, filters=[("worker_id", "=", worker_id)])
    if mine.num_rows == 0:
        return None
    given = mine.filter(mine["referred"])
    columns = (given.column(n).to_pylist() for n in (KEYS[kind], "price", "instead_of", "n_full"))
    found = (Referral(*row) for row in zip(*columns, strict=True))
    return {referral.target_id: referral for referral in found}
