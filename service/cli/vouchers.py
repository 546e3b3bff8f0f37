"""`songgang voucher`: funds, batches, money, frost and the report, from the operator's side.

There is no command to claim: a voucher is claimed by the worker in person and by nobody else.
"""

from collections.abc import Callable
from pathlib import Path
from typing import Annotated

import typer
from rich.table import Table

from data.records import batches
from data.records.batches import Fund
from data.records.vouchers import Voucher
from data.store import Connection, reading, transaction
from data.tables_vouchers import BATCH_STATES, FUND_SOURCES
from data.toml_files import NoToml, read_toml
from service.api.voucher_forms import BatchForm, BatchRequest, FundRequest, VoucherForm
from service.cli import voucher_watch
from service.cli.context import one_sentence, settings, store_of, told
from service.cli.options import AsJson, day, fen
from service.cli.output import console, fail, print_facts, print_json, print_table
from service.clock import utc_now
from service.vouchers import freezing, issuing, settling, shaping
from service.vouchers.actors import second_person, staff
from service.vouchers.planning import plan_of
from service.wording import yuan

app = typer.Typer(help="电子培训券：资金、批次、兑现、冻结与对账。", no_args_is_help=True)
voucher_watch.add_to(app)

Batch = Annotated[str, typer.Argument(help="批次编号。")]
Id = Annotated[str, typer.Argument(help="券编号。")]
By = Annotated[str, typer.Option(help="办理人。")]
Why = Annotated[str, typer.Option("--reason", help="理由。")]
Until = Annotated[str, typer.Option(help="最迟到哪一天 YYYY-MM-DD。")]
Yuan = Annotated[str, typer.Option("--yuan", help="金额，元，如 1000 或 999.50。")]


@app.command("fund")
def fund(
    fund_id: Annotated[str, typer.Argument(help="资金编号。")],
    name: Annotated[str, typer.Option(help="名称。")],
    source: Annotated[str, typer.Option(help="、".join(FUND_SOURCES))],
    year: Annotated[int, typer.Option(help="年度。")],
    amount: Yuan,
    by: By,
    as_json: AsJson = False,
) -> None:
    """登记一笔年度资金。"""
    with one_sentence(), transaction(store_of(settings())) as db:
        asked = told(
            FundRequest, fund_id=fund_id, name=name, source=source, year=year, total_fen=fen(amount)
        )
        actor = staff(by, utc_now())
        new = Fund(**asked.model_dump(), recorded_at=actor.now, recorded_by=by)
        issuing.open_fund(db, new)
        found = shaping.fund_form(db, new)
    if as_json:
        print_json(found.model_dump(mode="json"))
        return
    print_facts(
        f"资金 {fund_id}", {"总额（元）": yuan(found.total_fen), "可用": yuan(found.left_fen)}
    )


@app.command("draft")
def draft(
    file: Annotated[Path, typer.Argument(help="TOML 文件，各项与接口 /voucher-batches 相同。")],
    by: By,
    as_json: AsJson = False,
) -> None:
    """定制一个批次并预留预算；发布须由另一人。"""
    with one_sentence(), transaction(store_of(settings())) as db:
        actor = staff(by, utc_now())
        asked = told(BatchRequest, **_read(file))
        found = shaping.batch_form(issuing.draft(db, plan_of(db, asked, actor), actor))
    _show_batch(found, as_json=as_json)


@app.command("publish")
def publish(batch_id: Batch, by: By, as_json: AsJson = False) -> None:
    """复核并发布一个批次；复核人与定制人不能是同一人。"""
    with one_sentence(), transaction(store_of(settings())) as db:
        published = issuing.publish(db, batch_id, second_person(by, utc_now()))
        found = shaping.published_form(published)
    if as_json:
        print_json(found.model_dump(mode="json"))
        return
    print_facts(f"批次 {batch_id} 已发布", {"发放": found.issued, "未发放": len(found.refused)})
    for line in found.refused:
        console.print(f"{line.worker_id}　{line.refused}", highlight=False)


@app.command("cancel")
def cancel(batch_id: Batch, reason: Why, by: By, as_json: AsJson = False) -> None:
    """取消一个草稿，释放预算。"""
    with one_sentence(), transaction(store_of(settings())) as db:
        gone = issuing.cancel(db, batch_id, reason, staff(by, utc_now()))
        found = shaping.batch_form(gone)
    _show_batch(found, as_json=as_json)


