"""`songgang recommend`: one worker's advice on the screen."""

from typing import Annotated

import typer

from service.app import assemble
from service.cli.answers import print_advice
from service.cli.context import one_sentence, settings, store_of
from service.cli.options import AsJson
from service.cli.output import console, print_json
from service.clock import utc_now


def recommend(
    worker_id: Annotated[str, typer.Argument(help="个人编号。")],
    limit: Annotated[int, typer.Option(min=1, max=50, help="最多列几个岗位。")] = 10,
    as_json: AsJson = False,
) -> None:
    """给出一位劳动者的指数、理由、推荐岗位与培训。"""
    config = settings()
    with one_sentence():
        parts = assemble(config, store_of(config), utc_now)
        at = utc_now()
        advice = parts.advisor.everything(worker_id, at, limit=limit)
    if as_json:
        print_json(advice.model_dump(mode="json"))
        return
    print_advice(console, advice)
