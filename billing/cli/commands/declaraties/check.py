"""``dbc-grouper check``: declarations in, verdicts out."""

from collections.abc import Sequence
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from billing.cli.bar import progress_bar
from billing.cli.exitcodes import ExitCode
from billing.cli.options import (
    Blad,
    DatumvormOptie,
    Kolommen,
    MaxMemory,
    SleutelBestand,
    leeswijze_of,
    listed,
    memory_budget,
)
from billing.cli.price_options import (
    Contracten,
    NegeerKolom,
    Notatie,
    Passanten,
    Registers,
    Tarieven,
    tariefbronnen,
)

if TYPE_CHECKING:
    from billing.work.declaraties.check import CheckRun


def check(
    files: Annotated[
        list[Path] | None,
        typer.Argument(
            metavar="FILE...",
            help="Declarations: ZH308 messages, zips of them, or folders with the "
            "frames of messages.",
            allow_dash=True,
        ),
    ] = None,
    release: Annotated[
        list[Path] | None,
        typer.Option(
            "--release",
            metavar="RELEASE",
            help="A release of the NZa: its zip, a folder with the two XML files, or a "
            "compiled release. May be repeated.",
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
    verzekeringen: Annotated[
        Path | None,
        typer.Option(
            "--verzekeringen",
            metavar="FILE",
            help="Who is insured where; goes before a table of that name.",
        ),
    ] = None,
    zorgprofiel: Annotated[
        Path | None,
        typer.Option(
            "--zorgprofiel",
            metavar="FILE",
            help="Complete activity profiles, of every subtraject that it names.",
            allow_dash=True,
        ),
    ] = None,
    historie: Annotated[
        list[Path] | None,
        typer.Option(
            "--historie",
            metavar="FILE",
            help="What was declared before: the historie that earlier runs wrote. May "
            "be repeated.",
        ),
    ] = None,
    checks: Annotated[
        Path | None,
        typer.Option(
            "--checks",
            metavar="FILE",
            help="The desk's own choices per check: gevolg, verplicht, uzovi, period, "
            "reden.",
        ),
    ] = None,
    vrijgaven: Annotated[
        Path | None,
        typer.Option(
            "--vrijgaven", metavar="FILE", help="Findings that a person released."
        ),
    ] = None,
    ontvangen: Annotated[
        datetime | None,
        typer.Option(
            "--ontvangen",
            metavar="DATE",
            formats=["%Y-%m-%d"],
            help="Day of receipt, by default today; give it to make a rerun identical.",
        ),
    ] = None,
    uzovi: Annotated[
        list[str] | None,
        typer.Option(
            "--uzovi",
            metavar="N[,N]",
            help="The desk's own numbers; another one in 0108 or 0204 is P07.",
        ),
    ] = None,
    rol: Annotated[
        str,
        typer.Option(
            "--rol",
            metavar="ROL",
            help="verzekeraar; or zorgaanbieder, to check own messages before they are "
            "sent.",
        ),
    ] = "verzekeraar",
    retour: Annotated[
        list[Path] | None,
        typer.Option(
            "--retour",
            metavar="FILE",
            help="ZH309 files that came back, with --rol zorgaanbieder. May be "
            "repeated.",
        ),
    ] = None,
    proef: Annotated[
        bool,
        typer.Option(
            "--proef",
            help="A test run: 0105 must be T, no history is read or written.",
        ),
    ] = False,
    termijn_maanden: Annotated[
        int | None,
        typer.Option(
            "--termijn-maanden",
            metavar="N",
            min=1,
            help="Months in which to declare, in place of the contracts' own term.",
        ),
    ] = None,
    vorm: Annotated[
        list[str] | None,
        typer.Option(
            "--vorm",
            metavar="FORM[,FORM]",
            help="Forms to write beside csv: xlsx, parquet, json, zh309. With --list "
            "csv prints the catalogue as csv.",
        ),
    ] = None,
    out: Annotated[
        Path | None,
        typer.Option("-o", "--out", metavar="DIR", help="Folder for the outcome."),
    ] = None,
    is_list: Annotated[
        bool, typer.Option("--list", help="Print the catalogue of checks, and end.")
    ] = False,
    sleutel_bestand: SleutelBestand = None,
    max_memory: MaxMemory = None,
    strict: Annotated[
        bool,
        typer.Option(
            "--strict", help="Exit with code 1 when a line is not paid in full."
        ),
    ] = False,
) -> None:
    """Check declarations: re-derive, re-price, and decide on every line.

    DIR gets regels (a row per prestatie with its besluit), bevindingen, controles,
    bestanden, historie for the next run and posten. docs/checks.md tells all checks.
    """
    from billing.cli.reports.checking import show_check_run
    from billing.work.declaraties.check import check_files
    from billing.work.declaraties.checkbronnen import Checkbronnen
    from declarations.checks.feiten.levering import ROLLEN, Checkinstellingen
    from productstructure.errors import CallError

    vormen = _vormen(vorm)
    if is_list:
        _show_catalogus(as_csv="csv" in vormen)
        return
    if out is None or not files:
        raise CallError(
            "check takes at least one FILE with declarations, and -o DIR; or --list."
        )
    if rol not in ROLLEN:
        raise CallError(f"--rol is {rol!r}; it is one of {', '.join(ROLLEN)}.")
    if retour and rol != "zorgaanbieder":
        raise CallError("--retour is read with --rol zorgaanbieder only.")
    tables = tariefbronnen(
        *(tarieven, contracten, passanten, registers, notatie, negeer_kolom),
        leeswijze=leeswijze_of(None, blad, kolommen, datumvorm),
    )
    with progress_bar() as progress:
        run = check_files(
            files,
            Checkbronnen(
                releases=tuple(release or ()),
                tariefbronnen=tables,
                verzekeringen=verzekeringen,
                zorgprofiel=zorgprofiel,
                historie=tuple(historie or ()),
                keuzes=checks,
                vrijgaven=vrijgaven,
                retour=tuple(retour or ()),
            ),
            Checkinstellingen(
                ontvangen=ontvangen.date() if ontvangen else date.today(),
                uzovi=_numbers(uzovi),
                is_zorgaanbieder=rol == "zorgaanbieder",
                is_proef=proef,
                termijn_maanden=termijn_maanden,
            ),
            out=out,
            vormen=vormen,
            progress=progress,
            sleutelbestand=sleutel_bestand,
            budget=memory_budget(max_memory),
        )
    show_check_run(run)
    raise_for(run, strict=strict)


def raise_for(run: "CheckRun", *, strict: bool) -> None:
    """End with the code of what happened; says nothing where all went well.

    Raises:
        typer.Exit: A file could not be read (3), a check broke (1), or a line is not
            paid in full (1, with ``strict``).
    """
    if run.onleesbaar:
        raise typer.Exit(ExitCode.BAD_FILE)
    if run.is_broken or (strict and not run.is_paid_in_full):
        raise typer.Exit(ExitCode.REFUSED)


def _vormen(given: Sequence[str] | None) -> tuple[str, ...]:
    from billing.work.declaraties.check import VORMEN
    from productstructure.errors import CallError

    vormen = tuple(part.lower() for part in listed(given))
    unknown = [vorm for vorm in vormen if vorm not in VORMEN]
    if unknown:
        raise CallError(
            f"--vorm holds {unknown[0]!r}; it is a list of {', '.join(VORMEN)}."
        )
    return vormen


def _numbers(given: Sequence[str] | None) -> tuple[str, ...]:
    from productstructure.errors import CallError

    numbers = listed(given)
    for number in numbers:
        if not (number.isdecimal() and len(number) == 4):
            raise CallError(f"--uzovi holds {number!r}; a UZOVI number has 4 digits.")
    return numbers


def _show_catalogus(*, as_csv: bool) -> None:
    """Print the catalogue: as a table for a person, or as csv."""
    from billing.cli.screen import say_data, show_table
    from declarations.rapport.catalogustabel import catalogus_table

    table = catalogus_table()
    if as_csv:
        say_data(table.write_csv(separator=";").rstrip("\n"))
        return
    show_table(
        f"checks: {table.height}",
        ("check", "name", "gevolg", "retour", "needs"),
        table.select(
            "check_id", "naam", "gevolg", "retourcode", "gegevens"
        ).iter_rows(),
    )
