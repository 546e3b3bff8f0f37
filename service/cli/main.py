"""`songgang`: the command line's entry, one file a group of commands."""

import sys

import typer

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

app = typer.Typer(
    name="songgang",
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
    """Run the command line; what no command has put into words itself is put into words here."""
    try:
        with one_sentence():
            app()
    except typer.Exit as ended:
        sys.exit(ended.exit_code)
