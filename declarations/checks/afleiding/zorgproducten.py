"""Do zorgproduct and declaratiecode exist and belong together? (G01, G02, G03)"""

import polars as pl

from declarations.checks.feiten.afleiding.beoordeelbaar import dbcs
from declarations.checks.feiten.levering import Levering
from declarations.checks.formaat.prestatie import NZA_LIJST
from declarations.checks.gemis import RELEASE
from declarations.checks.oordeel import Oordeel, judge, not_evaluable
from grouper.compiled.rows_on_day import rows_on

_CODES = ("declaratiecode_verzekerd", "declaratiecode_onverzekerd")


def producten(levering: Levering) -> pl.DataFrame:
    """The debit dbc's with ``is_valid`` and both declaratiecodes of 0414 on 0411."""
    rows = levering.once(dbcs)
    keys = rows.select(zorgproduct_code="r0414", dag="r0411")
    found = rows_on(levering.releases, "producten", keys, _CODES)
    return pl.concat([rows, found.drop("is_covered")], how="horizontal")


def zorgproduct_bestaat(levering: Levering) -> Oordeel:
    """G01: the zorgproduct is in the release on the opening day."""
    return _judged(levering, ~pl.col("is_valid"), waarde="r0414")


def relatie_declaratiecode(levering: Levering) -> Oordeel:
    """G02: the declaratiecode is one of the two of the zorgproduct.

    Of a zorgproduct that does not exist (G01) or has no code (G03) there is none.
    """
    given = pl.col("r0410")
    fits = pl.any_horizontal(
        (given == pl.col(code)).fill_null(value=False) for code in _CODES
    )
    return _judged(
        levering,
        ~fits,
        about=(pl.col("r0409") == NZA_LIJST).fill_null(value=False),
        waarde="r0410",
        verwacht=pl.concat_str(*_CODES, separator=" of ", ignore_nulls=True),
    )


def heeft_declaratiecode(levering: Levering) -> Oordeel:
    """G03: the zorgproduct has a declaratiecode: uitval cannot be declared."""
    without = pl.all_horizontal(pl.col(code).is_null() for code in _CODES)
    return _judged(levering, pl.col("is_valid") & without, waarde="r0414")


def _judged(
    levering: Levering,
    faalt: pl.Expr,
    *,
    waarde: str,
    about: pl.Expr | None = None,
    verwacht: pl.Expr | None = None,
) -> Oordeel:
    if not levering.releases:
        return not_evaluable(levering.once(dbcs).height, RELEASE)
    rows = levering.once(producten)
    if about is not None:
        rows = rows.filter(about)
    return judge(
        rows,
        faalt & pl.col("in_release"),
        waarde=pl.col(waarde),
        verwacht=verwacht,
        ontbreekt=~pl.col("in_release"),
        lacks=RELEASE,
    )


CHECKS = {
    "G01": zorgproduct_bestaat,
    "G02": relatie_declaratiecode,
    "G03": heeft_declaratiecode,
}
