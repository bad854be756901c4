"""Prints what a grouped batch came to."""

from billing.cli.screen import say, show_table
from billing.pipeline import GroupRun
from grouper.balance import Balance


def show_run(run: GroupRun) -> None:
    """Print balances, findings, files and speed of a run."""
    say(f"Grouped on {', '.join(run.releases)}")
    show_balance(run.summary.balance)
    show_findings(run)
    say()
    for path in run.files:
        say(f"Wrote {path}")
    say(speed(run))


def show_balance(balance: Balance) -> None:
    """Print what became of every row; both columns of counts add up."""
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
        f"zorgactiviteiten: {balance.zorgactiviteiten:,}",
        ("lines", "rows"),
        [
            ("counted", balance.geteld),
            ("count zero", balance.telt_nul),
            ("of a rejected subtraject", balance.bij_afgewezen),
            ("of a subtraject without tree", balance.bij_no_tree),
            ("without subtraject", balance.los),
        ],
    )


def show_findings(run: GroupRun) -> None:
    """Print the findings per kind, the heaviest first."""
    findings = run.summary.findings.sort("severity", "code")
    if findings.height:
        show_table(
            f"findings: {findings['rows'].sum():,}",
            ("code", "severity", "rows", "tekst"),
            findings.select("code", "severity", "rows", "tekst").rows(),
        )


def speed(run: GroupRun) -> str:
    """How long it took, and how many subtrajecten a second that is."""
    n = run.summary.balance.subtrajecten
    a_second = n / run.seconds if run.seconds else 0.0
    return f"{n:,} subtrajecten in {run.seconds:.2f} s ({a_second:,.0f} a second)"
