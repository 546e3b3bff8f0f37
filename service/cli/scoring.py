"""`songgang score`: everybody's index, vacancies and programmes into Parquet."""

import os
from typing import Annotated

import typer

from service.batch.day import results, score_day
from service.cli.context import one_sentence, settings, store_of
from service.cli.options import AsJson, AsOf, day
from service.cli.output import print_facts, print_json, progress


def score(
    as_of: AsOf = None,
    processes: Annotated[int, typer.Option(min=0, max=64, help="进程数，默认为处理器核数。")] = 0,
    as_json: AsJson = False,
) -> None:
    """为登记的每个人计算指数、理由、推荐岗位与培训；中断后重新运行即可继续。"""
    config, on = settings(), day(as_of)
    with one_sentence():
        store = store_of(config)
        with progress("全员评分", quiet=as_json) as report:
            done = score_day(
                config, store, on, processes=processes or os.cpu_count() or 1, report=report
            )
    answer = {
        "as_of": on.isoformat(),
        "people": done.people,
        "parts": done.parts,
        "resumed_parts": done.resumed_parts,
        "folder": str(done.folder),
        **results(done.folder),
    }
    if as_json:
        print_json(answer)
        return
    print_facts("全员评分", answer)
