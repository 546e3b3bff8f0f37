"""The planted truth as a table: the true log-odds and chances behind each spell and present version."""

from datetime import date

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from data.synthetic.columns import days
from data.synthetic.hazard import (
    competing,
    hazards,
    log_odds,
    no_stable_work,
    no_stable_work_observed,
)
from data.synthetic.history import MONTH, Facts, Ints, Reals
from data.synthetic.identity import worker_ids
from data.synthetic.people import FAR, People
from data.synthetic.trades import Trades
from data.synthetic.versions import END, PRESENT, Rows

HORIZONS = (3, 6, 12, 24)


def truth_table(
    people: People, market: Trades, rows: Rows, *, facts: Facts, first: int
) -> pa.Table:
    """One row for each version at a spell's start and each present one (`present`), by worker.

    `log_odds` is that of the first month before season; `no_stable_work_N` is the probability of no
    stable work within N months after `valid_on`, other exits set aside; `observed_12` the share seen
    without it when people may also leave otherwise. For a present version in an open spell months go
    on from `elapsed_months`; for one without a spell they are those of a spell starting that day.
    """
    kept = np.flatnonzero(rows.kind != END)
    who, valid = rows.who[kept], rows.valid_on[kept]
    scores = log_odds(people, market, facts)[kept]
    is_open = rows.registered_on[kept] != FAR
    started = np.where(is_open, rows.registered_on[kept], valid)
    elapsed = np.round((valid - started) / MONTH).astype(np.int64)
    months = elapsed[:, None] + np.arange(1, max(HORIZONS) + 1)
    chances = hazards(scores, started, months)
    others = competing(people, who, started, months[:, :12])
    columns = {
        "worker_id": pa.array(worker_ids(first + 1 + who), pa.string()),
        "started_on": days(np.where(is_open, started, 0), is_open),
        "valid_on": days(valid, np.ones(len(who), dtype=bool)),
        "present": pa.array(rows.kind[kept] == PRESENT),
        "elapsed_months": pa.array(elapsed),
        "log_odds": pa.array(scores),
        **{f"no_stable_work_{h}": pa.array(no_stable_work(chances, h)) for h in HORIZONS},
        "observed_12": pa.array(no_stable_work_observed(chances[:, :12], others, 12)),
    }
    return pa.table(columns)


def waiting_on(truth: pa.Table, day: date) -> Reals:
    """P(no stable work within 12 months of `day`) for the open spells of a truth table.

    The table counts from the day of each file. Whoever has gone on waiting since then has waited
    longer on `day`, and whoever assesses that day knows it.
    """
    started = _numbers(truth["started_on"])
    elapsed = np.round((_number(day) - started) / MONTH).astype(np.int64)
    months = elapsed[:, None] + np.arange(1, 13)
    return no_stable_work(hazards(truth["log_odds"].to_numpy(), started, months), 12)


def _numbers(column: pa.ChunkedArray) -> Ints:
    return np.asarray(pc.cast(column, pa.int32()).to_numpy(), dtype=np.int64)


def _number(day: date) -> int:
    return int(np.datetime64(day, "D").astype(np.int64))
