"""Prints what declaring priced lines came to."""

from billing.cli.reports.pricing import show_lost, show_unchecked
from billing.cli.screen import euros, say, say_files, show_table
from billing.work.declaraties.declare import DeclareRun


def show_declare_run(run: DeclareRun) -> None:
    """Print messages, why lines are in none, files and speed."""
    show_table(
        f"declared: {run.gedeclareerd:,} of {run.regels:,} lines, "
        f"{euros(run.bedrag_cent):,.2f} euros",
        ("message", "factuurnummer", "lines", "euros"),
        [
            (bestand, nummer, lines, euros(cents))
            for bestand, nummer, lines, cents in run.berichten.iter_rows()
        ],
    )
    if run.redenen.height:
        show_table(
            f"not declared: {run.niet_gedeclareerd:,} lines, see findings.csv",
            ("reden", "lines", "euros"),
            [
                (reden, lines, euros(cents))
                for reden, lines, cents in run.redenen.iter_rows()
            ],
        )
    if run.zonder_hash:
        say(
            f"Notice: {run.zonder_hash:,} dbc's are declared without a hash (0441); an "
            "insurer refuses them. Give hashtotaal, hashversie and certificaatversie "
            "with the subtrajecten."
        )
    show_lost(run.lost)
    show_unchecked(run.ongecontroleerd, run.onbevestigd)
    say_files(run.files)
    say(f"{run.regels:,} lines in {run.seconds:.2f} s")
