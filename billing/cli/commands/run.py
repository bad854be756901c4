"""``dbc-grouper run``: a night's work, as one file says it."""

from pathlib import Path
from typing import Annotated

import typer

from billing.cli.bar import progress_bar
from billing.cli.exitcodes import ExitCode
from billing.cli.options import SleutelBestand
from billing.cli.screen import say, say_files


def run(
    config: Annotated[
        Path,
        typer.Argument(
            metavar="CONFIG",
            help="TOML file with all paths and settings; data/nacht.toml is an example "
            "with a comment for each.",
        ),
    ],
    out: Annotated[
        Path | None,
        typer.Option(
            "-o", "--out", metavar="FOLDER", help="Another folder than CONFIG says."
        ),
    ] = None,
    sleutel_bestand: SleutelBestand = None,
    strict: Annotated[
        bool,
        typer.Option(
            "--strict",
            help="Exit with code 1 when a row was rejected, a line refused, or a file "
            "has no rows.",
        ),
    ] = False,
) -> None:
    """Do a night's work: group, price, settle and report, into a folder of its own.

    It stands in OUT under a number, whole or not at all, and OUT/laatste points to the
    last one.
    """
    from dataclasses import replace

    from billing.cli.commands.declaraties.check import raise_for
    from billing.cli.commands.prijzen.settle import show_settlement
    from billing.cli.reports.checking import show_check_run
    from billing.cli.reports.declaring import show_declare_run
    from billing.cli.reports.grouping import show_run
    from billing.cli.reports.pricing import show_price_run
    from billing.night.config import read_nightconfig
    from billing.night.run import run_night
    from tabellen.values.dates import today

    night = read_nightconfig(config, today=today())
    if out is not None:
        night = replace(night, out=out)
    if sleutel_bestand is not None:
        night = replace(night, sleutelbestand=sleutel_bestand)
    if strict:
        night = replace(night, grenzen=night.grenzen.strict())
    with progress_bar() as progress:
        done = run_night(night, progress)
    if done.group is not None:
        show_run(done.group)
    if done.price is not None:
        say()
        show_price_run(done.price)
    if done.verrekening is not None:
        show_settlement(done.verrekening)
    if done.declare is not None:
        say()
        show_declare_run(done.declare)
    if done.check is not None:
        say()
        show_check_run(done.check)
    say_files(done.reports)
    for left_out in done.weggelaten:
        say(f"Not written, for a sheet holds no more: {left_out}")
    say(f"The last run is {night.out / 'laatste'}, now {done.folder}")
    if done.van_eerder:
        say(
            f"Notice: {', '.join(done.van_eerder)} in {night.out} itself are of an "
            "earlier version; take them away."
        )
    if strict and (done.afgewezen or done.is_leeg):
        raise typer.Exit(ExitCode.REFUSED)
    if done.check is not None:
        raise_for(done.check, strict=strict)
