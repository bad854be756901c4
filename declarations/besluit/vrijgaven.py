"""Findings that a person released: told, but without their consequence."""

import polars as pl

from declarations.checks.feiten.levering import Levering
from declarations.registers.schema import Vrijgaven


def released_lines(
    levering: Levering, hit: pl.DataFrame, vrijgaven: pl.DataFrame | None
) -> pl.DataFrame:
    """Pairs of a finding and a line that a person released.

    A refusal of a whole file is about no line, and is not released by one.

    Args:
        levering: The delivery.
        hit: ``nummer, prestatie, check_id``: the lines that findings hit.
        vrijgaven: Schema ``Vrijgaven``; None for none.

    Returns:
        ``nummer, prestatie, wie, datum, reden``.
    """
    if vrijgaven is None or vrijgaven.is_empty():
        schema = pl.Schema(Vrijgaven)
        empty = {name: schema[name] for name in ("wie", "datum", "reden")}
        return pl.DataFrame(
            schema={"nummer": pl.UInt32, "prestatie": pl.UInt32, **empty}
        )
    lines = levering.prestaties.select("prestatie", referentienummer="r0458")
    named = vrijgaven.unique(
        ["referentienummer", "check_id"], keep="last", maintain_order=True
    ).join(lines, on="referentienummer")
    return hit.join(named, on=["prestatie", "check_id"]).select(
        "nummer", "prestatie", "wie", "datum", "reden"
    )
