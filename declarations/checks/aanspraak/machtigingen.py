"""What an insurer decided on permission for an activity of a person.

Dutch terms: machtiging (permission), toegekend (granted), afgewezen (refused).
"""

from typing import Final

import polars as pl

from declarations.checks.feiten.levering import Levering
from declarations.checks.feiten.toestemming import MACHTIGINGEN, TOEGEKEND
from declarations.registers.geldigheid import holds_on, is_any_or

AFGEWEZEN: Final = "AFGEWEZEN"


def besluiten(levering: Levering, rows: pl.DataFrame) -> pl.DataFrame:
    """Activities with what was decided on each, in the order of ``rows``.

    A permission is of this person and activity, by this insurer, institution and
    diagnosis as far as it names one, on the day.

    Args:
        levering: The delivery.
        rows: ``prestatie, code, dag`` of debit dbc's.

    Returns:
        ``rows`` with ``toegekend`` and ``afgewezen``; both false where nothing is
        known.
    """
    table = levering.registers.get(MACHTIGINGEN)
    numbered = rows.with_row_index("_rij")
    if table is None:
        return rows.with_columns(
            toegekend=pl.lit(value=False), afgewezen=pl.lit(value=False)
        )
    own = levering.dbc.select(
        "prestatie",
        "verzekerde_id",
        "instelling",
        _uzovi="uzovi",
        _specialisme=pl.col("r0439").str.zfill(4),
        _diagnose=pl.col("r0431").str.zfill(4),
    )
    met = (
        numbered.join(own, on="prestatie", validate="m:1")
        .join(
            table.with_columns(pl.col("diagnose_code").str.zfill(4)),
            on=["verzekerde_id", "code"],
        )
        .filter(
            is_any_or("uzovi", "_uzovi"),
            is_any_or("zorginstelling_code", "instelling"),
            is_any_or("specialisme_code", "_specialisme"),
            is_any_or("diagnose_code", "_diagnose"),
            holds_on(pl.col("dag")),
        )
        .group_by("_rij")
        .agg(
            toegekend=(pl.col("status").fill_null(TOEGEKEND) == TOEGEKEND).any(),
            afgewezen=(pl.col("status") == AFGEWEZEN).any(),
        )
    )
    return (
        numbered.join(met, on="_rij", how="left", maintain_order="left")
        .with_columns(pl.col("toegekend", "afgewezen").fill_null(value=False))
        .drop("_rij")
    )
