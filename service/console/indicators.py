"""The page of the plan's indicators: each number with what it means, and every county in colour."""

from collections.abc import Sequence
from datetime import date

from flask import Blueprint, Response

from data.codes.plan import PLAN
from data.records.figures import ALL
from models.referring.funnel import LEAST
from service.api.guard import parts
from service.console import asking
from service.figuring import county_name
from service.indicating import BANDS, SHORT, SOURCE, Indicator, Number
from service.web.pages import page

pages = Blueprint("console_indicators", __name__, url_prefix="/console/indicators")


@pages.get("")
def overview() -> Response:
    """All indicators of the city, and one of them by county."""
    found = parts().plan.day(parts().today())
    chosen = found.one(asking.text("indicator") or "certified_share") if found else None
    region = asking.choice("county", dict(asking.counties()), ALL)
    is_counted = chosen is not None and chosen.city is not None
    over_time = (
        parts().plan.over_time(chosen.plan.key, region, parts().today())
        if chosen and is_counted
        else []
    )
    return page(
        "console/indicators.html",
        found=found,
        chosen=chosen,
        region=region,
        region_name=county_name(region),
        over_time=over_time,
        time_chart=_time_chart(chosen, over_time) if chosen else {},
        most=max((n.value or 0 for n in chosen.counties), default=0) if chosen else 0,
        plan=PLAN,
        source=SOURCE,
        bands=BANDS,
        short=SHORT,
        least=LEAST,
        link=asking.link,
        counties=asking.counties(),
    )


def _time_chart(chosen: Indicator, found: Sequence[tuple[date, Number]]) -> dict[str, object]:
    """The number from day to day, with the target as a line."""
    target = chosen.plan.target if chosen.plan.target_text else None
    values = [None if n.value is None else round(n.value, 3) for _, n in found]
    series: list[dict[str, object]] = [
        {"name": chosen.plan.label, "type": "line", "data": values},
    ]
    if target and chosen.is_rate:
        dashed = {"type": "dashed"}
        line = {"name": "2025年目标", "type": "line", "symbol": "none", "lineStyle": dashed}
        series.append(line | {"data": [target] * len(found)})
    return {
        "tooltip": {"trigger": "axis", "renderMode": "richText"},
        "legend": {"data": [s["name"] for s in series], "top": 0},
        "grid": {"left": 12, "right": 12, "top": 40, "bottom": 8, "containLabel": True},
        "xAxis": {"type": "category", "data": [f"{day:%m-%d}" for day, _ in found]},
        "yAxis": {"type": "value", "name": chosen.plan.unit, "scale": True},
        "series": series,
    }
