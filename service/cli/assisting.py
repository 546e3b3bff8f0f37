"""`songgang assist`: a proposal of who gets the intensive places, and what each policy costs."""

from enum import StrEnum
from typing import Annotated

import typer
from rich.table import Table

from models.index.allocation import POLICIES, HelpPlan, Policy
from service.assisting import Assistance, plan_help
from service.cli.context import one_sentence, settings, store_of
from service.cli.options import AsJson, AsOf, day
from service.cli.output import console, print_json, print_table, progress, say


class PolicyName(StrEnum):
    """The named policies, as options."""

    HIGHEST_INDEX = "highest_index"
    STATUTORY_FIRST = "statutory_first"
    EQUAL_MISSES = "equal_misses"
    COUNTY_QUOTAS = "county_quotas"


def assist(
    places: Annotated[int, typer.Option(min=1, help="本月有多少个重点帮助名额。")],
    policy: Annotated[
        PolicyName, typer.Option(help="按哪条规则安排；各规则的代价都会列出。")
    ] = PolicyName.STATUTORY_FIRST,
    as_of: AsOf = None,
    as_json: AsJson = False,
) -> None:
    """提出重点帮助名单的建议，并列出每条规则预期帮到多少人、代价多少；由专员决定。"""
    config, on = settings(), day(as_of)
    chosen: Policy = policy.value
    with one_sentence():
        store = store_of(config)
        with progress("重点帮助", quiet=as_json) as report:
            found = plan_help(config, store, places, chosen, as_of=on, report=report)
    if as_json:
        print_json(_form(found))
        return
    table = Table(
        title=f"重点帮助名额 {places}，登记失业 {found.jobseekers:,} 人", title_justify="left"
    )
    for heading in ("规则", "预期帮到", "比最高者优先少", "再增一个名额"):
        table.add_column(heading)
    for name, plan in found.plans.items():
        mark = "→ " if name == found.policy else ""
        table.add_row(mark + POLICIES[name][0], *_cells(plan))
    print_table(table)
    missed = found.plans[found.policy].missed
    shares = "、".join(f"{group} {share:.0%}" for group, share in missed.items())
    console.print(f"各群体漏帮率（否则将长期未就业而未入选的比例）：{shares}")
    console.print(f"名单：{found.file}")
    if found.abstained:
        say(f"{found.abstained:,} 人已知信息太少，指数不作判断，按平均情况对待；请先补充信息。")


def _cells(plan: HelpPlan) -> tuple[str, ...]:
    return f"{plan.reached:.1f}", f"{plan.price:.1f}", f"{plan.next_place:.2f}"


def _form(found: Assistance) -> dict[str, object]:
    plans = {
        name: {
            "name": POLICIES[name][0],
            "chosen": int(plan.chosen.sum()),
            "reached": plan.reached,
            "price": plan.price,
            "next_place": plan.next_place,
            "missed": dict(plan.missed),
        }
        for name, plan in found.plans.items()
    }
    return {
        "as_of": found.as_of.isoformat(),
        "bundle": found.bundle,
        "jobseekers": found.jobseekers,
        "abstained": found.abstained,
        "places": found.n_places,
        "policy": found.policy,
        "plans": plans,
        "file": str(found.file),
    }
