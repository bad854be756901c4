"""Prints what pricing lines came to."""

from typing import TYPE_CHECKING

from billing.cli.reports.grouping import show_left_out
from billing.cli.screen import euros, say, say_files, show_table
from billing.regels.absent_tables import absent_sentence
from billing.regels.lost_rows import count_lost
from billing.work.price import PriceRun

if TYPE_CHECKING:
    from collections.abc import Sequence

    import polars as pl


def show_price_run(run: PriceRun) -> None:
    """Print statuses, euros per grondslag and per reason, findings, files and speed."""
    settings = run.instellingen
    say(
        f"Priced on {settings.verwerkingsdatum}, with the tables as known on "
        f"{settings.kennisdatum}"
    )
    show_amounts(run)
    show_price_findings(run)
    show_price_files(run)


def show_amounts(run: PriceRun) -> None:
    """Print lines and euros; the rows of each of the first two tables add up.

    The first is the balance of the lines: each is in exactly one row.
    """
    show_table(
        f"declaratieregels: {run.regels:,}",
        ("status", "lines", "euros"),
        [
            (status, lines, euros(cents))
            for status, lines, cents in run.balans.iter_rows()
        ],
    )
    show_table(
        f"euros per grondslag: {euros(run.bedrag_cent):,.2f}",
        ("grondslag", "lines", "euros"),
        [
            (grondslag, lines, euros(cents))
            for grondslag, lines, cents in run.grondslagen.iter_rows()
        ],
    )
    if run.redenen.height:
        show_table(
            "euros per reason (a line may have several)",
            ("reden", "status", "lines", "declared", "price found", "allowed"),
            [
                (reden, status, lines, *map(euros, cents))
                for reden, status, lines, *cents in run.redenen.iter_rows()
            ],
        )


def show_price_findings(run: PriceRun) -> None:
    """Print what was lost or could not be read, and the findings per kind."""
    if run.is_leeg:
        say("\nThe lines have a header and no rows; nothing was priced")
    if run.ontbrekend:
        say(f"\n{absent_sentence(run.ontbrekend)}")
    show_lost(run.lost)
    show_unchecked(run.ongecontroleerd, run.onbevestigd)
    if run.overgeslagen:
        say(f"\nNo tables, passed over: {', '.join(run.overgeslagen)}")
    if run.leeg:
        say(f"\nNo line has a value of: {', '.join(run.leeg)}")
    if run.onleesbaar:
        say(
            f"\n{run.onleesbaar:,} line(s) could not be read; see the findings. They "
            f"stand in {run.files[0].name} as ONLEESBAAR"
        )
    if run.findings.height:
        show_table(
            f"findings on tables and lines: {run.findings['rows'].sum():,}",
            ("code", "severity", "rows", "table", "tekst"),
            run.per_tabel.select("code", "severity", "rows", "source", "tekst").rows(),
        )
    show_left_out(run.niet_geschreven)


def show_lost(lost: "pl.DataFrame") -> None:
    """Print the tables that lost rows, where any did."""
    if lost.is_empty():
        return
    show_table(
        f"rows of tables that were lost: {count_lost(lost):,}",
        ("table", "file", "rows", "lost"),
        lost.select("tabel", "bestand", "rijen", "verloren").rows(),
    )


def show_unchecked(unchecked: "Sequence[str]", unconfirmed: "Sequence[str]") -> None:
    """Print which files no record tells of, and which a sealed one, without key."""
    if unchecked:
        say(f"\nNot checked, for want of a record: {', '.join(unchecked)}")
    if unconfirmed:
        say(
            f"\nNot confirmed, for want of the key (--sleutel-bestand): "
            f"{', '.join(unconfirmed)}"
        )


def show_price_files(run: PriceRun) -> None:
    """Print where the outcome is, how long it took, and how fast that is."""
    say_files(run.files)
    tables, lines = run.seconds
    say(
        f"Tables ready in {tables:.2f} s; {run.regels:,} lines in {lines:.2f} s "
        f"({run.regels / lines:,.0f} a second)"
    )
