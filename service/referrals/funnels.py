"""The report on referrals: how many came how far, by county or occupation, and why the others ended."""

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta

from data.reach import EVERYBODY, Reach, narrowed
from data.records import referral_counts
from data.records.referral_counts import Where
from data.store import Store
from models.referring.funnel import LEAST, STAGES, FunnelRow, funnel, suppressed
from models.referring.reasons import BY_CODE
from models.referring.steps import LABELS
from service.api.funnel_forms import ClosingForm, FunnelForm, FunnelLine, StageForm
from service.clock import XINZHOU
from service.wording import occupation_name, region_name

UNKNOWN = "未登记"
NOTICE = (
    f"人数为 1–{LEAST - 1} 的格不显示；只有一格因此不显示时，再隐去一格，以免由合计推出。"
    "“已推荐”按推荐日期统计，其余按介绍日期统计，走得更远的计入前面各环节。"
)


class Funnels:
    """Counts referrals; nobody can be told from its answers."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def report(self, since: date, until: date, *, by: str, reach: Reach = EVERYBODY) -> FunnelForm:
        """Referrals begun in this time, both days included, of everybody or of these people."""
        with narrowed(self._store, reach) as db:
            shown = referral_counts.recommended(db, _start(since), _start(until + timedelta(1)))
            reached = referral_counts.reached(db, since, until)
            ended = referral_counts.closings(db, since, until)
        *groups, total = funnel(_summed(shown, by), _merged(reached, by))
        return FunnelForm(
            since=since,
            until=until,
            by=by,
            groups=[_line(row, _name(row.group, by)) for row in groups],
            total=_line(total, "合计"),
            closings=_closings(ended),
            notice=NOTICE,
        )


def _start(day: date) -> datetime:
    return datetime.combine(day, time(), XINZHOU)


def _group(where: Where, by: str) -> str:
    """County, trade (中类), or both; an unknown one is a group of its own."""
    county, trade = where[0][:6], "-".join(where[1].split("-")[:2])
    return {"county": county, "occupation": trade}.get(by, f"{county}|{trade}")


def _summed(counts: Mapping[Where, int], by: str) -> dict[str, int]:
    found: dict[str, int] = {}
    for where, n in counts.items():
        found[_group(where, by)] = found.get(_group(where, by), 0) + n
    return found


def _merged(reached: Mapping[Where, Mapping[str, int]], by: str) -> dict[str, dict[str, int]]:
    found: dict[str, dict[str, int]] = {}
    for where, counts in reached.items():
        group = found.setdefault(_group(where, by), {})
        for stage, n in counts.items():
            group[stage] = group.get(stage, 0) + n
    return found


def _name(group: str, by: str) -> str:
    county, _, trade = group.partition("|") if by == "both" else (group, "", group)
    names = {
        "county": region_name(county) if county else UNKNOWN,
        "occupation": occupation_name(trade) if trade else UNKNOWN,
    }
    if by == "both":
        return f"{names['county'] or UNKNOWN}　{names['occupation'] or UNKNOWN}"
    return names[by] or UNKNOWN


def _line(row: FunnelRow, name: str) -> FunnelLine:
    stages = [
        StageForm(stage=stage, label=LABELS[stage], count=count)
        for stage, count in zip(STAGES, row.counts, strict=True)
    ]
    return FunnelLine(group=row.group, name=name, stages=stages)


def _closings(ended: Mapping[str, int]) -> list[ClosingForm]:
    codes = sorted(ended, key=lambda code: (-ended[code], code))
    shown = suppressed([ended[code] for code in codes])
    return [
        ClosingForm(reason=code, label=BY_CODE[code].label, count=count)
        for code, count in zip(codes, shown, strict=True)
    ]
