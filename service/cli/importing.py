"""`songgang import` and `songgang template`: files in, a summary and a report of refusals out."""

from pathlib import Path
from typing import Annotated

import typer

from data.importers.template import write_template
from data.records.audit import Act
from service.auditing import written_down
from service.cli.context import one_sentence, operator, settings, store_of
from service.cli.options import AsJson, AsOf, day
from service.cli.output import fail, print_facts, print_json, progress, say
from service.clock import must_have_come, utc_now
from service.importing import LABELS, TITLES, Intake, Kind, Register, take, take_policies
from service.linting import linted, sentence

app = typer.Typer(
    help="导入劳动者、失业登记、岗位、培训项目、班级、证书、失信单位与其他部门的登记簿。",
    no_args_is_help=True,
)

File = Annotated[Path, typer.Argument(help="CSV（UTF-8 或 GB18030）、XLSX 或 Parquet 文件。")]
MappingName = Annotated[
    str | None, typer.Option("--mapping", help="对照表：内置名称，或 TOML 文件路径。")
]


@app.command("workers")
def workers(
    file: File, mapping: MappingName = None, as_of: AsOf = None, as_json: AsJson = False
) -> None:
    """导入劳动力建档立卡信息（默认对照表 registry）。"""
    _run(Kind.WORKERS, file, mapping, as_of, as_json=as_json)


@app.command("spells")
def spells(
    file: File, mapping: MappingName = None, as_of: AsOf = None, as_json: AsJson = False
) -> None:
    """导入失业登记与注销记录。"""
    _run(Kind.SPELLS, file, mapping, as_of, as_json=as_json)


@app.command("vacancies")
def vacancies(
    file: File, mapping: MappingName = None, as_of: AsOf = None, as_json: AsJson = False
) -> None:
    """导入招聘岗位（内置对照表另有 zhilian、51job）。"""
    _run(Kind.VACANCIES, file, mapping, as_of, as_json=as_json)


@app.command("programmes")
def programmes(
    file: File, mapping: MappingName = None, as_of: AsOf = None, as_json: AsJson = False
) -> None:
    """导入培训项目。"""
    _run(Kind.PROGRAMMES, file, mapping, as_of, as_json=as_json)


@app.command("classes")
def classes(
    file: File, mapping: MappingName = None, as_of: AsOf = None, as_json: AsJson = False
) -> None:
    """导入培训班级（开班备案、名额、日期、地点、教师）。"""
    _run(Kind.CLASSES, file, mapping, as_of, as_json=as_json)


@app.command("certificates")
def certificates(
    file: File, mapping: MappingName = None, as_of: AsOf = None, as_json: AsJson = False
) -> None:
    """导入评价机构的证书；同职业同等级、已结业的培训券随之变为已持证。"""
    _run(Kind.CERTIFICATES, file, mapping, as_of, as_json=as_json)


@app.command("employers")
def employers(
    file: File, mapping: MappingName = None, as_of: AsOf = None, as_json: AsJson = False
) -> None:
    """导入失信、欠薪等名单上的用人单位；在名单上期间，其岗位不推荐。"""
    _run(Kind.EMPLOYERS, file, mapping, as_of, as_json=as_json)


@app.command("register")
def register(
    kind: Annotated[Register, typer.Argument(help="哪一种登记簿。")],
    file: File,
    mapping: MappingName = None,
    as_of: AsOf = None,
    complete: Annotated[
        bool, typer.Option("--complete", help="名单完整：不在其中的人就不在该登记簿里。")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """导入其他部门的登记簿：失业保险、低保、残疾人证、被征地、企业法人和高管。"""
    _run(Kind(kind.value), file, mapping, as_of, as_json=as_json, complete=complete)


@app.command("policies")
def policies(
    file: Annotated[Path, typer.Argument(help="TOML 文件，由 [[policies]] 组成。")],
    by: Annotated[str, typer.Option(help="谁登记的。")],
    as_json: AsJson = False,
) -> None:
    """导入政策的新版本：新版本写明生效日，旧版本补上失效日；旧的答复仍可重现。"""
    with one_sentence():
        store = store_of(settings())
        with written_down(store, Act(operator(), "imported", "import:policies"), utc_now):
            answer = take_policies(store, file, by=by, recorded_at=utc_now()).as_dict()
    _print(f"导入政策：{file.name}", answer, as_json=as_json)


def template(
    kind: Annotated[Kind, typer.Argument(help="哪一种模板。")],
    file: Annotated[Path | None, typer.Argument(help="写到哪里，默认 <种类>.xlsx。")] = None,
) -> None:
    """写出带下拉选项与填写说明的 XLSX 模板。"""
    path = file or Path(f"{kind.value}.xlsx")
    with one_sentence():
        write_template(kind.value, path)
    say(f"模板已写入 {path}")


def _run(
    kind: Kind,
    file: Path,
    mapping: str | None,
    as_of: str | None,
    *,
    as_json: bool,
    complete: bool = False,
) -> None:
    config, on = settings(), day(as_of)
    with one_sentence(), progress(f"导入{TITLES[kind]}", quiet=as_json) as report:
        must_have_come(on, utc_now(), "导入")
        intake = Intake(store_of(config), on, utc_now(), config.reports, report, complete)
        with written_down(intake.store, Act(operator(), "imported", f"import:{kind}"), utc_now):
            answer = take(intake, kind, file, mapping).as_dict()
        found = linted(intake.store, intake.recorded_at) if kind is Kind.VACANCIES else None
    _print(f"导入{TITLES[kind]}：{file.name}", answer, found, as_json=as_json)
    if answer["refused"] == answer["read"]:
        fail(f"没有一行可以接收，原因见退回明细 {answer['report']}；改好后重新导入。")


def _print(
    title: str,
    answer: dict[str, int | str | None],
    found: dict[str, object] | None = None,
    *,
    as_json: bool,
) -> None:
    """The counts of an import, and what its postings may not ask for where they were looked at."""
    if as_json:
        print_json(answer if found is None else answer | {"lint": found})
        return
    shown: dict[str, object] = {
        label: "无" if answer[name] is None else answer[name] for name, label in LABELS.items()
    }
    if found is not None:
        shown["招聘条件"] = sentence(found)
    print_facts(title, shown)
    if notice := answer["notice"]:
        say(str(notice))
