"""Is a treatment admitted on the day of a line, and may anybody still come in?"""

from typing import Final

import polars as pl

from declarations.checks.feiten.levering import Levering
from declarations.checks.gemis import tabel

_POSITIEF: Final = "ENDED_POSITIVE"
GESLOTEN: Final = "INCLUSION_CLOSED"


def with_perioden(levering: Levering, rows: pl.DataFrame) -> pl.DataFrame:
    """Add what ``vt_period`` says of the treatment on the day of the line (0411).

    ``in_periode`` is true where a row with both days has it, false where every row is
    known not to have it, and null else; ``periode_ontbreekt`` is what lacks then.
    ``is_basispakket``: a positive judgement came before, and no row has the day.
    ``inclusie_dicht`` is the day from which nobody is admitted, of a row that has
    (``is_gesloten``) or may have the day of the line (``is_gesloten`` null).
    """
    table = levering.registers.get("vt_period")
    if table is None:
        return rows.with_columns(
            in_periode=pl.lit(None, pl.Boolean),
            is_basispakket=pl.lit(value=False),
            is_gesloten=pl.lit(None, pl.Boolean),
            inclusie_dicht=pl.lit(None, pl.Date),
            periode_ontbreekt=pl.lit(tabel("vt_period")),
        )
    day, begin, eind = pl.col("r0411"), pl.col("begin"), pl.col("end")
    status = pl.col("status").cast(pl.String)
    outside = ((day < begin) | (day > eind)).fill_null(value=False)
    inside = ((begin <= day) & (day <= eind)).fill_null(value=False)
    closed = (status == GESLOTEN).fill_null(value=False) & (day >= begin)
    may_be_closed = (status == GESLOTEN).fill_null(value=False) & begin.is_null()
    of_day = (
        rows.select("vt_id", "r0411")
        .unique()
        .join(table.select("vt_id", "begin", "end", "status"), on="vt_id")
        .group_by("vt_id", "r0411")
        .agg(
            _binnen=inside.any(),
            _buiten=outside.all() & day.is_not_null().all(),
            _positief=(status.eq_missing(pl.lit(_POSITIEF)) & (day > eind)).any(),
            _dicht=(closed & ~outside).any(),
            _misschien=(may_be_closed & ~outside).any(),
            inclusie_dicht=begin.filter(closed & ~outside).min(),
        )
    )
    met = rows.join(
        of_day,
        on=["vt_id", "r0411"],
        how="left",
        validate="m:1",
        nulls_equal=True,
        maintain_order="left",
    )
    no = pl.lit(value=False)
    return met.with_columns(
        in_periode=pl.when("_binnen").then(~no).when("_buiten").then(no),
        is_basispakket=(pl.col("_positief") & ~pl.col("_binnen")).fill_null(no),
        is_gesloten=pl.when("_dicht")
        .then(~no)
        .when("_misschien")
        .then(None)
        .otherwise(no),
        periode_ontbreekt=pl.when(pl.col("_binnen").is_null())
        .then(pl.lit("de behandeling in vt_period"))
        .when(~pl.col("_binnen") & ~pl.col("_buiten"))
        .then(pl.lit("begin of einde van de toelating in vt_period")),
    ).drop("_binnen", "_buiten", "_positief", "_dicht", "_misschien")
