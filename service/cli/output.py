"""How commands speak: tables and progress for people, one JSON object for programs, one-sentence errors."""

import json
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import NoReturn

import typer
from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    SpinnerColumn,
    TextColumn,
    TimeElapsedColumn,
    TimeRemainingColumn,
)
from rich.table import Table
from rich.text import Text

Report = Callable[[int, int, str], None]
"""Called as work goes on with what is done, what there is in all, and the step's name."""

# Names and titles come from files: what looks like markup in them is text.
# A line is one line, however narrow the terminal: others are read by programs, and terminals fold by themselves.
console = Console(markup=False, emoji=False, soft_wrap=True)
stderr = Console(stderr=True, markup=False, emoji=False)


def fail(sentence: str, code: int = 2) -> NoReturn:
    """End the command with one clear sentence and an exit code; nothing was changed."""
    stderr.print(Text.assemble(("错误：", "red"), sentence), soft_wrap=True)
    raise typer.Exit(code)


def say(sentence: str) -> None:
    """Tell a person something on the side, so that standard output stays for results."""
    stderr.print(sentence, highlight=False, soft_wrap=True)


def print_json(answer: object) -> None:
    """One JSON object on one line of standard output."""
    sys.stdout.write(json.dumps(answer, ensure_ascii=False, default=str) + "\n")


def print_facts(title: str, facts: Mapping[str, object]) -> None:
    """Two columns: what, and how much; where there is nothing, the title says so."""
    if not facts:
        console.print(f"{title}：无", highlight=False)
        return
    console.print(title, highlight=False)
    table = Table(show_header=False)
    for name, value in facts.items():
        table.add_row(name, f"{value:,}" if isinstance(value, int) else str(value))
    print_table(table)


def print_table(table: Table, nothing: str = "") -> None:
    """A table of what was found; where that is nothing, the sentence given says so instead.

    Chinese has no spaces to break a line at: a cell that is too long goes on below, uncut.
    """
    if nothing and not table.row_count:
        say(nothing)
        return
    for column in table.columns:
        column.overflow = "fold"
    console.print(table)


@contextmanager
def progress(title: str, *, quiet: bool = False) -> Iterator[Report]:
    """A bar with the time left on standard error; none when quiet or when nobody watches."""
    columns = (
        SpinnerColumn(),
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        TimeRemainingColumn(),
    )
    hidden = quiet or not stderr.is_terminal
    with Progress(*columns, console=stderr, disable=hidden, transient=True) as bar:
        task = bar.add_task(title, total=None)

        def report(done: int, total: int, step: str) -> None:
            bar.update(task, completed=done, total=total, description=f"{title} · {step}")

        yield report
