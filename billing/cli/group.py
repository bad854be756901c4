"""``dbc-grouper group``: a batch of files to grouped rows."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from billing.cli.bar import progress_bar
from billing.cli.faults import STRICT
from billing.cli.options import (
    Check,
    NoChecks,
    Releases,
    Strict,
    Subtrajecten,
    Threads,
    Zorgactiviteiten,
)

if TYPE_CHECKING:
    from grouper.checks import InputChecks


def group(
    release: Releases,
    subtrajecten: Subtrajecten,
    out: Annotated[
        Path,
        typer.Option(
            "-o",
            "--out",
            metavar="OUT",
            help="Where the grouped rows go: csv, Parquet or Arrow IPC, by its ending.",
        ),
    ],
    zorgactiviteiten: Zorgactiviteiten = None,
    ozp: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE",
            help="Where the overige zorgproducten go, with why each may be billed by "
            "itself or not; by default they are not derived.",
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
    findings: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE",
            help="Where the findings go; by default OUT.findings.csv, when there are "
            "any.",
        ),
    ] = None,
    check: Check = None,
    no_checks: NoChecks = False,
    threads: Threads = None,
    strict: Strict = False,
) -> None:
    """Derive the zorgproduct and declaratiecode of every subtraject in a batch.

    OUT gets one row per subtraject, in the order of the input. Rows that could not be
    grouped have a status that says why; none disappears.
    """
    from billing.cli.report import show_run
    from billing.pipeline import group_files

    with progress_bar() as progress:
        run = group_files(
            release,
            subtrajecten,
            zorgactiviteiten,
            out=out,
            ozp=ozp,
            rejected=rejected,
            findings=findings,
            checks=input_checks(check or [], no_checks=no_checks),
            threads=threads,
            progress=progress,
        )
    show_run(run)
    if strict and run.balance.rejected:
        raise typer.Exit(STRICT)


def input_checks(settings: list[str], *, no_checks: bool) -> "InputChecks":
    """Input checks as the command line sets them.

    Args:
        settings: Texts ``name=reject|warn|off``.
        no_checks: Whether all others are off.

    Raises:
        CallError: A text is not of that form, or names what does not exist.
    """
    from grouper.checks import InputChecks
    from productstructure.errors import CallError

    checks = InputChecks.off() if no_checks else InputChecks.default()
    wanted = {}
    for setting in settings:
        name, equals, severity = setting.partition("=")
        if not equals:
            raise CallError(
                f"--check {setting!r} found; write NAME=SETTING, such as geslacht=warn."
            )
        wanted[name.strip()] = severity.strip()
    return checks.with_settings(wanted)
