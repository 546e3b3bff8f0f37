"""Gives places out over everybody once all candidates are known: lists, prices and referrals into Parquet."""

from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, replace
from pathlib import Path

import numpy as np
import pyarrow.parquet as pq

from models.matching.allocation import Allocation
from models.matching.allotment import kept_prices
from models.matching.offered import places_offered
from models.matching.programmes import taking_people
from service.batch import manifest
from service.batch.engines import Engine
from service.batch.manifest import Part, read_manifest, sha256, write_manifest
from service.batch.prices import NAME as PRICES
from service.batch.prices import Said, known_prices, newest, write_prices
from service.batch.rounds import by_rounds
from service.batch.score import Report, Run
from service.batch.selling import Sale, at_once

LISTS = "lists.json"
"""The manifest of what follows from the candidates."""


def give_places(run: Run, names: Sequence[str], engine: Engine, report: Report) -> bool:
    """Write everybody's lists in the light of places; False where they are whole already."""
    made_from = {
        "candidates": sha256(run.folder / "candidates.json"),
        "openings": sha256(run.folder / "openings.json"),
        "policy": repr(asdict(run.policy)),
        "shown": str(run.shown),
    }
    before = read_manifest(run.folder, made_from, LISTS)
    if len(before.parts) == len(names) and known_prices(run.folder / PRICES):
        return False
    report(0, 2, "统筹名额")
    sales = sales_of(run)
    place = by_rounds if engine.is_cluster else at_once
    given: dict[str, Allocation] = {}
    tables: dict[str, str] = {}
    # Neither sale knows of the other, and an auction holds nobody's lock.
    with ThreadPoolExecutor(min(engine.threads, len(sales))) as crew:
        held = [crew.submit(place, run, sale, names, engine) for sale in sales]
        for n, (sale, done) in enumerate(zip(sales, held, strict=True), start=1):
            given[sale.kind], files = done.result()
            tables |= files
            report(n, len(sales), "统筹名额")
    found = manifest.Manifest(made_from)
    for name in names:
        files = {f: h for f, h in tables.items() if Path(f).stem == name}
        found = found.with_part(Part(name, 0, files))
    write_prices(
        run.folder / PRICES,
        Said(
            run.policy,
            priced(sales[0].ids, given[sales[0].kind]),
            priced(sales[1].ids, given[sales[1].kind]),
            {sale.kind: measured(given[sale.kind]) for sale in sales},
        ),
    )
    write_manifest(run.folder, found, LISTS)
    return True


def sales_of(run: Run) -> tuple[Sale, Sale]:
    """What is given out: places of vacancies, then seats of courses, one to a person and none kept.

    Only what is on offer is read: to make the whole day ready for a search takes twice as long.
    """
    ids, places = places_offered(pq.read_table(run.vacancies), run.as_of)
    courses = taking_people(pq.read_table(run.programmes), run.as_of)
    before = known_prices(newest(run.folder.parent, run.as_of))
    said = before or Said()
    course_ids = tuple(courses["programme_id"].to_pylist())
    starting = np.array([said.vacancies.get(i, 0.0) for i in ids], np.float64)
    of_courses = np.array([said.programmes.get(i, 0.0) for i in course_ids], np.float64)
    seats = courses["seats"].to_numpy().astype(np.int64)
    single = replace(run.policy, referrals=1, per_place=1, floor_share=0.0, counties=())
    return (
        Sale("vacancies", ids, places, run.policy, starting if before else None),
        Sale("programmes", course_ids, seats, single, of_courses if before else None),
    )


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
