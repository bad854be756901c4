"""``dbc-grouper declare``: priced lines in, messages to send out."""

from datetime import date, datetime
from pathlib import Path
from typing import Annotated

import typer

from billing.cli.bar import progress_bar
from billing.cli.exitcodes import ExitCode
from billing.cli.options import (
    Blad,
    DatumvormOptie,
    Kolommen,
    MaxMemory,
    NegeerKolom,
    SleutelBestand,
    Subtrajecten,
    Zorgactiviteiten,
    leeswijze_of,
    memory_budget,
)

_DAY = "%Y-%m-%d"


def declare(
    subtrajecten: Subtrajecten,
    grouped: Annotated[
        Path,
        typer.Option(metavar="FILE", help="What group wrote to its OUT."),
    ],
    profielen: Annotated[
        Path,
        typer.Option(
            metavar="FILE",
            help="What group wrote with --profielen: which activities a bill names.",
        ),
    ],
    regels: Annotated[
        Path,
        typer.Option(metavar="FILE", help="What price wrote with --regels-out."),
    ],
    besluiten: Annotated[
        Path,
        typer.Option(
            metavar="FILE",
            help="What price wrote to its OUT, as Parquet or Arrow IPC: lines with "
            "status OK are declared.",
        ),
    ],
    registers: Annotated[
        list[Path],
        typer.Option(
            metavar="PATH",
            help="The hospital's own table personen: a file, or a folder of tables. "
            "May be repeated.",
        ),
    ],
    factuurnummer: Annotated[
        str,
        typer.Option(
            metavar="TEXT",
            help="One to eight capitals and digits, new for every delivery: it begins "
            "all numbers of invoices and references.",
        ),
    ],
    dagtekening: Annotated[
        datetime,
        typer.Option(metavar="DATE", formats=[_DAY], help="Day on the invoice."),
    ],
    periode: Annotated[
        str,
        typer.Option(
            metavar="FROM,TO",
            help="First and last day of the period: lines that end in it are declared.",
        ),
    ],
    out: Annotated[
        Path,
        typer.Option("-o", "--out", metavar="DIR", help="Folder for the messages."),
    ],
    zorgactiviteiten: Zorgactiviteiten = None,
    ozp: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="What group wrote with --ozp."),
    ] = None,
    negeer_kolom: NegeerKolom = None,
    blad: Blad = None,
    kolommen: Kolommen = None,
    datumvorm: DatumvormOptie = None,
    sleutel_bestand: SleutelBestand = None,
    max_memory: MaxMemory = None,
    strict: Annotated[
        bool,
        typer.Option("--strict", help="Exit with code 1 when a line is not declared."),
    ] = False,
) -> None:
    """Make ZH308 messages of priced lines, one per institution and insurer.

    DIR gets AGB-UZOVI.zh308, gedeclareerd.csv (which line stands where) and
    findings.csv (which line does not, and why). docs/messages.md tells where each field
    comes from.
    """
    from billing.cli.reports.declaring import show_declare_run
    from billing.regels.factuurbronnen import Factuurbestanden
    from billing.work.declaraties.declare import declare_files
    from declarations.factuur.records import Aanlevering

    begin, eind = _days(periode)
    with progress_bar() as progress:
        run = declare_files(
            Factuurbestanden(
                subtrajecten=subtrajecten,
                zorgactiviteiten=zorgactiviteiten,
                grouped=grouped,
                ozp=ozp,
                profielen=profielen,
                regels=regels,
                besluiten=besluiten,
                registers=registers,
                leeswijze=leeswijze_of(negeer_kolom, blad, kolommen, datumvorm),
            ),
            Aanlevering(begin=begin, eind=eind, dagtekening=dagtekening.date()),
            factuurnummer=factuurnummer,
            out=out,
            progress=progress,
            sleutelbestand=sleutel_bestand,
            budget=memory_budget(max_memory),
        )
    show_declare_run(run)
    if strict and run.niet_gedeclareerd:
        raise typer.Exit(ExitCode.REFUSED)


def _days(text: str) -> tuple[date, date]:
    """First and last day of FROM,TO."""
    from productstructure.errors import CallError

    try:
        begin, eind = (
            datetime.strptime(part.strip(), _DAY).date() for part in text.split(",")
        )
    except ValueError:
        raise CallError(
            f"--periode is {text!r}; write two days, as 2024-01-01,2024-01-31."
        ) from None
    return begin, eind
