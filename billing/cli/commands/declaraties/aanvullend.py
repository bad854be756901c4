"""``dbc-grouper aanvullend``: what does a supplementary insurance pay of bills?"""

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
from billing.cli.screen import euros, say_files, show_table

if TYPE_CHECKING:
    import polars as pl


def aanvullend(
    posten: Annotated[
        Path,
        typer.Option(
            metavar="FILE",
            help="Bills of whole calendar years, a row each: post_id, verzekerde_id, "
            "uzovi, polis, soort, dag (the first), aantal (of days or pieces), bedrag.",
            allow_dash=True,
        ),
    ],
    voorwaarden: Annotated[
        Path,
        typer.Option(
            metavar="FILE",
            help="What the insurances pay, the table aanvullend: uzovi, polis, soort, "
            "bedrag, per (DAG, STUK or POST), maximum (a year), begindatum, einddatum.",
            allow_dash=True,
        ),
    ],
    out: Annotated[
        Path,
        typer.Option(
            "-o",
            "--out",
            metavar="OUT",
            help="Where it goes, a row per bill: csv, Parquet or Arrow IPC.",
            allow_dash=True,
        ),
    ],
    blad: Blad = None,
    kolommen: Kolommen = None,
    datumvorm: DatumvormOptie = None,
    sleutel_bestand: SleutelBestand = None,
) -> None:
    """Divide bills between a supplementary insurance and who is insured by it."""
    from billing.cli.reports.pricing import show_lost
    from billing.work.declaraties.aanvullend import aanvullend_files

    with progress_bar() as progress:
        run = aanvullend_files(
            posten,
            voorwaarden,
            out=out,
            leeswijze=leeswijze_of(None, blad, kolommen, datumvorm),
            progress=progress,
            sleutelbestand=sleutel_bestand,
        )
    show_vergoeding(run.vergoeding)
    show_lost(run.lost)
    say_files(run.files)


def show_vergoeding(vergoeding: "pl.DataFrame") -> None:
    """Print per status how many bills there are, and who pays what of them."""
    import polars as pl

    cents = ("bedrag_cent", "vergoed_cent", "zelf_cent")
    told = vergoeding.group_by("status").agg(pl.len(), pl.col(cents).sum())
    show_table(
        f"bills: {vergoeding.height:,}",
        ("status", "bills", "amount", "insurance", "insured"),
        [
            (status, f"{bills:,}", *map(euros, amounts))
            for status, bills, *amounts in told.sort("status").rows()
        ],
    )
