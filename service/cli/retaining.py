"""`songgang retention`: removing what was kept long enough, and what somebody wants removed."""

from dataclasses import asdict
from datetime import timedelta
from typing import Annotated

import typer

from service import retaining
from service.cli.context import one_sentence, operator, settings, store_of
from service.cli.options import AsJson
from service.cli.output import console, fail, print_facts, print_json
from service.clock import utc_now
from service.errands.uploads import forget_uploads
from service.retaining import WORDS, Periods

app = typer.Typer(help="保存期限与删除。", no_args_is_help=True)

Months = Annotated[int, typer.Option(min=6, max=120, help="消息正文和无结果的推荐保存几个月。")]


@app.command("status")
def status(months: Months = 24, as_json: AsJson = False) -> None:
    """各类数据有多少已满保存期限；不删除任何内容。"""
    with one_sentence():
        found = retaining.what_is_due(store_of(settings()), utc_now(), _periods(months))
    if as_json:
        print_json({"due": found})
    else:
        print_facts("已满保存期限", {WORDS[name]: n for name, n in found.items()})


@app.command("run")
def run(months: Months = 24, as_json: AsJson = False) -> None:
    """删除已满保存期限的数据；可随时中断，下次接着做。建议每天夜间运行。"""
    with one_sentence():
        config, now = settings(), utc_now()
        done = dict(retaining.tidy(store_of(config), now, _periods(months), by=operator()))
        done["uploads"] = forget_uploads(config.errands, now)
    if as_json:
        print_json({"removed": done})
    else:
        print_facts("已删除", {WORDS[name]: n for name, n in done.items()})


@app.command("erase")
def erase(
    worker_id: Annotated[str, typer.Argument(help="个人编号；请先核验本人身份。")],
    reason: Annotated[str, typer.Option(help="依据，例如“本人 11 月 27 日书面申请”。")],
    as_json: AsJson = False,
) -> None:
    """按本人申请删除依法可以删除的个人信息，并说明保留了什么、为什么。"""
    if not reason.strip():
        fail("请用 --reason 写明依据，例如“本人 11 月 27 日书面申请”。")
    with one_sentence():
        found = retaining.erase(
            store_of(settings()), worker_id, reason, by=operator(), at=utc_now()
        )
    if as_json:
        print_json(asdict(found))
        return
    print_facts("已删除", {WORDS[name]: n for name, n in found.removed.items()})
    console.print("依法保留：")
    for what, why in found.stays:
        console.print(f"· {what}——{why}", highlight=False)


def _periods(months: int) -> Periods:
    long = timedelta(days=months * 365 // 12)
    return Periods(messages=long, recommendations=long)
