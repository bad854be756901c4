"""Names tables without which every line is refused, where they are not there.

Each such line is refused by name, which says nothing of a file that was forgotten.

Dutch terms: zorgaanbieder (provider), uzovi (code of an insurer), prestatie (what may
be billed).
"""

import polars as pl

from tariffs.files.findings import join_findings, one_finding
from tariffs.reasons import Reden
from tariffs.schema import Tarieventabellen

NODIG = {
    "zorgaanbieder": Reden.ZORGAANBIEDER_ONBEKEND,
    "uzovi_concern": Reden.VERZEKERAAR_ONBEKEND,
    "prestatie": Reden.PRESTATIECODE_ONBEKEND,
}
"""Tables to how a line is refused that finds nothing in them."""


def absent_tables(
    tabellen: Tarieventabellen, besluiten: pl.DataFrame
) -> tuple[str, ...]:
    """Tables without any row, for want of which lines were refused.

    Args:
        tabellen: The tables that lines were priced with.
        besluiten: What was decided on them.
    """
    leeg = [naam for naam in NODIG if getattr(tabellen, naam).is_empty()]
    if not leeg:
        return ()
    codes = besluiten.select(
        pl.col("redenen").list.explode(empty_as_null=False).struct.field("code")
    ).to_series()
    refused = set(codes.unique())
    return tuple(naam for naam in leeg if NODIG[naam].name in refused)


def absent_findings(absent: tuple[str, ...]) -> pl.DataFrame:
    """A finding per absent table (schema ``TariefFindings``)."""
    return join_findings(
        one_finding(naam, naam, "TABEL_ONTBREEKT", NODIG[naam].name) for naam in absent
    )


def absent_sentence(absent: tuple[str, ...]) -> str:
    """What to do about them, for a person; empty where none is absent."""
    if not absent:
        return ""
    names = " and ".join(absent)
    reasons = ", ".join(NODIG[naam].name for naam in absent)
    return (
        f"There is no row of {names}, for want of which lines are refused ({reasons}). "
        "Give the table, such as "
        f"{absent[0]}.csv; docs/pricing.md says what stands in it."
    )
