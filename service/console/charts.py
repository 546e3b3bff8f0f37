"""The options of charts, as values; the pages draw them and put the table beside."""

from collections.abc import Sequence
from typing import Any

from service.api.forms import CurvePoint

ACCENT = "#1f4e8c"


def curve_chart(curve: Sequence[CurvePoint]) -> dict[str, Any]:
    """The chance of still being without stable work, by months."""
    return {
        "grid": {"left": 8, "right": 24, "top": 28, "bottom": 4, "containLabel": True},
        "xAxis": {
            "type": "category",
            "boundaryGap": False,
            "data": ["现在", *(f"{p.months}个月" for p in curve)],
        },
        "yAxis": {"type": "value", "min": 0, "max": 100, "axisLabel": {"formatter": "{value}%"}},
        "series": [
            {
                "type": "line",
                "data": [100, *(round(100 * p.chance, 1) for p in curve)],
                "symbolSize": 8,
                "lineStyle": {"width": 2, "color": ACCENT},
                "itemStyle": {"color": ACCENT},
                "areaStyle": {"color": ACCENT, "opacity": 0.08},
                "label": {"show": True, "formatter": "{c}%", "color": "#1b2430"},
            }
        ],
    }
