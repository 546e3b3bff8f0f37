"""`songgang archive`: one worker's lifelong archive on the screen."""

from typing import Annotated

import typer
from rich.table import Table

from service.archiving import Archivist
from service.cli.context import one_sentence, settings, store_of
from service.cli.options import AsJson, AsOf, day
from service.cli.output import console, print_json, print_table


def archive(
    worker_id: Annotated[str, typer.Argument(help="个人编号。")],
    as_of: AsOf = None,
    as_json: AsJson = False,
) -> None:
    """列出一位劳动者的终身职业档案：培训、证书、就业、收入、券、介绍、服务、认定、政策。"""
    with one_sentence():
        found = Archivist(store_of(settings())).of(worker_id, day(as_of))
    if as_json:
        print_json(found.model_dump(mode="json"))
        return
    table = Table("日期", "类别", "内容", "来源", "登记人")
    for event in found.events:
        mark = "（已更正）" if event.corrected else "（撤回）" if event.withdrawn else ""
        table.add_row(
            f"{event.happened_on}", event.label, event.text + mark, event.source, event.recorded_by
        )
    print_table(table, "档案中还没有记录。")
    for gain in found.income_gains:
        console.print(f"{gain.training}：{gain.sentence}", highlight=False)
