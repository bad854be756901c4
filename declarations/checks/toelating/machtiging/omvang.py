"""M03: was more done than a permission grants?

What was used is counted in the order of ``lijnen``: the history first, then this
delivery by reference. What goes beyond the number granted is not paid.

UNSOURCED[machtiging-omvang]: of a line that is granted in part that part is paid, also
of a dbc, whose price is not one of its activities. UNSOURCED[historie-machtiging]: the
history does not name permissions; what the person had of the code in the time of one,
counts for it. Where two may be meant it is not known.

Source: Vektis COD954 0554.
"""

from typing import Final

import polars as pl

from declarations.checks.feiten.levering import Levering
from declarations.checks.feiten.lijnen import in_order, lijnen
from declarations.checks.feiten.toestemming import MACHTIGINGEN
from declarations.checks.gemis import HISTORIE, tabel
from declarations.checks.oordeel import Oordeel, judge, not_evaluable
from declarations.checks.toelating.machtiging.machtigingen import met_nummer
from declarations.checks.toelating.machtiging.verbruik import earlier_use
from declarations.checks.toelating.machtiging.vergelijking import PAST

_MACHTIGING: Final = (
    *("m_rij", "m_code", "m_aantal", "m_begindatum", "m_einddatum"),
    *("m_zorginstelling_code", "m_specialisme_code", "m_diagnose_code"),
)


def machtiging_omvang(levering: Levering) -> Oordeel:
    """M03: what was done before and now is no more than the number granted."""
    fits = levering.once(met_nummer).filter(pl.col("past") == PAST)
    if levering.registers.get(MACHTIGINGEN) is None:
        named = levering.once(met_nummer)["prestatie"].n_unique()
        return not_evaluable(named, tabel(MACHTIGINGEN))
    rows = _debits(levering, fits)
    limited = fits.filter(pl.col("m_aantal").is_not_null())
    before = earlier_use(levering, limited.select(*_MACHTIGING, "persoon"))
    told = _counted(levering, limited, before).join(
        _unsure(levering, limited, before), on="prestatie", how="full", coalesce=True
    )
    rows = rows.join(
        told, on="prestatie", how="left", validate="m:1", maintain_order="left"
    )
    over = (pl.col("gedekt") < pl.col("gedaan")).fill_null(value=False)
    allowed = pl.col("r0620") * pl.col("gedekt") // pl.col("gedaan")
    return judge(
        rows,
        over,
        ontbreekt=pl.col("mist").is_not_null(),
        lacks=pl.col("mist"),
        rubriek="0406",
        waarde=pl.format("{} verricht", "gedaan"),
        verwacht=pl.format("nog {} van de machtiging over", "gedekt"),
        toegestaan=pl.when(over).then(allowed),
    )


def _debits(levering: Levering, fits: pl.DataFrame) -> pl.DataFrame:
    """The 06 of lines with a permission that fits."""
    return levering.tarieven.filter(
        (pl.col("r0621") != "C").fill_null(value=True)
    ).join(
        fits.select("prestatie").unique(),
        on="prestatie",
        how="semi",
        maintain_order="left",
    )


def _counted(
    levering: Levering, limited: pl.DataFrame, before: pl.DataFrame
) -> pl.DataFrame:
    """Per line ``gedaan`` and ``gedekt``, of the permission that leaves it least."""
    lines = levering.once(lijnen)
    own = (
        limited.filter(pl.col("code").is_not_null())
        .group_by("m_rij", "prestatie")
        .agg(pl.col("m_aantal").first(), pl.col("aantal").sum().alias("gedaan"))
        .join(lines, on="prestatie", how="inner", validate="m:1")
    )
    used = pl.col("gedaan").cum_sum().over("m_rij") - pl.col("gedaan")
    left = (pl.col("m_aantal") - used - pl.col("eerder").fill_null(0)).clip(
        lower_bound=0
    )
    return (
        in_order(own, "m_rij")
        .join(
            before.select("m_rij", "eerder"),
            on="m_rij",
            how="left",
            validate="m:1",
            maintain_order="left",
        )
        .with_columns(gedekt=pl.min_horizontal("gedaan", left))
        .sort("prestatie", pl.col("gedekt") / pl.col("gedaan"), "m_rij")
        .unique("prestatie", keep="first", maintain_order=True)
        .select("prestatie", "gedaan", "gedekt")
    )


def _unsure(
    levering: Levering, limited: pl.DataFrame, before: pl.DataFrame
) -> pl.DataFrame:
    """Per line what lacks to know that nothing was used before."""
    known = levering.history_covers("m_begindatum", "dag")
    lacks = (
        pl.when(pl.col("m_code").is_null())
        .then(pl.lit("de code in machtigingen"))
        .when(~known)
        .then(pl.lit(HISTORIE))
        .otherwise("twijfel")
    )
    return (
        limited.join(
            before.select("m_rij", "twijfel"), on="m_rij", how="left", validate="m:1"
        )
        .with_columns(mist=lacks)
        .filter(pl.col("mist").is_not_null())
        .sort("prestatie", "mist")
        .unique("prestatie", keep="first", maintain_order=True)
        .select("prestatie", "mist")
    )


CHECKS = {"M03": machtiging_omvang}
