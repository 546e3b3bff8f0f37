"""`songgang demo`: the main job from end to end on a synthetic market, then served."""

from dataclasses import replace
from pathlib import Path
from shlex import quote
from typing import Annotated

import typer
from rich.table import Table

from data.records import workers
from data.records.counties import home_behind
from data.store import Store, reading, transaction
from service.access.samples import add_samples
from service.auth import create_token
from service.cli.answers import print_advice, print_steps
from service.cli.context import one_sentence, settings, store_of
from service.cli.options import AsJson, AsOf, day
from service.cli.output import console, print_json, print_table, progress, say
from service.cli.serving import start, try_door
from service.clock import utc_now
from service.demo import Demo, prepare, run_demo
from service.demonstrated import BY


def print_accounts(store: Store, worker_id: str) -> None:
    """Make an account for each role and show how one signs in; the passwords are shown nowhere else."""
    with reading(store) as db:
        home = home_behind(db, "worker_id", worker_id)
    if home is None:
        return
    made = add_samples(store, home, now=utc_now())
    table = Table(title="演示账号（密码每次演示随机生成，只显示这一次）")
    for heading in ("职责", "登录名", "密码", "负责范围"):
        table.add_column(heading)
    for each in made:
        table.add_row(each.role, each.sign_in_name, each.password, each.reach or "—")
    print_table(table)
    for each in made:
        if each.recovery:
            console.print(
                f"{each.sign_in_name} 登录时的动态口令处，可填备用码（一次有效）：{each.recovery}",
                highlight=False,
            )


def print_own_page(store: Store, worker_id: str) -> None:
    """Show by what the worker of the demonstration signs in: nobody here is real, so nothing is given away."""
    with reading(store) as db:
        person = workers.whole(db, worker_id)
    if person is not None and person.phone is not None:
        console.print(
            f"本人页面（/me）：手机号 {person.phone}，身份证号码最后 4 位 {person.id_number[-4:]}；"
            "验证码显示在页面上，不发短信。",
            highlight=False,
        )


def demo(
    n_workers: Annotated[int, typer.Option("--workers", min=500, help="劳动者人数。")] = 20_000,
    vacancies: Annotated[int, typer.Option(min=100, help="岗位数。")] = 3_000,
    seed: Annotated[int, typer.Option(min=0, help="随机种子；同一种子得到同一市场。")] = 7,
    folder: Annotated[
        Path | None, typer.Option(help="演示数据放在哪里，默认 SONGGANG_HOME 下的 demo。")
    ] = None,
    as_of: AsOf = None,
    no_serve: Annotated[
        bool, typer.Option("--no-serve", help="给出结果后结束，不启动服务。")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """合成一个忻州劳动力市场，导入、训练、匹配，给出一位劳动者的建议，并启动服务。"""
    base = settings()
    home = (folder or base.home / "demo").absolute()
    config = replace(base, home=home, database_url=f"sqlite:///{home / 'songgang.db'}")
    if not no_serve:
        try_door(config.host, config.port)
    with one_sentence():
        prepare(home)
        store = store_of(config)
        with progress("演示", quiet=as_json) as report:
            demo = Demo(n_workers, vacancies, seed, day(as_of))
            done = run_demo(config, store, demo, report, now=utc_now())
    if as_json:
        print_json(done.as_dict())
    else:
        print_advice(console, done.advice)
        print_steps(done.steps)
        print_accounts(store, done.advice.worker.worker_id)
        print_own_page(store, done.advice.worker.worker_id)
    if no_serve:
        # Both are said: an address of a database that is set already would win over the home's own.
        where = {"SONGGANG_HOME": str(home), "SONGGANG_DATABASE_URL": config.database_url}
        said = " ".join(f"{name}={quote(value)}" for name, value in where.items())
        say(f"要打开页面：{said} songgang serve")
        return
    with transaction(store) as db:
        token = create_token(db, BY, frozenset({"read", "judge"}), now=utc_now(), days=1)
    say(f"试用令牌（一天有效）：{token}")
    say(
        f'试一试：curl -H "Authorization: Bearer {token}" '
        f"http://{config.host}:{config.port}/api/v1/workers/{done.advice.worker.worker_id}/vacancies"
    )
    start(config, store, processes=1)
