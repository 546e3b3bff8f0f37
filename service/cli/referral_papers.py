"""The rest of `songgang referral`: consent, letters, employers' links, what the clock closes, the funnel."""

from pathlib import Path
from typing import Annotated

import typer
from rich.table import Table

from models.referring.reasons import REASONS
from service.api.referral_forms import ConsentRequest
from service.cli.context import one_sentence, parts_here, settings, store_of, told
from service.cli.options import AsJson, day
from service.cli.output import console, fail, print_json, print_table, say
from service.clock import utc_now
from service.referrals.lapsing import lapse as close_what_is_over

Id = Annotated[str, typer.Argument(help="介绍编号。")]
By = Annotated[str, typer.Option(help="经办人。")]
PHASES = {"before": "就业前", "after": "就业后", "either": "均可"}


def consent(
    referral_id: Id,
    answer: Annotated[str, typer.Argument(help="asked、given、refused、withdrawn。")],
    by: By,
    paper: Annotated[str | None, typer.Option(help="本人签字的同意书编号。")] = None,
    as_json: AsJson = False,
) -> None:
    """征求向单位提供简历的单独同意，或登记本人签字的答复。"""
    with one_sentence():
        asked = told(ConsentRequest, answer=answer, paper=paper)
        found = parts_here().consents.tell(
            referral_id,
            asked.answer,
            paper=asked.paper,
            by=by,
            at=utc_now(),
        )
    if as_json:
        print_json(found.model_dump(mode="json"))
        return
    say("单位可以看到简历。" if found.given else "单位看不到简历。")


def letter(
    referral_id: Id,
    file: Annotated[Path, typer.Argument(help="写到哪个 PDF 文件。")],
    by: By,
    as_json: AsJson = False,
) -> None:
    """开具介绍信并存为 PDF；已有有效的介绍信时取出同一份。"""
    with one_sentence():
        every = parts_here()
        issued = every.letters.issue(referral_id, by=by, at=utc_now())
        file.write_bytes(every.letters.pdf(referral_id, day(None)))
    if as_json:
        print_json(issued.model_dump(mode="json") | {"file": str(file)})
        return
    say(f"介绍信已写入 {file}，核验码 {issued.code}，有效期至 {issued.valid_until}。")


def link(
    referral_id: Annotated[str | None, typer.Argument(help="介绍编号：单位答复用。")] = None,
    vacancy: Annotated[str | None, typer.Option(help="岗位编号：单位查看人选用。")] = None,
    as_json: AsJson = False,
) -> None:
    """给用人单位的链接：答复一个人的结果，或查看一个岗位的人选；只显示这一次。"""
    if (referral_id is None) == (vacancy is None):
        fail("写明介绍编号，或用 --vacancy 写明岗位编号，二者选一。")
    with one_sentence():
        employers = parts_here().employers
        if referral_id is not None:
            found = employers.answer_link(referral_id, at=utc_now())
        else:
            found = employers.look_link(vacancy or "", at=utc_now())
    if as_json:
        print_json(found.model_dump(mode="json"))
        return
    console.print(found.url, highlight=False)
    say(f"有效期至 {found.valid_until:%Y-%m-%d %H:%M} UTC。")


def lapse(as_json: AsJson = False) -> None:
    """结束保留期满、岗位停招、长期失联的介绍，释放名额；可每天运行，重复运行无妨。"""
    config = settings()
    with one_sentence():
        store = store_of(config)
        per_opening = config.referrals_per_opening
        found = close_what_is_over(store, utc_now(), per_opening=per_opening)
    if as_json:
        print_json(found.model_dump(mode="json"))
        return
    say(
        f"保留期满 {found.lapsed} 条，岗位停招 {found.vacancy_closed} 条，"
        f"回访期满仍失联 {found.follow_up_lost} 条。"
    )


def funnel(
    since: Annotated[str, typer.Option(help="从哪天起 YYYY-MM-DD。")],
    until: Annotated[str, typer.Option(help="到哪天为止 YYYY-MM-DD。")],
    by: Annotated[str, typer.Option(help="county、occupation 或 both。")] = "county",
    as_json: AsJson = False,
) -> None:
    """从推荐到稳定就业的人数，按县或职业；人数过少的不显示。"""
    if by not in {"county", "occupation", "both"}:
        fail("--by 应为 county、occupation 或 both。")
    first, last = day(since), day(until)
    if first > last:
        fail(f"--since 不能晚于 --until：{first} 晚于 {last}。")
    with one_sentence():
        found = parts_here().funnels.report(first, last, by=by)
    if as_json:
        print_json(found.model_dump(mode="json"))
        return
    table = Table("", *(stage.label for stage in found.total.stages))
    for line in (*found.groups, found.total):
        counts = ("…" if s.count is None else f"{s.count:,}" for s in line.stages)
        table.add_row(line.name, *counts)
    print_table(table)
    for ended in found.closings:
        n = "…" if ended.count is None else f"{ended.count:,}"
        console.print(f"{n:>8}　{ended.label}", highlight=False)
    say(found.notice)


def reasons(as_json: AsJson = False) -> None:
    """列出全部结束原因及其代码。"""
    if as_json:
        rows = [{"code": r.code, "label": r.label, "phase": r.phase} for r in REASONS]
        print_json({"reasons": rows})
        return
    for each in REASONS:
        console.print(f"{each.code:<28}{PHASES[each.phase]}　{each.label}", highlight=False)
