"""The statutory retirement day follows the table of 2025, and says so where it cannot be known."""

from datetime import date

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from data.codes.law.retirement import retirement_table
from data.schema import arrow_schema, snapshot_columns
from models.law.retirement import retirement_bounds, retires_on

SCHEMA = arrow_schema(
    tuple(c for c in snapshot_columns() if c.name in {"birth_on", "retire_track", "sex"})
)

# track, born, retires, years and months of age
SAMPLES = """
M60 1964-12-15 2024-12-15 60y0m
M60 1965-01-01 2025-02-01 60y1m
M60 1965-04-30 2025-05-30 60y1m
M60 1965-05-10 2025-07-10 60y2m
M60 1972-01-20 2033-11-20 61y10m
M60 1976-08-05 2039-07-05 62y11m
M60 1976-09-05 2039-09-05 63y0m
M60 1990-06-06 2053-06-06 63y0m
F55 1969-12-31 2024-12-31 55y0m
F55 1970-01-31 2025-02-28 55y1m
F55 1981-08-02 2039-07-02 57y11m
F55 1981-09-02 2039-09-02 58y0m
F50 1974-12-01 2024-12-01 50y0m
F50 1975-01-01 2025-02-01 50y1m
F50 1980-01-17 2032-08-17 52y7m
F50 1984-11-11 2039-11-11 55y0m
F50 1984-10-11 2039-09-11 54y11m
F50 1999-01-01 2054-01-01 55y0m
"""


@pytest.mark.parametrize("line", SAMPLES.strip().splitlines())
def test_everybody_retires_on_the_day_of_the_table(line: str) -> None:
    track, born, retires, age = line.split()
    birth, found = date.fromisoformat(born), retires_on(date.fromisoformat(born), track)
    assert found is not None
    assert found.on == date.fromisoformat(retires)
    months = (found.on.year - birth.year) * 12 + found.on.month - birth.month
    assert f"{months // 12}y{months % 12}m" == age


@pytest.mark.parametrize(
    ("sex", "earliest", "latest"),
    [
        ("1", date(2036, 5, 1), date(2036, 5, 1)),
        ("2", date(2024, 1, 1), date(2030, 2, 1)),
        ("9", date(2024, 1, 1), date(2036, 5, 1)),
        (None, date(2024, 1, 1), date(2036, 5, 1)),
    ],
)
def test_without_a_track_only_the_bounds_are_known(
    sex: str | None, earliest: date, latest: date
) -> None:
    found = retires_on(date(1974, 1, 1), None, sex)
    assert found is not None
    assert (found.earliest, found.latest) == (earliest, latest)
    assert found.on == (earliest if sex == "1" else None)


def test_without_a_birthday_nothing_is_known() -> None:
    assert retires_on(None, "M60") is None


@settings(deadline=None)
@given(
    st.lists(
        st.tuples(
            st.none() | st.dates(date(1930, 1, 1), date(2010, 12, 31)),
            st.sampled_from(["M60", "F55", "F50", None]),
            st.sampled_from(["1", "2", "0", "9", None]),
        ),
        min_size=1,
        max_size=20,
    )
)
def test_everybody_at_once_gives_what_one_at_a_time_gives(
    people: list[tuple[date | None, str | None, str | None]],
) -> None:
    rows = [
        dict(zip(("birth_on", "retire_track", "sex"), person, strict=True)) for person in people
    ]
    earliest, latest = retirement_bounds(pa.Table.from_pylist(rows, schema=SCHEMA))
    single = [retires_on(*person) for person in people]
    assert earliest.to_pylist() == [s and s.earliest for s in single]
    assert latest.to_pylist() == [s and s.latest for s in single]


@settings(deadline=None)
@given(st.dates(date(1940, 1, 1), date(2005, 12, 30)), st.sampled_from(["M60", "F55", "F50"]))
def test_who_is_born_later_never_retires_earlier(birth: date, track: str) -> None:
    older = retires_on(birth, track)
    younger = retires_on(date.fromordinal(birth.toordinal() + 1), track)
    assert older is not None
    assert younger is not None
    assert older.latest <= younger.earliest


def test_a_registry_and_each_of_its_people_retire_on_the_same_days() -> None:
    table = retirement_table()
    births = np.random.default_rng(5).integers(-7000, -6700, 2000)
    for track in table.tracks:
        alone = [int(table.retires(track, births[i : i + 1])[0]) for i in range(len(births))]
        assert table.retires(track, births).tolist() == alone
    assert table.retires("M60", births[:0]).tolist() == []
