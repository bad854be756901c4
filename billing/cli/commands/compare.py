"""``dbc-grouper compare``: what differs between two outcomes, and why?"""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from billing.cli.bar import progress_bar
from billing.cli.exitcodes import ExitCode
from billing.cli.options import (
    Blad,
    DatumvormOptie,
    Kolommen,
    SleutelBestand,
    Vorm,
    Zorgactiviteiten,
    group_settings,
    is_for_excel,
    leeswijze_of,
)
from billing.cli.screen import say, say_files, show_table

if TYPE_CHECKING:
    from billing.work.compare import CompareRun


def compare(
    old: Annotated[
        Path,
        typer.Argument(
            metavar="OLD",
            help="An outcome: a file of group or price (csv, Parquet or Arrow IPC), or "
            "the folder of a night or of check. With --subtrajecten a release.",
            allow_dash=True,
        ),
    ],
    new: Annotated[
        Path,
        typer.Argument(
            metavar="NEW",
            help="Another of the same kind.",
            allow_dash=True,
        ),
    ],
    out: Annotated[
        Path | None,
        typer.Option(
            "-o",
            "--out",
            metavar="OUT",
            help="Where what differs goes, a row each: csv, Parquet or Arrow IPC.",
            allow_dash=True,
        ),
    ] = None,
    subtrajecten: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE",
            help="A batch to group on both releases, OLD and NEW, and compare.",
            allow_dash=True,
        ),
    ] = None,
    zorgactiviteiten: Zorgactiviteiten = None,
    blad: Blad = None,
    kolommen: Kolommen = None,
    datumvorm: DatumvormOptie = None,
    max_verschil: Annotated[
        int | None,
        typer.Option(
            "--max-verschil",
            metavar="N",
            min=0,
            help="End with exit code 1 when more than N rows differ.",
        ),
    ] = None,
    sleutel_bestand: SleutelBestand = None,
    vorm: Vorm = None,
) -> None:
    """Say what differs between two outcomes: product, code, amount, and what made it.

    With --subtrajecten one batch is grouped on two releases and compared. Old messages
    that are checked again after a check was mended are two folders of check. Rows are
    paired by subtraject, line (regel_id), or message and record.
    """
    from billing.work.compare import compare_files, compare_releases
    from productstructure.errors import CallError
    from tabellen.headers.leeswijze import AS_OURS

    how = leeswijze_of(None, blad, kolommen, datumvorm)
    for_excel = out is not None and is_for_excel(vorm, out)
    if subtrajecten is None and (zorgactiviteiten is not None or how != AS_OURS):
        raise CallError(
            "--zorgactiviteiten, --blad, --kolommen and --datumvorm are of a batch; "
            "give --subtrajecten FILE too, and a release for OLD and NEW."
        )
    with progress_bar() as progress:
        if subtrajecten is None:
            run = compare_files(
                old,
                new,
                out=out,
                progress=progress,
                sleutelbestand=sleutel_bestand,
                for_excel=for_excel,
            )
        else:
            run = compare_releases(
                *(old, new, subtrajecten, zorgactiviteiten),
                settings=group_settings(leeswijze=how),
                out=out,
                progress=progress,
                sleutelbestand=sleutel_bestand,
                for_excel=for_excel,
            )
    show_differences(run)
    say_files(run.files)
    n_rows = run.verschillen.height
    if max_verschil is not None and n_rows > max_verschil:
        say(f"Error: {n_rows:,} rows differ, more than {max_verschil:,}.", err=True)
        raise typer.Exit(ExitCode.REFUSED)


def show_differences(run: "CompareRun") -> None:
    """Print how many rows were compared, and per cause what differs, in euros."""
    import polars as pl

    from billing.cli.reports.pricing import show_unchecked

    show_table(
        "rows compared",
        ("table", "old", "new"),
        [(name, *counts) for name, counts in run.vergeleken.items()],
    )
    say()
    causes = (
        run.verschillen.group_by("soort", "oorzaak", "wijziging")
        .agg(pl.len(), pl.col("verschil_cent").sum())
        .sort(pl.col("verschil_cent").abs(), "len", descending=True)
        .sort("soort", maintain_order=True)
    )
    if causes.is_empty():
        say("No differences.")
    else:
        show_table(
            f"rows that differ: {run.verschillen.height:,}",
            ("what", "cause", "change", "rows", "EUR, new less old"),
            [
                (soort, oorzaak, wijziging, rows, f"{cents / 100:,.2f}")
                for soort, oorzaak, wijziging, rows, cents in causes.rows()
            ],
        )
    show_unchecked(run.ongecontroleerd, run.onbevestigd)
