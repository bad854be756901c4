"""Which permissions of the register may hold for a line?

A permission is granted unless its status says otherwise; what it does not name (an
institution, a code, a specialisme) it leaves free.

Dutch terms: machtiging (permission of the insurer before care is given).
"""

from typing import Final

import polars as pl

from declarations.checks.feiten.levering import Levering

MACHTIGINGEN: Final = "machtigingen"

TOEGEKEND: Final = "TOEGEKEND"
"""Status of a permission that was given; an empty one was too."""


def granted(levering: Levering, rows: pl.DataFrame) -> pl.DataFrame:
    """Permissions that may be about each row, whatever their days.

    Args:
        levering: The delivery.
        rows: ``prestatie, verzekerde_id, uzovi, instelling, specialisme, code``; with
            null where the line has none.

    Returns:
        ``prestatie, vanaf, tot``: the days of each permission, null for open.
    """
    table = levering.registers.get(MACHTIGINGEN)
    if table is None:
        return pl.DataFrame(
            schema={"prestatie": pl.UInt32, "vanaf": pl.Date, "tot": pl.Date}
        )
    status = pl.col("status").str.to_uppercase()
    given = table.filter(status.is_null() | (status == TOEGEKEND)).select(
        "verzekerde_id",
        van_uzovi="uzovi",
        van_instelling="zorginstelling_code",
        van_specialisme="specialisme_code",
        van_code="code",
        vanaf="begindatum",
        tot="einddatum",
    )

    def free(column: str) -> pl.Expr:
        own = pl.col(f"van_{column}")
        return own.is_null() | (own == pl.col(column)).fill_null(value=False)

    named = pl.col("van_code").is_not_null() | pl.col("van_specialisme").is_not_null()
    return (
        rows.select(
            "prestatie", "verzekerde_id", "uzovi", "instelling", "specialisme", "code"
        )
        .join(given, on="verzekerde_id")
        .filter(
            named,
            *(free(each) for each in ("uzovi", "instelling", "specialisme", "code")),
        )
        .select("prestatie", "vanaf", "tot")
    )
