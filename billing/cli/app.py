"""All commands of ``dbc-grouper`` together."""

import sys
from copy import copy
from importlib.metadata import version
from typing import Annotated

import typer

from billing.cli.commands.answer import answer
from billing.cli.commands.columns import columns, init
from billing.cli.commands.compare import compare
from billing.cli.commands.declaraties.aanvullend import aanvullend
from billing.cli.commands.declaraties.check import check
from billing.cli.commands.declaraties.declare import declare
from billing.cli.commands.declaraties.eigenrisico import eigenrisico
from billing.cli.commands.declaraties.verblijf import verblijf
from billing.cli.commands.demo import demo
from billing.cli.commands.explain import explain
from billing.cli.commands.group import group
from billing.cli.commands.prijzen.price import price
from billing.cli.commands.prijzen.pricelist import app as pricelist
from billing.cli.commands.prijzen.reprice import reprice
from billing.cli.commands.prijzen.settle import settle
from billing.cli.commands.release import compile_release
from billing.cli.commands.run import run
from billing.cli.commands.show import search, show
from billing.cli.commands.verify import verify
from billing.cli.exitcodes import ExitCode, told_exit_codes
from billing.cli.faults import Guarded, shows_tracebacks
from billing.cli.manners import Mannered
from billing.cli.memory import set_allocator
from billing.cli.screen import say
from billing.cli.signals import EndedError, answer_signals
from billing.cli.streams.standard import (
    drop_words_of_libraries,
    flushed,
    open_absent_streams,
    silence,
)

app = typer.Typer(
    cls=Guarded,
    name="dbc-grouper",
    no_args_is_help=True,
    add_completion=True,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)


def _show_version(wanted: bool) -> None:
    if wanted:
        say(f"dbc-grouper {version('dbc-grouper')}")
        raise typer.Exit


@app.callback(
    help="Group and price Dutch hospital care (DBC's) on the releases of the NZa."
    # Of a paragraph with this sign the lines stay as they are.
    f"\n\n\bExit codes:\n{told_exit_codes()}"
)
def dbc_grouper(
    show_version: Annotated[
        bool,
        typer.Option(
            "--version", callback=_show_version, is_eager=True, help="Say the version."
        ),
    ] = False,
) -> None:
    """What holds for all commands."""


app.command("demo", cls=Mannered)(demo)
app.command("compile", cls=Mannered)(compile_release)
app.command("group", cls=Mannered)(group)
app.command("verify", cls=Mannered)(verify)
app.command("compare", cls=Mannered)(compare)
app.command("answer", cls=Mannered)(answer)
app.command("price", cls=Mannered)(price)
app.command("reprice", cls=Mannered)(reprice)
app.command("settle", cls=Mannered)(settle)
app.add_typer(pricelist)
app.command("declare", cls=Mannered)(declare)
app.command("check", cls=Mannered)(check)
app.command("verblijf", cls=Mannered)(verblijf)
app.command("eigenrisico", cls=Mannered)(eigenrisico)
app.command("aanvullend", cls=Mannered)(aanvullend)
app.command("run", cls=Mannered)(run)
app.command("explain", cls=Mannered)(explain)
app.command("show", cls=Mannered)(show)
app.command("search", cls=Mannered)(search)
app.command("columns", cls=Mannered)(columns)
app.command("init", cls=Mannered)(init)


def with_only(name: str) -> typer.Typer:
    """The command line with one command, or with all where none has this name.

    Typer builds every command that it is given, and their three hundred options take
    a twentieth of the start of the one that is asked for.
    """
    named = [command for command in app.registered_commands if command.name == name]
    if not named:
        return app
    one = copy(app)
    one.registered_commands, one.registered_groups = named, []
    return one


def main() -> None:
    """Run the command line."""
    open_absent_streams()
    if not shows_tracebacks():
        drop_words_of_libraries()
    set_allocator(sys.argv[1:])
    answer_signals()
    try:
        line = with_only(sys.argv[1]) if sys.argv[1:] else app
        line()
    except EndedError as ended:
        # Before a command began, which answers it by itself.
        sys.exit(ended.exit_status)
    except OSError as error:
        # What --version and --help say could not be written.
        silence(1)
        typer.echo(f"Error: standard output: {error.strerror}.", err=True)
        sys.exit(ExitCode.BAD_FILE)
    finally:
        flushed()
