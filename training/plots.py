"""The report's pictures as SVG texts: calibration, calibration over time, and the accuracy–equity curve."""

import io
from collections.abc import Mapping, Sequence

import matplotlib as mpl
import numpy as np
from matplotlib.figure import Figure
from numpy.typing import NDArray

from models.index.fairness import LEAST_ROWS, LEAST_WAITING
from training.metrics import Labels

Floats = NDArray[np.float64]
SIZE = (4.6, 3.6)


def calibration_plot(forecasts: Mapping[str, Floats], labels: Labels, bins: int = 10) -> str:
    """Outcome against forecast in bins with equally many rows."""
    figure = Figure(figsize=SIZE)
    axes = figure.subplots()
    axes.plot([0, 1], [0, 1], color="0.7", linewidth=1)
    for name, p in forecasts.items():
        points = _binned(p, labels, bins)
        axes.plot(points[:, 0], points[:, 1], marker="o", markersize=3, label=name)
    axes.set(xlabel="forecast: no stable work within 12 months", ylabel="outcome")
    axes.set(xlim=(0, 1), ylim=(0, 1))
    axes.legend(frameon=False)
    return as_svg(figure)


def over_time_plot(p: Floats, labels: Labels, landmark: NDArray[np.int64]) -> str:
    """Mean forecast and outcome by quarter of the landmark."""
    quarter = landmark.astype("datetime64[D]").astype("datetime64[M]").astype(int) // 3
    figure = Figure(figsize=SIZE)
    axes = figure.subplots()
    quarters = np.unique(quarter)
    means = [_means(p, labels, quarter == q) for q in quarters]
    names = [f"{1970 + q // 4} Q{q % 4 + 1}" for q in quarters]
    axes.plot(names, [m[0] for m in means], marker="o", label="forecast")
    axes.plot(names, [m[1] for m in means], marker="s", label="outcome")
    axes.set(ylim=(0, 1), ylabel="no stable work within 12 months")
    axes.legend(frameon=False)
    return as_svg(figure)


def curve_names(groups: Mapping[str, NDArray[np.str_]]) -> list[str]:
    """The groups that `group_plot` shows, in its order."""
    return [f"{attribute}：{g}" for attribute, v in groups.items() for g in np.unique(v)]


def group_plot(p: Floats, labels: Labels, groups: Mapping[str, NDArray[np.str_]]) -> str:
    """Outcome against forecast in five bins of each group; groups too small to be shown are left out."""
    figure = Figure(figsize=SIZE)
    axes = figure.subplots()
    axes.plot([0, 1], [0, 1], color="0.7", linewidth=1)
    masks = [values == g for values in groups.values() for g in np.unique(values)]
    for number, rows in enumerate(masks, start=1):
        part = Labels(labels.waiting[rows], labels.weight[rows])
        if not shown(part):
            continue
        points = _binned(p[rows], part, 5)
        axes.plot(points[:, 0], points[:, 1], marker="o", markersize=3, label=f"({number})")
    axes.set(xlabel="forecast: no stable work within 12 months", ylabel="outcome")
    axes.set(xlim=(0, 1), ylim=(0, 1))
    if len(axes.lines) > 1:
        axes.legend(frameon=False, ncols=2)
    return as_svg(figure)


def shown(part: Labels) -> bool:
    """Whether a group has rows and outcomes of both kinds enough to be shown."""
    y = part.waiting[part.weight > 0]
    return len(y) >= LEAST_ROWS and min(y.sum(), len(y) - y.sum()) >= LEAST_WAITING


def equity_plot(curves: Mapping[str, Sequence[tuple[float, float, float]]]) -> str:
    """Gap in misses between groups against recall, one line an attribute."""
    figure = Figure(figsize=SIZE)
    axes = figure.subplots()
    for number, points in enumerate(curves.values(), start=1):
        axes.plot(
            [recall for _, recall, _ in points],
            [gap for _, _, gap in points],
            marker="o",
            markersize=3,
            label=f"({number})",
        )
    axes.set(xlabel="recall", ylabel="largest gap in misses between groups", ylim=(0, 1))
    axes.legend(frameon=False)
    return as_svg(figure)


def as_svg(figure: Figure) -> str:
    """The figure as an SVG element, the same for the same data, its text as text."""
    out = io.StringIO()
    with mpl.rc_context({"svg.fonttype": "none", "svg.hashsalt": "songgang"}):
        figure.tight_layout()
        figure.savefig(out, format="svg", metadata={"Date": None})
    text = out.getvalue()
    return text[text.index("<svg") :]


def _binned(p: Floats, labels: Labels, bins: int) -> Floats:
    parts = np.array_split(np.argsort(p, kind="stable"), bins)
    rows = [part for part in parts if labels.weight[part].sum() > 0]
    points = [_means(p, labels, part) for part in rows]
    return np.array(points, dtype=np.float64).reshape(-1, 2)


def _means(
    p: Floats, labels: Labels, rows: NDArray[np.int64] | NDArray[np.bool_]
) -> tuple[float, float]:
    w = labels.weight[rows]
    mass = max(float(w.sum()), 1e-12)
    return float((w * p[rows]).sum() / mass), float((w * labels.waiting[rows]).sum() / mass)
