"""Options that several commands share."""

from datetime import date, datetime
from typing import Annotated

import typer

from service.cli.output import fail
from service.clock import local_day, utc_now
from service.wording import fen_said

AsJson = Annotated[bool, typer.Option("--json", help="输出一个 JSON 对象，供程序读取。")]
AsOf = Annotated[
    str | None, typer.Option(help="截至日 YYYY-MM-DD，默认今天；此日之后的信息一概不用。")
]

Processes = Annotated[
    int, typer.Option(min=0, max=64, show_default=False, help="进程数，默认为处理器核数。")
]


def day(text: str | None) -> date:
    """The day an option names, or today in Xinzhou."""
    if text is None:
        return local_day(utc_now())
    try:
        return date.fromisoformat(text)
    except ValueError:
        fail(f"日期应写作 YYYY-MM-DD，例如 2026-01-31，现为“{text}”。")


def moment(at: datetime | None) -> str:
    """A moment as people read it, to the minute; nothing where there is none."""
    return f"{at:%Y-%m-%d %H:%M} UTC" if at else ""


def fen(text: str) -> int:
    """The whole fen of an amount in yuan."""
    amount = fen_said(text)
    if amount is None:
        fail(f"金额应写作 1000 或 999.50，单位为元，现为“{text}”。")
    return amount
