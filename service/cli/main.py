"""`songgang`: the command line's entry, one file a group of commands."""

from typing import Any

import typer
from typer._click.core import Context
from typer.core import TyperGroup

from service.cli import (
    accounts,
    archiving,
    asking,
    assisting,
    auditing,
    casework,
    classes,
    copying,
    demonstrating,
    examining,
    importing,
    keys,
    modelling,
    nightly,
    policies,
    pushing,
    referring,
    retaining,
    scoring,
    serving,
    simulating,
    tokens,
    training,
    vouchers,
)
from service.cli.context import one_sentence
from service.cli.output import fail
from service.cli.usage import Help, misuse_told

# Every command's help is written by it.
Context.formatter_class = Help


class Commands(TyperGroup):
    """All commands: what stops any of them, from its first word on, ends it with one sentence."""

    def make_context(
        self, info_name: str | None, args: list[str], parent: Context | None = None, **extra: Any
    ) -> Context:
        """Read what stands before the command's name."""
        try:
            " ".join(args).encode()
        except UnicodeEncodeError:
            fail("命令里有不是 UTF-8 编码的文字；若是文件名，请先改名。")
        with misuse_told():
            return super().make_context(info_name, args, parent, **extra)

    def invoke(self, ctx: Context) -> Any:
        """Read the command's own words and carry it out."""
        with one_sentence(), misuse_told():
            return super().invoke(ctx)


app = typer.Typer(
    name="songgang",
    cls=Commands,
    help="送岗：公共就业服务的技能匹配推荐。",
    no_args_is_help=True,
    # The other way of showing help cuts Chinese sentences off at the edge of the terminal.
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
app.command("demo")(demonstrating.demo)
app.add_typer(importing.app, name="import")
app.command("template")(importing.template)
app.add_typer(casework.app, name="casework")
app.command("policies")(policies.policies)
app.command("employer-policies")(policies.employer_policies)
app.command("train")(training.train)
app.add_typer(modelling.app, name="model")
app.command("score")(scoring.score)
app.command("night")(nightly.night)
app.command("assist")(assisting.assist)
app.command("recommend")(asking.recommend)
app.command("archive")(archiving.archive)
app.command("serve")(serving.serve_command)
app.command("doctor")(examining.doctor)
app.command("backup")(copying.backup)
app.command("restore")(copying.restore_command)
app.add_typer(pushing.app, name="push")
app.add_typer(referring.app, name="referral")
app.add_typer(classes.app, name="training")
app.add_typer(vouchers.app, name="voucher")
app.add_typer(accounts.app, name="account")
app.add_typer(tokens.app, name="token")
app.add_typer(keys.app, name="keys")
app.add_typer(simulating.app, name="simulate")
app.add_typer(auditing.app, name="audit")
app.add_typer(retaining.app, name="retention")


def main() -> None:
    """Run the command line."""
    app()
