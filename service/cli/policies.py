"""`songgang policies` and `songgang employer-policies`: the policy calculator on the screen."""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer
from pydantic import ValidationError
from rich.text import Text

from service.api.policy_forms import Calculation, EmployerRequest, EntitlementForm
from service.assistance.calculator import Calculator
from service.cli.context import one_sentence, settings, store_of
from service.cli.options import AsJson, AsOf, day
from service.cli.output import console, fail, print_json
from service.errors import validation_sentence

MARKS = {"pass": ("符合", "green"), "unknown": ("待定", "yellow"), "fail": ("不符", "dim")}


def policies(
    worker_id: Annotated[str, typer.Argument(help="个人编号。")],
    as_of: AsOf = None,
    known_at: Annotated[
        str | None, typer.Option(help="按此时刻（UTC）已登记的规则计算，用于重现当时的答复。")
    ] = None,
    everything: Annotated[bool, typer.Option("--all", help="也列出不符合的政策。")] = False,
    as_json: AsJson = False,
) -> None:
    """政策计算器：一位劳动者可以享受哪些政策，依据是什么，还缺什么。"""
    moment = None if known_at is None else _moment(known_at)
    with one_sentence():
        calculator = Calculator(store_of(settings()))
        found = calculator.of_worker(worker_id, day(as_of), known_at=moment)
    _show(found, everything=everything, as_json=as_json)


def employer_policies(
    file: Annotated[Path, typer.Argument(help="JSON 文件：单位规模、人数、新招用人数等。")],
    as_of: AsOf = None,
    as_json: AsJson = False,
) -> None:
    """政策计算器（用人单位）：按单位自报的情况预检，不保存。"""
    with one_sentence():
        said = _facts(file)
        found = Calculator(store_of(settings())).of_employer(said, day(as_of))
    _show(found, everything=True, as_json=as_json)


def _moment(text: str) -> datetime:
    """A moment in UTC, unless it says that it is another zone's."""
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        fail(f"时刻应写作 YYYY-MM-DDThh:mm，例如 2026-01-31T08:00，现为“{text}”。")
    try:
        return moment.astimezone(UTC) if moment.tzinfo else moment.replace(tzinfo=UTC)
    except OverflowError:
        fail(f"没有这样的时刻：{text}。")


def _facts(file: Path) -> EmployerRequest:
    try:
        return EmployerRequest.model_validate(json.loads(file.read_text("utf-8-sig")))
    except ValidationError as error:
        fail(validation_sentence(error))
    except (ValueError, RecursionError):
        fail(f"不是有效的 JSON：{file.name}")


def _show(found: Calculation, *, everything: bool, as_json: bool) -> None:
    if as_json:
        print_json(found.model_dump(mode="json"))
        return
    for entitlement in found.entitlements:
        if everything or entitlement.verdict != "fail":
            _print(entitlement)
    for sentence in found.lapsed:
        console.print(sentence, style="dim", highlight=False)
    console.print(found.notice, highlight=False)


def _print(found: EntitlementForm) -> None:
    mark, style = MARKS[found.verdict]
    title = f"  {found.policy_id} {found.name}（{found.doc_no}）"
    console.print(Text.assemble((mark, style), title))
    lines = [found.sentence, found.first, *found.barred_by]
    if found.verdict != "fail":
        lines += [
            f"{found.amount}{f'，{found.duration}' if found.duration else ''}",
            found.doubt,
            found.taken,
        ]
    for line in lines:
        if line:
            console.print(f"      {line}", highlight=False)
