"""``dbc-grouper eigenrisico``: bills in, who pays what of them out."""

from pathlib import Path
from typing import Annotated

import typer

from billing.cli.bar import progress_bar
from billing.cli.options import (
    Blad,
    DatumvormOptie,
    Kolommen,
    SleutelBestand,
    leeswijze_of,
)


def eigenrisico(
    posten: Annotated[
        Path,
        typer.Option(
            metavar="FILE",
            help="Bills and credits: the posten of check.",
            allow_dash=True,
        ),
    ],
    personen: Annotated[
        Path,
        typer.Option(
            metavar="FILE",
            help="Persons: verzekerde_id and geboortedatum.",
            allow_dash=True,
        ),
    ],
    verzekeringen: Annotated[
        Path,
        typer.Option(
            metavar="FILE",
            help="Who is insured where, with vrijwillig_cent; of the persons that it "
            "names it replaces what was known.",
            allow_dash=True,
        ),
    ],
    out: Annotated[
        Path, typer.Option("-o", "--out", metavar="DIR", help="Folder for the outcome.")
    ],
    parameters: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE",
            help="Amounts and choices that go before those that ship: naam, uzovi, "
            "begindatum, einddatum, waarde.",
            allow_dash=True,
        ),
    ] = None,
    stand: Annotated[
        Path | None,
        typer.Option(
            metavar="DIR",
            help="What earlier runs knew; this run adds to it, and writes nothing "
            "there again.",
        ),
    ] = None,
    overzicht: Annotated[
        bool,
        typer.Option(
            "--overzicht", help="Write a statement per person, too: DIR/overzichten."
        ),
    ] = False,
    blad: Blad = None,
    kolommen: Kolommen = None,
    datumvorm: DatumvormOptie = None,
    sleutel_bestand: SleutelBestand = None,
) -> None:
    """Divide bills between insured and insurer: the ledger of the eigen risico.

    DIR gets verdeling (every item of the persons and years touched), mutaties (how it
    differs from before) and standen (what was used of each limit). Amounts are cents.
    """
    from billing.cli.reports.risk import show_risk_run
    from billing.work.declaraties.eigenrisico import Risicobronnen, eigenrisico_files

    with progress_bar() as progress:
        run = eigenrisico_files(
            Risicobronnen(
                posten=posten,
                personen=personen,
                verzekeringen=verzekeringen,
                parameters=parameters,
                stand=stand,
                leeswijze=leeswijze_of(None, blad, kolommen, datumvorm),
            ),
            out=out,
            is_overzicht=overzicht,
            progress=progress,
            sleutelbestand=sleutel_bestand,
        )
    show_risk_run(run)
