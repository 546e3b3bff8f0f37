"""`songgang backup` and `songgang restore`: a copy of everything while it runs, and a home made from one."""

from pathlib import Path
from typing import Annotated

import typer

from service.cli.context import one_sentence, settings, store_of
from service.cli.options import AsJson
from service.cli.output import console, print_json
from service.clock import utc_now
from service.operating.copies import back_up, restore


def backup(
    into: Annotated[Path, typer.Argument(help="存放备份的文件夹；每次在其中新建一个。")],
    keys: Annotated[bool, typer.Option(help="把密钥一并写入（默认不写，见说明）。")] = False,
    snapshots: Annotated[bool, typer.Option(help="把每日快照一并写入。")] = False,
    as_json: AsJson = False,
) -> None:
    """备份数据库、模型包和设置，运行中也可进行；默认不含密钥，密钥须另行保管。"""
    config = settings()
    with one_sentence():
        made = back_up(
            config,
            store_of(config),
            into.absolute(),
            now=utc_now(),
            with_keys=keys,
            with_snapshots=snapshots,
        )
    if as_json:
        print_json({"folder": str(made), "has_keys": keys})
        return
    console.print(f"备份完成：{made}", highlight=False)
    if keys:
        console.print("备份内含密钥：得到它的人能读出全部身份信息，请按密钥保管。")
        return
    console.print(
        f"备份不含密钥。没有 {config.keys} 就无法读出姓名以外的身份信息，请另行备份到别处。",
        highlight=False,
    )


def restore_command(
    folder: Annotated[Path, typer.Argument(help="一份备份的文件夹。")],
    as_json: AsJson = False,
) -> None:
    """从备份恢复到空的目录和空的数据库；先逐个核对文件，不覆盖任何已有内容。"""
    config = settings()
    with one_sentence():
        found = restore(config, folder.absolute(), now=utc_now())
    if as_json:
        print_json({"made_at": found.made_at, "files": len(found.files)})
        return
    console.print(
        f"已恢复 {found.made_at:%Y-%m-%d %H:%M} UTC 的备份，核对文件 {len(found.files)} 个。请运行 songgang doctor。",
        highlight=False,
    )
