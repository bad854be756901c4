"""``dbc-grouper price``: what each line may cost, and why."""

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
    MaxPerBevinding,
    SleutelBestand,
    Threads,
    Vorm,
    chosen_gates,
    is_for_excel,
    leeswijze_of,
    listed,
    memory_budget,
)
from billing.cli.price_options import (
    AddonAfrondmoment,
    BijEinddatum,
    BijOverschrijding,
    Contracten,
    Findings,
    KnownOn,
    MaxLost,
    MaxPerVerzekerde,
    MaxRefused,
    NegeerKolom,
    Notatie,
    Passanten,
    ProductReleases,
    Registers,
    Tarieven,
    Verwerkingsdatum,
    Verzekeringen,
    prijsinstellingen,
    tariefbronnen,
)

if TYPE_CHECKING:
    from billing.regels.sources import GroupedBatch
    from tabellen.headers.leeswijze import Leeswijze


def price(
    out: Annotated[
        Path,
        typer.Option(
            "-o",
            "--out",
            metavar="OUT",
            help="Where the prijsbesluiten go, a row per line: Parquet or Arrow IPC "
            "(to credit and reprice from later), or csv.",
            allow_dash=True,
        ),
    ],
    regels: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE",
            help="Lines to price: csv, xlsx, Parquet or Arrow IPC.",
            allow_dash=True,
        ),
    ] = None,
    grouped: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE",
            help="Or make lines of this: what group wrote to its OUT.",
            allow_dash=True,
        ),
    ] = None,
    subtrajecten: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE",
            help="The batch that was grouped; needed with --grouped.",
            allow_dash=True,
        ),
    ] = None,
    ozp: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE",
            help="Its overige zorgproducten, with --grouped.",
            allow_dash=True,
        ),
    ] = None,
    verzekeringen: Verzekeringen = None,
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
    eerdere: Annotated[
        list[Path] | None,
        typer.Option(
            metavar="FILE",
            help="Prijsbesluiten of earlier runs, which credits refer to, and of which "
            "the care is not paid again. May be repeated.",
        ),
    ] = None,
    findings: Findings = None,
    regels_out: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE",
            help="Where lines made of --grouped go, to price them again later.",
        ),
    ] = None,
    bij_overschrijding: BijOverschrijding = "WEIGER",
    addon_afrondmoment: AddonAfrondmoment = "REGEL",
    bij_einddatum: BijEinddatum = "SIGNAAL",
    max_per_verzekerde: MaxPerVerzekerde = 500,
    max_per_bevinding: MaxPerBevinding = None,
    verwerkingsdatum: Verwerkingsdatum = None,
    known_on: KnownOn = None,
    sleutel_bestand: SleutelBestand = None,
    vorm: Vorm = None,
    met: Annotated[
        list[str] | None,
        typer.Option(
            metavar="WHAT[,WHAT]",
            help="Columns for people, behind the others of OUT: euros (amounts beside "
            "their cents), redenen (the Dutch texts of reasons).",
        ),
    ] = None,
    threads: Threads = None,
    max_memory: MaxMemory = None,
    max_lost: MaxLost = None,
    max_refused: MaxRefused = None,
    strict: Annotated[
        bool,
        typer.Option(
            "--strict",
            help="Exit with code 1 when a line was refused or could not be read, or a "
            "row of a table was lost.",
        ),
    ] = False,
) -> None:
    """Decide what each line may cost, under which agreement, and why.

    OUT gets one row per line, in the order of the input, with an amount or a reason;
    none disappears. docs/pricing.md tells which tables there are.
    """
    from billing.cli.reports.pricing import show_price_run
    from billing.files.besluiten import BIJ_BESLUITEN
    from billing.files.toegevoegd import met_of
    from billing.work.price import price_files

    leeswijze = leeswijze_of(negeer_kolom, blad, kolommen, datumvorm)
    lines = _lines(regels, grouped, subtrajecten, ozp, verzekeringen, leeswijze)
    with progress_bar() as progress:
        run = price_files(
            tariefbronnen(
                *(tarieven, contracten, passanten, registers, notatie, negeer_kolom),
                releases=release,
                leeswijze=leeswijze,
            ),
            lines,
            out=out,
            instellingen=prijsinstellingen(
                verwerkingsdatum,
                known_on,
                bij_overschrijding=bij_overschrijding,
                addon_afrondmoment=addon_afrondmoment,
                bij_einddatum=bij_einddatum,
                max_per_verzekerde=max_per_verzekerde,
                max_per_bevinding=max_per_bevinding,
                threads=threads,
            ),
            findings=findings,
            regels_out=regels_out,
            eerdere=eerdere or (),
            gates=chosen_gates(
                strict=strict, max_lost=max_lost, max_refused=max_refused
            ),
            progress=progress,
            sleutelbestand=sleutel_bestand,
            budget=memory_budget(max_memory),
            for_excel=is_for_excel(vorm, out),
            met=met_of(listed(met), BIJ_BESLUITEN),
        )
    show_price_run(run)
    is_lost = run.onleesbaar or run.verloren or run.is_leeg
    if strict and (run.geweigerd or is_lost):
        raise typer.Exit(ExitCode.REFUSED)


def _lines(
    regels: Path | None,
    grouped: Path | None,
    subtrajecten: Path | None,
    ozp: Path | None,
    verzekeringen: Path | None,
    leeswijze: "Leeswijze",
) -> "Path | GroupedBatch":
    """Where the lines come from: --regels, or --grouped with what goes with it."""
    from billing.regels.sources import GroupedBatch
    from productstructure.errors import CallError

    beside = {
        "--subtrajecten": subtrajecten,
        "--ozp": ozp,
        "--verzekeringen": verzekeringen,
    }
    if regels is not None:
        extra = [name for name, path in beside.items() if path is not None]
        if grouped is not None or extra:
            found = ", ".join(extra or ["--grouped"])
            raise CallError(
                f"--regels and {found} found; lines carry these facts themselves. Give "
                "--regels alone, or --grouped with --subtrajecten and --verzekeringen."
            )
        return regels
    if grouped is None or subtrajecten is None or verzekeringen is None:
        raise CallError(
            "no lines to price. Give --regels FILE, or --grouped FILE with "
            "--subtrajecten FILE and --verzekeringen FILE."
        )
    return GroupedBatch(
        grouped=grouped,
        subtrajecten=subtrajecten,
        ozp=ozp,
        verzekeringen=verzekeringen,
        leeswijze=leeswijze,
    )
