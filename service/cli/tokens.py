"""`songgang token`: create, list and revoke the tokens of the API."""

from typing import Annotated

import typer

from data.records import tokens, workers
from data.records.tokens import Token
from data.store import reading, transaction
from service.auth import SCOPES, create_own_token, create_token, revoke_token, token_id_of
from service.cli.context import operator, settings, store_of
from service.cli.options import AsJson
from service.cli.output import console, fail, print_json, say
from service.clock import utc_now
from service.wording import region_name

app = typer.Typer(help="接口访问令牌。", no_args_is_help=True)


@app.command("create")
def create(
    name: Annotated[str, typer.Argument(help="给谁用，例如“五台县人社局”。")],
    scope: Annotated[list[str] | None, typer.Option(help=f"权限：{'、'.join(SCOPES)}。")] = None,
    days: Annotated[int, typer.Option(help="有效天数，1–366。")] = 90,
    region: Annotated[
        str | None, typer.Option(help="限于一个县区，例如 140922；默认全市。")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """新建令牌；只显示这一次，系统只保存其摘要。"""
    scopes = frozenset(scope or ["read"])
    try:
        with transaction(store_of(settings())) as db:
            text = create_token(
                db, name, scopes, now=utc_now(), days=days, by=operator(), region=region
            )
    except ValueError as error:
        fail(str(error))
    if as_json:
        facts = {"name": name, "scopes": sorted(scopes), "region": region, "days": days}
        print_json(facts | {"token": text})
        return
    say("请妥善保存，今后不再显示：")
    console.print(text, highlight=False)


@app.command("own")
def own(
    worker_id: Annotated[str, typer.Argument(help="个人编号；请先在窗口核验本人身份。")],
    minutes: Annotated[int, typer.Option(min=1, max=720, help="有效分钟数。")] = 30,
    as_json: AsJson = False,
) -> None:
    """为劳动者本人新建短时令牌，只能打开本人的页面。"""
    with transaction(store_of(settings())) as db:
        if not workers.exists(db, worker_id):
            fail(f"登记中没有编号为“{worker_id}”的劳动者。")
        text = create_own_token(db, worker_id, now=utc_now(), minutes=minutes, by=operator())
    if as_json:
        print_json({"worker_id": worker_id, "minutes": minutes, "token": text})
        return
    say(f"请当面交给本人，{minutes} 分钟内有效，今后不再显示：")
    console.print(text, highlight=False)


@app.command("list")
def list_tokens(as_json: AsJson = False) -> None:
    """列出全部令牌（不显示令牌本身）。"""
    with reading(store_of(settings())) as db:
        found = tokens.all_tokens(db)
    if as_json:
        print_json({"tokens": [_facts(token) for token in found]})
        return
    if not found:
        say("还没有令牌，用 songgang token create 新建。")
    for token in found:
        state = "已撤销" if token.revoked_at else f"有效至 {token.expires_at:%Y-%m-%d %H:%M} UTC"
        console.print(
            f"{_id(token)}  {token.name}  {'、'.join(token.scopes)}  {region_name(token.region) or '全市'}  {state}"
        )


@app.command("revoke")
def revoke(
    token_id: Annotated[str, typer.Argument(help="令牌编号（token list 的第一列）。")],
) -> None:
    """撤销令牌，立即生效。"""
    if not token_id:
        fail("请写明令牌编号（token list 的第一列）。")
    with transaction(store_of(settings())) as db:
        matching = [t for t in tokens.all_tokens(db) if t.token_hash.startswith(token_id)]
        if len(matching) != 1:
            fail(f"没有编号为 {token_id} 的令牌。" if not matching else "编号太短，不能唯一确定。")
        revoke_token(db, matching[0].token_hash, now=utc_now(), by=operator())
    say(f"已撤销“{matching[0].name}”的令牌。")


def _id(token: Token) -> str:
    return token_id_of(token.token_hash)


def _facts(token: Token) -> dict[str, object]:
    return {
        "id": _id(token),
        "name": token.name,
        "scopes": list(token.scopes),
        "region": token.region,
        "expires_at": token.expires_at.isoformat(),
        "revoked": token.revoked_at is not None,
    }
