"""Does the centre of a line take part in the study, and in which role?"""

from typing import Final

import polars as pl

from declarations.checks.feiten.levering import Levering
from declarations.checks.gemis import tabel
from declarations.registers.geldigheid import holds_on
from declarations.registers.schema.toelating import VtProvider

ALLEEN_INCLUSIE: Final = "INCLUSION"
GEEN_CENTRA: Final = "de centra van de behandeling in vt_provider"
GEEN_AGB: Final = "de AGB-code van elk centrum in vt_provider"
OPEN_LIJST: Final = "een volledige lijst van centra"


def with_centra(levering: Levering, rows: pl.DataFrame) -> pl.DataFrame:
    """Add what ``vt_provider`` says of ``centrum`` on the day of the activity.

    ``centrum_mee`` is null where it is not known, and ``centrum_ontbreekt`` what lacks
    then: a centre with a name and no AGB code may be this one, and a list that is open
    (``open_list``) may have it. A list of which nothing is said is whole where
    ``dekking`` says so. ``is_alleen_inclusie``: it includes, and does nothing else.
    ``heeft_inclusiecentra``: the treatment has such centres.
    """
    given = levering.registers.get("vt_provider")
    table = pl.DataFrame(schema=pl.Schema(VtProvider)) if given is None else given
    rows = _with_open_list(levering, rows)
    numbered = rows.with_row_index("_rij")
    role = pl.col("role").cast(pl.String)
    is_it = pl.col("agb") == pl.col("centrum")
    listed = (
        numbered.select("_rij", "vt_id", "dag", "centrum")
        .join(table.select("vt_id", "agb", "role", "begin", "end"), on="vt_id")
        .filter(holds_on(pl.col("dag"), "begin", "end"))
        .group_by("_rij")
        .agg(
            _mee=is_it.fill_null(value=False).any(),
            _zonder_agb=pl.col("agb").is_null().any(),
            is_alleen_inclusie=role.eq_missing(pl.lit(ALLEEN_INCLUSIE))
            .filter(is_it)
            .all(),
            heeft_inclusiecentra=role.eq_missing(pl.lit(ALLEEN_INCLUSIE)).any(),
        )
    )
    met = numbered.join(listed, on="_rij", how="left", maintain_order="left")
    covered = levering.registers.covers("vt_provider", "dag")
    open_list = pl.col("open_list").fill_null(~covered)
    lacks = (
        pl.when("_mee")
        .then(None)
        .when(pl.col("_mee").is_null())
        .then(pl.lit(tabel("vt_provider") if given is None else GEEN_CENTRA))
        .when("_zonder_agb")
        .then(pl.lit(GEEN_AGB))
        .when(open_list)
        .then(pl.lit(OPEN_LIJST))
    )
    return (
        met.with_columns(centrum_ontbreekt=lacks)
        .with_columns(
            centrum_mee=pl.when(pl.col("centrum_ontbreekt").is_null()).then("_mee"),
            is_alleen_inclusie=pl.col("_mee") & pl.col("is_alleen_inclusie"),
        )
        .drop("_rij", "_mee", "_zonder_agb")
    )


def _with_open_list(levering: Levering, rows: pl.DataFrame) -> pl.DataFrame:
    table = levering.registers.get("vt_treatment")
    if table is None:
        return rows.with_columns(open_list=pl.lit(None, pl.Boolean))
    known = table.select("vt_id", "open_list").unique(
        "vt_id", keep="first", maintain_order=True
    )
    return rows.join(known, on="vt_id", how="left", maintain_order="left")
