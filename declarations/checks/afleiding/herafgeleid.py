"""Does a complete profile lead to what was declared? (G04, G12)"""

import polars as pl

from declarations.checks.feiten.afleiding.beoordeelbaar import dbcs, gap, herafgeleid
from declarations.checks.feiten.levering import Levering
from declarations.checks.oordeel import Oordeel, judge, not_evaluable
from declarations.checks.tarief.herprijzing import price_as
from declarations.checks.tarief.regels import debetregels


def herafleiding_gelijk(levering: Levering) -> Oordeel:
    """G04: the grouper derives the declared zorgproduct from the complete profile.

    Where it derives a cheaper one, that is what is paid (RED, on the 06); where it is
    dearer, has no price or cannot be declared, a person looks (SIG, on the 04).

    Source: NR/CU-263 art. 29 and 32 lid 2.
    """
    rows = levering.once(herafgeleid)
    if rows is None:
        return not_evaluable(levering.once(dbcs).height, gap(levering))
    rows = _with_price(levering, rows)
    cheaper = (pl.col("prijs_cent") < pl.col("r0620")).fill_null(value=False)
    return judge(
        rows.with_columns(
            record=pl.when(cheaper).then("tarief_record").otherwise("record")
        ),
        _differs(),
        rubriek=pl.lit("0414"),
        waarde=pl.col("r0414"),
        verwacht=pl.col("zorgproduct_code"),
        ontbreekt=pl.col("gemis").is_not_null(),
        lacks=pl.col("gemis"),
        gevolg=pl.when(cheaper).then(pl.lit("RED")).otherwise(pl.lit("SIG")),
        toegestaan=pl.when(cheaper).then("prijs_cent"),
    )


def _differs() -> pl.Expr:
    return (
        pl.col("gemis").is_null() & (pl.col("zorgproduct_code") != pl.col("r0414"))
    ).fill_null(value=False)


def _with_price(levering: Levering, rows: pl.DataFrame) -> pl.DataFrame:
    """Add the first 06, what it claims, and what it would be of the derived product."""
    first = (
        debetregels(levering)
        .filter("is_eerste")
        .select("prestatie", "regel", "r0620", tarief_record="record")
    )
    rows = rows.join(
        first, on="prestatie", how="left", validate="1:1", maintain_order="left"
    )
    asked = rows.filter(
        _differs(),
        pl.col("declaratiecode").is_not_null(),
        pl.col("regel").is_not_null(),
    )
    prices = asked.select("prestatie").with_columns(
        prijs_cent=price_as(levering, asked)
    )
    return rows.join(
        prices, on="prestatie", how="left", validate="1:1", maintain_order="left"
    )


def producttyperend_oranje(levering: Levering) -> Oordeel:
    """G12: 0438 says whether an oranje activity decided on the derivation.

    It did where it counted in a flagged rule that answered True.

    Source: ZH308 0438; IndicatieAanspraakbeperking of the beslisregels.
    """
    rows = levering.once(herafgeleid)
    if rows is None:
        return not_evaluable(levering.once(dbcs).height, gap(levering))
    derived = (
        pl.when("is_oranje_producttyperend").then(pl.lit("J")).otherwise(pl.lit("N"))
    )
    return judge(
        rows,
        pl.col("gemis").is_null() & (pl.col("r0438").fill_null("") != derived),
        waarde=pl.col("r0438"),
        verwacht=derived,
        ontbreekt=pl.col("gemis").is_not_null(),
        lacks=pl.col("gemis"),
    )


CHECKS = {"G04": herafleiding_gelijk, "G12": producttyperend_oranje}
