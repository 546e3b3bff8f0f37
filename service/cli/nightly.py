"""`songgang night`: from the day's files to the outbox, resumable, with one summary at the end."""

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated

import typer
from rich.table import Table

from data.codes.regions import regions
from data.records import demonstrations
from data.store import Store, reading
from service.cli.context import one_sentence, settings, store_of
from service.cli.options import AsJson, AsOf, Processes, day
from service.cli.output import console, print_json, print_table, progress, say
from service.clock import utc_now
from service.demonstrated import ENDED
from service.importing import TITLES as TITLES_OF_FILES
from service.importing import Kind
from service.night.record import NightRecord, StepRecord, as_dict, path_of, read_night
from service.night.running import Asked, Progress, run_night
from service.night.stages import STAGE_TITLES, failures
from service.push.lines import LINES

STATES = {
    "waiting": "未做",
    "running": "进行中",
    "done": "完成",
    "skipped": "跳过",
    "failed": "失败",
}
ALARMED = 3
"""The exit code of a night that came to its end and wants somebody to look."""

SENTENCES = {
    "snapshot": "{people:,.0f} 人，其中登记失业 {jobseekers:,.0f} 人",
    "offers": "岗位 {vacancies:,.0f} 个（名额 {places:,.0f}），培训 {programmes:,.0f} 项",
    "index": "登记失业的人平均 {mean_index:.1f}，资料不足 {abstained:,.0f} 人",
    "matching": "参加匹配 {sought:,.0f} 人，{found:,.0f} 人有合适岗位",
    "programmes": "参加匹配 {sought:,.0f} 人，{found:,.0f} 人有合适培训",
    "allocation": "{referred:,.0f} 人共 {referrals:,.0f} 次推荐，与最优相差不超过 {gap:.3%}",
}
"""What a step counted, as people read it."""

MATCHED = "参加匹配的是在册的人，不论是否登记失业；离退休、在校、已故、不愿就业和不同意匹配的除外。"
SHOWN_CHANGES = {
    "snapshot.people": "在册劳动者",
    "snapshot.jobseekers": "登记失业",
    "offers.vacancies": "在招岗位",
    "offers.places": "名额",
    "offers.programmes": "培训项目",
    "index.mean_index": "登记失业的人指数平均",
    "allocation.referred": "安排到岗位的人",
    "allocation.mean_price": "名额均价",
}


def night(
    files: Annotated[
        Path, typer.Option(help="当日文件的文件夹；文件名带日期，如 workers-2026-01-31.csv。")
    ],
    as_of: AsOf = None,
    processes: Processes = 0,
    as_json: AsJson = False,
) -> None:
    """夜间批处理：导入当日文件、快照、指数、匹配、统筹名额、统计、推荐与消息；中断后重新运行即可继续。"""
    config, on = settings(), day(as_of)
    with one_sentence():
        store = store_of(config)
        asked = Asked(files, on, processes or os.cpu_count() or 1)
        with progress("夜间批处理", quiet=as_json) as report:

            def told(far: Progress) -> None:
                left = f"，全部还需约 {minutes(far.seconds_left)}" if far.seconds_left else ""
                doing = far.step if far.doing == far.step else f"{far.step} · {far.doing}"
                report(far.done, far.total, f"{doing}{left}")

            kept = path_of(config.nights, on)
            before = read_night(kept)
            try:
                found = run_night(config, store, asked, utc_now, told)
            except Exception:
                # A night that could not even begin leaves the last one's record as it was.
                if (broken_off := read_night(kept)) != before:
                    _say_failed(store, broken_off)
                raise
    if as_json:
        print_json(as_dict(found))
    else:
        show(found)
    if found.alarms:
        raise typer.Exit(ALARMED)


def _say_failed(store: Store, broken_off: NightRecord | None) -> None:
    """Two steps that run beside each other may both fail, and the command ends with one sentence."""
    if broken_off is not None and broken_off.state == "failed":
        say(f"失败的步骤：{failures(broken_off)}。处理后重新运行即可继续。")
        with reading(store) as db:
            if demonstrations.ended_since(db, broken_off.begun_at):
                say(ENDED)


def show(found: NightRecord) -> None:
    """The one summary: steps, what has changed, what to look at."""
    table = Table("步骤", "结果", "秒", "处理器秒", "内存 GB", "数量")
    for step in found.steps:
        cost = (f"{step.seconds:,.1f}", f"{step.cpu_seconds:,.1f}", f"{step.peak_gb:.2f}")
        table.add_row(
            STAGE_TITLES[step.name], STATES[step.state], *cost, step.said or sentence(step)
        )
    console.print(f"{found.as_of} 夜间批处理", highlight=False)
    print_table(table)
    if found.step("matching").counts:
        say(MATCHED)
    for name, label in SHOWN_CHANGES.items():
        if name in found.changes:
            then, now = found.changes[name]
            console.print(f"{label}：{then:,.6g} → {now:,.6g}", highlight=False)
    total = f"共用 {minutes(found.seconds)}，处理器 {found.cpu_seconds:,.0f} 秒"
    say(f"{total}，内存最高 {found.peak_gb:.2f} GB，启动 {found.starts} 次")
    if found.removed:
        first, last = found.removed[0], found.removed[-1]
        say(f"已删除满保存期限的快照与结果：{first} 至 {last}，共 {len(found.removed)} 天")
    for alarm in found.alarms:
        say(f"请注意（{alarm.name}）：{alarm.found}。→ {alarm.advice}")
    if not found.alarms:
        say("没有需要注意的变化。")


def sentence(step: StepRecord) -> str:
    """What a step counted, in a few words."""
    c = step.counts
    if step.name == "import":
        kinds = [kind for kind in Kind if f"{kind.value}_read" in c]
        return (
            "；".join(_taken(TITLES_OF_FILES[kind], kind.value, c) for kind in kinds)
            or "没有新文件"
        )
    if step.name in ("recommendations", "outbox"):
        return "，".join(f"{LINES[line].label} {n:,.0f}" for line, n in c.items()) or "没有消息"
    if step.name == "figures":
        return "供求统计和名单顺序已更新" if step.state == "done" else ""
    said = SENTENCES.get(step.name, "")
    return said.format(**c) + kept_for(c) if c and said else ""


def kept_for(c: Mapping[str, float]) -> str:
    """For whom parts of every vacancy's places were kept, as the end of a sentence."""
    shares = [(f"指数达到 {c['kept_index']:g} 的人", c["kept_share"])] if "kept_share" in c else []
    for name, share in c.items():
        if region := regions().get(name.removeprefix("kept_")):
            shares.append((f"{region.name}的人", share))
    return "".join(f"，为{whom}保留 {100 * share:g}%" for whom, share in shares)


def _taken(label: str, kind: str, c: Mapping[str, float]) -> str:
    read, new, changed, refused = (c[f"{kind}_{n}"] for n in ("read", "new", "changed", "refused"))
    return f"{label} {read:,.0f} 行（新增 {new:,.0f}，变更 {changed:,.0f}，退回 {refused:,.0f}）"


def minutes(seconds: float) -> str:
    """A length of time as people say it."""
    return f"{seconds:.0f} 秒" if seconds < 90 else f"{seconds / 60:.0f} 分"
