"""``dbc-grouper pricelist check``: is a price list in order, before it is accorded?"""

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from billing.cli.bar import progress_bar
from billing.cli.exitcodes import ExitCode
from billing.cli.manners import Mannered
from billing.cli.options import (
    Blad,
    DatumvormOptie,
    Kolommen,
    SleutelBestand,
    leeswijze_of,
    named_settings,
)
from billing.cli.price_options import (
    Contracten,
    NegeerKolom,
    Notatie,
    Passanten,
    ProductReleases,
    Registers,
    Tarieven,
    tariefbronnen,
)
from billing.cli.screen import say_files, show_table

if TYPE_CHECKING:
    from billing.work.pricelist import Lijst

_ERNST = "CHECK=SETTING, such as PrijsNul=off"

app = typer.Typer(
    name="pricelist",
    no_args_is_help=True,
    help="Work on price lists of contracts and of passanten.",
)


@app.callback()
def pricelist() -> None:
    """Work on price lists of contracts and of passanten."""


@app.command("check", cls=Mannered)
def check(
    out: Annotated[
        Path,
        typer.Option(
            "-o",
            "--out",
            metavar="OUT",
            help="Where the findings go: csv, Parquet or Arrow IPC.",
            allow_dash=True,
        ),
    ],
    lijst: Annotated[
        Path | None,
        typer.Argument(
            metavar="FILE",
            help="A new list: csv, xlsx or Parquet with declaratiecode and price. "
            "Without it all lists among the tables are checked.",
            allow_dash=True,
        ),
    ] = None,
    contract: Annotated[
        str | None,
        typer.Option(metavar="ID", help="Contract that FILE is the list of."),
    ] = None,
    versie: Annotated[
        int | None,
        typer.Option(metavar="N", help="Its version; by default the newest."),
    ] = None,
    zorginstelling: Annotated[
        str | None,
        typer.Option(
            metavar="AGB", help="Or provider that FILE is the passanten list of."
        ),
    ] = None,
    begindatum: Annotated[
        datetime | None,
        typer.Option(
            metavar="DATE",
            formats=["%Y-%m-%d"],
            help="First day of the prices, where FILE does not say it; by default that "
            "of the contract.",
        ),
    ] = None,
    einddatum: Annotated[
        datetime | None,
        typer.Option(
            metavar="DATE", formats=["%Y-%m-%d"], help="The same for the last day."
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
    release: ProductReleases = None,
    ernst: Annotated[
        list[str] | None,
        typer.Option(
            metavar="CHECK=SETTING",
            help="Set one check to reject, warn or off, such as Geen16Codes=warn. May "
            "be repeated.",
        ),
    ] = None,
    markt_afwijking: Annotated[
        int | None,
        typer.Option(
            metavar="BP",
            min=0,
            help="Name prices further from the standaardprijs than this, in hundredths "
            "of a percent (500 is 5 %).",
        ),
    ] = None,
    sleutel_bestand: SleutelBestand = None,
    volledig: Annotated[
        bool, typer.Option("--volledig", help="Also name codes without a price.")
    ] = False,
    strict: Annotated[
        bool,
        typer.Option(
            "--strict",
            help="Exit with code 1 when a finding of severity reject is there.",
        ),
    ] = False,
) -> None:
    """Check a price list before it is accorded.

    Above the maximum without max-max, gaps and overlaps, 14 against 16 and 15 against
    17, above the passantentarief, codes that begin or end in the period. docs/rules.md
    lists all checks.
    """
    from billing.work.pricelist import Lijsttoets, check_pricelists

    with progress_bar() as progress:
        run = check_pricelists(
            tariefbronnen(
                *(tarieven, contracten, passanten, registers, notatie, negeer_kolom),
                releases=release,
                leeswijze=leeswijze_of(None, blad, kolommen, datumvorm),
            ),
            out=out,
            lijst=_lijst(
                lijst, contract, versie, zorginstelling, begindatum, einddatum
            ),
            toets=Lijsttoets(
                ernst=named_settings("--ernst", ernst, _ERNST),
                markt_afwijking_bp=markt_afwijking,
                volledig=volledig,
            ),
            progress=progress,
            sleutelbestand=sleutel_bestand,
        )
    header = ("code", "severity", "rows", "tekst")
    show_table(
        f"prices: {run.prijzen:,}, findings: {run.findings['rows'].sum():,}",
        header,
        run.findings.select(header).rows(),
    )
    say_files(run.files)
    if strict and run.afgewezen:
        raise typer.Exit(ExitCode.REFUSED)


def _lijst(
    path: Path | None,
    contract: str | None,
    versie: int | None,
    zorginstelling: str | None,
    begindatum: datetime | None,
    einddatum: datetime | None,
) -> "Lijst | None":
    from billing.work.pricelist import Contractlijst, Passantenlijst
    from productstructure.errors import CallError

    if path is None:
        if contract or zorginstelling:
            raise CallError("--contract and --zorginstelling say whose list FILE is.")
        return None
    begin = begindatum.date() if begindatum else None
    end = einddatum.date() if einddatum else None
    if contract and not zorginstelling:
        return Contractlijst(
            path=path,
            contract_id=contract,
            versie=versie,
            begindatum=begin,
            einddatum=end,
        )
    if zorginstelling and not contract and begin:
        return Passantenlijst(
            path=path,
            zorginstelling_code=zorginstelling,
            begindatum=begin,
            einddatum=end,
        )
    raise CallError(
        f"{path}: say whose list it is, with --contract ID, or with --zorginstelling "
        "AGB and --begindatum DATE."
    )
