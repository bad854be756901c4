"""Prints what a grouped batch came to."""

from collections.abc import Mapping, Sequence

import polars as pl

from billing.cli.screen import say, say_files, show_table
from billing.files.notices import OF_ROWS
from billing.work.group import GroupRun
from grouper.compiled.releasekeuze import REDENEN
from grouper.outcomes.balance import Balance
from grouper.outcomes.ozp_balance import OzpBalance
from tabellen.notices import Notice


def show_run(run: GroupRun) -> None:
    """Print balances, findings, files and speed of a run."""
    names = ", ".join(release.identity.name for release in run.releases)
    say(f"Grouped on {names}")
    show_release_notices(run.release_notices)
    show_releases(run)
    show_balance(run.balance)
    show_ozp(run.ozp_balance)
    show_findings(run.findings)
    show_left_out(run.niet_geschreven)
    show_notices(run.notices)
    show_files(run)


def show_release_notices(notices: Sequence[str]) -> None:
    """Print what is unusual about releases and was let through."""
    for notice in notices:
        say(f"Notice: {notice}")


def show_releases(run: GroupRun) -> None:
    """Print which of several releases the subtrajecten took, and why."""
    if len(run.releases) > 1:
        show_table(
            "subtrajecten by release",
            ("release", "rows", "reden"),
            [
                (run.releases[position].identity.name, count, REDENEN[keuze])
                for (position, keuze), count in sorted(run.releasekeuzes.items())
            ],
        )


def show_balance(balance: Balance) -> None:
    """Print what became of every row; the counts of each table add up to its title."""
    show_table(
        f"subtrajecten: {balance.subtrajecten:,}",
        ("status", "rows"),
        [
            ("ok", balance.ok),
            ("warning", balance.warning),
            ("rejected", balance.rejected),
            ("no_tree", balance.no_tree),
        ],
    )
    show_table(
        "of these",
        ("what", "rows"),
        [
            ("uitval", balance.uitval),
            ("trial (not closed)", balance.trial),
            ("without any activity", balance.leeg),
        ],
    )
    show_table(
        f"zorgactiviteiten: {balance.zorgactiviteiten:,}",
        ("lines", "rows"),
        [
            ("counted", balance.geteld),
            ("count zero by rule", balance.telt_nul - balance.onbekend),
            ("of an unknown code", balance.onbekend),
            ("of a rejected subtraject", balance.bij_afgewezen),
            ("of a subtraject without tree", balance.bij_no_tree),
            ("without subtraject", balance.los),
        ],
    )


def show_ozp(balance: OzpBalance | None) -> None:
    """Print what became of every activity as overig zorgproduct, if that was asked."""
    if balance is None:
        return
    show_table(
        f"overige zorgproducten: {balance.ozp:,}, {balance.declarabel:,} of them "
        f"billable, of {balance.zorgactiviteiten:,} zorgactiviteiten",
        ("lines", "rows"),
        [
            ("overig zorgproduct", balance.ozp),
            ("added to another of that day", balance.samengevoegd),
            ("no overig zorgproduct", balance.geen_ozp),
            ("not valid on its day", balance.niet_geldig),
            ("count of zero", balance.netto_nul),
            ("count that is no integer", balance.geen_aantal),
            ("of a rejected subtraject", balance.bij_afgewezen),
            ("without subtraject", balance.los),
        ],
    )


def show_findings(findings: pl.DataFrame) -> None:
    """Print the findings per kind, those that reject first."""
    if findings.height:
        header = ("code", "severity", "rows", "tekst")
        title = f"findings: {findings['rows'].sum():,}"
        show_table(title, header, findings.select(header).rows())


def show_left_out(left_out: Mapping[str, int]) -> None:
    """Print how many findings were counted and not written out, where any were."""
    if left_out:
        codes = ", ".join(f"{count:,} of {code}" for code, count in left_out.items())
        say(f"\nCounted and not written out (--max-per-bevinding): {codes}")


def show_notices(told: Sequence[Notice]) -> None:
    """Print what there is to tell of how the files were read, and no finding tells."""
    notices = [each for each in told if each.bevinding not in OF_ROWS and not each.row]
    if notices:
        header = ("file", "code", "columns", "rows", "tekst")
        rows = [
            (each.table, each.code, each.column or None, each.count or None, each.tekst)
            for each in notices
        ]
        show_table(f"notices on the files: {len(notices):,}", header, rows)


def show_files(run: GroupRun) -> None:
    """Print where the outcome is, how long it took, and how fast that is."""
    say_files(run.files)
    n = run.balance.subtrajecten
    say(f"{n:,} subtrajecten in {run.seconds:.2f} s ({n / run.seconds:,.0f} a second)")