@app.command("list")
def listed(
    state: Annotated[
        str | None, typer.Option(help="draft 草稿、published 已发布、cancelled 已取消。")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """列出批次。"""
    if state is not None and state not in BATCH_STATES:
        fail(f"没有这种状态：{state}；可选 {'、'.join(BATCH_STATES)}。")
    with one_sentence(), reading(store_of(settings())) as db:
        found = [shaping.batch_form(b) for b in batches.listed(db, state=state, limit=1000)]
    if as_json:
        print_json({"batches": [b.model_dump(mode="json") for b in found]})
        return
    table = Table("批次", "名称", "状态", "数量", "每张（元）", "领取截止", "有效期")
    for b in found:
        row = (b.title, b.label, f"{b.quantity}", yuan(b.value_fen), f"{b.claim_by}")
        table.add_row(b.batch_id, *row, f"{b.valid_until}")
    print_table(table, "没有批次。")


@app.command("submit")
def submit(voucher_id: Id, by: By, as_json: AsJson = False) -> None:
    """申请兑现，自此公示；风险规则再核一遍。"""
    _do(lambda db: settling.submit(db, voucher_id, staff(by, utc_now())), as_json=as_json)


@app.command("send-back")
def send_back(voucher_id: Id, reason: Why, by: By, as_json: AsJson = False) -> None:
    """退回补正。"""
    actor = staff(by, utc_now())
    _do(lambda db: settling.send_back(db, voucher_id, reason, actor), as_json=as_json)


@app.command("settle")
def settle(
    voucher_id: Id,
    amount: Yuan,
    bank: Annotated[str, typer.Option(help="银行回单号。")],
    by: By,
    as_json: AsJson = False,
) -> None:
    """确认已付款；付款人与申请兑现的人不能是同一人。"""
    actor, paid = second_person(by, utc_now()), fen(amount)
    _do(lambda db: settling.settle(db, voucher_id, paid, bank, actor), as_json=as_json)


@app.command("claw-back")
def claw_back(voucher_id: Id, amount: Yuan, reason: Why, by: By, as_json: AsJson = False) -> None:
    """追回错付的款项，记为应收。"""
    actor, owed = second_person(by, utc_now()), fen(amount)
    _do(lambda db: settling.claw_back(db, voucher_id, owed, reason, actor), as_json=as_json)


@app.command("repay")
def repay(voucher_id: Id, amount: Yuan, by: By, as_json: AsJson = False) -> None:
    """登记已退回的款项。"""
    actor, back = staff(by, utc_now()), fen(amount)
    _do(lambda db: settling.repay(db, voucher_id, back, actor), as_json=as_json)


@app.command("void")
def void(voucher_id: Id, reason: Why, by: By, as_json: AsJson = False) -> None:
    """作废一张券，不可恢复；会告知本人。"""
    actor = staff(by, utc_now())
    _do(lambda db: settling.void(db, voucher_id, reason, actor), as_json=as_json)


@app.command("freeze")
def freeze(voucher_id: Id, reason: Why, until: Until, by: By, as_json: AsJson = False) -> None:
    """冻结一张券，须有理由和到期日。"""
    actor, end = staff(by, utc_now()), day(until)
    _do(lambda db: freezing.freeze(db, voucher_id, reason, end, actor), as_json=as_json)


@app.command("extend")
def extend(voucher_id: Id, reason: Why, until: Until, by: By, as_json: AsJson = False) -> None:
    """延长冻结，由人决定。"""
    actor, end = staff(by, utc_now()), day(until)
    _do(lambda db: freezing.extend(db, voucher_id, reason, end, actor), as_json=as_json)


@app.command("clear")
def clear(voucher_id: Id, reason: Why, by: By, as_json: AsJson = False) -> None:
    """解除冻结；冻结期间的天数补回各项期限。"""
    actor = staff(by, utc_now())
    _do(lambda db: freezing.clear(db, voucher_id, reason, actor), as_json=as_json)


def _do(act: Callable[[Connection], Voucher], *, as_json: bool) -> None:
    with one_sentence(), transaction(store_of(settings())) as db:
        found = shaping.voucher_form(act(db))
    show(found, as_json=as_json)


def show(found: VoucherForm, *, as_json: bool) -> None:
    """A voucher on the screen."""
    if as_json:
        print_json(found.model_dump(mode="json"))
        return
    facts = {"培训": found.what, "状态": found.label, "金额（元）": yuan(found.value_fen)}
    facts |= {"领取截止": f"{found.claim_by}", "有效期": f"{found.valid_until}"}
    print_facts(f"培训券 {found.voucher_id}", facts)


def _show_batch(found: BatchForm, *, as_json: bool) -> None:
    if as_json:
        print_json(found.model_dump(mode="json"))
        return
    facts = {"培训": found.what, "状态": found.label, "数量": found.quantity}
    print_facts(f"批次 {found.batch_id}", facts | {"预算（元）": yuan(found.budget_fen)})


def _read(file: Path) -> dict[str, object]:
    try:
        return read_toml(file)
    except NoToml as failure:
        fail(f"批次文件读不出：{file.name}（{failure}）")
