"""`songgang referral`: begin referrals, take them on, follow them up, and see how far they come."""

from typing import Annotated

import typer
from rich.table import Table

from service.api.referral_forms import (
    FollowUpRequest,
    ReferralForm,
    ReferralLine,
    ReferRequest,
    StepRequest,
)
from service.cli import referral_papers
from service.cli.context import one_sentence, parts_here, told
from service.cli.options import AsJson, AsOf, day
from service.cli.output import console, print_json, print_table
from service.clock import utc_now

app = typer.Typer(help="推荐就业：介绍、介绍信、单位答复、回访。", no_args_is_help=True)

Id = Annotated[str, typer.Argument(help="介绍编号。")]
By = Annotated[str, typer.Option(help="经办人。")]
Reason = Annotated[str | None, typer.Option(help="结束或离职的原因代码，见 referral reasons。")]
On = Annotated[str | None, typer.Option(help="发生或到岗日期 YYYY-MM-DD。")]
Note = Annotated[str | None, typer.Option(help="备注。")]


@app.command("refer")
def refer(
    by: By,
    recommendation: Annotated[str | None, typer.Option(help="推荐编号。")] = None,
    worker: Annotated[str | None, typer.Option(help="自行选择时：个人编号。")] = None,
    vacancy: Annotated[str | None, typer.Option(help="自行选择时：岗位编号。")] = None,
    because: Annotated[str | None, typer.Option(help="自行选择的理由。")] = None,
    override: Annotated[str | None, typer.Option(help="不符合推荐条件仍要介绍的理由。")] = None,
    as_json: AsJson = False,
) -> None:
    """把一位劳动者介绍到一个岗位，占用一个介绍名额。"""
    with one_sentence():
        asked = told(
            ReferRequest,
            recommendation_id=recommendation,
            worker_id=worker,
            vacancy_id=vacancy,
            chosen_because=because,
            override_reason=override,
        )
        found = parts_here().referrals.refer(asked, by=by, at=utc_now())
    show(found, as_json=as_json)


@app.command("step")
def step(
    referral_id: Id,
    state: Annotated[str, typer.Argument(help="applied、interviewed、offered、placed、closed。")],
    by: By,
    reason: Reason = None,
    on: On = None,
    note: Note = None,
    as_json: AsJson = False,
) -> None:
    """登记一个环节；重复登记不会改变什么。"""
    with one_sentence():
        asked = told(StepRequest, state=state, reason=reason, on=on, note=note)
        found = parts_here().referrals.step(referral_id, asked, by=by, at=utc_now())
    show(found, as_json=as_json)


@app.command("follow-up")
def follow_up(
    referral_id: Id,
    result: Annotated[str, typer.Argument(help="still_there、left、unreachable。")],
    by: By,
    reason: Reason = None,
    on: On = None,
    note: Note = None,
    as_json: AsJson = False,
) -> None:
    """登记一次回访：仍在岗、已离职（写原因）、未联系上。"""
    with one_sentence():
        asked = told(FollowUpRequest, result=result, reason=reason, on=on, note=note)
        found = parts_here().referrals.follow_up(referral_id, asked, by=by, at=utc_now())
    show(found, as_json=as_json)


@app.command("show")
def show_one(referral_id: Id, as_json: AsJson = False) -> None:
    """一条介绍的全部环节、同意书与介绍信。"""
    with one_sentence():
        found = parts_here().referrals.one(referral_id, day(None))
    show(found, as_json=as_json)


@app.command("list")
def list_of(
    worker_id: Annotated[str, typer.Argument(help="个人编号。")], as_json: AsJson = False
) -> None:
    """一位劳动者的全部介绍，最近的在前。"""
    with one_sentence():
        found = parts_here().referrals.of_worker(worker_id)
    if as_json:
        print_json(found.model_dump(mode="json"))
        return
    print_lines(found.referrals, "这位劳动者还没有介绍。")


@app.command("due")
def due(as_of: AsOf = None, as_json: AsJson = False) -> None:
    """到期应回访的人（上岗满 1、3、6 个月）。"""
    with one_sentence():
        found = parts_here().referrals.due(day(as_of))
    if as_json:
        print_json(found.model_dump(mode="json"))
        return
    print_lines(found.due, "没有到期应回访的人。")


app.command("consent")(referral_papers.consent)
app.command("letter")(referral_papers.letter)
app.command("link")(referral_papers.link)
app.command("lapse")(referral_papers.lapse)
app.command("funnel")(referral_papers.funnel)
app.command("reasons")(referral_papers.reasons)


def show(found: ReferralForm, *, as_json: bool) -> None:
    """One referral with its steps."""
    if as_json:
        print_json(found.model_dump(mode="json"))
        return
    ended = f"（{found.closed_label}）" if found.closed_label else ""
    console.print(
        f"{found.referral_id}　{found.worker_id} → {found.vacancy.title}（{found.vacancy.employer}）",
        highlight=False,
    )
    console.print(f"{found.label}{ended}", style="bold")
    for each in found.steps:
        note = f"　{each.reason_label or each.note or ''}"
        console.print(f"{each.happened_on}　{each.label}　{each.by}{note}", highlight=False)


def print_lines(found: list[ReferralLine], nothing: str) -> None:
    """Referrals as a table, or the sentence for none."""
    table = Table("编号", "个人", "岗位", "单位", "进展", "应办日期")
    for line in found:
        when = line.follow_up_on or line.hold_until or ""
        table.add_row(
            line.referral_id, line.worker_id, line.title, line.employer, line.label, f"{when}"
        )
    print_table(table, nothing)
