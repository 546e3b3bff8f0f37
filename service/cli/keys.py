"""`songgang keys`: which keys seal who somebody is, and a new one for everything."""

from typing import Annotated

import typer

from data.keys import CIPHERS
from data.records import audit, keyrings
from data.records.audit import Act
from data.sealing import check_offered
from data.store import reading, transaction
from service.cli.context import one_sentence, operator, settings, store_of
from service.cli.options import AsJson
from service.cli.output import console, fail, print_json, progress, say
from service.clock import utc_now

app = typer.Typer(help="身份信息的加密密钥。", no_args_is_help=True)


@app.command("status")
def status(as_json: AsJson = False) -> None:
    """列出密钥（不显示密钥本身），以及各加密了多少条。"""
    config = settings()
    store = store_of(config)
    with reading(store) as db:
        counts = keyrings.sealed_by(db)
    rows = [
        {
            "number": key.number,
            "cipher": key.cipher,
            "made_at": key.made_at.isoformat(),
            "fingerprint": key.fingerprint,
            "seals": counts.get(key.number, 0),
        }
        for key in store.vault.ring().keys
    ]
    if as_json:
        print_json({"file": str(config.keys), "keys": rows})
        return
    console.print(f"密钥文件：{config.keys}", highlight=False)
    for row in rows:
        made = str(row["made_at"])[:16].replace("T", " ")
        console.print(
            f"第 {row['number']} 号  {row['cipher']}  建于 {made} UTC  加密 {row['seals']:,} 条"
        )
    if len([row for row in rows if row["seals"]]) > 1:
        say("有旧密钥加密的数据：请运行 songgang keys rotate 接着换完。")


@app.command("rotate")
def rotate(
    cipher: Annotated[
        str | None, typer.Option(help=f"新密钥的算法：{'、'.join(CIPHERS)}。")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """新建密钥，并用它重新加密全部身份信息；中途停止后再运行即接着做。"""
    config = settings()
    chosen = cipher or config.cipher
    if chosen not in CIPHERS:
        fail(f"没有这样的算法：{chosen}；可选 {'、'.join(CIPHERS)}。")
    store = store_of(config)
    with one_sentence(), progress("更换密钥", quiet=as_json) as report:
        check_offered(chosen)
        number = keyrings.renew(store, chosen, utc_now())
        with reading(store) as db:
            total = sum(n for key, n in keyrings.sealed_by(db).items() if key != number)
        done = keyrings.seal_anew(store, number, lambda n: report(n, total, "重新加密"))
        with transaction(store) as db:
            facts = {"cipher": chosen, "sealed": done}
            audit.record(
                db, Act(operator(), "keys_rotated", f"key:{number}", facts=facts), utc_now()
            )
    if as_json:
        print_json({"number": number, "sealed": done})
        return
    say(f"已用第 {number} 号密钥重新加密 {done:,} 条。请立即备份密钥文件：{config.keys}")
    say("旧密钥仍留在文件中，用于打开以前的数据库备份。")
