"""``dbc-grouper group``: a batch of files to grouped rows."""

from pathlib import Path
from typing import Annotated

import typer

from billing.cli.bar import progress_bar
from billing.cli.exitcodes import ExitCode
from billing.cli.options import (
    AanspraakRegel,
    Blad,
    Check,
    DatumvormOptie,
    Findings,
    Kolommen,
    MaxEmpty,
    MaxMemory,
    MaxPerBevinding,
    MaxRejected,
    MaxUitval,
    MaxUnknown,
    MaxUnlinked,
    NegeerKolom,
    NoChecks,
    OzpRegel,
    Pin,
    Releases,
    Sha256,
    SleutelBestand,
    Strict,
    Threads,
    Vorm,
    Zorgactiviteiten,
    chosen_gates,
    group_settings,
    is_for_excel,
    leeswijze_of,
    listed,
    memory_budget,
)


def group(
    release: Releases,
    out: Annotated[
        Path,
        typer.Option(
            "-o",
            "--out",
            metavar="OUT",
            help="Where the grouped rows go: csv, Parquet or Arrow IPC, by its ending.",
            allow_dash=True,
        ),
    ],
    subtrajecten: Annotated[
        Path | None,
        typer.Option(
            "--subtrajecten",
            metavar="FILE",
            help="The subtrajecten to group: csv, xlsx, Parquet (a file or a folder of "
            "parts) or Arrow IPC, by its ending; csv also as .txt, .tsv, .gz or .bz2.",
            allow_dash=True,
        ),
    ] = None,
    zorgactiviteiten: Zorgactiviteiten = None,
    herstel: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE",
            help="Group these rows of OUT.rejected.csv, which you mended, in place of "
            "--subtrajecten, with their own activities alone.",
            allow_dash=True,
        ),
    ] = None,
    ozp: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE",
            help="Where the overige zorgproducten go, with why each may be billed by "
            "itself or not; by default they are not derived.",
        ),
    ] = None,
    profielen: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE",
            help="Where the zorgactiviteiten go that are named beside a product: wbmv, "
            "op nota, machtiging; by default they are not listed.",
        ),
    ] = None,
    rejected: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE",
            help="Where the rejected rows go; by default OUT.rejected.csv, when there "
            "are any.",
        ),
    ] = None,
    findings: Findings = None,
    trial: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE",
            help="Where the rows of open subtrajecten go (afsluitreden 00); by default "
            "they stand among the others, marked is_trial.",
        ),
    ] = None,
    digest: Annotated[
        bool,
        typer.Option(
            "--digest/--no-digest",
            help="Give every row the digests by which verify tells a change.",
        ),
    ] = True,
    pseudonymise: Annotated[
        Path | None,
        typer.Option(
            metavar="KEYFILE",
            help="Replace the numbers of patients and their care by hashes keyed with "
            "this file (at least 32 bytes).",
        ),
    ] = None,
    check: Check = None,
    no_checks: NoChecks = False,
    aanspraak_regel: AanspraakRegel = None,
    ozp_regel: OzpRegel = None,
    pin: Pin = None,
    sha256: Sha256 = None,
    threads: Threads = None,
    max_memory: MaxMemory = None,
    negeer_kolom: NegeerKolom = None,
    blad: Blad = None,
    kolommen: Kolommen = None,
    datumvorm: DatumvormOptie = None,
    max_per_verzekerde: Annotated[
        int,
        typer.Option(
            metavar="N",
            min=1,
            help="With --ozp: name a verzekerde_id that more subtrajecten share than "
            "this, of those that a ZT51 may be linked to.",
        ),
    ] = 500,
    max_per_bevinding: MaxPerBevinding = None,
    max_rejected: MaxRejected = None,
    max_empty: MaxEmpty = None,
    max_unlinked: MaxUnlinked = None,
    max_unknown: MaxUnknown = None,
    max_uitval: MaxUitval = None,
    strict: Strict = False,
    sleutel_bestand: SleutelBestand = None,
    vorm: Vorm = None,
    met: Annotated[
        list[str] | None,
        typer.Option(
            metavar="WHAT[,WHAT]",
            help="Columns for people, behind the others of OUT: omschrijving (texts of "
            "group and product), invoer (the columns that were given).",
        ),
    ] = None,
    controle: Annotated[
        bool,
        typer.Option(
            "--controle",
            help="Write a control file beside each file of outcomes, by which whoever "
            "reads it notices any change: FILE.controle.toml.",
        ),
    ] = False,
) -> None:
    """Derive the zorgproduct and declaratiecode of every subtraject in a batch.

    OUT gets one row per subtraject, in the order of the input. Rows that could not be
    grouped have a status that says why; none disappears. A delivery that is wholly
    wrong is refused with exit code 1: its rejected rows and findings are written, its
    outcome is not.
    """
    from billing.cli.reports.grouping import show_run
    from billing.files.toegevoegd import BIJ_GROUPED, met_of
    from billing.work.group import group_files

    with progress_bar() as progress:
        run = group_files(
            release,
            subtrajecten,
            zorgactiviteiten,
            out=out,
            herstel=herstel,
            ozp=ozp,
            profielen=profielen,
            trial=trial,
            digest=digest,
            keyfile=pseudonymise,
            rejected=rejected,
            findings=findings,
            settings=group_settings(
                checks=check,
                no_checks=no_checks,
                aanspraak=aanspraak_regel,
                ozp=ozp_regel,
                pin=pin,
                leeswijze=leeswijze_of(negeer_kolom, blad, kolommen, datumvorm),
                max_per_verzekerde=max_per_verzekerde,
                max_per_bevinding=max_per_bevinding,
            ),
            gates=chosen_gates(
                strict=strict,
                max_rejected=max_rejected,
                max_empty=max_empty,
                max_unlinked=max_unlinked,
                max_unknown=max_unknown,
                max_uitval=max_uitval,
            ),
            threads=threads,
            progress=progress,
            sha256=sha256,
            controle=controle,
            sleutelbestand=sleutel_bestand,
            budget=memory_budget(max_memory),
            for_excel=is_for_excel(vorm, out),
            met=met_of(listed(met), BIJ_GROUPED),
        )
    show_run(run)
    if strict and (run.balance.rejected or run.is_leeg):
        raise typer.Exit(ExitCode.REFUSED)
