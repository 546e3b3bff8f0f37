"""The night's figures: market and indicators counted over everybody once, so that a page only reads them."""

from datetime import date, timedelta
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from data.records import enrolments, figures
from data.snapshot import parts
from data.store import Store, reading, transaction
from models.figures.indicators import COLUMNS, indicator_figures
from models.figures.market import market_figures

A_YEAR = timedelta(days=365)
SEEKER_COLUMNS = ("region", "wish_occupations", "last_occupation", "wish_wage_fen")


def record_figures(store: Store, snapshot: Path, offered: pa.Table, as_of: date) -> None:
    """Count a day's figures from its snapshot and its open vacancies, and write them down."""
    people = pa.concat_tables(
        [pq.ParquetFile(path).read(columns=list(COLUMNS)) for path in parts(snapshot)]
    )
    with reading(store) as db:
        trained = enrolments.finished_between(db, as_of - A_YEAR, as_of)
    indicators = indicator_figures(people, as_of, trained)
    market = market_figures(offered, _jobseekers(snapshot), as_of)
    with transaction(store) as db:
        figures.record_indicators(db, as_of, indicators)
        figures.record_market(db, as_of, market)


def _jobseekers(snapshot: Path) -> pa.Table:
    """Who is registered as without work and has not said no to work; consent to advice plays no part here."""
    needed = [*SEEKER_COLUMNS, "registered_on", "willing"]
    found = []
    for path in parts(snapshot):
        people = pq.ParquetFile(path).read(columns=needed)
        willing = pc.fill_null(pc.not_equal(people["willing"], False), True)
        found.append(people.filter(pc.and_(people["registered_on"].is_valid(), willing)))
    return pa.concat_tables(found).select(list(SEEKER_COLUMNS))
