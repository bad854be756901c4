"""``dbc-grouper answer``: group messages, and write a reply to each."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from billing.cli.bar import progress_bar
from billing.cli.exitcodes import ExitCode
from billing.cli.options import (
    AanspraakRegel,
    Check,
    Findings,
    NoChecks,
    OzpRegel,
    Pin,
    Releases,
    SleutelBestand,
    Threads,
    group_settings,
)
from billing.cli.screen import say, say_files, show_table

if TYPE_CHECKING:
    from billing.work.answer import AnswerRun


def answer(
    levering: Annotated[
        Path,
        typer.Argument(
            metavar="IN",
            help="One message (FICR_IN900101NL04), a folder or a zip of messages, or a "
            "delivery of onderhanden werk with its SUBTRAJECT.txt.",
            allow_dash=True,
        ),
    ],
    release: Releases,
    out: Annotated[
        Path,
        typer.Option(
            "-o",
            "--out",
            metavar="OUT",
            help="A folder or .zip for the replies (FICR_IN910101NL04); or a csv, "
            "Parquet or Arrow IPC file for the grouped rows with the ids of their "
            "messages, the only answer known to onderhanden werk.",
        ),
    ],
    layout: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE",
            help="TOML with what is not known of the forms; data/berichten/layout.toml "
            "has every setting.",
        ),
    ] = None,
    negeer_kolom: Annotated[
        list[str] | None,
        typer.Option(
            metavar="NAME",
            help="A column of onderhanden werk that is not the known one whose name it "
            "nearly has; may be repeated.",
        ),
    ] = None,
    findings: Findings = None,
    check: Check = None,
    no_checks: NoChecks = False,
    aanspraak_regel: AanspraakRegel = None,
    ozp_regel: OzpRegel = None,
    pin: Pin = None,
    sleutel_bestand: SleutelBestand = None,
    threads: Threads = None,
    strict: Annotated[
        bool,
        typer.Option(
            "--strict",
            help="Exit with code 1 when a message was refused, a row rejected, or no "
            "message was found.",
        ),
    ] = False,
) -> None:
    """Group messages of hospitals and write a reply to each.

    A malformed message gets a reply that says why, and the others go on.
    docs/messages.md describes both forms.
    """
    from billing.work.answer import answer_messages
    from declarations import BerichtLayout, read_layout

    places = BerichtLayout() if layout is None else read_layout(layout)
    with progress_bar() as progress:
        run = answer_messages(
            release,
            levering,
            out=out,
            layout=places.ignoring(negeer_kolom or ()),
            findings=findings,
            settings=group_settings(
                checks=check,
                no_checks=no_checks,
                aanspraak=aanspraak_regel,
                ozp=ozp_regel,
                pin=pin,
            ),
            threads=threads,
            progress=progress,
            sleutelbestand=sleutel_bestand,
            also_read=[] if layout is None else [layout],
        )
    show_answers(run)
    if strict and (run.afgewezen or run.balance.rejected or not run.berichten):
        raise typer.Exit(ExitCode.REFUSED)


def show_answers(run: "AnswerRun") -> None:
    """Print what became of messages and rows, findings, files and speed."""
    from billing.cli.reports.grouping import show_balance, show_findings

    names = ", ".join(each.identity.name for each in run.releases)
    say(f"Grouped on {names}")
    show_table(
        f"berichten: {run.berichten:,}",
        ("messages", "number"),
        [
            ("read", run.berichten - run.afgewezen),
            ("refused as malformed", run.afgewezen),
            ("replies written", run.antwoorden),
            ("sent again", run.herhaald),
            ("replaced by a later one", run.vervangen),
            ("files passed over", run.overgeslagen),
        ],
    )
    show_balance(run.balance)
    show_findings(run.findings)
    say_files(run.files)
    n = run.berichten
    say(f"{n:,} messages in {run.seconds:.2f} s ({n / run.seconds:,.0f} a second)")
