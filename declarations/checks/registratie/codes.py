"""Are the codes of typing and care in force on their day? (R01, R02)

Source: Begin- and EindDatum of the reference tables of the NZa; NR/CU-263 art. 40: a
dbc by the rules of its opening, an activity by those of the day it was carried out.
"""

from typing import Final

import polars as pl

from declarations.checks.feiten.levering import Levering
from declarations.checks.gemis import RELEASE
from declarations.checks.oordeel import Oordeel, not_evaluable
from declarations.checks.registratie.beoordeelbaar import dbcs, debits, judge_debits
from grouper.compiled.rows_on_day import rows_on

GEEN_ZORGVRAAG: Final = "000"
"""No care request, which a specialism without a list of them may have too."""

_TYPERING: Final = (
    ("0439", "specialismen", {"specialisme_code": "r0439"}),
    ("0427", "zorgtypen", {"specialisme_code": "r0439", "zorgtype_code": "r0427"}),
    ("0431", "diagnosen", {"specialisme_code": "r0439", "diagnose_code": "r0431"}),
    ("0429", "zorgvragen", {"specialisme_code": "r0439", "zorgvraag_code": "r0429"}),
)
"""Field, table that knows its codes, and fields of its key. Each rests on those before
it: of an unknown specialisme no diagnose can be known."""


def typering_geldig(levering: Levering) -> Oordeel:
    """R01: specialisme, zorgtype, diagnose and zorgvraag exist on the opening day."""
    rows = levering.once(dbcs)
    if not levering.releases:
        return not_evaluable(rows.height, RELEASE)
    for rubriek, table, fields in _TYPERING:
        keys = rows.select(dag="r0411", **fields)
        valid = rows_on(levering.releases, table, keys)["is_valid"]
        rows = rows.with_columns(valid.alias(f"_{rubriek}"))
    zorgvraag = pl.col("r0429").str.zfill(3)
    no_zorgvraag = zorgvraag.is_null() | (zorgvraag == GEEN_ZORGVRAAG)
    rows = rows.with_columns(_0429=pl.col("_0429") | no_zorgvraag)
    wrong = [
        pl.when(~pl.col(f"_{rubriek}") & _filled(rubriek)).then(pl.lit(rubriek))
        for rubriek, *_ in _TYPERING
    ]
    empty = pl.any_horizontal(~_filled(rubriek) for rubriek in ("0439", "0427", "0431"))
    values = [
        pl.when(pl.col("_wrong") == rubriek).then(f"r{rubriek}")
        for rubriek, *_ in _TYPERING
    ]
    return judge_debits(
        levering,
        rows.with_columns(_wrong=pl.coalesce(wrong)),
        pl.col("_wrong").is_not_null(),
        ontbreekt=empty,
        lacks=pl.format(
            "rubriek {}",
            pl.coalesce(
                pl.when(~_filled(rubriek)).then(pl.lit(rubriek))
                for rubriek in ("0439", "0427", "0431")
            ),
        ),
        rubriek=pl.col("_wrong"),
        waarde=pl.coalesce(values),
        verwacht=pl.format("een code die geldt op {}", "r0411"),
    )


def zorgactiviteit_geldig(levering: Levering) -> Oordeel:
    """R02: the activity of a record 16 exists on the day it was carried out."""
    of_debit = levering.once(debits).select("prestatie")
    rows = levering.zorgactiviteiten.select(
        "bestand_nr", "record", "prestatie", "r1611", "r1612"
    ).join(of_debit, on="prestatie", how="semi", maintain_order="left")
    if not levering.releases:
        return not_evaluable(rows.height, RELEASE)
    keys = rows.select(dag="r1612", zorgactiviteit_code="r1611")
    looked_up = rows_on(levering.releases, "zorgactiviteiten", keys)
    rows = rows.with_columns(
        in_release=looked_up["is_covered"], _valid=looked_up["is_valid"]
    )
    return judge_debits(
        levering,
        rows,
        ~pl.col("_valid") & pl.col("r1611").is_not_null(),
        ontbreekt=pl.col("r1611").is_null(),
        lacks="rubriek 1611",
        waarde=pl.col("r1611"),
        verwacht=pl.format("een code die geldt op {}", "r1612"),
    )


def _filled(rubriek: str) -> pl.Expr:
    return pl.col(f"r{rubriek}").is_not_null()


CHECKS = {"R01": typering_geldig, "R02": zorgactiviteit_geldig}
