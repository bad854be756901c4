"""How long after the end of care may it be declared, by contract?

Source: column ``declaratietermijn_maanden`` of table ``contract``; no law gives
providers a term. Of one contract the version in force on the day counts
(``contract_versions``).
"""

import polars as pl

from tariffs.lookup.contract_versions import in_force
from tariffs.lookup.periods import holds
from tariffs.schema import Tarieventabellen

SLEUTEL = ["zorginstelling_code", "uzovi", "dag"]


def declaratietermijnen(
    asked: pl.DataFrame, tabellen: Tarieventabellen
) -> pl.DataFrame:
    """The terms that contracts give on a day.

    Policy and region are not asked: contracts that differ by those alone mostly have
    one term, and where they have not, ``aantal`` says so.

    Args:
        asked: ``zorginstelling_code, uzovi, dag``.
        tabellen: The tables of contracts and of who contracts for which UZOVI.

    Returns:
        A row per combination that has a contract: those columns, ``maanden`` (null
        where no contract has a term) and ``aantal``, the number of different answers,
        no term among them.
    """
    in_force_then = holds(pl.col("dag").to_physical())
    concerns = (
        asked.select(SLEUTEL)
        .unique()
        .join(
            tabellen.uzovi_concern.select(
                "uzovi", "concern_id", "begindatum", "einddatum"
            ),
            on="uzovi",
        )
        .filter(in_force_then)
        .select(*SLEUTEL, "concern_id")
        .unique()
    )
    contracten = in_force(tabellen.contract, tabellen)
    return (
        concerns.join(contracten, on=["zorginstelling_code", "concern_id"])
        .filter(in_force_then)
        .filter(
            pl.col("voorrang") == pl.col("voorrang").max().over(*SLEUTEL, "contract_id")
        )
        .group_by(SLEUTEL)
        .agg(
            maanden=pl.col("declaratietermijn_maanden").max(),
            aantal=pl.col("declaratietermijn_maanden").n_unique(),
        )
    )
