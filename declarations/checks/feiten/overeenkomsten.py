"""Does an institution have an agreement with the insurer of a line on its day?

The rows of ``contract`` and ``uzovi_concern`` of the tariff layer say so: a version
that is written and accorded, signed or ended. Policy and region are not asked: where an
agreement is for some policies only, it is one.
"""

import polars as pl

from declarations.checks.feiten.levering import Levering
from declarations.registers.geldigheid import holds_on
from tariffs.lookup.contract_versions import in_force

OVEREENKOMST = "contract"


def has_agreement(levering: Levering, rows: pl.DataFrame) -> pl.Series:
    """Whether there is an agreement on the opening day of each row.

    Args:
        levering: The delivery.
        rows: Debits, with ``prestatie``, ``instelling``, ``uzovi`` and ``r0411``.

    Returns:
        One boolean per row; null for all where no contracts are given.
    """
    tabellen = levering.tabellen
    if tabellen is None or tabellen.contract.is_empty():
        return pl.repeat(None, n=rows.height, dtype=pl.Boolean, eager=True)
    asked = rows.select("prestatie", "instelling", "uzovi", dag="r0411")
    concerns = tabellen.uzovi_concern.select(
        "uzovi", "concern_id", van="begindatum", tot="einddatum"
    )
    contracten = in_force(tabellen.contract, tabellen).select(
        "concern_id", "begindatum", "einddatum", instelling="zorginstelling_code"
    )
    found = (
        asked.join(concerns, on="uzovi")
        .filter(holds_on(pl.col("dag"), "van", "tot"))
        .join(contracten, on=["instelling", "concern_id"])
        .filter(holds_on(pl.col("dag")))
    )
    return asked["prestatie"].is_in(found["prestatie"].implode())
