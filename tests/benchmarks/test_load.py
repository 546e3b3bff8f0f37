"""What is compared with an import has inserted the same people."""

import argparse
from datetime import date

from benchmarks import load


def test_every_way_of_loading_takes_everybody() -> None:
    parser = argparse.ArgumentParser()
    load.arguments(parser)
    options = parser.parse_args(["--people", "300", "--database", "sqlite", "--form", "csv"])
    assert options.as_of == date(2026, 11, 23)
    rows = load.run(options)
    systems = {row.system for row in rows if row.metric == "rows_per_second"}
    assert systems == {"songgang", "executemany", "ADBC", "executemany, all tables"}
    assert all(row.value > 0 for row in rows if row.metric == "seconds")
