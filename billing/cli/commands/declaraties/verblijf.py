"""``dbc-grouper verblijf``: which day of a stay is it, and is it still insured?"""

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from billing.cli.bar import progress_bar
from billing.cli.options import (
    Blad,
    DatumvormOptie,
    Kolommen,
    SleutelBestand,
    leeswijze_of,
)
from billing.cli.screen import say_files, show_table

if TYPE_CHECKING:
    import polars as pl


def verblijf(
    opnamen: Annotated[
        Path,
        typer.Option(
            metavar="FILE",
            help="Stays and leave, a row each: verzekerde_id, zorginstelling_code, "
            "begindatum, einddatum, soort (VERBLIJF, IC, VERLOF; OBSERVATIE, ELV and "
            "WLZ do not count).",
            allow_dash=True,
        ),
    ],
    out: Annotated[
        Path,
        typer.Option(
            "-o",
            "--out",
            metavar="OUT",
            help="Where the periods go, a row each: csv, Parquet or Arrow IPC.",
            allow_dash=True,
        ),
    ],
    bekend_vanaf: Annotated[
        datetime | None,
        typer.Option(
            metavar="DATE",
            formats=["%Y-%m-%d"],
            help="First day of which all stays are known; a period that could have "
            "begun earlier is NIET_BEOORDEELBAAR.",
        ),
    ] = None,
    blad: Blad = None,
    kolommen: Kolommen = None,
    datumvorm: DatumvormOptie = None,
    sleutel_bestand: SleutelBestand = None,
) -> None:
    """Count the days of every uninterrupted stay: 1,095 are insured (Bzv art. 2.12)."""
    from billing.cli.reports.pricing import show_lost
    from billing.work.declaraties.verblijf import verblijf_files

    with progress_bar() as progress:
        run = verblijf_files(
            opnamen,
            out=out,
            bekend_vanaf=bekend_vanaf.date() if bekend_vanaf else None,
            progress=progress,
            sleutelbestand=sleutel_bestand,
            leeswijze=leeswijze_of(None, blad, kolommen, datumvorm),
        )
    show_periods(run.perioden)
    show_lost(run.lost)
    say_files(run.files)


def show_periods(perioden: "pl.DataFrame") -> None:
    """Print per status how many periods there are, and days that are not insured."""
    import polars as pl

    counts = (
        perioden.group_by("status")
        .agg(
            pl.len(),
            pl.col("eerste_niet_gedekt").count(),
            pl.col("dagen_niet_gedekt").sum(),
        )
        .sort("status", descending=True)
    )
    show_table(
        f"periods of stay: {perioden.height:,}",
        ("status", "periods", "beyond day 1,095", "days of stay not insured"),
        [
            (status, *(f"{count:,}" for count in rest))
            for status, *rest in counts.rows()
        ],
    )
