"""The files of two days: a whole registry first, and on the next day the hundredth part of it, changed."""

from collections.abc import Sequence
from datetime import date
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from data.synthetic import WrittenMarket, write_market


def first_day(
    folder: Path, people: int, vacancies: int, *, seed: int, as_of: date
) -> WrittenMarket:
    """Everybody, their spells, vacancies and courses, a file each, under the names that a night knows."""
    market = write_market(folder, people, vacancies, seed=seed, as_of=as_of)
    for path in market.truth:
        path.unlink()
    return WrittenMarket(
        workers=(_in_one(market.workers, folder / f"workers-{as_of}.parquet"),),
        spells=(_in_one(market.spells, folder / f"spells-{as_of}.parquet"),),
        truth=(),
        vacancies=_named(market.vacancies, as_of),
        programmes=_named(market.programmes, as_of),
    )


def next_day(folder: Path, before: WrittenMarket, changed: float, *, as_of: date) -> None:
    """A part of the people wish for a tenth more, a part of the vacancies pay a tenth more."""
    every = round(1 / changed)
    pieces = []
    for path in before.workers:
        with pq.ParquetFile(path) as file:
            groups = (file.read_row_group(i) for i in range(file.num_row_groups))
            pieces += [_changed(table, every, as_of) for table in groups]
    pq.write_table(pa.concat_tables(pieces), folder / f"workers-{as_of}.parquet")
    vacancies = pq.read_table(before.vacancies)
    some = vacancies.take(pa.array(np.arange(0, vacancies.num_rows, every)))
    for name in ("wage_low_fen", "wage_high_fen"):
        some = _tenth_more(some, name)
    # The text of the wage would be read again and win.
    some = some.drop_columns(["wage_text"])
    pq.write_table(some, folder / f"vacancies-{as_of}.parquet")


def _in_one(parts: Sequence[Path], path: Path) -> Path:
    """The parts as one file, each a group of rows: nobody is spread over two of them."""
    with pq.ParquetWriter(path, pq.read_schema(parts[0]), compression="zstd") as writer:
        for part in parts:
            table = pq.read_table(part)
            writer.write_table(table, table.num_rows)
            part.unlink()
    return path


def _changed(table: pa.Table, every: int, as_of: date) -> pa.Table:
    """The newest row of every so manieth person, with another wish."""
    rows = pa.table({"worker_id": table["worker_id"], "row": np.arange(table.num_rows)})
    newest = rows.group_by("worker_id").aggregate([("row", "max")]).sort_by("worker_id")
    chosen = newest["row_max"].take(pa.array(np.arange(0, newest.num_rows, every)))
    some = _tenth_more(table.take(chosen), "wish_wage_fen")
    at = some.schema.get_field_index("valid_on")
    return some.set_column(at, "valid_on", pa.array([as_of] * some.num_rows, pa.date32()))


def _tenth_more(table: pa.Table, name: str) -> pa.Table:
    more = pc.multiply(pc.divide(pc.multiply(table[name].cast(pa.int64()), 11), 1000), 100)
    return table.set_column(table.schema.get_field_index(name), name, more)


def _named(path: Path, as_of: date) -> Path:
    kind, _, part = path.stem.partition("-")
    name = f"{kind}-{as_of}{'-' if part else ''}{part}.parquet"
    return path.replace(path.with_name(name))
