"""The cohort looks at spells on landmark days, sees only what was known then, and splits without a leak."""

from datetime import date

import numpy as np
import pyarrow as pa
import pytest

from data.schema import SPELL_COLUMNS, arrow_schema, snapshot_columns
from data.synthetic import synthesise
from training.cohort import ENTRIES, Cohort, make_cohort, month_starts
from training.fit import held_out, split
from training.leaks import LeakFound, find_leaks, refuse_leaks, single_auc

UNTIL = date(2026, 1, 1)


def day(text: str) -> date | None:
    return None if text == "-" else date.fromisoformat(text)


def history(*versions: tuple[str, str, int]) -> pa.Table:
    """Versions of workers: id, day, experience."""
    schema = arrow_schema(snapshot_columns())
    rows = [
        dict.fromkeys(schema.names)
        | {"worker_id": w, "valid_on": day(d), "experience_months": months}
        for w, d, months in versions
    ]
    return pa.Table.from_pylist(rows, schema=schema)


def spells(text: str) -> pa.Table:
    """A drawn table: worker, start, end, reason."""
    rows = []
    for line in text.strip().splitlines():
        worker, start, end, reason = line.split()
        rows.append(
            {
                "worker_id": worker,
                "started_on": day(start),
                "ended_on": day(end),
                "exit_reason": None if reason == "-" else reason,
            }
        )
    return pa.Table.from_pylist(rows, schema=arrow_schema(SPELL_COLUMNS))


LABELS = """
# start      end        reason       | months stable other
  2025-02-10 2025-05-01 stable_work  | 2.0    1      0
  2025-02-10 2025-05-01 short_work   | 2.0    0      1
  2025-02-10 2025-05-01 retired      | 2.0    0      1
  2025-02-10 -          -            | 10.1   0      0
  2025-02-10 2026-03-01 stable_work  | 10.1   0      0
"""


def test_labels_come_from_what_was_seen_before_the_last_look() -> None:
    for line in LABELS.strip().splitlines()[1:]:
        given, expected = line.split("|")
        cohort = make_cohort(
            history(("a", "2025-02-01", 5)), spells(f"a {given}"), [date(2025, 3, 1)], until=UNTIL
        )
        months, stable, other = (float(x) for x in expected.split())
        assert cohort.months[0] == pytest.approx(months, abs=0.1), line
        assert (cohort.stable[0], cohort.other[0]) == (bool(stable), bool(other)), line


def test_a_spell_enters_only_while_it_is_open() -> None:
    drawn = spells("a 2025-02-10 2025-03-20 stable_work")
    landmarks = month_starts(date(2025, 1, 1), date(2025, 12, 1))
    known = history(("a", "2025-01-01", 5))
    cohort = make_cohort(known, drawn, landmarks, until=UNTIL, all_landmarks=True)
    assert cohort.landmark.tolist() == [int(np.datetime64("2025-03-01").astype(int))]


def test_a_file_is_read_as_known_on_the_landmark() -> None:
    known = history(("a", "2025-01-01", 5), ("a", "2025-03-02", 6), ("b", "2025-06-01", 9))
    drawn = spells("a 2025-02-10 - -\nb 2025-02-10 - -")
    cohort = make_cohort(known, drawn, [date(2025, 3, 1)], until=UNTIL)
    assert cohort.worker_id.tolist() == ["a"]
    assert cohort.frame["experience"].tolist() == [5.0]


def test_long_spells_enter_again_once_in_each_stretch_of_waiting() -> None:
    landmarks = month_starts(date(2022, 1, 1), date(2025, 12, 1))
    ids = [f"w{n}" for n in range(300)]
    known = history(*((worker, "2022-01-01", 5) for worker in ids))
    drawn = spells("\n".join(f"{worker} 2022-01-15 - -" for worker in ids))
    cohort = make_cohort(known, drawn, landmarks, until=UNTIL)
    months = cohort.landmark.astype("datetime64[D]").astype("datetime64[M]").astype(int)
    waited = months - np.datetime64("2022-02", "M").astype(int)
    for worker in ids:
        found = np.sort(waited[cohort.worker_id == worker])
        assert [sum((low <= found) & (found < high)) for low, high in ENTRIES] == [1, 1, 1, 1]
    assert set(waited.tolist()) == set(range(42))


