"""Prints what checking declarations came to: euros at risk first."""

from typing import TYPE_CHECKING

import polars as pl

from billing.cli.reports.pricing import show_lost, show_unchecked
from billing.cli.screen import euros, say, say_files, show_table
from declarations.checks.catalogus.catalogus import catalogus

if TYPE_CHECKING:
    from billing.work.declaraties.check import CheckRun


def show_check_run(run: "CheckRun") -> None:
    """Print verdicts, euros at risk per check, what could not be judged, and files."""
    say(f"Checked as received on {run.instellingen.ontvangen}")
    if run.instellingen.is_proef:
        say("A test run (--proef): no history is read or written")
    for path, reason in run.onleesbaar:
        say(f"Error: {path}: {reason} It is left out; the others go on.", err=True)
    show_table(
        f"prestaties: {run.uitslag.regels.height:,}",
        ("besluit", "lines", "claimed", "allowed", "at risk", "signalled"),
        [
            (besluit, lines, *map(euros, cents))
            for besluit, lines, *cents in run.besluiten_telling.iter_rows()
        ],
    )
    _show_checks(run, "formal", is_materieel=False)
    _show_checks(run, "material", is_materieel=True)
    _show_unjudged(run)
    _show_changed(run)
    show_lost(run.lost)
    show_unchecked(run.ongecontroleerd, run.onbevestigd)
    say_files(run.files)
    say(
        f"{run.uitslag.regels.height:,} prestaties of {run.uitslag.bestanden.height:,} "
        f"file(s) in {run.seconds:.2f} s"
    )


def _show_checks(run: "CheckRun", word: str, *, is_materieel: bool) -> None:
    """The checks of one kind that failed, by euros at risk."""
    checks = catalogus()
    rows = [
        (check_id, checks[check_id].naam, faalt, euros(risico))
        for check_id, faalt, risico in run.uitslag.controles.select(
            "check_id", "faalt", "risico_cent"
        ).iter_rows()
        if faalt and checks[check_id].is_materieel is is_materieel
    ]
    if rows:
        rows.sort(key=lambda row: (-(row[3] or 0), row[0]))
        show_table(
            f"{word} checks that failed",
            ("check", "name", "records", "euros at risk"),
            rows,
        )


def _show_unjudged(run: "CheckRun") -> None:
    """What lacked for a whole run, and checks that broke."""
    gaps: dict[str, list[str]] = {}
    for check_id, fout, unjudged, reden in run.uitslag.controles.select(
        "check_id", "fout", "niet_beoordeelbaar", "reden"
    ).iter_rows():
        if fout:
            say(f"\n{check_id} broke ({reden}); no line was judged. Please report it")
        elif reden and (unjudged or not fout):
            gaps.setdefault(reden, []).append(check_id)
    if gaps:
        show_table(
            "not judged for the whole run",
            ("what lacks", "checks"),
            [(reden, " ".join(ids)) for reden, ids in sorted(gaps.items())],
        )


def _show_changed(run: "CheckRun") -> None:
    """What the desk changed by --checks and --vrijgaven, with its reasons."""
    if run.keuzes is not None and run.keuzes.height:
        show_table(
            "changed by --checks",
            ("check", "gevolg", "verplicht", "uzovi", "reden"),
            run.keuzes.select(
                "check_id",
                "gevolg",
                pl.when("verplicht").then(pl.lit("J")).otherwise(pl.lit("N")),
                "uzovi",
                "reden",
            ).rows(),
        )
    released = run.uitslag.released
    if released.height:
        show_table(
            "released by a person (--vrijgaven)",
            ("check", "wie", "datum", "reden", "lines"),
            [
                (check_id, wie, f"{datum or '-'}", reden, lines)
                for check_id, wie, datum, reden, lines in released.rows()
            ],
        )
