"""What moved more from one night to the next than it may: each alarm is a rule with its advice."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from service.demonstrated import ENDED
from service.importing import TITLES, Kind
from service.night.counting import BANDS
from service.night.extracts import Limits
from service.night.record import Alarm, NightRecord

SMALLEST = 1e-4
"""A band that nobody is in counts as if a few were: a ratio to nothing says nothing."""


@dataclass(frozen=True, slots=True)
class Shrunk:
    """A series of complete files: rows of the last one, and of tonight's."""

    series: str
    kind: Kind
    before: int
    now: int


@dataclass(frozen=True, slots=True)
class Compared:
    """Tonight's counts, those of the night before (none at the first), tonight's files, and the limits."""

    now: Mapping[str, float]
    before: Mapping[str, float]
    shrunk: Sequence[Shrunk]
    limits: Limits
    demonstration_ended: bool = False
    """Whether it did since the night was begun, be it in a start that failed or was killed."""

    def moved(self, name: str) -> float | None:
        """By what part a count has changed; None where it was not counted before, or was nothing."""
        then = self.before.get(name)
        return None if not then or name not in self.now else self.now[name] / then - 1


def shrunken_files(of: Compared) -> Iterator[Alarm]:
    """完整名单比上一次少了很多。"""
    for each in of.shrunk:
        if each.before and each.now < each.before * (1 - of.limits.shrunk):
            yield Alarm(
                "文件变小",
                f"{TITLES[each.kind]}文件 {each.series}：上次 {each.before:,} 行，这次 {each.now:,} 行",
                "向提供方核对是否只给了一部分；补齐后放入同一文件夹，重新运行 songgang night。",
            )


def refused_rows(of: Compared) -> Iterator[Alarm]:
    """退回的行太多。"""
    for kind in Kind:
        read, refused = (of.now.get(f"import.{kind.value}_{n}", 0.0) for n in ("read", "refused"))
        if read and refused / read > of.limits.refused:
            yield Alarm(
                "退回过多",
                f"{TITLES[kind]}：{read:,.0f} 行中退回 {refused:,.0f} 行（{refused / read:.0%}）",
                "打开 reports 文件夹里的退回明细，与提供方核对列名、代码和日期格式。",
            )


def fewer_offers(of: Compared) -> Iterator[Alarm]:
    """在招岗位或在册人数骤减。"""
    for name, what in (("snapshot.people", "在册劳动者"), ("offers.vacancies", "在招岗位")):
        moved = of.moved(name)
        if moved is not None and moved < -of.limits.shrunk:
            yield Alarm(
                "数量骤减",
                f"{what}：昨天 {of.before[name]:,.0f}，今天 {of.now[name]:,.0f}（{moved:+.0%}）",
                "核对当日文件是否齐全，岗位是否集中到期。",
            )


def index_moved(of: Compared) -> Iterator[Alarm]:
    """登记失业的人的指数整体移动。"""
    mean = "index.mean_index"
    if not of.before.get("index.assessed") or not of.now.get("index.assessed"):
        return
    points = of.now[mean] - of.before.get(mean, 0.0)
    then, now = ([c[f"index.band_{n}"] for n in range(BANDS)] for c in (of.before, of.now))
    psi = stability(then, now)
    if abs(points) > of.limits.index_points or psi > of.limits.index_psi:
        yield Alarm(
            "指数移动",
            f"登记失业的人指数平均 {of.before[mean]:.1f} → {of.now[mean]:.1f}，分布的 PSI {psi:.3f}",
            "先看当日文件有没有整列缺失或改了代码；再运行 songgang model drift 看哪一项在变。",
        )


def prices_jumped(of: Compared) -> Iterator[Alarm]:
    """名额价格或紧俏岗位数突变。"""
    for name, what in (("allocation.mean_price", "名额均价"), ("allocation.priced", "有价的岗位")):
        moved = of.moved(name)
        if moved is not None and abs(moved) > of.limits.price:
            yield Alarm(
                "价格突变",
                f"{what}：{of.before[name]:,.3g} → {of.now[name]:,.3g}（{moved:+.0%}）",
                "多半是岗位骤增或骤减；核对岗位文件，以及 score 的保留名额设置。",
            )


def not_optimal(of: Compared) -> Iterator[Alarm]:
    """名额分配离最优太远。"""
    gap = of.now.get("allocation.gap", 0.0)
    if gap > of.limits.gap:
        yield Alarm(
            "分配欠佳", f"与最优相差可能达 {gap:.3%}", "结果仍可使用；请把清单发给系统维护人员。"
        )


def messages_moved(of: Compared) -> Iterator[Alarm]:
    """计划的消息数异常。"""
    now, before = (
        sum(n for name, n in c.items() if name.startswith("outbox.")) for c in (of.now, of.before)
    )
    if before and (now > before * of.limits.messages or now == 0):
        yield Alarm(
            "消息异常",
            f"计划的消息：昨天 {before:,.0f} 条，今天 {now:,.0f} 条",
            "发送前先运行 songgang push status；不放心时用 songgang push stop 暂停。",
        )


def demonstration_ended(of: Compared) -> Iterator[Alarm]:
    """当日文件结束了演示。"""
    if of.demonstration_ended:
        yield Alarm(
            "演示结束",
            ENDED,
            "把当日文件放到新库的文件夹再运行；要继续演示，请用 songgang demo 重建。",
        )


RULES: tuple[Callable[[Compared], Iterator[Alarm]], ...] = (
    shrunken_files,
    refused_rows,
    fewer_offers,
    index_moved,
    prices_jumped,
    not_optimal,
    messages_moved,
    demonstration_ended,
)


def alarms(of: Compared) -> tuple[Alarm, ...]:
    """Everything that somebody has to look at."""
    return tuple(alarm for rule in RULES for alarm in rule(of))


def changes(now: NightRecord, before: NightRecord | None) -> Mapping[str, tuple[float, float]]:
    """What was counted both nights, then and now; of shares by band nothing."""
    then = before.counts if before else {}
    same = now.counts.keys() & then.keys()
    return {
        name: (then[name], now.counts[name])
        for name in now.counts
        if name in same and ".band_" not in name
    }


def stability(before: Sequence[float], now: Sequence[float]) -> float:
    """The population stability index of two spreads over the same bands."""
    then, later = (np.maximum(np.asarray(shares, np.float64), SMALLEST) for shares in (before, now))
    return float(((later - then) * np.log(later / then)).sum())