def test_when_a_spell_enters_depends_on_nobody_else_and_not_on_its_end() -> None:
    landmarks = month_starts(date(2022, 1, 1), date(2025, 12, 1))
    known = history(("a", "2022-01-01", 5), ("b", "2022-01-01", 5))
    long = spells("a 2022-01-15 - -\nb 2022-03-15 - -")
    short = spells("b 2022-03-15 2023-03-15 stable_work")
    both = make_cohort(known, long, landmarks, until=UNTIL)
    alone = make_cohort(known.slice(1), short, landmarks, until=UNTIL)
    expected = both.landmark[both.worker_id == "b"]
    end = int(np.datetime64("2023-03-15").astype(int))
    assert alone.landmark.tolist() == expected[expected < end].tolist()


@pytest.fixture(scope="module")
def market_cohort() -> Cohort:
    market = synthesise(2500, 10, 5, UNTIL)
    people = market.workers.select([c.name for c in snapshot_columns()])
    return make_cohort(people, market.spells, month_starts(date(2022, 1, 1), UNTIL), until=UNTIL)


def test_no_person_and_no_label_is_on_both_sides(market_cohort: Cohort) -> None:
    cut = int(np.datetime64("2024-07-01").astype(int))
    parts = split(market_cohort, cut, cut + 183)
    assert not set(parts.train.worker_id) & set(parts.test.worker_id)
    assert (parts.train.landmark + parts.train.months * 365.25 / 12 <= cut + 1).all()
    assert (parts.test.landmark >= cut).all()
    assert len(parts.train) > 0
    assert len(parts.test) > 0


def test_the_same_persons_are_held_out_in_every_trial(market_cohort: Cohort) -> None:
    ids = np.unique(market_cohort.worker_id)
    held = held_out(ids)
    assert held.mean() == pytest.approx(0.3, abs=0.05)
    assert (held_out(ids[::-1]) == held[::-1]).all()
    early, late = (int(np.datetime64(day).astype(int)) for day in ("2024-01-01", "2024-07-01"))
    first, second = (split(market_cohort, cut, cut + 183) for cut in (early, late))
    assert not set(first.train.worker_id) & set(second.test.worker_id)


def test_the_synthetic_cohort_has_no_leak(market_cohort: Cohort) -> None:
    refuse_leaks(market_cohort)


def test_a_column_that_tells_the_outcome_stops_the_training(market_cohort: Cohort) -> None:
    frame = market_cohort.frame.assign(experience=market_cohort.months)
    leaky = Cohort(frame, *(getattr(market_cohort, name) for name in _REST))
    with pytest.raises(LeakFound, match="experience"):
        refuse_leaks(leaky)


def test_a_column_known_late_is_a_leak_whatever_it_tells() -> None:
    noise = np.random.default_rng(0).random(100)
    found = find_leaks({"a": noise, "b": noise}, {"b": 1.0}, noise, known=noise > 2)
    assert [leak.column for leak in found] == ["b"]


@pytest.mark.parametrize(
    ("values", "expected"),
    [([1, 2, 3, 4], 1.0), ([4, 3, 2, 1], 1.0), ([1, 1, 1, 1], 0.5), ([np.nan, np.nan, 3, 4], 1.0)],
)
def test_a_single_column_is_judged_in_its_better_direction(
    values: list[float], expected: float
) -> None:
    assert single_auc(np.array(values), np.array([0.0, 0.0, 1.0, 1.0])) == expected


_REST = ("people", "worker_id", "landmark", "months", "stable", "other")
