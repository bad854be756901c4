"""``dbc-grouper settle``: settle omzetafspraken, with their use and forecast."""

from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from billing.cli.bar import progress_bar
from billing.cli.options import (
    Blad,
    DatumvormOptie,
    Kolommen,
    SleutelBestand,
    Vorm,
    chosen_gates,
    is_for_excel,
    leeswijze_of,
)
from billing.cli.price_options import (
    Contracten,
    KnownOn,
    MaxLost,
    NegeerKolom,
    Notatie,
    Passanten,
    Registers,
    Tarieven,
    Verwerkingsdatum,
    prijsinstellingen,
    tariefbronnen,
)
from billing.cli.screen import euros, say_files, show_table

if TYPE_CHECKING:
    import polars as pl


def settle(
    besluiten: Annotated[
        list[Path],
        typer.Option(
            metavar="FILE",
            help="What price wrote to OUT, Parquet or Arrow IPC. May be repeated.",
            allow_dash=True,
        ),
    ],
    out: Annotated[
        Path,
        typer.Option(
            "-o",
            "--out",
            metavar="OUT",
            help="Where the settlement goes, a row per omzetafspraak: csv, Parquet or "
            "Arrow IPC.",
            allow_dash=True,
        ),
    ],
    ohw: Annotated[
        list[Path] | None,
        typer.Option(
            metavar="FILE",
            help="The same of open subtrajecten (onderhanden werk). May be repeated.",
            allow_dash=True,
        ),
    ] = None,
    betaald: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE",
            help="What was paid so far: contract_id, jaar, betaald_cent; by default "
            "what was billed.",
            allow_dash=True,
        ),
    ] = None,
    verwacht: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE",
            help="Expected openings: contract_id, jaar, verwacht_cent.",
            allow_dash=True,
        ),
    ] = None,
    tarieven: Tarieven = None,
    contracten: Contracten = None,
    passanten: Passanten = None,
    registers: Registers = None,
    notatie: Notatie = None,
    negeer_kolom: NegeerKolom = None,
    blad: Blad = None,
    kolommen: Kolommen = None,
    datumvorm: DatumvormOptie = None,
    verwerkingsdatum: Verwerkingsdatum = None,
    known_on: KnownOn = None,
    sleutel_bestand: SleutelBestand = None,
    vorm: Vorm = None,
    max_lost: MaxLost = None,
) -> None:
    """Settle every omzetafspraak per year of opening, with its use and forecast.

    Amounts in OUT are eurocents, percentages hundredths of a percent.
    """
    from billing.cli.reports.pricing import show_lost, show_unchecked
    from billing.work.settle import Omzetbronnen, settle_files

    with progress_bar() as progress:
        run = settle_files(
            tariefbronnen(
                *(tarieven, contracten, passanten, registers, notatie, negeer_kolom),
                leeswijze=leeswijze_of(None, blad, kolommen, datumvorm),
            ),
            Omzetbronnen(
                besluiten=besluiten, ohw=ohw or (), betaald=betaald, verwacht=verwacht
            ),
            out=out,
            instellingen=prijsinstellingen(verwerkingsdatum, known_on),
            progress=progress,
            gates=chosen_gates(max_lost=max_lost),
            sleutelbestand=sleutel_bestand,
            for_excel=is_for_excel(vorm, out),
        )
    show_settlement(run.verrekening)
    show_lost(run.lost)
    show_unchecked(run.ongecontroleerd, run.onbevestigd)
    say_files(run.files)


def show_settlement(verrekening: "pl.DataFrame") -> None:
    """Print what each omzetafspraak comes to."""
    amounts = ("richtpunt_cent", "omzet_cent", "vergoeding_cent", "verrekening_cent")
    show_table(
        f"omzetafspraken: {verrekening.height}",
        (
            "afspraak",
            "jaar",
            "vorm",
            "richtpunt",
            "omzet",
            "vergoeding",
            "verrekening",
            "gebruik",
            "signaal",
        ),
        [
            (
                row["afspraak_id"],
                str(row["jaar"]),
                row["vorm"],
                *(euros(row[amount]) for amount in amounts),
                _percent(row["gebruik_bp"]),
                row["signaal"],
            )
            for row in verrekening.iter_rows(named=True)
        ],
    )


def _percent(bp: int | None) -> str | None:
    return None if bp is None else f"{Decimal(bp).scaleb(-2)} %"
