"""`songgang account`: who of the office may sign in; the first administrators can only be made here."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Annotated

import typer

from data.records import accounts
from data.records.accounts import Account, Post
from data.store import Connection, reading, transaction
from service.access import keeping
from service.access.roles import ALL_ROLES, checked, reach_label
from service.access.sign_on import bind, unbind
from service.cli.context import one_sentence, operator, settings, store_of
from service.cli.options import AsJson
from service.cli.output import console, fail, print_json, say
from service.clock import XINZHOU, utc_now

app = typer.Typer(help="工作人员账号。", no_args_is_help=True)

SignInName = Annotated[str, typer.Argument(help="登录名。")]
RoleOption = Annotated[
    str, typer.Option(help="职责：" + "、".join(f"{k}（{r.label}）" for k, r in ALL_ROLES.items()))
]
RegionOption = Annotated[str | None, typer.Option(help="限于一个县区，例如 140922；默认全市。")]
TownshipOption = Annotated[str | None, typer.Option(help="乡镇经办员的乡镇街道，例如 140922100。")]


@app.command("add")
def add(
    sign_in_name: SignInName,
    name: Annotated[str, typer.Argument(help="姓名；有重名时注明单位，例如“张伟（代县）”。")],
    role: RoleOption,
    region: RegionOption = None,
    township: TownshipOption = None,
    as_json: AsJson = False,
) -> None:
    """新建账号；首个密码只显示这一次，首次登录时须更换。"""
    post = _post(role, region, township)
    with _writing() as (db, by, now):
        _, password = keeping.add_account(db, sign_in_name, name, post=post, by=by, at=now)
    _tell(password, as_json, sign_in_name=sign_in_name, role=post.role)


@app.command("list")
def list_accounts(as_json: AsJson = False) -> None:
    """列出全部账号。"""
    now = utc_now()
    with reading(store_of(settings())) as db:
        found = accounts.everybody(db)
    if as_json:
        print_json({"accounts": [_facts(each, now) for each in found]})
        return
    if not found:
        say("还没有账号，用 songgang account add 建立。")
    for each in found:
        last = (
            f"{each.signed_in_at.astimezone(XINZHOU):%Y-%m-%d %H:%M}"
            if each.signed_in_at
            else "从未"
        )
        line = (
            each.sign_in_name,
            each.name,
            ALL_ROLES[each.role].label,
            reach_label(each) or "—",
            keeping.STATES[keeping.state_of(each, now)],
            f"最近登录 {last}",
        )
        console.print("  ".join(line), highlight=False)


@app.command("lock")
def lock(sign_in_name: SignInName) -> None:
    """停用账号，立即生效，已登录的会话同时结束。"""
    with _writing() as (db, by, now):
        keeping.close_account(db, keeping.named(db, sign_in_name), by=by, at=now)
    say(f"已停用“{sign_in_name}”。")


@app.command("unlock")
def unlock(sign_in_name: SignInName) -> None:
    """解除锁定或恢复停用的账号。"""
    with _writing() as (db, by, now):
        keeping.unlock_account(db, keeping.named(db, sign_in_name), by=by, at=now)
    say(f"已恢复“{sign_in_name}”。")


@app.command("reset")
def reset(
    sign_in_name: SignInName,
    second_factor: Annotated[
        bool, typer.Option("--second-factor", help="同时停用动态口令（手机丢失时）。")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """重设密码；新密码只显示这一次，下次登录时须更换。"""
    with _writing() as (db, by, now):
        account = keeping.named(db, sign_in_name)
        password = keeping.reset_password(db, account, by=by, at=now)
        if second_factor:
            keeping.drop_second_factor(db, account, by=by, at=now)
    _tell(password, as_json, sign_in_name=sign_in_name)


@app.command("role")
def role_command(
    sign_in_name: SignInName,
    role: Annotated[str, typer.Argument(help=f"职责：{'、'.join(ALL_ROLES)}。")],
    region: RegionOption = None,
    township: TownshipOption = None,
) -> None:
    """变更职责和负责范围；已登录的会话同时结束。"""
    post = _post(role, region, township)
    with _writing() as (db, by, now):
        keeping.give_post(db, keeping.named(db, sign_in_name), post, by=by, at=now)
    say(f"“{sign_in_name}”现为{ALL_ROLES[role].label}（{reach_label(post) or '不查看个人档案'}）。")


@app.command("bind")
def bind_command(
    sign_in_name: SignInName,
    subject: Annotated[str, typer.Argument(help="统一身份认证平台给出的身份标识。")],
) -> None:
    """绑定统一身份认证平台的身份，今后可用它登录；只保存摘要。"""
    config = settings()
    if config.sign_on is None:
        fail("没有启用统一身份认证：请先设置 SONGGANG_OIDC_ISSUER。")
    store = store_of(config)
    with one_sentence():
        with reading(store) as db:
            account = keeping.named(db, sign_in_name)
        try:
            bind(store, account, config.sign_on.issuer, subject, by=operator(), at=utc_now())
        except ValueError as error:
            fail(str(error))
    say(f"已为“{sign_in_name}”绑定身份。")


@app.command("unbind")
def unbind_command(sign_in_name: SignInName) -> None:
    """解除统一身份的绑定。"""
    with _writing() as (db, by, now):
        unbind(db, keeping.named(db, sign_in_name), by=by, at=now)
    say(f"“{sign_in_name}”不再绑定统一身份。")


@contextmanager
def _writing() -> Iterator[tuple[Connection, str, datetime]]:
    """A transaction, who runs this command, and when; what is refused ends it with a sentence."""
    with one_sentence():
        try:
            with transaction(store_of(settings())) as db:
                yield db, operator(), utc_now()
        except ValueError as error:
            fail(str(error))


def _post(role: str, region: str | None, township: str | None) -> Post:
    try:
        return checked(role, region, township)
    except ValueError as error:
        fail(str(error))


def _tell(password: str, as_json: bool, **facts: str) -> None:
    if as_json:
        print_json(facts | {"password": password})
        return
    say("请当面交给本人，今后不再显示；登录后须立即更换：")
    console.print(password, highlight=False)


def _facts(each: Account, now: datetime) -> dict[str, object]:
    return {
        "sign_in_name": each.sign_in_name,
        "name": each.name,
        "role": each.role,
        "region": each.region,
        "township": each.township,
        "state": keeping.state_of(each, now),
        "second_factor": each.totp_since is not None,
        "signed_in_at": each.signed_in_at,
    }
