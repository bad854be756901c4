"""E21: is care declared that is not, or not always, proven? (SW&P)

Dutch terms: aandachtslijst (watch list), stand van de wetenschap en praktijk (what care
has to meet to be insured, Bzv art. 2.1 lid 2).
"""

from typing import Final

import polars as pl

from declarations.checks.aanspraak.kleuren import dbcs_met, verricht
from declarations.checks.aanspraak.uitspraak import judge_dbcs
from declarations.checks.feiten.afleiding.beoordeelbaar import dbcs
from declarations.checks.feiten.levering import Levering
from declarations.checks.gemis import tabel
from declarations.checks.oordeel import Oordeel, not_evaluable
from declarations.registers.geldigheid import holds_on, is_any_or

LIJST: Final = "aandachtslijst"
CODE: Final = "CODE"
"""``koppeling`` of what tells a treatment of the list from others."""


def aandachtslijst(levering: Levering) -> Oordeel:
    """E21: a person looks at treatments of the list, always (SIG).

    About dbc's during which the list holds. A row with ``koppeling`` CODE fails a dbc
    by what it names: activity (on its day), specialisme and diagnose. By a row with
    NIET the treatment is not told from others, so that the dbc is not evaluable. What
    the list makes an exception of stands in the file of the patient.

    UNSOURCED[aandacht-codes]: the list names treatments, not codes; which codes stands
    in the table. UNSOURCED[aandacht-na-2018]: a list of one insurer for 2018 is asked
    of all, and of later years.

    Source: Zilveren Kruis zorginkoopbeleid msz 2018, bijlage 4.
    """
    rows = levering.once(dbcs)
    table = levering.registers.get(LIJST)
    if table is None:
        return not_evaluable(rows.height, tabel(LIJST))
    lijst = table.select(
        "nummer",
        "begindatum",
        "einddatum",
        _code="zorgactiviteit_code",
        _specialisme="specialisme_code",
        _diagnose=pl.col("diagnose_code").str.zfill(4),
        _is_code=pl.col("koppeling") == CODE,
    )
    met = _met(levering, lijst).unique()
    found = met.group_by("prestatie").agg(
        lijst=_numbers(pl.col("_is_code")),
        anders=_numbers(~pl.col("_is_code")),
        _codes=pl.col("code").filter("_is_code").drop_nulls().unique().sort(),
    )
    soort = pl.col("zorgactiviteit_code").is_in(
        lijst["_code"].drop_nulls().unique().implode()
    )
    rows = dbcs_met(levering, levering.once(verricht).clear(), soort).join(
        found, on="prestatie", how="left", validate="1:1", maintain_order="left"
    )
    unknown = pl.when(pl.col("anders") != "").then(
        pl.format("een code voor nummer {} van de aandachtslijst", "anders")
    )
    return judge_dbcs(
        levering,
        rows.filter(_holds_ever(lijst)).with_columns(
            gemis=pl.coalesce(unknown, "gemis")
        ),
        pl.col("lijst") != "",
        rubriek=pl.when(pl.col("_codes").list.len() > 0)
        .then(pl.lit("1611"))
        .otherwise(pl.lit("0431")),
        waarde=pl.when(pl.col("_codes").list.len() > 0)
        .then(pl.col("_codes").list.join(", "))
        .otherwise("r0431"),
        verwacht=pl.format(
            "een indicatie bij nummer {} van de aandachtslijst", "lijst"
        ),
        gevolg="SIG",
    )


def _met(levering: Levering, lijst: pl.DataFrame) -> pl.DataFrame:
    """Each dbc with a row of the list that it meets, and the activity, if any."""
    own = levering.once(dbcs).select(
        "prestatie",
        specialisme=pl.col("r0439").str.zfill(4),
        diagnose=pl.col("r0431").str.zfill(4),
        opening="r0411",
    )
    by_code = (
        levering.once(verricht)
        .drop("opening")
        .join(lijst, left_on="code", right_on="_code")
        .join(own, on="prestatie")
        .filter(holds_on(pl.col("dag")), is_any_or("_specialisme", "specialisme"))
    )
    # Under a privacyverklaring the diagnose is not looked at either.
    open_ones = own.join(
        levering.dbc.filter("privacy").select("prestatie"), on="prestatie", how="anti"
    )
    by_typing = (
        open_ones.join(
            lijst.filter(pl.col("_code").is_null()),
            left_on="specialisme",
            right_on="_specialisme",
        )
        .filter(holds_on(pl.col("opening")))
        .with_columns(code=pl.lit(None, pl.String))
    )
    columns = ["prestatie", "nummer", "code", "diagnose", "_diagnose", "_is_code"]
    met = pl.concat([by_code.select(columns), by_typing.select(columns)])
    return met.filter(is_any_or("_diagnose", "diagnose"))


def _numbers(which: pl.Expr) -> pl.Expr:
    numbers = pl.col("nummer").filter(which).unique().sort()
    return numbers.cast(pl.String).str.join(", ")


def _holds_ever(lijst: pl.DataFrame) -> pl.Expr:
    """Whether any row of the list is in force during a dbc."""
    holds = pl.lit(value=False)
    for begin, eind in lijst.select("begindatum", "einddatum").unique().iter_rows():
        inside = pl.col("r0411").is_not_null()
        if begin is not None:
            inside &= pl.coalesce("r0412", "r0411") >= begin
        if eind is not None:
            inside &= pl.col("r0411") <= eind
        holds |= inside
    return holds


CHECKS = {"E21": aandachtslijst}
