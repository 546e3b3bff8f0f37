"""Codes and tables: binning keeps order and unknowns apart; the tables are the trees, cell by cell."""

import pickle
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models.index.binning import CodeBinner
from models.index.boosting import Size, fit_boosting, make_layout, periods, write_out
from models.index.hazard import ONE_INTERVAL, Grid, Seen, make_grid, see, survival
from models.index.tables import Tables, averaged, blend, neutralised, purified

SMALL = Size(n_trees=40, learning_rate=0.2, leaves=8, rows_in_leaf=5, ridge=1.0, columns=1.0)


def people(seed: int, n: int = 400) -> np.ndarray:
    rng = np.random.default_rng(seed)
    values = rng.normal(size=(n, 4))
    values[:, 2] = rng.integers(0, 5, n)
    values[:, 3] = rng.integers(0, 3, n)
    values[rng.random((n, 4)) < 0.1] = np.nan
    return values


def boosted(seed: int, months: int = 1, *, banded: bool = False):
    """Trees on drawn people whose hazard depends on two features together."""
    values = people(seed)
    rng = np.random.default_rng(seed + 1)
    score = np.nan_to_num(values[:, 0]) * (np.nan_to_num(values[:, 3]) > 0)
    if months == 1:
        grid, seen = ONE_INTERVAL, Seen(np.ones(len(values), int), rng.random(len(values)) < 0.5)
    else:
        time = rng.exponential(6 * np.exp(-score))
        event = rng.random(len(values)) < 0.8
        grid = make_grid(time, event, [float(months)], 3)
        seen = see(time, event, grid)
    binner = CodeBinner(16, (2,)).fit(values)
    codes = binner.transform(values)
    n_codes = [int(n) for n in binner.n_codes_]
    layout = make_layout(codes, seen, n_codes, categorical=(2,), grid=grid, banded=banded)
    pairs = [(0, 3), (1, 2)]
    model = fit_boosting(
        layout, codes, seen, monotone=(1, 0, 0, 0), pairs=pairs, size=SMALL, seed=0
    )
    return binner, codes, seen, layout, model


@pytest.mark.parametrize("months", [1, 12])
@settings(max_examples=15, deadline=None)
@given(seed=st.integers(0, 5), drawn=st.integers(0, 10_000))
def test_tables_equal_the_trees_on_any_row(months: int, seed: int, drawn: int) -> None:
    binner, _, _, layout, model = boosted(seed, months)
    rng = np.random.default_rng(drawn)
    values = rng.normal(scale=3, size=(50, 4)) * rng.choice([1, 10], 4)
    values[rng.random((50, 4)) < 0.3] = np.nan
    codes = binner.transform(values)
    everything = Seen(np.full(50, len(layout.grid.edges)), np.zeros(50, dtype=bool))
    rows, _, _ = periods(layout, codes, everything)
    by_trees = model.decision_function(rows).reshape(50, -1)
    by_tables = write_out(model, layout, SMALL.n_trees).log_odds(codes)
    assert np.abs(by_trees - by_tables).max() < 1e-6


def test_bands_taken_whole_hold_the_same_intervals_and_exits() -> None:
    _, codes, seen, layout, _ = boosted(1, 12)
    _, exits, weights = periods(layout, codes, seen)
    rows, exits_of_bands, weights_of_bands = periods(replace(layout, banded=True), codes, seen)
    assert len(rows) < len(exits) / 2
    assert weights_of_bands.sum() == weights.sum() == seen.intervals.sum()
    assert exits_of_bands.sum() == exits.sum()
    bands = layout.grid.bands[seen.intervals[seen.exit] - 1]
    assert sorted(rows[exits_of_bands, -1]) == sorted(bands)


def test_bands_taken_whole_learn_the_same_effects() -> None:
    _, codes, seen, layout, model = boosted(2, 12)
    _, _, _, whole, quick = boosted(2, 12, banded=True)
    scores = write_out(model, layout, SMALL.n_trees).scores(codes)
    quickly = write_out(quick, whole, SMALL.n_trees).scores(codes)
    for band in range(layout.grid.n_bands):
        reached = seen.intervals >= np.searchsorted(layout.grid.bands, band)
        assert np.corrcoef(scores[reached, band], quickly[reached, band])[0, 1] > 0.9


def test_unknown_and_unseen_values_have_codes_of_their_own() -> None:
    binner = CodeBinner(max_bins=8, categorical=(1,)).fit(
        np.column_stack([np.arange(100.0), np.repeat([3.0, 7.0], 50)])
    )
    codes = binner.transform(np.array([[np.nan, np.nan], [50.0, 7.0], [1e9, 5.0]]))
    assert codes[0].tolist() == [0, 0]
    assert codes[1, 1] == 2
    assert codes[2].tolist() == [8, 3]


