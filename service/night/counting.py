"""What a night counts of its own results, so that the next one can tell what has moved."""

from collections.abc import Mapping
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from data.snapshot import parts
from models.matching.allotment import Policy
from service.batch.prices import read_prices
from service.batch.score import Run

BANDS = 10
"""The index in bands of ten points."""


def people(folder: Path) -> Mapping[str, float]:
    """How many people a snapshot holds, and how many of them look for work."""
    columns = [
        pq.read_table(path, columns=["registered_on"])["registered_on"] for path in parts(folder)
    ]
    registered = pa.chunked_array([c for each in columns for c in each.chunks], pa.date32())
    return {"people": len(registered), "jobseekers": len(registered) - registered.null_count}


def offers(run: Run) -> Mapping[str, float]:
    """How many vacancies and courses are on offer, with how many places."""
    vacancies = pq.read_table(run.vacancies, columns=["places"])
    programmes = pq.read_table(run.programmes, columns=["seats"])
    return {
        "vacancies": vacancies.num_rows,
        "places": float(pc.sum(vacancies["places"]).as_py() or 0),
        "programmes": programmes.num_rows,
        "seats": float(pc.sum(programmes["seats"]).as_py() or 0),
    }


def index(folder: Path) -> Mapping[str, float]:
    """The index of those who look for work: its mean, its spread over bands, how many have none."""
    table = pq.read_table(folder, columns=["in_spell", "index"])
    seeking = table.filter(table["in_spell"])["index"]
    known = seeking.drop_null().to_numpy()
    band = np.minimum(known // (100 / BANDS), BANDS - 1).astype(np.int64)
    share = np.bincount(band, minlength=BANDS) / max(len(known), 1)
    return {
        "assessed": float(len(known)),
        "abstained": float(seeking.null_count),
        "mean_index": float(known.mean()) if len(known) else 0.0,
        **{f"band_{n}": float(part) for n, part in enumerate(share)},
    }


def matched(folder: Path) -> Mapping[str, float]:
    """For how many people something was sought, and for how many of them something was found."""
    table = pq.read_table(folder, columns=["rows"])
    lists = table["rows"].combine_chunks()
    width = lists.type.list_size
    rows = lists.flatten().to_numpy().reshape(-1, width)
    return {"sought": float(len(rows)), "found": float((rows >= 0).any(axis=1).sum())}


def placed(prices: Path) -> Mapping[str, float]:
    """What the allocation came to, what places cost, and which of them were kept for whom (`kept_` a county's code)."""
    said = read_prices(prices)
    paid = np.array(list(said.vacancies.values()), np.float64)
    of_vacancies, of_courses = said.measured["vacancies"], said.measured["programmes"]
    return {
        "referred": of_vacancies["referred"],
        "referrals": of_vacancies["referrals"],
        "gap": of_vacancies["gap"],
        "seated": of_courses["referred"],
        "priced": float(len(paid)),
        "mean_price": float(paid.mean()) if len(paid) else 0.0,
        **_kept(said.policy),
    }


def _kept(policy: Policy) -> Mapping[str, float]:
    floor = {"kept_index": policy.floor_index, "kept_share": policy.floor_share}
    counties = {f"kept_{code}": share for code, share in policy.counties}
    return (floor if policy.floor_share else {}) | counties
