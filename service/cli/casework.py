"""`songgang casework`: people found for policies, cases of recognition, and what is due."""

from typing import Annotated

import typer
from rich.table import Table

from data.codes.law.tags import TAG_NAMES
from data.codes.regions import regions
from service.assistance.helping import Helping
from service.assistance.recognition import Recognition
from service.assistance.scanning import listed, scan, summary
from service.cli.context import one_sentence, settings, store_of
from service.cli.options import AsJson, AsOf, day
from service.cli.output import console, print_json, print_table, progress, say
from service.clock import must_have_come, utc_now

app = typer.Typer(help="政策找人、认定、帮扶与到期事项。", no_args_is_help=True)


@app.command("scan")
def scan_command(as_of: AsOf = None, as_json: AsJson = False) -> None:
    """政策找人：预检每个人，按县写出可享受而未申请的人；不联系任何人。"""
    config, on = settings(), day(as_of)
    with one_sentence(), progress("政策找人", quiet=as_json) as report:
        must_have_come(on, utc_now(), "政策找人")
        found = scan(config, store_of(config), on, report)
    if as_json:
        print_json(summary(config, on))
        return
    policies = sorted({p for counts in found.by_county.values() for p in counts})
    table = Table("县（市、区）", *(TAG_NAMES.get(p, p) for p in policies))
    for region, counts in found.by_county.items():
        known = regions().get(region)
        table.add_row(known.name if known else region, *(f"{counts.get(p, 0):,}" for p in policies))
    print_table(table)
    say(f"共 {found.people:,} 人，其中 {found.told:,} 人有可告知的事项；明细在 {found.folder}")


@app.command("entitled")
def entitled(
    region: Annotated[str, typer.Argument(help="县（市、区）六位代码。")],
    policy: Annotated[str | None, typer.Option(help="只看一项政策，如 P04。")] = None,
    as_of: AsOf = None,
    limit: Annotated[int, typer.Option(min=1, max=100_000, help="最多列几人。")] = 50,
    as_json: AsJson = False,
) -> None:
    """列出一个县可享受而未申请政策的人（个人编号），最急的在前。"""
    with one_sentence():
        rows = listed(settings(), day(as_of), region, policy, limit=limit)
    if as_json:
        print_json({"people": rows})
        return
    table = Table("个人编号", "乡镇", "可享受的政策", "法定情形", "标注建议")
    for row in rows:
        tags = [n for f, n in TAG_NAMES.items() if row[f]]
        entitled_to, categories = row["entitled"], row["categories"]
        table.add_row(
            str(row["worker_id"]),
            str(row["township"] or ""),
            "、".join(entitled_to if isinstance(entitled_to, list) else []),
            "、".join(categories if isinstance(categories, list) else []),
            "、".join(tags),
        )
    print_table(table, "没有符合条件的人；名单由 songgang casework scan 更新。")


@app.command("case")
def case(
    case_id: Annotated[str, typer.Argument(help="认定编号。")],
    as_json: AsJson = False,
) -> None:
    """查看一件就业困难人员认定：每一步、时限与下一步。"""
    with one_sentence():
        found = Recognition(store_of(settings())).one(case_id, day(None))
    if as_json:
        print_json(found.model_dump(mode="json"))
        return
    console.print(f"{found.case_id}　{found.category_name}　{found.state_name}", highlight=False)
    for step in found.steps:
        why = f"：{step.reason}" if step.reason else ""
        console.print(f"  {step.happened_on}  {step.name}（{step.done_by}）{why}", highlight=False)
    if found.due:
        console.print(f"下一步：{found.due}{'，已逾期' if found.overdue else ''}", highlight=False)
    console.print(f"可办理：{'、'.join(step.name for step in found.next) or '无'}", highlight=False)


@app.command("due")
def due(
    until: Annotated[str | None, typer.Option(help="到哪一天为止，默认今天。")] = None,
    as_json: AsJson = False,
) -> None:
    """列出到期的认定步骤、复查、帮扶措施与回访。"""
    with one_sentence():
        found = Helping(store_of(settings())).due(day(until))
    if as_json:
        print_json(found.model_dump(mode="json"))
        return
    table = Table("到期", "事项", "个人编号", "编号")
    for case_ in found.cases:
        what = f"认定：{case_.state_name}"
        table.add_row(case_.due or f"{case_.review_on}", what, case_.worker_id, case_.case_id)
    for tag in found.tags:
        table.add_row(f"{tag.review_on}", f"标注复查：{tag.name}", tag.worker_id, tag.tag_id)
    for measure in found.measures:
        table.add_row(f"{measure.due_on}", measure.text, measure.worker_id, measure.measure_id)
    for followup in found.followups:
        what = f"{followup.months}个月回访"
        table.add_row(f"{followup.due_on}", what, followup.worker_id, followup.followup_id)
    print_table(table, "没有到期事项。")
