"""The page of supply and demand: places a jobseeker by county and group of occupations, wages, over time."""

from collections.abc import Sequence
from datetime import date

from flask import Blueprint, Response

from data.records.figures import ALL
from models.referring.funnel import LEAST
from service.api.guard import parts
from service.console import asking
from service.figuring import CITY_NAME, CROWDED, SCARCE, Line, county_name, group_name
from service.web.pages import page

pages = Blueprint("console_market", __name__, url_prefix="/console/market")

STATES = {
    "scarce": ("缺人", "accent"),
    "balanced": ("大致平衡", ""),
    "crowded": ("人多岗少", "warn"),
}
SORTS = ("occupation_name", "n_places", "n_jobseekers", "ratio", "n_waiting", "wage_p50_fen")
LISTED = 8


@pages.get("")
def overview() -> Response:
    """One county, or the city, by group; one group by county and over time when it is chosen."""
    region = asking.choice("county", dict(asking.counties()), ALL)
    group = asking.choice("group", dict(asking.groups()), ALL)
    sort = asking.choice("sort", [*SORTS, *(f"-{s}" for s in SORTS)], "-n_places")
    supply = parts().figures.supply(parts().today())
    by_group = supply.by_occupation(region) if supply else []
    over_time = parts().figures.over_time(region, group, parts().today())
    return page(
        "console/market.html",
        supply=supply,
        region=region,
        group=group,
        region_name=county_name(region),
        group_name=group_name(group),
        total=supply.total(region, group) if supply else None,
        by_group=_sorted(by_group, sort),
        scarce=[n for n in _sorted(by_group, "-ratio") if n.state == "scarce"][:LISTED],
        crowded=[n for n in _sorted(by_group, "-n_jobseekers") if n.state == "crowded"][:LISTED],
        waiting=[n for n in _sorted(by_group, "-n_waiting") if n.n_waiting][:LISTED],
        by_county=supply.by_county(group) if supply else [],
        over_time=over_time,
        time_chart=_time_chart(over_time),
        states=STATES,
        sort=sort,
        order=asking.order,
        link=asking.link,
        counties=asking.counties(),
        groups=asking.groups(),
        city=CITY_NAME,
        scarce_from=SCARCE,
        crowded_to=CROWDED,
        least=LEAST,
    )


def _sorted(lines: Sequence[Line], sort: str) -> list[Line]:
    """By a column; what is not shown comes last either way."""
    name, down = sort.lstrip("-"), sort.startswith("-")
    known = [n for n in lines if getattr(n, name) is not None]
    rest = [n for n in lines if getattr(n, name) is None]
    return [*sorted(known, key=lambda n: getattr(n, name), reverse=down), *rest]


def _time_chart(lines: Sequence[tuple[date, Line]]) -> dict[str, object]:
    """Places, jobseekers and their ratio from day to day."""
    values = [line for _, line in lines]
    return {
        "tooltip": {"trigger": "axis", "renderMode": "richText"},
        "legend": {"data": ["招聘名额", "求职人数", "求人倍率"], "top": 0},
        "grid": {"left": 12, "right": 12, "top": 40, "bottom": 8, "containLabel": True},
        "xAxis": {"type": "category", "data": [f"{day:%m-%d}" for day, _ in lines]},
        "yAxis": [
            {"type": "value", "name": "人", "minInterval": 1},
            {"type": "value", "name": "倍率", "splitLine": {"show": False}},
        ],
        "series": [
            {"name": "招聘名额", "type": "line", "data": [n.n_places for n in values]},
            {"name": "求职人数", "type": "line", "data": [n.n_jobseekers for n in values]},
            {
                "name": "求人倍率",
                "type": "line",
                "yAxisIndex": 1,
                "lineStyle": {"type": "dashed"},
                "data": [None if n.ratio is None else round(n.ratio, 2) for n in values],
            },
        ],
    }
