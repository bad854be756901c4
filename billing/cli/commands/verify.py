"""``dbc-grouper verify``: is a file as it was written?"""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from billing.cli.faults import NOT_AS_WRITTEN
from billing.cli.options import Threads, Zorgactiviteiten
from billing.cli.screen import say

if TYPE_CHECKING:
    from grouper.sealing.verify import Verification

SHOWN = 20
"""Rows that are named; all are counted."""


def verify(
    file: Annotated[
        Path,
        typer.Argument(
            metavar="FILE",
            help="A file that group wrote with digests, or another output with a "
            "record.",
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
    threads: Threads = None,
) -> None:
    """Say whether every row of a file is as it was written.

    By the digests in the file and the record beside it, FILE.provenance.json; with
    releases and subtrajecten also by grouping the batch again. The digests are ours and
    no signature: they tell an accident or an edit, not a forger.

    Exit code 1: a row is not as it was written.
    """
    from billing.work.verify import verify_again, verify_file
    from productstructure.errors import CallError

    if release and subtrajecten is not None:
        found = verify_again(
            file,
            release,
            subtrajecten,
            zorgactiviteiten,
            keyfile=pseudonymise,
            threads=threads,
        )
    elif release or subtrajecten is not None:
        raise CallError("to group again, give both --release and --subtrajecten.")
    else:
        found = verify_file(file, threads or 1)
    _show(file, found)
    if not found.is_untouched:
        raise typer.Exit(NOT_AS_WRITTEN)


def _show(file: Path, found: "Verification") -> None:
    record = "with" if found.has_record else "without"
    say(f"{file}: {found.rows:,} rows, {record} a record beside it")
    for text in found.about_file:
        say(text)
    for fault in found.faults[:SHOWN]:
        where = f": {', '.join(fault.columns)}" if fault.columns else ""
        say(f"row {fault.row}{where}")
    if found.n_faults > SHOWN:
        say(f"and {found.n_faults - SHOWN:,} more")
    if found.is_untouched:
        say("Every row is as it was written.")
    else:
        say(f"{found.n_faults:,} rows are not as they were written.")
