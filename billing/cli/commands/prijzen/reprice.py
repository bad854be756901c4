"""``dbc-grouper reprice``: correct lines whose tariff was superseded."""

from pathlib import Path
from typing import Annotated

import typer

from billing.cli.bar import progress_bar
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
    NegeerKolom,
    Notatie,
    Passanten,
    ProductReleases,
    Registers,
    Tarieven,
    Verwerkingsdatum,
    prijsinstellingen,
    tariefbronnen,
)
from billing.cli.screen import euros, say, show_table


def reprice(
    regels: Annotated[
        list[Path],
        typer.Option(
            metavar="FILE",
            help="The lines as they were priced. May be repeated.",
            allow_dash=True,
        ),
    ],
    besluiten: Annotated[
        list[Path],
        typer.Option(
            metavar="FILE",
            help="The decisions on them: what price wrote to OUT, Parquet or Arrow "
            "IPC. May be repeated.",
            allow_dash=True,
        ),
    ],
    bestand_id: Annotated[
        str,
        typer.Option(
            metavar="ID",
            help="Name of the file that the correction is declared in; a debit and its "
            "credit may not stand in one file.",
        ),
    ],
    out: Annotated[
        Path,
        typer.Option(
            "-o",
            "--out",
            metavar="OUT",
            help="Where the decisions on it go.",
            allow_dash=True,
        ),
    ],
    regels_out: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE",
            help="Where the lines to declare go, a credit and a debit for each; by "
            "default OUT.regels.csv.",
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
    findings: Findings = None,
    bij_overschrijding: BijOverschrijding = "WEIGER",
    addon_afrondmoment: AddonAfrondmoment = "REGEL",
    bij_einddatum: BijEinddatum = "SIGNAAL",
    max_per_verzekerde: MaxPerVerzekerde = 500,
    max_per_bevinding: MaxPerBevinding = None,
    verwerkingsdatum: Verwerkingsdatum = None,
    known_on: KnownOn = None,
    max_lost: MaxLost = None,
    sleutel_bestand: SleutelBestand = None,
    vorm: Vorm = None,
    threads: Threads = None,
    max_memory: MaxMemory = None,
) -> None:
    """Find lines whose tariff release was superseded, and correct them.

    A line that comes to another amount on the tables as they are known now is taken
    back with a copy and billed anew; nothing that was decided changes in place.
    """
    from billing.cli.reports.pricing import show_lost, show_unchecked
    from billing.work.reprice import reprice_files

    instellingen = prijsinstellingen(
        verwerkingsdatum,
        known_on,
        bij_overschrijding=bij_overschrijding,
        addon_afrondmoment=addon_afrondmoment,
        bij_einddatum=bij_einddatum,
        max_per_verzekerde=max_per_verzekerde,
        max_per_bevinding=max_per_bevinding,
        threads=threads,
    )
    with progress_bar() as progress:
        run = reprice_files(
            tariefbronnen(
                *(tarieven, contracten, passanten, registers, notatie, negeer_kolom),
                releases=release,
                leeswijze=leeswijze_of(None, blad, kolommen, datumvorm),
            ),
            regels,
            besluiten,
            bestand_id=bestand_id,
            out=out,
            instellingen=instellingen,
            regels_out=regels_out,
            findings=findings,
            progress=progress,
            gates=chosen_gates(max_lost=max_lost),
            sleutelbestand=sleutel_bestand,
            budget=memory_budget(max_memory),
            for_excel=is_for_excel(vorm, out),
        )
    say(
        f"Priced again on {instellingen.verwerkingsdatum}, with the tables as known on "
        f"{instellingen.kennisdatum}"
    )
    if run.onleesbaar:
        say(f"{run.onleesbaar:,} line(s) could not be read; see the findings")
    show_table(
        f"lines priced again: {run.bekeken:,}",
        ("correction", "lines", "euros"),
        [
            ("taken back", run.credits, euros(run.credit_cent)),
            ("billed anew", run.debets, euros(run.debet_cent)),
            ("no longer billed", run.vervallen, None),
        ],
    )
    show_lost(run.lost)
    show_unchecked(run.ongecontroleerd, run.onbevestigd)
    say(f"\nDifference: {euros(run.credit_cent + run.debet_cent):,.2f} euros")
    for path in run.files:
        say(f"Wrote {path}")
