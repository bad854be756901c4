"""Where does the register say that a person stayed, and when? (table ``opnamen``)

Dutch terms: opname (admission), verblijf (stay with a night), verlof (leave), Wlz
(long-term care, which is not of the Zvw).
"""

from collections.abc import Sequence
from datetime import time
from typing import Final

import polars as pl

from declarations.checks.feiten.levering import Levering
from declarations.registers.geldigheid import holds_on, is_any_or
from declarations.verblijf.dagdelen import VERBLIJF

OPNAMEN: Final = "opnamen"
"""Table of stays."""

WLZ: Final = "WLZ"
"""Stay in an institution for long-term care."""

AVOND: Final = time(20)
"""From this hour on the day of admission is no verpleegdag (NR/CU-263 art. 24.12)."""


def of_kind(levering: Levering, soorten: Sequence[str]) -> pl.DataFrame:
    """Rows of ``opnamen`` of some kinds, by ``persoon``.

    ``plaats`` is the institution, null for any; ``van`` and ``tot`` its first and last
    day, ``tot`` null while it goes on; ``begintijd`` as the register has it. There are
    no rows where the table was not given.
    """
    opnamen = levering.registers.get(OPNAMEN)
    if opnamen is None:
        return pl.DataFrame(
            schema={
                "persoon": pl.String,
                "plaats": pl.String,
                "van": pl.Date,
                "tot": pl.Date,
                "begintijd": pl.Time,
            }
        )
    with_time = (
        opnamen
        if "begintijd" in opnamen.columns
        else opnamen.with_columns(begintijd=pl.lit(None, pl.Time))
    )
    return (
        with_time.filter(pl.col("soort").cast(pl.String).is_in(list(soorten)))
        .join(levering.persoon_verzekerde, on="verzekerde_id")
        .select(
            "persoon",
            "begintijd",
            plaats="zorginstelling_code",
            van="begindatum",
            tot="einddatum",
        )
    )


def within(days: pl.DataFrame, periods: pl.DataFrame) -> pl.DataFrame:
    """Days (``dag``) beside each period of the person, at the institution, with it."""
    return days.join(periods, on="persoon").filter(
        is_any_or("plaats", "instelling"), holds_on(pl.col("dag"), "van", "tot")
    )


def stays(levering: Levering) -> pl.DataFrame:
    """Stays with a night, as ``of_kind`` has them; ask it by ``once``."""
    return of_kind(levering, VERBLIJF)
