"""A data set nobody has seen needs one TOML file, and a wrong one is answered by a sentence."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from benchmarks.profiled.peers import grid_times
from benchmarks.profiled.splitting import BadTask
from benchmarks.profiled.task import load_task
from benchmarks.profiling import TASKS, run_task

N = 160

FORM = """
file = "people.csv"
{head}
[outcome]
{outcome}
{split}
[columns]
age = {{ type = "number", family = "basic", known_since = 0 }}
trade = {{ type = "category", family = "history", known_since = 0 }}
{columns}
"""
LABEL = "label = \"status == 'long'\""
TIMES = 'time = "weeks"\nevent = "left"\nhorizons = [4, 10]\ntau = 12'


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A small file with words, holes and years in it."""
    rng = np.random.default_rng(0)
    age = rng.uniform(18, 60, N)
    weeks = np.ceil(rng.exponential(age / 4))
    trade = rng.choice(["焊工", "司机", "其他, 含逗号"], N).astype(object)
    trade[::9] = None
    frame = pd.DataFrame(
        {
            "age": np.where(np.arange(N) % 11 == 0, np.nan, age),
            "trade": trade,
            "member": np.where(rng.random(N) < 0.5, "yes", "no"),
            "hours-a-week": rng.integers(10, 50, N),
            "weeks": np.minimum(weeks, 20),
            "left": (weeks <= 20).astype(int),
            "status": np.where(weeks > 9, "long", "short"),
            "year": 2001 + np.arange(N) % 4,
            "some_weeks": np.where(np.arange(N) == 5, np.nan, weeks),
            "county": rng.choice(["原平", "定襄"], N),
        }
    )
    frame.to_csv(tmp_path / "people.csv", index=False)
    frame.to_parquet(tmp_path / "people.parquet")
    pd.DataFrame({"row": [0, 0], "fold": [0, 1]}).to_csv(tmp_path / "twice.csv", index=False)
    return tmp_path


def written(
    folder: Path, *, head: str = "", outcome: str = LABEL, split: str = "", columns: str = ""
) -> Path:
    path = folder / "new.toml"
    text = FORM.format(head=head, outcome=outcome, split=split, columns=columns)
    path.write_text(text, encoding="utf-8")
    return path


def test_words_holes_and_odd_names_are_read(folder: Path) -> None:
    columns = (
        'member = { type = "flag", family = "basic", known_since = 0 }\n'
        '"hours-a-week" = { type = "number", family = "wish", "known-since" = 0 }\n'
        'old = { type = "flag", family = "basic", known_since = 0, is = "age > 50" }\n'
        '[groups]\ncounty = "county"'
    )
    task = load_task(written(folder, columns=columns), folder)
    assert task.name == "new"
    assert task.names == ("age", "trade", "member", "hours-a-week", "old")
    assert np.isnan(task.values[0, :2]).all()
    assert set(task.values[:, 2]) == {0.0, 1.0}
    assert len(task.splits) == 5
    assert set(task.groups["county"]) == {"原平", "定襄"}
    assert load_task(
        written(folder, head='name = "x"', columns=columns), folder
    ).tested.tolist() == list(range(N))


def test_later_years_are_tested_and_never_learnt_from(folder: Path) -> None:
    split = '[split]\ntest = "year == 2004"\nperiod = "year"'
    task = load_task(written(folder, outcome=TIMES, split=split), folder)
    ((train, test),) = task.splits
    assert task.periods is not None
    assert set(task.periods[test]) == {2004}
    assert not set(train) & set(test)


# the outcome, and the times asked for: their number and the last
GRIDS = """
weeks     12    12   12
weeks     7.5   202  7.5
weeks/52  0.25  202  0.25
weeks*30  600   202  600
"""


@pytest.mark.parametrize("line", GRIDS.strip().splitlines())
def test_times_of_any_unit_have_a_grid(folder: Path, line: str) -> None:
    time, tau, most, last = line.split()
    horizons = f"[{float(tau) / 3}, {tau}]"
    outcome = f'time = "{time}"\nevent = "left"\nhorizons = {horizons}\ntau = {tau}'
    times = grid_times(load_task(written(folder, outcome=outcome), folder))
    assert len(times) <= int(most)
    assert times[-1] == float(last)
    assert (np.diff(times) > 0).all()


@pytest.mark.parametrize(
    ("outcome", "metric"), [(LABEL, "auc"), (TIMES, "c")], ids=["label", "times"]
)
def test_a_small_task_with_holes_runs_to_its_figures(
    folder: Path, outcome: str, metric: str
) -> None:
    split = '[split]\ntest = "year == 2004"\nperiod = "year"'
    task = load_task(written(folder, outcome=outcome, split=split), folder)
    found = {row.metric: row.value for row in run_task(task, peers=False, draws=10)}
    assert 0.4 < found[metric] <= 1
    assert all(np.isfinite(value) for value in found.values())


WRONG = [
    ({"outcome": 'label = "status"'}, "holds words"),
    ({"outcome": 'label = "nowhere == 1"'}, "nowhere"),
    ({"outcome": 'label = "weeks > 900"'}, "everybody has the same"),
    ({"outcome": 'time = "weeks"\nevent = "left"'}, "horizons"),
    ({"outcome": 'time = "weeks"\nhorizons = [3]'}, "event"),
    ({"outcome": TIMES.replace('"weeks"', '"some_weeks"')}, "unknown in 1 rows"),
    ({"outcome": TIMES.replace('"left"', '"left > 1"')}, "nobody has it"),
    ({"outcome": TIMES.replace('"weeks"', '"weeks - 5"')}, "below 0"),
    ({"split": '[split]\nfolds = "twice.csv"'}, "each once"),
    ({"split": '[split]\ntest = "year > 1"'}, "all rows, or none"),
    ({"columns": 'member = { type = "number", family = "a", known_since = 0 }'}, "holds words"),
    ({"columns": 'member = { type = "text", family = "a", known_since = 0 }'}, "type has to be"),
    ({"columns": 'member = { type = "flag", family = "a" }'}, "known_since"),
    ({"columns": 'gone = { type = "flag", family = "a", known_since = 0 }'}, "gone"),
    ({"columns": "["}, "new.toml"),
]


@pytest.mark.parametrize(("change", "words"), WRONG)
def test_a_wrong_task_is_answered_by_a_sentence(
    folder: Path, change: dict[str, str], words: str
) -> None:
    with pytest.raises(BadTask, match=words):
        load_task(written(folder, **change), folder)


def test_a_column_known_late_stops_the_task(folder: Path) -> None:
    columns = 'year = { type = "number", family = "basic", known_since = 3 }'
    task = load_task(written(folder, columns=columns), folder)
    (row,) = run_task(task, peers=False, draws=0)
    assert row.metric == "leak_alarm"


def test_a_telling_column_stops_the_task_unless_somebody_looked_into_it(folder: Path) -> None:
    telling = 'weeks = { type = "number", family = "basic", known_since = 0REVIEWED }'
    alarmed = load_task(written(folder, columns=telling.replace("REVIEWED", "")), folder)
    assert [row.metric for row in run_task(alarmed, peers=False, draws=0)] == ["leak_alarm"]
    seen = telling.replace("REVIEWED", ', reviewed = "known at entry"')
    assert load_task(written(folder, columns=seen), folder).columns[-1].reviewed == "known at entry"


def test_every_shipped_task_declares_families_and_sources() -> None:
    names = {"austria_52", "austria_surv", "mccall_no_ui", "mccall_91", "mlr3proba", "jobcorps"}
    assert names <= {path.stem for path in TASKS.glob("*.toml")}
