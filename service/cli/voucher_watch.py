"""The part of `songgang voucher` that watches: the schedule, the risk rules, the report, the rules."""

from collections.abc import Callable
from typing import Annotated

import typer
from rich.table import Table

from data.records import batches, flags, vouchers
from data.store import reading, transaction
from models.vouchers.states import EVENT_NAMES, Event
from service.api.voucher_report_forms import ReconciliationForm
from service.cli.context import one_sentence, settings, store_of
from service.cli.options import AsJson, AsOf, day
from service.cli.output import console, print_facts, print_json, print_table, say
from service.clock import XINZHOU, utc_now
from service.errors import NotFound
from service.vouchers import expiring, freezing, looking, shaping
from service.vouchers.actors import staff
from service.vouchers.reconciling import reconcile
from service.vouchers.steps import rules_for
from service.wording import CERTAINTIES, yuan

Id = Annotated[str, typer.Argument(help="券编号。")]


def show(voucher_id: Id, as_json: AsJson = False) -> None:
    """显示一张券的每一步和风险提示。"""
    with one_sentence(), reading(store_of(settings())) as db:
        voucher = vouchers.one(db, voucher_id)
        if voucher is None:
            raise NotFound(f"没有编号为“{voucher_id}”的培训券。")
        found = shaping.voucher_detail(db, voucher)
    if as_json:
        print_json(found.model_dump(mode="json"))
        return
    print_facts(f"培训券 {found.voucher_id}", {"培训": found.what, "状态": found.label})
    table = Table("时间", "办理", "之后", "办理人", "理由")
    for s in found.steps:
        when = f"{s.at.astimezone(XINZHOU):%Y-%m-%d %H:%M}"
        table.add_row(when, s.label, s.after, s.by, s.reason or "")
    print_table(table)
    for f in found.flags:
        state = {"cleared": "已排除", "confirmed": "已确认"}.get(f.decision or "", "待核实")
        console.print(f"{state}　{f.sentence}{f.evidence}", highlight=False)


def expire(as_json: AsJson = False) -> None:
    """办理到期事项：过期、未到课、逾期、冻结到期；每晚运行一次。"""
    with one_sentence():
        done = expiring.expire_due(store_of(settings()), utc_now())
    if as_json:
        print_json(done)
        return
    print_facts("到期办理", {EVENT_NAMES[Event(name)]: n for name, n in done.items()})


def look(as_json: AsJson = False) -> None:
    """让风险规则看一遍使用中的券；有新发现的冻结，等人决定。"""
    with one_sentence():
        n = looking.look_at_all(store_of(settings()), utc_now())
    if as_json:
        print_json({"frozen": n})
        return
    say(f"新冻结 {n} 张，请用 voucher flags 查看。")


def waiting(as_json: AsJson = False) -> None:
    """列出等人核实的风险提示。"""
    with one_sentence(), reading(store_of(settings())) as db:
        found = [shaping.flag_form(f) for f in flags.undecided(db, limit=1000)]
    if as_json:
        print_json({"flags": [f.model_dump(mode="json") for f in found]})
        return
    table = Table("编号", "券", "规则", "依据")
    for f in found:
        table.add_row(f"{f.flag_id}", f.voucher_id, f.sentence, f.evidence)
    print_table(table, "没有等待核实的风险提示。")


def decide(
    flag_id: Annotated[int, typer.Argument(help="提示编号。")],
    decision: Annotated[str, typer.Argument(help="cleared 排除，confirmed 确认。")],
    reason: Annotated[str, typer.Option(help="理由。")],
    by: Annotated[str, typer.Option(help="办理人。")],
    as_json: AsJson = False,
) -> None:
    """对一条风险提示作出结论；此外不会自动发生任何事。"""
    with one_sentence(), transaction(store_of(settings())) as db:
        actor = staff(by, utc_now())
        found = shaping.flag_form(freezing.decide_flag(db, flag_id, decision, reason, actor))
    if as_json:
        print_json(found.model_dump(mode="json"))
        return
    say(f"已记录：{found.sentence}{'已排除' if decision == 'cleared' else '已确认'}")


def report(
    fund: Annotated[str | None, typer.Option(help="只看一笔资金。")] = None,
    as_of: AsOf = None,
    as_json: AsJson = False,
) -> None:
    """对账：按批次、资金、县统计发放、领取、使用、持证、兑现，并列出不相符之处。"""
    with one_sentence(), reading(store_of(settings())) as db:
        funds = {f.fund_id: f.name for f in batches.all_funds(db)}
        found = shaping.reconciliation_form(reconcile(db, day(as_of), fund_id=fund), funds)
    if as_json:
        print_json(found.model_dump(mode="json"))
        return
    _print_report(found)


def rules(as_of: AsOf = None, as_json: AsJson = False) -> None:
    """列出当日有效的培训券规则：数值、互斥、依据文件与核实程度。"""
    with one_sentence():
        on = day(as_of)
        found = shaping.rules_form(rules_for(on), on)
    if as_json:
        print_json(found.model_dump(mode="json"))
        return
    table = Table("数值", "规则", "依据", "核实程度")
    for f in found.figures:
        table.add_row(f"{f.value}", f.text, f.doc_no or "本系统暂定", CERTAINTIES[f.certainty])
    for e in found.exclusions:
        table.add_row("", e.text, e.doc_no, CERTAINTIES[e.certainty])
    print_table(table)


def add_to(app: typer.Typer) -> None:
    """Put these commands into the group."""
    commands: dict[str, Callable[..., None]] = {
        "show": show,
        "expire": expire,
        "look": look,
        "flags": waiting,
        "decide": decide,
        "report": report,
        "rules": rules,
    }
    for name, command in commands.items():
        app.command(name)(command)


def _print_report(found: ReconciliationForm) -> None:
    parts = {"按批次": found.by_batch, "按资金": found.by_fund, "按县": found.by_county}
    for title, funnels in parts.items():
        table = Table("", "发放", "领取", "使用", "持证", "兑现", "兑现金额（元）", title=title)
        for f in funnels:
            numbers = (f.issued, f.claimed, f.used, f.certified, f.settled)
            table.add_row(f.name, *(f"{n:,}" for n in numbers), yuan(f.settled_fen))
        print_table(table)
    for m in found.mismatches:
        console.print(f"不相符　{m.subject}　{m.sentence}", style="red", highlight=False)
    if found.balanced:
        say("账目全部相符。")
