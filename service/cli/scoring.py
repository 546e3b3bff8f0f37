"""`songgang score`: everybody's index, vacancies and programmes into Parquet."""

import os
from collections.abc import Mapping
from datetime import date
from typing import Annotated

import typer

from data.codes.regions import XINZHOU_UNITS
from models.matching.allotment import Policy
from service.batch.day import results, score_day
from service.batch.engines import Where, opened
from service.batch.prices import NAME as PRICES
from service.batch.prices import read_prices
from service.batch.score import Scored
from service.cli.context import one_sentence, settings, store_of
from service.cli.options import AsJson, AsOf, Processes, day
from service.cli.output import print_facts, print_json, progress
from service.clock import must_have_come, utc_now
from service.errors import Problem
from service.night.locking import only_night

LABELS = {
    "as_of": "截至",
    "people": "人数",
    "parts": "部分",
    "resumed_parts": "其中沿用上次的",
    "placed": "安排",
    "folder": "结果",
}
"""What people are told of a run; `--json` has the rest."""


def score(
    as_of: AsOf = None,
    processes: Processes = 0,
    referrals: Annotated[int, typer.Option(min=1, max=10, help="每人最多安排几个岗位。")] = 3,
    per_place: Annotated[
        int | None,
        typer.Option(
            min=1, max=100, help="每个名额最多推荐几人，默认 SONGGANG_REFERRALS_PER_OPENING。"
        ),
    ] = None,
    floor_index: Annotated[float, typer.Option(min=0, max=100, help="指数达到多少算困难。")] = 70,
    floor_share: Annotated[
        float, typer.Option(min=0, max=1, help="每个岗位为困难人员保留的名额比例。")
    ] = 0,
    keep: Annotated[
        list[str] | None, typer.Option(help="为某县（市、区）的人保留名额比例，如 140932=0.1。")
    ] = None,
    engine: Annotated[
        Where, typer.Option(help="在哪里计算：本机进程，或 Spark 集群（需安装 spark 组件）。")
    ] = Where.LOCAL,
    master: Annotated[
        str | None,
        typer.Option(help="Spark 的主节点，如 local[2]、yarn；用 spark-submit 提交时不必写。"),
    ] = None,
    as_json: AsJson = False,
) -> None:
    """为登记的每个人计算指数、理由、推荐岗位与培训，并统筹分配名额；中断后重新运行即可继续。"""
    config, on = settings(), day(as_of)
    with one_sentence():
        must_have_come(on, utc_now(), "全员评分")
        policy = Policy(
            referrals=referrals,
            per_place=per_place or config.referrals_per_opening,
            floor_index=floor_index,
            floor_share=floor_share,
            counties=tuple(county_share(text) for text in keep or ()),
        )
        store = store_of(config)
        n = processes or os.cpu_count() or 1
        with (
            only_night(config.nights, store),
            opened(engine, processes=n, master=master) as crew,
            progress("全员评分", quiet=as_json) as report,
        ):
            done = score_day(
                config, store, on, processes=n, report=report, policy=policy, engine=crew
            )
    _tell(done, on, as_json=as_json)


def _tell(done: Scored, on: date, *, as_json: bool) -> None:
    placed = read_prices(done.folder / PRICES).measured
    answer: dict[str, object] = {
        "as_of": on.isoformat(),
        "people": done.people,
        "parts": done.parts,
        "resumed_parts": done.resumed_parts,
        "folder": str(done.folder),
        **results(done.folder),
        "placed": placed,
    }
    if as_json:
        print_json(answer)
        return
    answer["placed"] = sentence(placed["vacancies"])
    print_facts("全员评分", {label: answer[name] for name, label in LABELS.items()})


def county_share(text: str) -> tuple[str, float]:
    """`140932=0.1` as a county unit and the share kept for it."""
    code, _, share = text.partition("=")
    try:
        part = float(share)
    except ValueError:
        part = -1.0
    if code not in XINZHOU_UNITS or not 0 <= part <= 1:
        raise Problem(f"保留名额应写作 140932=0.1（区划代码=比例），现为“{text}”。")
    return code, part


def sentence(placed: Mapping[str, float]) -> str:
    """What the allocation came to, in one line."""
    return (
        f"{placed['referred']:,.0f} 人共 {placed['referrals']:,.0f} 次推荐，"
        f"与最优相差不超过 {placed['gap']:.3%}"
    )
