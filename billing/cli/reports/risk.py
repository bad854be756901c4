"""Prints what dividing the bills of the eigen risico came to."""

from typing import TYPE_CHECKING

import polars as pl

from billing.cli.reports.pricing import show_lost, show_unchecked
from billing.cli.screen import euros, say, say_files, show_table

if TYPE_CHECKING:
    from billing.work.declaraties.eigenrisico import RisicoRun

_MOST = 20
"""Refused items that the screen names; the file has all."""


def show_risk_run(run: "RisicoRun") -> None:
    """Print who pays what, per status, and the items that were refused by name."""
    rows = run.uitkomst.verdeling
    cents = ("verplicht_cent", "vrijwillig_cent", "verzekeraar_cent")
    told = (
        rows.group_by(pl.col("status").cast(pl.String))
        .agg(pl.len(), pl.col(cents).sum())
        .sort("status")
    )
    show_table(
        f"items: {rows.height:,}; changed: {run.uitkomst.mutaties.height:,}",
        ("status", "items", "mandatory", "voluntary", "insurer"),
        [
            (status, items, *map(euros, amounts))
            for status, items, *amounts in told.iter_rows()
        ],
    )
    refused = rows.filter(pl.col("status") == "GEWEIGERD")
    if refused.height:
        show_table(
            f"refused: {refused.height:,}",
            ("item", "why"),
            refused.select("post_id", "reden").head(_MOST).iter_rows(),
        )
    show_lost(run.lost)
    show_unchecked(run.ongecontroleerd, run.onbevestigd)
    say_files(run.files[:_MOST])
    if len(run.files) > _MOST:
        say(f"Wrote {len(run.files) - _MOST:,} more files")
    say(f"{rows.height:,} items in {run.seconds:.2f} s")
