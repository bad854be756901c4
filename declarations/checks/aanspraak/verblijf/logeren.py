"""Is no more paid for a stay without nursing than the fixed amount? (S05)

Source: Bzv art. 2.12 lid 4: an amount of a ministerial regulation (Rzv).

Dutch terms: logeren (to stay without nursing).
"""

import polars as pl

from declarations.checks.aanspraak.verblijf.los import LOGEREN
from declarations.checks.feiten.levering import Levering
from declarations.checks.gemis import codeverzameling, tabel
from declarations.checks.oordeel import Oordeel, judge, not_evaluable
from declarations.registers.codeverzamelingen import has_set, is_in_set
from declarations.registers.geldigheid import holds_on

MARKTCONFORM = "marktconform"


def logeervergoeding(levering: Levering) -> Oordeel:
    """S05: of a stay without nursing the fixed amount is paid, times its aantal.

    UNSOURCED[logeerbedrag]: the amount of the regulation was not found; it is what the
    insurer has for the code in ``marktconform``, per night.
    """
    registers = levering.registers
    if not has_set(registers, LOGEREN):
        return not_evaluable(0, codeverzameling(LOGEREN))
    rows = _tariff_records(levering)
    table = registers.get(MARKTCONFORM)
    if table is None:
        return not_evaluable(rows.height, tabel(MARKTCONFORM))
    rows = _with_amount(rows, table)
    # What several 06 of one line claim is paid in their order, up to the amount.
    before = pl.col("r0620").cum_sum().over("prestatie") - pl.col("r0620")
    left = (pl.col("vast_cent") - before).clip(0)
    above = pl.col("r0620") > left
    return judge(
        rows,
        above,
        rubriek="0620",
        waarde=pl.col("r0620").cast(pl.String),
        verwacht=pl.format("ten hoogste {}", left),
        lacks=tabel(MARKTCONFORM),
        toegestaan=pl.when(above).then(left),
    )


def _tariff_records(levering: Levering) -> pl.DataFrame:
    """The debit 06 of stays without nursing, with ``regel``, their order."""
    lines = levering.prestaties.filter(~pl.col("is_dbc"), ~pl.col("is_credit")).select(
        "prestatie", "uzovi", "r0410", "r0411", "r0426"
    )
    mine = lines.filter(
        is_in_set(levering.registers, lines, LOGEREN, code="r0410", dag="r0411")
    )
    return (
        levering.tarieven.select("bestand_nr", "record", "prestatie", "r0620")
        .join(mine, on="prestatie", validate="m:1", maintain_order="left")
        .with_row_index("regel")
    )


def _with_amount(rows: pl.DataFrame, table: pl.DataFrame) -> pl.DataFrame:
    """Add ``vast_cent``: the fixed amount for all nights; null where none is known."""
    held = (
        rows.select("regel", "uzovi", "r0410", "r0411")
        .join(
            table.select(
                "uzovi", "prijs_cent", "begindatum", "einddatum", r0410="declaratiecode"
            ),
            on=["uzovi", "r0410"],
        )
        .filter(holds_on(pl.col("r0411")))
        .group_by("regel")
        .agg(pl.col("prijs_cent").min())
    )
    return rows.join(
        held, on="regel", how="left", validate="1:1", maintain_order="left"
    ).with_columns(
        vast_cent=pl.col("prijs_cent") * pl.col("r0426").cast(pl.Int64).fill_null(1)
    )


CHECKS = {"S05": logeervergoeding}
