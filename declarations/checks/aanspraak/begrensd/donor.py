"""For how long is care after a donation of the recipient's insurance? (E22)

Source: Bzv art. 2.5 lid 1 (text of 2015): thirteen weeks from discharge, half a year
after a donation of liver.

Dutch terms: donor, nacontrole (check after discharge), ontslag (discharge).
"""

from typing import Final

import polars as pl

from declarations.checks.aanspraak.begrensd.lijncodes import lines_with
from declarations.checks.feiten.levering import Levering
from declarations.checks.feiten.opnamen import OPNAMEN, stays
from declarations.checks.gemis import codeverzameling, tabel
from declarations.checks.oordeel import Oordeel, judge, not_evaluable
from declarations.registers.codeverzamelingen import has_set

NACONTROLE: Final = "DONOR_NACONTROLE"
NACONTROLE_LEVER: Final = "DONOR_NACONTROLE_LEVER"

TERMIJN: Final = "13w"
TERMIJN_LEVER: Final = "6mo"


def nacontrole(levering: Levering) -> Oordeel:
    """E22: a donor's check later than the term is of his own insurance; a person looks.

    UNSOURCED[donor-ontslag]: the last discharge before the check is that of the
    donation; a message does not tell who is donor and who recipient.
    """
    own = ~pl.col("is_historie")
    lever = lines_with(levering, NACONTROLE_LEVER).filter(own)
    rows = pl.concat([lines_with(levering, NACONTROLE).filter(own), lever]).unique(
        "lijn", keep="first", maintain_order=True
    )
    if not has_set(levering.registers, NACONTROLE):
        return not_evaluable(rows.height, codeverzameling(NACONTROLE))
    if levering.registers.get(OPNAMEN) is None:
        return not_evaluable(rows.height, tabel(OPNAMEN))
    discharged = (
        rows.select("lijn", "persoon", "laatst")
        .join(levering.once(stays), on="persoon")
        .filter(pl.col("tot") <= pl.col("laatst"))
        .group_by("lijn")
        .agg(ontslag=pl.col("tot").max())
    )
    is_lever = pl.col("lijn").is_in(lever["lijn"].implode())
    rows = (
        rows.join(
            discharged, on="lijn", how="left", validate="1:1", maintain_order="left"
        )
        .with_columns(
            grens=pl.when(is_lever)
            .then(pl.col("ontslag").dt.offset_by(TERMIJN_LEVER))
            .otherwise(pl.col("ontslag").dt.offset_by(TERMIJN))
        )
        .sort("bestand_nr", "record")
    )
    return judge(
        rows,
        pl.col("laatst") > pl.col("grens"),
        rubriek="0411",
        waarde=pl.col("laatst").dt.to_string("%Y%m%d"),
        verwacht=pl.format(
            "uiterlijk {}; daarna op naam van de donor",
            pl.col("grens").dt.to_string("%Y%m%d"),
        ),
        lacks=tabel(OPNAMEN),
    )


CHECKS = {"E22": nacontrole}
