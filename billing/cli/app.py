"""All commands of ``dbc-grouper`` together."""

import sys
from importlib.metadata import version
from typing import Annotated

import typer

from billing.cli.answer import answer
from billing.cli.demo import demo
from billing.cli.explain import explain
from billing.cli.faults import BAD_FILE, Guarded, shows_tracebacks
from billing.cli.group import group
from billing.cli.memory import keep_freed_memory
from billing.cli.price import price
from billing.cli.pricelist import app as pricelist
from billing.cli.release import compile_release
from billing.cli.reprice import reprice
from billing.cli.run import run
from billing.cli.screen import say
from billing.cli.settle import settle
from billing.cli.signals import EndedError, answer_signals
from billing.cli.streams import (
    drop_words_of_libraries,
    flushed,
    open_absent_streams,
    silence,
)
from billing.cli.verify import verify

app = typer.Typer(
    cls=Guarded,
    name="dbc-grouper",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)


def _show_version(wanted: bool) -> None:
    if wanted:
        say(f"dbc-grouper {version('dbc-grouper')}")
        raise typer.Exit


@app.callback()
def dbc_grouper(
    show_version: Annotated[
        bool,
        typer.Option(
            "--version", callback=_show_version, is_eager=True, help="Say the version."
        ),
    ] = False,
) -> None:
    """Group and price Dutch hospital care (DBC's) on the releases of the NZa.

    Exit codes: 0 done; 1 rows rejected and --strict given, a delivery that is wholly
    wrong, or not as written (verify); 2 bad call; 3 bad release, input or output file,
    or an output in use; 70 a fault of ours; 129, 130, 141, 143 ended by a signal.
    """


app.command("demo")(demo)
app.command("compile")(compile_release)
app.command("group")(group)
app.command("verify")(verify)
app.command("answer")(answer)
app.command("price")(price)
app.command("reprice")(reprice)
app.command("settle")(settle)
app.add_typer(pricelist)
app.command("run")(run)
app.command("explain")(explain)


def main() -> None:
    """Run the command line."""
    open_absent_streams()
    if not shows_tracebacks():
        drop_words_of_libraries()
    keep_freed_memory()
    answer_signals()
    try:
        app()
    except EndedError as ended:
        # Before a command began, which answers it by itself.
        sys.exit(ended.exit_status)
    except OSError as error:
        # What --version and --help say could not be written.
        silence(1)
        typer.echo(f"Error: standard output: {error.strerror}.", err=True)
        sys.exit(BAD_FILE)
    finally:
        flushed()
