"""``dbc-grouper verify``: is a file, and the set that it is of, as it was written?"""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from billing.cli.exitcodes import ExitCode
from billing.cli.options import Threads, Zorgactiviteiten
from billing.cli.screen import say

if TYPE_CHECKING:
    from billing.work.verify import FileVerification
    from grouper.sealing.verify import FileFault, RowFault

SHOWN = 20
"""Rows, and files, that are named; all are counted."""


def verify(
    file: Annotated[
        Path,
        typer.Argument(
            metavar="FILE",
            help="A file that group wrote, another output with a record, or the folder "
            "of a night or of replies.",
        ),
    ],
    release: Annotated[
        list[Path] | None,
        typer.Option(
            "--release",
            metavar="RELEASE",
            help="Group again, on the release(s) the file was made with, and compare "
            "every cell; needs the subtrajecten too.",
        ),
    ] = None,
    subtrajecten: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="The subtrajecten it was made from."),
    ] = None,
    zorgactiviteiten: Zorgactiviteiten = None,
    pseudonymise: Annotated[
        Path | None,
        typer.Option(metavar="KEYFILE", help="Key of the pseudonyms in the file."),
    ] = None,
    invoer: Annotated[
        list[Path] | None,
        typer.Option(
            "--invoer",
            metavar="FILE",
            help="An input that it was made of, to compare with the record; by default "
            "those that still stand where they were read. May be repeated.",
        ),
    ] = None,
    sleutel_bestand: Annotated[
        Path | None,
        typer.Option(
            "--sleutel-bestand",
            metavar="FILE",
            help="Key that the record has to be sealed with. Only with it is a record "
            "noticed that was rewritten together with its files.",
        ),
    ] = None,
    threads: Threads = None,
) -> None:
    """Say whether a file is as it was written, and what kind of change it shows.

    By the digests in it and the record beside it, FILE.provenance.json: rows and files
    that are changed, missing, extra, moved or of another run. With releases and
    subtrajecten also by grouping the batch again. Digests and a record without a seal
    tell an accident or an edit, not a forger: who can write the file can write them.

    Exit code 1: not verified. Something is not as it was written, or there is no record
    to know it by.
    """
    from billing.work.verify import verify_again, verify_file
    from productstructure.errors import CallError
    from tabellen.sets.setrecord import RecordError

    if bool(release) != (subtrajecten is not None):
        raise CallError("to group again, give both --release and --subtrajecten.")
    try:
        if release and subtrajecten is not None:
            found = verify_again(
                file,
                release,
                subtrajecten,
                zorgactiviteiten,
                keyfile=pseudonymise,
                threads=threads,
                sleutelbestand=sleutel_bestand,
                invoer=invoer or (),
            )
        else:
            found = verify_file(
                file,
                1 if threads is None else threads,
                sleutelbestand=sleutel_bestand,
                invoer=invoer or (),
                keyfile=pseudonymise,
            )
    except RecordError as fault:
        say(f"{fault}\nNot verified.")
        raise typer.Exit(ExitCode.REFUSED) from None
    _show(file, found)
    if not found.is_untouched:
        raise typer.Exit(ExitCode.REFUSED)


def _show(file: Path, found: "FileVerification") -> None:
    record = "with" if found.has_record else "without"
    of_set = f"; {found.files:,} files in its set" if found.files else ""
    say(f"{file}: {found.rows:,} rows, {record} a record beside it{of_set}")
    for about in found.about_file[:SHOWN]:
        say(_of_file(about))
    if len(found.about_file) > SHOWN:
        say(f"and {len(found.about_file) - SHOWN:,} more about files")
    for fault in found.faults[:SHOWN]:
        say(_of_row(fault))
    if found.n_faults > SHOWN:
        say(f"and {found.n_faults - SHOWN:,} more")
    for each in found.invoer:
        say(f"Input {each.naam}: {each.stand.value}")
    if found.is_sealed:
        say("The record is sealed with the key that was given.")
    if found.n_faults:
        say(f"{found.n_faults:,} rows are not as they were written.")
    if found.is_untouched:
        say("Every row is as it was written.")
    else:
        say("Not verified.")


def _of_file(fault: "FileFault") -> str:
    naam = f"{fault.naam}: " if fault.naam else ""
    return f"{naam}{fault.wijziging}. {fault.zin}"


def _of_row(fault: "RowFault") -> str:
    """A row with what happened to it, and where."""
    columns = f": {', '.join(fault.columns)}" if fault.columns else ""
    van = "" if fault.van is None else f", was row {fault.van}"
    return f"row {fault.row} {fault.wijziging}{columns}{van}"