def test_rare_categories_share_the_code_of_the_unseen() -> None:
    values = np.concatenate([np.zeros(50), np.ones(3)])[:, None]
    binner = CodeBinner(categorical=(0,), min_category=10).fit(values)
    assert binner.transform(np.array([[1.0], [2.0]])).ravel().tolist() == [2, 2]


@settings(max_examples=50, deadline=None)
@given(st.lists(st.floats(-1e6, 1e6), min_size=2, max_size=200), st.integers(2, 60))
def test_a_larger_number_never_has_a_smaller_code(numbers: list[float], bins: int) -> None:
    values = np.sort(np.array(numbers))[:, None]
    codes = CodeBinner(max_bins=bins).fit_transform(values).ravel().astype(int)
    assert (np.diff(codes) >= 0).all()
    assert codes.min() >= 1
    assert codes.max() <= bins


def test_centring_moves_nothing_but_the_names_of_the_parts() -> None:
    _, codes, _, layout, model = boosted(3, 12)
    tables = write_out(model, layout, SMALL.n_trees)
    pure = purified(tables, codes)
    assert np.abs(pure.log_odds(codes) - tables.log_odds(codes)).max() < 1e-9
    for f, main in enumerate(pure.mains):
        assert np.abs(main[codes[:, f]].mean(axis=0)).max() < 1e-9
    for (left, right), cells in pure.pairs.items():
        at = cells[codes[:, left], codes[:, right]]
        assert np.abs(at.mean(axis=0)).max() < 1e-9


def test_what_nobody_has_shown_says_nothing() -> None:
    _, codes, _, layout, model = boosted(4)
    known = codes.copy()
    known[known == 0] = 1
    tables = neutralised(purified(write_out(model, layout, 40), known), known)
    assert all((main[0] == 0).all() for main in tables.mains)


def test_a_blend_of_tables_is_the_blend_of_their_log_odds() -> None:
    _, codes, _, layout, model = boosted(5, 12)
    short, long = write_out(model, layout, 5), write_out(model, layout, 40)
    mixed = blend([short, long], [0.3, 0.7]).log_odds(codes)
    assert np.allclose(mixed, 0.3 * short.log_odds(codes) + 0.7 * long.log_odds(codes))


def test_a_mean_of_fits_has_the_slope_of_each() -> None:
    """Each fit is the truth, less what its own noise costs it: on its truth it has a slope of one."""
    rng = np.random.default_rng(7)
    codes = np.arange(200, dtype=np.uint8)[:, None]
    truth = rng.normal(size=200)
    fits = []
    for _ in range(5):
        noise = rng.normal(size=200)
        noise -= noise @ truth / (truth @ truth) * truth
        shrunk = (truth + noise) * (truth @ truth) / (truth @ truth + noise @ noise)
        fits.append(Tables(np.zeros(1), np.zeros(1, np.int64), (shrunk[:, None],)))
    plain, mean = (
        blend(fits, [0.2] * 5).scores(codes)[:, 0],
        averaged(fits, codes).scores(codes)[:, 0],
    )
    slopes = [np.polyfit(scores, truth, 1)[0] for scores in (plain, mean)]
    assert slopes[0] > 1.3
    assert abs(slopes[1] - 1) < 0.1


def test_codes_survive_pickling() -> None:
    binner, codes, *_ = boosted(6)
    again = pickle.loads(pickle.dumps(binner))  # noqa: S301 written a line above
    assert (again.transform(people(6)) == codes).all()


TIMES = """
time event | intervals exit
0.5  1     | 1         1
1.0  1     | 1         1
1.0  0     | 1         0
1.4  0     | 1         0
1.6  0     | 2         0
2.5  1     | 3         1
9.0  1     | 3         0
9.0  0     | 3         0
"""


def test_an_exit_counts_where_it_falls_and_a_censored_row_where_half_was_seen() -> None:
    grid = Grid(np.array([1.0, 2.0, 3.0]), np.zeros(3, dtype=int))
    for line in TIMES.strip().splitlines()[1:]:
        given, expected = ([float(x) for x in half.split()] for half in line.split("|"))
        seen = see([given[0]], [given[1] == 1], grid)
        assert [seen.intervals[0], seen.exit[0]] == expected, line


def test_survival_never_rises() -> None:
    curve = survival(np.random.default_rng(0).normal(size=(20, 24)))
    assert (np.diff(curve, axis=1) <= 0).all()
